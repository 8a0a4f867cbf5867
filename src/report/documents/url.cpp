#include "report/documents/layout.hpp"
#include "report/wrap.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::report {

namespace {

using workflow::UrlReport;

constexpr std::string_view application_only = "for the application only, never for migrations: `migrate` refuses it";

bool is_shared(const UrlReport& report) {
  return report.parts.mode == endpoint::Mode::transaction;
}

/// A comment in the file's own language, so that all of the output can be pasted.
std::string comment(std::string_view file, std::string_view text) {
  static constexpr std::string_view slashes[] = {".ts", ".js", ".rs", ".go", ".prisma"};
  const bool slashed =
      std::any_of(std::begin(slashes), std::end(slashes), [&](auto end) { return file.ends_with(end); });
  return fmt::format("{} {}", slashed ? "//" : "#", text);
}

std::string place_of(const UrlReport& report) {
  const auto& parts = report.parts;
  return text::printable(fmt::format("{}:{}", parts.host, parts.port));
}

Styled head(const UrlReport& report) {
  Styled line;
  if (report.stack != nullptr) line = {{Role::name, std::string(report.stack->title)}, {Role::plain, "  "}};
  line.push_back({Role::path, place_of(report)});
  line.push_back({Role::plain, fmt::format(", {}", endpoint::name_of(report.parts.mode))});
  return line;
}

bool holds(const UrlReport& report, std::string_view text) {
  return std::any_of(report.blocks.begin(), report.blocks.end(),
                     [&](const advice::Filled& block) { return block.text.find(text) != std::string::npos; });
}

std::vector<Styled> story(const UrlReport& report, const Surface& surface) {
  std::vector<Styled> lines;
  const auto say = [&](const std::string& text) {
    for (auto& line : wrap(text, surface.width)) lines.push_back({{Role::plain, std::move(line)}});
  };
  if (holds(report, "${DB_PASSWORD}") || holds(report, "\"DB_PASSWORD\""))
    say("`DB_PASSWORD` holds the password as it is");
  if (holds(report, "${DB_PASSWORD_ENCODED}"))
    say("`DB_PASSWORD_ENCODED` holds the password percent-encoded; where `${…}` is not expanded, write it there "
        "itself");
  if (report.stack != nullptr) {
    if (const auto remark = advice::tls_remark(*report.stack, report.parts); !remark.empty()) say(remark);
  }
  if (!report.pooler_from.empty()) say("the pooler's host is from " + report.pooler_from);
  if (report.stack == nullptr) {
    std::string names;
    for (const auto& stack : advice::stacks()) names += (names.empty() ? "" : ", ") + std::string(stack.name);
    say("Stacks for `--for`: " + names);
    lines.push_back(next("migrate url --for prisma-7", "prints what that stack needs", surface));
  }
  return lines;
}

markup::Node data_of(const UrlReport& report) {
  const auto& parts = report.parts;
  std::vector<markup::Node> blocks;
  for (const auto& block : report.blocks) {
    blocks.push_back(markup::map({{"file", markup::text(block.file)}, {"text", markup::text(block.text)}}));
  }
  std::vector<std::string> names;
  for (const auto& stack : advice::stacks()) names.emplace_back(stack.name);
  return markup::map(
      {{"stack", report.stack == nullptr ? markup::null() : markup::text(std::string(report.stack->name))},
       {"mode", markup::text(std::string(endpoint::name_of(parts.mode)))},
       {"application_only", markup::boolean(is_shared(report))},
       {"needs", markup::text(std::string(report.settings->needs))},
       {"host", markup::text(parts.host)},
       {"port", markup::text(parts.port)},
       {"user", markup::text(parts.user)},
       {"database", markup::text(parts.database)},
       {"blocks", markup::list(std::move(blocks))},
       {"stacks", list_of(names)}});
}

void add_block(Document& document, const advice::Filled& block) {
  document.lines.push_back({});
  document.lines.push_back({{Role::quiet, comment(block.file, block.file)}});
  for (std::string_view text = block.text; !text.empty();) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    document.lines.push_back({{Role::plain, std::string(line)}});
    document.rows.push_back({block.file, std::string(line)});
  }
}

}  // namespace

Document document(const UrlReport& report, const Surface& surface) {
  Document document{.command = "url",
                    .lines = {head(report)},
                    .data = data_of(report),
                    .diagnostics = report.diagnostics,
                    .story = story(report, surface)};
  if (report.stack != nullptr)
    document.lines.push_back({{Role::plain, "needs: " + std::string(report.settings->needs)}});
  if (is_shared(report)) document.lines.push_back({{Role::warning, std::string(application_only)}});
  for (const auto& block : report.blocks) add_block(document, block);
  return document;
}

}  // namespace migrate::report
