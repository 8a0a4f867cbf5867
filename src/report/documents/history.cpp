#include "report/documents/layout.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::report {

namespace {

using amend::Change;
using workflow::AmendReport;

struct Look {
  char mark;
  Role role;
};
Look look_of(const Change& change) {
  if (!change.row) return {'-', Role::error};
  return change.from.empty() ? Look{'+', Role::success} : Look{'~', Role::warning};
}

std::string_view word_of(const Change& change) {
  if (!change.row) return change.from.empty() ? "not begun" : "reverted";
  if (change.from.empty()) return "applied";
  return change.from == change.version ? "rewritten" : "renumbered";
}

Styled line_of(const Change& change, std::size_t widest, const Surface& surface) {
  const auto [mark, role] = look_of(change);
  Styled line{{Role::plain, "  "}, {role, std::string(1, mark)}, {Role::plain, " "}, {Role::name, change.file}};
  auto whole = line;
  whole.push_back({Role::plain, std::string(widest - text::width(change.file) + 4, ' ') + change.what});
  return fits(whole, surface) ? whole : line;
}

std::vector<Styled> story(const AmendReport& report, const Surface& surface) {
  const auto rows = text::count(report.changes.size(), "row");
  if (report.changes.empty()) {
    if (has_errors(report.diagnostics)) return {{}, {{Role::plain, "nothing was changed"}}};
    return {story_line({.role = Role::success, .verb = "Finished", .text = {{Role::plain, "with nothing to change"}}})};
  }
  if (!report.written) {
    std::vector<Styled> lines = {{}, {{Role::plain, rows + " of the history; nothing was changed"}}};
    if (report.verb == "reconcile")
      lines.push_back(next(same_place("migrate reconcile --write", report.place, surface), "does it", surface));
    return lines;
  }
  const auto line =
      story_line({.role = Role::success, .verb = "Finished", .text = {{Role::plain, rows + " of the history"}}});
  if (!report.undoes.empty()) return {line};
  const auto command = same_place("migrate repair --undo", report.place, surface);
  return {line, {{Role::hint, "`" + command + "`"}, {Role::plain, " takes it back"}}};
}

markup::Node data_of(const AmendReport& report) {
  std::vector<markup::Node> changes;
  for (const auto& change : report.changes) {
    changes.push_back(markup::map({{"id", markup::text(change.version)},
                                   {"change", markup::text(std::string(word_of(change)))},
                                   {"from", change.from.empty() ? markup::null() : markup::text(change.from)},
                                   {"file", markup::text(change.file)}}));
  }
  return markup::map({{"target", to_json(report.place)},
                      {"changes", markup::list(std::move(changes))},
                      {"written", markup::boolean(report.written)},
                      {"undoes", report.undoes.empty() ? markup::null() : markup::text(report.undoes)}});
}

}  // namespace

Document document(const AmendReport& report, const Surface& surface) {
  Document document{.command = report.verb,
                    .data = data_of(report),
                    .diagnostics = report.diagnostics,
                    .story = story(report, surface)};
  std::size_t widest = 0;
  for (const auto& change : report.changes) {
    widest = std::max(widest, text::width(change.file));
    document.rows.push_back({change.version, std::string(word_of(change)), change.from});
  }
  if (report.changes.empty()) return document;
  if (!report.written) {
    document.lines = {head_of(report.place, surface), {}};
    if (!report.undoes.empty()) document.lines.push_back({{Role::plain, "takes back " + report.undoes}});
    for (const auto& change : report.changes) document.lines.push_back(line_of(change, widest, surface));
    return document;
  }
  for (const auto& change : report.changes) {
    // The story says the same to a person, line by line.
    if (!surface.terminal)
      document.lines.push_back({{Role::plain, fmt::format("{}  {}", word_of(change), change.file)}});
  }
  return document;
}

}  // namespace migrate::report
