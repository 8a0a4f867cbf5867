#include "sources/drizzle.hpp"
#include "sources/folder_choice.hpp"
#include "sources/paths.hpp"
#include "sources/source_file.hpp"
#include "sources/table_name.hpp"
#include "sources/tool_config.hpp"

#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace migrate::sources::drizzle {

namespace {

struct Config {
  const FileTree::File* file = nullptr;
  std::string code;  ///< without comments
  Property out;
};

Label label_of(const Config& config, const Property& property, std::string text) {
  return {.source = config.file->source, .span = property.span, .text = std::move(text)};
}

bool serves_postgres(const Config& config, std::vector<Diagnostic>& diagnostics) {
  const auto dialect = property(config.code, "dialect");
  if (dialect.kind != Property::Kind::literal || dialect.text == "postgresql") return true;
  diagnostics.push_back({.code = "M0203",
                         .message = fmt::format("`{}` is for another database", text::printable(config.file->path)),
                         .labels = {label_of(config, dialect, "the dialect must be `postgresql`")},
                         .helps = {"take the service out of the config: only migrations for Postgres are collected"}});
  return false;
}

/// The configs for Postgres that are nearest to the service's folder, drizzle-kit's own default name first.
std::vector<Config> read_configs(const FileTree& tree, const Service& service, std::vector<Diagnostic>& diagnostics) {
  std::vector<Config> configs;
  for (const auto* file : files_in(tree, service.folder)) {
    if (!is_config(file->path)) continue;
    auto code = without_comments(file->source->text);
    auto out = property(code, "out");
    configs.push_back({.file = file, .code = std::move(code), .out = std::move(out)});
  }
  std::vector<Diagnostic> refusals;
  std::vector<Config> kept;
  for (auto& config : configs) {
    if (serves_postgres(config, refusals)) kept.push_back(std::move(config));
  }
  // Beside one for Postgres, a config for another database is another matter.
  if (kept.empty()) append(diagnostics, std::move(refusals));
  return kept;
}

bool agree(const std::vector<Config>& configs) {
  return std::all_of(configs.begin(), configs.end(), [&](const Config& config) {
    return config.out.kind == configs.front().out.kind && config.out.text == configs.front().out.text;
  });
}

void report_expression(const Config& config, const Property& property, std::string taken,
                       std::vector<Diagnostic>& diagnostics) {
  diagnostics.push_back({.code = "M0216",
                         .severity = Severity::warning,
                         .message = fmt::format("a setting of `{}` cannot be read", text::printable(config.file->path)),
                         .labels = {label_of(config, property, "only the running program knows this value")},
                         .notes = {std::move(taken)},
                         .helps = {"write it as a plain string"}});
}

std::string table_of(const Config& config, std::vector<Diagnostic>& diagnostics) {
  const auto part = [&](std::string_view key, std::string usual) {
    auto property = property_in(config.code, "migrations", key);
    if (property.kind == Property::Kind::literal) return property.text;
    if (property.kind == Property::Kind::expression) {
      report_expression(config, property, fmt::format("`{}` is taken", usual), diagnostics);
    }
    return usual;
  };
  auto schema = part("schema", "drizzle");
  return format_table({.schema = std::move(schema), .table = part("table", "__drizzle_migrations")});
}

/// Folders below the service's that look as if drizzle-kit wrote them.
std::vector<std::string> written_folders(const FileTree& tree, const Service& service) {
  std::vector<std::string> folders;
  for (const auto& file : tree.under(service.folder)) {
    if (file.path.ends_with("/meta/_journal.json")) {
      folders.emplace_back(migrate::folder_of(migrate::folder_of(file.path)));
    } else if (migrate::name_of(file.path) == "migration.sql") {
      folders.emplace_back(migrate::folder_of(migrate::folder_of(file.path)));
    }
  }
  std::sort(folders.begin(), folders.end());
  folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
  return folders;
}

std::string configured_folder(const FileTree& tree, const Service& service, const std::vector<Config>& configs,
                              std::vector<Diagnostic>& diagnostics) {
  if (!agree(configs)) {
    Diagnostic several{.code = "M0201",
                       .message = fmt::format("`{}` has several drizzle configs that write to different folders",
                                              text::printable(service.name)),
                       .helps = {say_which(service, resolve("", configs.front().out.text).value_or("drizzle"))}};
    for (const auto& config : configs) several.labels.push_back(label_of(config, config.out, "one of them"));
    diagnostics.push_back(std::move(several));
    return {};
  }
  const auto& config = configs.front();
  return configured(tree, service, {.source = config.file->source, .span = config.out.span, .text = {}}, service.folder,
                    config.out.text, diagnostics);
}

std::string folder_in_use(const FileTree& tree, const Service& service, const std::vector<Config>& configs,
                          std::vector<Diagnostic>& diagnostics) {
  const bool literal = !configs.empty() && configs.front().out.kind == Property::Kind::literal;
  if (literal) return configured_folder(tree, service, configs, diagnostics);
  if (!configs.empty() && configs.front().out.kind == Property::Kind::missing) {
    auto usual = join(service.folder, "drizzle");
    if (tree.has_folder(usual)) return usual;
  }
  auto folder = the_only_one(*find("drizzle"), service, tree, written_folders(tree, service), diagnostics);
  if (!configs.empty() && configs.front().out.kind == Property::Kind::expression && !folder.empty()) {
    report_expression(configs.front(), configs.front().out, fmt::format("`{}` is taken", text::printable(folder)),
                      diagnostics);
  }
  return folder;
}

}  // namespace

bool is_config(std::string_view path) {
  const auto name = migrate::name_of(path);
  if (!name.starts_with("drizzle") || name.find(".config.") == std::string_view::npos) return false;
  static constexpr std::array<std::string_view, 7> endings = {".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json"};
  return std::any_of(endings.begin(), endings.end(),
                     [name](std::string_view ending) { return name.ends_with(ending); });
}

Place find_place(const FileTree& tree, const Service& service, std::vector<Diagnostic>& diagnostics) {
  Place place{.folder = service.migrations, .table = "drizzle.__drizzle_migrations"};
  std::vector<Diagnostic> refusals;
  const auto configs = read_configs(tree, service, refusals);
  const bool foreign = has_errors(refusals);
  append(diagnostics, std::move(refusals));
  if (foreign) return {};
  if (place.folder.empty()) place.folder = folder_in_use(tree, service, configs, diagnostics);
  for (const auto& config : configs) {
    const bool writes_here = config.out.kind == Property::Kind::literal &&
                             resolve(service.folder, config.out.text).value_or("") == place.folder;
    if (writes_here || configs.size() == 1) {
      place.table = table_of(config, diagnostics);
      break;
    }
  }
  return place;
}

}  // namespace migrate::sources::drizzle
