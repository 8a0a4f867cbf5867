#include <fmt/core.h>
#include <migrate/collect.hpp>
#include <migrate/text.hpp>

#include "collect/file_names.hpp"
#include "collect/shell.hpp"

#include <algorithm>

namespace migrate::collect {

namespace {

bool is_sql(std::string_view path) {
  if (path.size() < 4) return false;
  const auto end = path.substr(path.size() - 4);
  constexpr std::string_view wanted = ".sql";
  return std::equal(end.begin(), end.end(), wanted.begin(), [](char a, char b) { return (a | 0x20) == b || a == b; });
}

Diagnostic about(std::string code, const FileTree::File& file, std::string message, Span span, std::string label) {
  return {.code = std::move(code),
          .message = std::move(message),
          .labels = {{.source = file.source, .span = span, .text = std::move(label)}}};
}

bool is_utf16(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

std::string conversion(std::string_view from, std::string_view path) {
  const auto word = shell_word(path);
  const auto converted = shell_word(std::string(path) + ".utf8");
  return fmt::format("`iconv -f {} -t UTF-8 {} > {} && mv {} {}`", from, word, converted, converted, word);
}

std::optional<Diagnostic> unfit(const FileTree::File& file) {
  const auto& bytes = file.source->text;
  if (is_utf16(bytes)) {
    auto found =
        about("M0316", file, fmt::format("`{}` is UTF-16", text::printable(file.path)), {0, 2}, "the mark of UTF-16");
    found.helps.push_back(conversion("UTF-16", file.path));
    return found;
  }
  if (const auto nul = bytes.find('\0'); nul != std::string::npos) {
    auto found = about("M0317", file, fmt::format("`{}` holds a NUL byte", text::printable(file.path)), {nul, nul + 1},
                       fmt::format("byte {} of the file", nul));
    found.helps.push_back(fmt::format("`git restore {}`, or take the byte out", shell_word(file.path)));
    return found;
  }
  if (const auto byte = text::invalid_utf8(bytes)) {
    auto found = about("M0316", file, fmt::format("`{}` is not UTF-8", text::printable(file.path)), {*byte, *byte + 1},
                       fmt::format("byte {} of the file, 0x{:02x}", *byte, static_cast<unsigned char>(bytes[*byte])));
    found.helps.push_back("if it was meant as Latin-1: " + conversion("LATIN1", file.path));
    return found;
  }
  const auto content = std::string_view(bytes).substr(bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  if (content.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos) {
    auto found = about("M0315", file, fmt::format("`{}` is empty", text::printable(file.path)), {0, 0},
                       "no statement and no comment");
    found.helps.push_back(fmt::format("write its SQL, or say in a comment that it does nothing; or `git rm -f {}`",
                                      shell_word(file.path)));
    return found;
  }
  return std::nullopt;
}

std::vector<int> numbers_in(std::span<const FileTree::File> files, std::string_view folder) {
  std::vector<int> numbers;
  for (const auto& file : files) {
    if (folder_of(file.path) != folder || !is_sql(file.path)) continue;
    if (const auto number = number_of(name_of(file.path))) numbers.push_back(*number);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

/// A tool may write its own folders there; the config then says so.
bool is_a_tools(const Workspace& workspace, std::string_view path) {
  return std::any_of(workspace.services.begin(), workspace.services.end(), [&](const Service& service) {
    return !service.migrations.empty() && path.starts_with(service.migrations + '/');
  });
}

Diagnostic overlooked(const FileTree::File& file, const std::string& folder) {
  const auto below = text::printable(folder_of(file.path));
  Diagnostic found{
      .code = "M0319",
      .severity = Severity::warning,
      .message = fmt::format("SQL files lie in `{}`, where nobody applies them", below),
      .notes = {"only files directly in " + folder + " count, for `migrate` and for the Supabase CLI"},
      .helps = {fmt::format("move them up, or name `{}` as the `migrations` of the service that writes them", below)}};
  return found;
}

struct Reader {
  const Workspace& workspace;
  Folder& folder;
  Names names;

  void take(const FileTree::File& file) {
    if (auto problem = unfit(file)) folder.diagnostics.push_back(std::move(*problem));
    auto collected = read_header(file.source->text);
    if (collected.damaged) {
      auto found =
          about("M0322", file, fmt::format("the header of `{}` is damaged", text::printable(name_of(file.path))),
                {0, std::min(file.source->text.find('\n'), file.source->text.size())}, "the header begins here");
      found.helps.push_back(fmt::format("`git restore {}`", shell_word(file.path)));
      folder.diagnostics.push_back(std::move(found));
    }
    auto name = names.read(file.path, collected.provenance ? std::string_view(collected.provenance->service) : "");
    if (!name) {
      folder.diagnostics.push_back(std::move(name.error()));
      return;
    }
    Migration migration{.number = name->number,
                        .version = std::move(name->version),
                        .label = std::move(name->label),
                        .name = std::move(name->name),
                        .service = name->service->name,
                        .path = file.path,
                        .source = file.source,
                        .provenance = std::move(collected.provenance),
                        .body_begin = collected.body_begin};
    if (!folder.migrations.empty() && folder.migrations.back().number == migration.number) {
      folder.diagnostics.push_back(names.duplicate(folder.migrations.back(), migration));
    }
    folder.migrations.push_back(std::move(migration));
  }
};

}  // namespace

Folder read_folder(const FileTree& tree, const Workspace& workspace) {
  Folder folder;
  const auto files = tree.under(workspace.migrations);
  folder.numbers = numbers_in(files, workspace.migrations);
  folder.migrations.reserve(files.size());
  Reader reader{.workspace = workspace, .folder = folder, .names = Names(workspace, folder.numbers)};
  std::string_view last_below;
  for (const auto& file : files) {
    if (!is_sql(file.path)) continue;
    const auto place = folder_of(file.path);
    if (place == workspace.migrations) {
      reader.take(file);
    } else if (place != last_below && !is_a_tools(workspace, file.path)) {
      folder.diagnostics.push_back(overlooked(file, workspace.migrations));
      last_below = place;
    }
  }
  return folder;
}

}  // namespace migrate::collect
