#include "report/documents/layout.hpp"

#include <migrate/sql.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::report {

namespace {

using workflow::DownReport;
using workflow::WayBack;

/// The statements as they stand in the file, line by line; no password is among them.
void add_sql(std::vector<Styled>& lines, const WayBack& way) {
  const auto text = sql::mask_passwords(way.entry.migration->source->text);
  for (const auto& [statement, meaning] : way.entry.statements) {
    auto rest = std::string_view(text).substr(statement.span.begin, statement.span.end - statement.span.begin);
    while (true) {
      const auto end = rest.find('\n');
      const bool last = end == std::string_view::npos;
      lines.push_back({{Role::plain, "    " + text::printable(rest.substr(0, end)) + (last ? ";" : "")}});
      if (last) break;
      rest.remove_prefix(end + 1);
    }
  }
}

std::vector<Styled> lines_of(const DownReport& report, const Surface& surface) {
  std::vector<Styled> lines{head_of(report.place, surface)};
  for (const auto& way : report.ways) {
    lines.push_back({});
    lines.push_back({{Role::plain, "  "},
                     {Role::error, "-"},
                     {Role::plain, " "},
                     {Role::name, text::printable(way.file)},
                     {Role::plain, "   "},
                     {Role::path, text::printable(way.entry.migration->path)}});
    add_sql(lines, way);
  }
  return lines;
}

std::vector<Styled> story(const DownReport& report) {
  const auto count = report.reverted.size();
  if (!report.failed.empty() || report.signal != 0) {
    const auto left = report.ways.size() - std::min(report.ways.size(), count + 1);
    return {{}, {{Role::error, "Stopped"},
                 {Role::plain, fmt::format(": {} taken back, 1 failed, {} not tried", count, left)}}};
  }
  if (report.dry_run && !has_errors(report.diagnostics))
    return {{}, {{Role::plain, fmt::format("{} to take back; nothing was changed", report.ways.size())}}};
  return {};
}

markup::Node data_of(const DownReport& report) {
  std::vector<markup::Node> ways;
  for (const auto& way : report.ways) {
    const bool done = std::find(report.reverted.begin(), report.reverted.end(), way.file) != report.reverted.end();
    ways.push_back(markup::map({{"id", markup::text(way.version)},
                                {"service", markup::text(way.service)},
                                {"file", markup::text(way.entry.migration->path)},
                                {"statements", markup::number(static_cast<long long>(way.entry.statements.size()))},
                                {"reverted", markup::boolean(done)}}));
  }
  return markup::map({{"target", to_json(report.place)},
                      {"migrations", markup::list(std::move(ways))},
                      {"dry_run", markup::boolean(report.dry_run)},
                      {"needs_repair", markup::boolean(report.needs_repair)}});
}

}  // namespace

Document document(const DownReport& report, const Surface& surface) {
  Document document{.command = "down",
                    .lines = lines_of(report, surface),
                    .data = data_of(report),
                    .diagnostics = report.diagnostics,
                    .story = story(report)};
  for (const auto& file : report.reverted) document.rows.push_back({"reverted", file});
  return document;
}

}  // namespace migrate::report
