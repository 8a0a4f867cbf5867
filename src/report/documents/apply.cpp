#include "report/documents/layout.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::report {

namespace {

using workflow::ApplyReport;

/// "Stopped: 0 applied, 1 failed and rolled back, 1 not tried"
Styled stopped(const ApplyReport& report) {
  auto line = fmt::format(": {} applied", report.applied.size());
  if (!report.failed.empty()) line += report.needs_repair ? ", 1 needs repair" : ", 1 failed and rolled back";
  line += fmt::format(", {} not tried", report.not_tried);
  return {{Role::error, "Stopped"}, {Role::plain, line}};
}

Styled finished(const ApplyReport& report, const Surface& surface) {
  const auto line = [&](const std::string& state) {
    const auto what = fmt::format("{} in {}", text::count(report.applied.size(), "migration"), duration(report.took));
    return story_line({.role = Role::success, .verb = "Finished", .text = {{Role::plain, what + state}}});
  };
  const auto whole = line(report.not_tried == 0 ? ", " + up_to_date(report.not_selected) : "");
  return fits(whole, surface) ? whole : line("");
}

std::vector<Styled> story(const ApplyReport& report, const Surface& surface) {
  std::vector<Styled> lines;
  if (has_errors(report.diagnostics) || report.signal != 0) {
    lines = {{}, stopped(report)};
  } else if (report.applied.empty()) {
    lines = {story_line({.role = Role::success,
                         .verb = "Finished",
                         .text = {{Role::plain, "with nothing to apply, " + up_to_date(report.not_selected)}}})};
  } else {
    lines = {finished(report, surface)};
  }
  if (report.kept_scratch) {
    lines.push_back({});
    lines.push_back({{Role::plain, "The scratch server is kept: "},
                     {Role::hint, "`migrate status --scratch`"},
                     {Role::plain, " looks at it"}});
    lines.push_back({{Role::plain, "  psql:  "}, {Role::path, text::printable(report.kept_scratch->url)}});
    lines.push_back({{Role::plain, "  stop:  "}, {Role::hint, text::printable(report.kept_scratch->stop)}});
  }
  return lines;
}

markup::Node kept_scratch(const ApplyReport& report) {
  if (!report.kept_scratch) return markup::null();
  return markup::map(
      {{"url", markup::text(report.kept_scratch->url)}, {"stop", markup::text(report.kept_scratch->stop)}});
}

markup::Node data_of(const ApplyReport& report) {
  std::vector<markup::Node> applied;
  for (const auto& one : report.applied) {
    applied.push_back(markup::map({{"id", markup::text(one.version)},
                                   {"file", markup::text(one.file)},
                                   {"statements", markup::number(static_cast<long long>(one.statements))},
                                   {"milliseconds", markup::number(one.took.count())},
                                   {"transaction", markup::boolean(one.mode == TransactionMode::inside)}}));
  }
  return markup::map({{"target", to_json(report.place)},
                      {"applied", markup::list(std::move(applied))},
                      {"failed", report.failed.empty() ? markup::null() : markup::text(report.failed)},
                      {"not_tried", markup::number(static_cast<long long>(report.not_tried))},
                      {"not_selected", markup::number(static_cast<long long>(report.not_selected))},
                      {"milliseconds", markup::number(report.took.count())},
                      {"needs_repair", markup::boolean(report.needs_repair)},
                      {"scratch", kept_scratch(report)}});
}

}  // namespace

Document document(const ApplyReport& report, const Surface& surface) {
  Document document{
      .command = "apply", .data = data_of(report), .diagnostics = report.diagnostics, .story = story(report, surface)};
  for (const auto& one : report.applied) {
    document.rows.push_back({"applied", one.file});
    // The story says the same to a person, line by line as it happens.
    if (!surface.terminal) document.lines.push_back({{Role::plain, "applied  " + text::printable(one.file)}});
  }
  return document;
}

}  // namespace migrate::report
