#include "report/documents/layout.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::report {

namespace {

using plan::Entry;
using plan::State;
using workflow::StatusReport;

struct Look {
  char mark;
  Role role;
};
Look look_of(State state) {
  switch (state) {
    case State::applied:
      return {' ', Role::quiet};
    case State::pending:
      return {'+', Role::success};
    case State::changed:
      return {'~', Role::warning};
    case State::unknown:
      break;
  }
  return {'?', Role::error};
}

/// The bootstrap range has no label in file names; its service's name stands in the column.
std::string label_of(const Entry& entry) {
  if (!entry.label.empty()) return text::printable(entry.label);
  if (entry.migration && !entry.migration->service.empty()) return text::printable(entry.migration->service);
  return "-";
}

/// "2 hours ago" for a person, "2025-11-20T13:20:02Z" for a program; by whom where that is known.
std::string when(const Entry& entry, const StatusReport& report, const Surface& surface) {
  if (!entry.row || entry.row->applied_at.empty()) return {};
  return text::printable(surface.terminal ? ago(entry.row->applied_at, report.now) : entry.row->applied_at);
}

std::string detail_of(const Entry& entry, const StatusReport& report, const Surface& surface) {
  const auto time = when(entry, report, surface);
  if (entry.half_done) return plan::progress(entry) + (entry.migration ? "" : ", no such file");
  if (entry.state == State::pending) return {};
  if (entry.state == State::applied) return time;
  std::string detail = time.empty() ? std::string() : (surface.terminal ? "applied " : "") + time;
  if (entry.state == State::unknown && !time.empty() && !entry.row->applied_by.empty()) {
    detail += " by " + text::printable(entry.row->applied_by);
  }
  if (!detail.empty()) detail += ", ";
  return detail + (entry.state == State::changed ? "the file was edited since" : "no such file");
}

struct Columns {
  std::size_t label = 0, name = 0;
  bool detail = true;
};

Styled row(const Entry& entry, const StatusReport& report, const Surface& surface, const Columns& columns) {
  const auto [mark, role] = look_of(entry.state);
  const auto state = std::string(plan::name_of(entry.state));
  const auto detail = columns.detail ? detail_of(entry, report, surface) : std::string();
  const auto version = text::printable(entry.version);
  const auto middle = "  " + padded(label_of(entry), columns.label) + padded(text::printable(entry.name), columns.name);
  const auto behind =
      detail.empty() ? std::string() : std::string(state.size() < 7 ? 11 - state.size() : 4, ' ') + detail;

  if (entry.state == State::applied) {
    return {{Role::plain, "    "}, {role, version + middle + state + behind}};
  }
  return {{Role::plain, "  "},   {role, std::string(1, mark)},
          {Role::plain, " "},    {Role::name, version},
          {Role::plain, middle}, {entry.state == State::pending ? Role::plain : role, state},
          {Role::plain, behind}};
}

/// Which applied rows a person need not see: of each long run all but its first two and its last.
std::vector<bool> hidden(const std::vector<Entry>& entries, const Surface& surface, Rows rows) {
  constexpr std::size_t first = 2, last = 1, worth = 3;
  std::vector<bool> hide(entries.size());
  if (!surface.terminal || rows == Rows::all) return hide;
  for (std::size_t begin = 0; begin < entries.size();) {
    auto end = begin;
    while (end < entries.size() && entries[end].state == State::applied) ++end;
    if (end - begin >= first + last + worth) {
      for (auto i = begin + first; i < end - last; ++i) hide[i] = true;
    }
    begin = std::max(end, begin + 1);
  }
  return hide;
}

Styled elision(std::size_t count, const Surface& surface) {
  return {{Role::quiet,
           fmt::format("           {} {} more applied, `--all` shows them", surface.unicode ? "…" : "...", count)}};
}

Columns columns_for(const StatusReport& report, const Surface& surface, const std::vector<bool>& hide) {
  Columns columns;
  const auto& entries = report.plan.entries;
  for (const auto& entry : entries) {
    columns.label = std::max(columns.label, text::width(label_of(entry)) + 3);
    columns.name = std::max(columns.name, text::width(text::printable(entry.name)) + 3);
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!hide[i] && !fits(row(entries[i], report, surface, columns), surface)) columns.detail = false;
  }
  return columns;
}

std::vector<Styled> table(const StatusReport& report, const Surface& surface, Rows rows) {
  const auto hide = hidden(report.plan.entries, surface, rows);
  const auto columns = columns_for(report, surface, hide);
  std::vector<Styled> lines;
  std::size_t count = 0;
  for (std::size_t i = 0; i < report.plan.entries.size(); ++i) {
    if (hide[i]) {
      ++count;
      if (i + 1 == hide.size() || !hide[i + 1]) lines.push_back(elision(std::exchange(count, 0), surface));
      continue;
    }
    lines.push_back(row(report.plan.entries[i], report, surface, columns));
  }
  return lines;
}

Styled counts(const plan::Plan& plan) {
  const auto applied = plan.count(State::applied), pending = plan.count(State::pending);
  const auto changed = plan.count(State::changed), unknown = plan.count(State::unknown);
  if (applied + pending + changed + unknown == 0)
    return {{Role::plain, "no migrations, neither here nor in the database"}};
  if (pending + changed + unknown == 0)
    return {{Role::plain, fmt::format("{} applied, the database is up to date", applied)}};
  Styled line{{Role::plain, fmt::format("{} applied", applied)}};
  const auto add = [&](std::size_t n, std::string_view word, Role role) {
    if (n == 0) return;
    line.push_back({Role::plain, ", "});
    line.push_back({role, fmt::format("{} {}", n, word)});
  };
  add(pending, "pending", Role::plain);
  add(changed, "changed", Role::warning);
  add(unknown, "unknown", Role::error);
  return line;
}

std::vector<Styled> story(const StatusReport& report, const Surface& surface) {
  const auto& plan = report.plan;
  if (plan.count(State::changed) > 0)
    return {next("migrate explain M0501", "tells how to settle a changed migration", surface)};
  const auto is_recorded = [](const Entry& entry) { return entry.state == State::unknown && entry.row; };
  if (std::any_of(plan.entries.begin(), plan.entries.end(), is_recorded))
    return {next("migrate explain M0505", "tells how to settle an unknown one", surface)};
  if (plan.count(State::unknown) > 0)
    return {next("migrate explain M0660", "tells how to settle a half done one", surface)};
  if (plan.count(State::pending) > 0)
    return {next(same_place("migrate plan", report.place, surface), "shows what they would do", surface)};
  return {};
}

markup::Node data_of(const StatusReport& report) {
  std::vector<markup::Node> migrations;
  for (const auto& entry : report.plan.entries) {
    auto node = markup::map({{"id", markup::text(entry.version)},
                             {"service", markup::text(label_of(entry))},
                             {"name", markup::text(entry.name)},
                             {"state", markup::text(std::string(plan::name_of(entry.state)))}});
    if (entry.row && !entry.row->applied_at.empty())
      markup::add(node, "applied_at", markup::text(entry.row->applied_at));
    if (entry.row && !entry.row->applied_by.empty())
      markup::add(node, "applied_by", markup::text(entry.row->applied_by));
    if (entry.half_done)
      markup::add(node, "statements_done", markup::number(static_cast<long long>(entry.half_done->statements)));
    migrations.push_back(std::move(node));
  }
  auto counts = markup::map({});
  for (const auto state : {State::applied, State::pending, State::changed, State::unknown}) {
    markup::add(counts, std::string(plan::name_of(state)),
                markup::number(static_cast<long long>(report.plan.count(state))));
  }
  return markup::map({{"target", to_json(report.place)},
                      {"migrations", markup::list(std::move(migrations))},
                      {"counts", std::move(counts)}});
}

/// The rows say which migrations are changed, unknown or pending (M05xx): the frames belong to `plan` and `apply`.
std::vector<Diagnostic> beside_rows(const std::vector<Diagnostic>& diagnostics) {
  std::vector<Diagnostic> kept;
  std::copy_if(diagnostics.begin(), diagnostics.end(), std::back_inserter(kept),
               [](const Diagnostic& diagnostic) { return !diagnostic.code.starts_with("M05"); });
  return kept;
}

}  // namespace

Document document(const StatusReport& report, const Surface& surface, Rows rows) {
  Document document{.command = "status",
                    .lines = {head_of(report.place, surface), {}},
                    .data = data_of(report),
                    .diagnostics = beside_rows(report.plan.diagnostics),
                    .story = story(report, surface)};
  for (auto& line : table(report, surface, rows)) document.lines.push_back(std::move(line));
  if (!report.plan.entries.empty()) document.lines.push_back({});
  document.lines.push_back(counts(report.plan));
  for (const auto& entry : report.plan.entries) {
    const auto at = entry.row && !entry.row->applied_at.empty() ? entry.row->applied_at : std::string("-");
    document.rows.push_back({entry.version, label_of(entry), entry.name, std::string(plan::name_of(entry.state)), at});
  }
  return document;
}

}  // namespace migrate::report
