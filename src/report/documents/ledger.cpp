#include "report/documents/layout.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::report {

namespace {

using Kind = sources::LedgerFinding::Kind;
using workflow::Ledger;
using workflow::LedgerMode;
using workflow::LedgerReport;
using workflow::LedgerRow;

struct Look {
  char mark;
  Role role;
};
Look look_of(Kind kind) {
  switch (kind) {
    case Kind::missing:
      return {'+', Role::success};
    case Kind::differs:
      return {'~', Role::warning};
    case Kind::unfinished:
      return {'!', Role::error};
    case Kind::surplus:
      return {'-', Role::warning};
    case Kind::not_ours:
    case Kind::unknown:
      break;
  }
  return {'?', Role::error};
}

std::string services_of(const Ledger& ledger) {
  std::string all;
  for (const auto& service : ledger.services) all += (all.empty() ? "" : ", ") + text::printable(service);
  return all;
}

std::string name_of(const LedgerRow& row) {
  return text::printable(row.file.empty() ? row.finding.id : row.file);
}

std::string state_of(const Ledger& ledger) {
  const auto rows = ledger.exists ? text::count(ledger.rows, "row") : std::string("not there");
  return ledger.found.empty() ? rows + ", as the history says" : rows;
}

struct Columns {
  std::size_t services = 0, tool = 0, table = 0, name = 0;
};
Columns columns_for(const LedgerReport& report) {
  Columns columns;
  for (const auto& ledger : report.ledgers) {
    columns.services = std::max(columns.services, text::width(services_of(ledger)) + 3);
    columns.tool = std::max(columns.tool, text::width(ledger.tool) + 3);
    columns.table = std::max(columns.table, text::width(text::printable(ledger.table)) + 3);
    for (const auto& row : ledger.found) columns.name = std::max(columns.name, text::width(name_of(row)) + 3);
  }
  return columns;
}

Styled head(const Ledger& ledger, const Columns& columns, const Surface& surface) {
  const Styled start{{Role::plain, "  "}, {Role::name, padded(services_of(ledger), columns.services)}};
  auto whole = start;
  whole.push_back({Role::plain, padded(ledger.tool, columns.tool) + padded(text::printable(ledger.table), columns.table)});
  whole.push_back({Role::quiet, state_of(ledger)});
  if (fits(whole, surface)) return whole;
  auto narrow = start;
  narrow.push_back({Role::quiet, state_of(ledger)});
  return narrow;
}

Styled line(const LedgerRow& row, const Columns& columns, const Surface& surface) {
  const auto [mark, role] = look_of(row.finding.kind);
  Styled line{{Role::plain, "    "},
              {role, std::string(1, mark)},
              {Role::plain, " " + padded(name_of(row), columns.name)},
              {role, std::string(workflow::name_of(row.finding.kind))}};
  if (row.finding.seen.empty()) return line;
  auto whole = line;
  whole.push_back({Role::quiet, ": " + text::printable(row.finding.seen)});
  return fits(whole, surface) ? whole : line;
}

std::size_t found(const LedgerReport& report) {
  std::size_t count = 0;
  for (const auto& ledger : report.ledgers) count += ledger.found.size();
  return count;
}

std::vector<Styled> story(const LedgerReport& report) {
  if (has_errors(report.diagnostics) && report.mended == 0) return {};
  if (report.options.mode == LedgerMode::repair && report.mended > 0) {
    return {{}, story_line({.role = Role::success,
                            .verb = "Mended",
                            .text = {{Role::plain, text::count(report.mended, "row") + ", in one transaction"}}})};
  }
  if (found(report) == 0) return {};
  return {{}, {{Role::plain, text::count(found(report), "row") + " to mend; nothing was changed"}}};
}

markup::Node data_of(const LedgerReport& report) {
  std::vector<markup::Node> ledgers;
  for (const auto& ledger : report.ledgers) {
    std::vector<markup::Node> rows;
    for (const auto& row : ledger.found) {
      rows.push_back(markup::map({{"kind", markup::text(std::string(workflow::name_of(row.finding.kind)))},
                                  {"id", markup::text(row.finding.id)},
                                  {"version", row.version.empty() ? markup::null() : markup::text(row.version)},
                                  {"seen", markup::text(row.finding.seen)},
                                  {"mendable", markup::boolean(!row.finding.mend.empty())}}));
    }
    ledgers.push_back(markup::map({{"services", list_of(ledger.services)},
                                   {"tool", markup::text(ledger.tool)},
                                   {"table", markup::text(ledger.table)},
                                   {"exists", markup::boolean(ledger.exists)},
                                   {"rows", markup::number(static_cast<long long>(ledger.rows))},
                                   {"found", markup::list(std::move(rows))}}));
  }
  return markup::map({{"target", to_json(report.place)},
                      {"ledgers", markup::list(std::move(ledgers))},
                      {"mended", markup::number(static_cast<long long>(report.mended))}});
}

}  // namespace

Document document(const LedgerReport& report, const Surface& surface) {
  Document document{.command = "ledger",
                    .lines = {head_of(report.place, surface), {}},
                    .data = data_of(report),
                    .diagnostics = report.diagnostics,
                    .story = story(report)};
  const auto columns = columns_for(report);
  for (const auto& ledger : report.ledgers) {
    document.lines.push_back(head(ledger, columns, surface));
    for (const auto& row : ledger.found) {
      document.lines.push_back(line(row, columns, surface));
      document.rows.push_back({ledger.table, services_of(ledger), std::string(workflow::name_of(row.finding.kind)),
                               row.version.empty() ? "-" : row.version, row.finding.id});
    }
  }
  if (report.ledgers.empty() && !has_errors(report.diagnostics))
    document.lines.push_back({{Role::plain, "no service keeps a ledger"}});
  return document;
}

}  // namespace migrate::report
