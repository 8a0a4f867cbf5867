#include "workflow/collected.hpp"
#include "workflow/connect.hpp"
#include "workflow/ledger_audit.hpp"
#include "workflow/planning.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::workflow {

namespace {

using Tables = std::vector<sources::LedgerTable>;

std::vector<std::string> tables_of(const std::vector<LedgerGroup>& groups) {
  std::vector<std::string> tables;
  for (const auto& group : groups) tables.push_back(group.table);
  return tables;
}

/// What every table is to hold, by the history as it stands; the tables; and their faults as tables.
struct Look {
  std::vector<LedgerGroup> groups;
  Tables tables;
  std::vector<Diagnostic> diagnostics;
};

Result<Look> look(const Workspace& workspace, const LedgerOptions& options, pg::Connection& connection) {
  const auto history = pg::read_history(connection);
  if (!history) return fail(history);
  const auto tree = read_collected(workspace);
  const auto folder = collect::read_folder(tree, workspace);
  Look seen{.groups = ledger_groups(workspace, folder, *history, options.service), .tables = {}, .diagnostics = {}};
  auto tables = pg::read_ledgers(connection, tables_of(seen.groups));
  if (!tables) return fail(tables);
  seen.tables = std::move(*tables);
  for (std::size_t i = 0; i < seen.groups.size(); ++i) {
    if (auto foreign = foreign_table(seen.groups[i], seen.tables[i])) seen.diagnostics.push_back(std::move(*foreign));
  }
  return seen;
}

bool is_mendable(const LedgerRow& row) {
  return !row.finding.mend.empty();
}

std::size_t mendable(const std::vector<Ledger>& ledgers) {
  std::size_t count = 0;
  for (const auto& ledger : ledgers)
    count += static_cast<std::size_t>(std::count_if(ledger.found.begin(), ledger.found.end(), is_mendable));
  return count;
}

std::vector<Diagnostic> describe(const std::vector<Ledger>& ledgers) {
  std::vector<Diagnostic> all;
  for (const auto& ledger : ledgers) append(all, describe(ledger));
  return all;
}

void tell(const std::vector<Ledger>& ledgers, Observer& observer) {
  for (const auto& ledger : ledgers) {
    for (const auto& row : ledger.found) {
      if (!is_mendable(row)) continue;
      observer.step({.role = Role::success,
                     .verb = "Mending",
                     .text = {{Role::plain, text::printable(row.file.empty() ? row.finding.id : row.file)},
                              {Role::quiet, fmt::format("    {} in {}", name_of(row.finding.kind),
                                                        text::printable(ledger.table))}}});
    }
  }
}

/// Under the lock. What is told here is what is done: the tables are read again behind a lock of their own.
Result<void> mend(const Workspace& workspace, LedgerReport& report, pg::Connection& connection, Observer& observer) {
  auto seen = look(workspace, report.options, connection);
  if (!seen) return fail(seen);
  if (has_errors(seen->diagnostics)) {
    report.diagnostics = std::move(seen->diagnostics);
    return {};
  }
  const auto statements = [&](const Tables& read) {
    report.ledgers = audit(seen->groups, read);
    tell(report.ledgers, observer);
    std::vector<sources::LedgerStatement> all;
    for (const auto& ledger : report.ledgers) {
      for (const auto& row : ledger.found) all.insert(all.end(), row.finding.mend.begin(), row.finding.mend.end());
    }
    return all;
  };
  if (const auto mended = pg::mend_ledgers(connection, tables_of(seen->groups), statements); !mended)
    return fail(mended);
  const auto after = pg::read_ledgers(connection, tables_of(seen->groups));
  if (!after) return fail(after);
  const auto left = audit(seen->groups, *after);
  report.mended = mendable(report.ledgers) - std::min(mendable(report.ledgers), mendable(left));
  report.diagnostics = describe(left);
  return {};
}

Result<void> mend_under_lock(const Workspace& workspace, LedgerReport& report, Connected& connected,
                             Observer& observer) {
  if (const auto locked = lock(connected.connection, report.options.wait, observer); !locked) return fail(locked);
  const auto done = mend(workspace, report, connected.connection, observer);
  const auto unlocked = pg::unlock(connected.connection);
  if (!done) return done;
  return unlocked;
}

Result<LedgerOptions> named(const Workspace& workspace, LedgerOptions options) {
  if (options.service.empty()) return options;
  const auto service = service_named(workspace, options.service);
  if (!service) return fail(service);
  options.service = (*service)->name;
  return options;
}

}  // namespace

Result<LedgerReport> ledger(const Workspace& workspace, const Where& where, const LedgerOptions& given,
                            const Surroundings& surroundings, Observer& observer) {
  const auto options = named(workspace, given);
  if (!options) return fail(options);
  const bool writes = options->mode == LedgerMode::repair;
  auto connected =
      connect(workspace, where, writes ? endpoint::Evidence::Depth::whole : endpoint::Evidence::Depth::cheap,
              surroundings, observer);
  if (!connected) return fail(connected);
  LedgerReport report{.place = connected->place, .ledgers = {}, .options = *options};
  const auto seen = look(workspace, *options, connected->connection);
  if (!seen) return fail(seen);
  report.diagnostics = seen->diagnostics;
  if (!has_errors(report.diagnostics)) {
    report.ledgers = audit(seen->groups, seen->tables);
    if (writes && mendable(report.ledgers) > 0) {
      if (const auto mended = mend_under_lock(workspace, report, *connected, observer); !mended) return fail(mended);
    } else {
      report.diagnostics = describe(report.ledgers);
      // What a repair would mend is what was asked for.
      if (options->mode == LedgerMode::dry_run)
        std::erase_if(report.diagnostics, [](const Diagnostic& one) { return one.code == "M0680"; });
    }
  }
  report.diagnostics.insert(report.diagnostics.begin(), connected->diagnostics.begin(), connected->diagnostics.end());
  return report;
}

}  // namespace migrate::workflow
