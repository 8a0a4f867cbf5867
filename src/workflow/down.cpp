#include "plan/preflight.hpp"
#include "workflow/collected.hpp"
#include "workflow/connect.hpp"
#include "workflow/down_choice.hpp"
#include "workflow/ledger_audit.hpp"
#include "workflow/planning.hpp"

#include <migrate/files.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::workflow {

namespace {

std::string down_path(const Workspace& workspace, std::string_view name) {
  return join(join(folder_of(workspace.migrations), "down"), name);
}

Diagnostic no_way_back(const plan::Entry& entry, const std::string& path, const Service* service) {
  const auto file = text::printable(file_name(*entry.migration));
  Diagnostic diagnostic{.code = "M0687",
                        .message = fmt::format("{} has no way back", file),
                        .labels = {},
                        .notes = {fmt::format("`{}` is not there; nothing was changed", text::printable(path))},
                        .helps = {"undo it by a further migration: `migrate new` or the service's own tool",
                                  "or write the way back by hand into that file"}};
  const auto orm = service == nullptr ? std::string() : service->orm;
  if (orm == "drizzle" || orm == "prisma")
    diagnostic.notes.insert(diagnostic.notes.begin(), fmt::format("{} writes no way back", orm));
  if (orm == "alembic")
    diagnostic.notes.insert(diagnostic.notes.begin(), "its downgrade() does nothing, or needs a live database");
  if (orm == "sqlx") diagnostic.notes.insert(diagnostic.notes.begin(), "it has no `.down.sql`");
  return diagnostic;
}

Diagnostic empty(const plan::Entry& entry, const std::string& path) {
  return {.code = "M0687",
          .message = fmt::format("the way back of {} holds no statement", text::printable(file_name(*entry.migration))),
          .labels = {},
          .notes = {fmt::format("`{}` would take the row out of the history and leave the schema; nothing was changed",
                                text::printable(path))},
          .helps = {"write into that file what undoes the migration",
                    fmt::format("or, where that was done by hand: `migrate repair {} --reverted --reason '…'`",
                                entry.version)}};
}

Diagnostic not_in_a_transaction(const plan::Entry& back) {
  Diagnostic diagnostic{.code = "M0688",
                        .message = fmt::format("the way back of {} cannot run in one transaction", back.version),
                        .labels = {},
                        .notes = {"it goes all the way together with its rows, or not at all; nothing was changed"},
                        .helps = {}};
  for (const auto& [statement, meaning] : back.statements) {
    if (meaning.need != sql::Need::no_transaction) continue;
    diagnostic.labels.push_back(
        {.source = back.migration->source, .span = statement.span, .text = "not in a transaction"});
  }
  diagnostic.helps.push_back(
      fmt::format("write it so that it can, into {}: `drop index` without `concurrently`", back.migration->path));
  return diagnostic;
}

/// The text of the way back in the migration's place; what speaks against running it is said.
void read_way(const Workspace& workspace, const plan::Entry& entry, DownReport& report) {
  const auto path = down_path(workspace, file_name(*entry.migration));
  if (files::kind_of(join(workspace.root, path)) == files::Kind::nothing) {
    report.diagnostics.push_back(no_way_back(entry, path, find_service(workspace, entry.migration->service)));
    return;
  }
  const auto source = files::read(workspace.root, path);
  if (!source) {
    report.diagnostics.push_back(source.error());
    return;
  }
  auto back = *entry.migration;
  back.path = path;
  back.source = *source;
  back.body_begin = 0;
  back.provenance.reset();
  WayBack way{.version = entry.version,
              .file = std::string(file_name(*entry.migration)),
              .service = entry.migration->service,
              .entry = entry};
  way.entry.migration = std::move(back);
  way.entry.row.reset();
  way.entry.statements.clear();
  std::vector<Diagnostic> found;
  plan::prepare(way.entry, found);
  std::erase_if(found, [](const Diagnostic& one) { return one.code == "M0504"; });
  append(report.diagnostics, std::move(found));
  if (way.entry.statements.empty()) report.diagnostics.push_back(empty(entry, path));
  if (way.entry.mode == TransactionMode::outside) report.diagnostics.push_back(not_in_a_transaction(way.entry));
  report.ways.push_back(std::move(way));
}

void warn_of_others(const plan::Plan& plan, const plan::Entry& entry, std::vector<Diagnostic>& diagnostics) {
  constexpr std::size_t enough = 5;
  const auto later = applied_after(plan, entry);
  if (later.empty()) return;
  Diagnostic warning{
      .code = "M0689",
      .severity = Severity::warning,
      .message = fmt::format("{} of other services {} applied after {}", text::count(later.size(), "migration"),
                             later.size() == 1 ? "was" : "were", entry.version),
      .labels = {},
      .notes = {},
      .helps = {}};
  for (std::size_t i = 0; i < std::min(later.size(), enough); ++i)
    warning.notes.push_back(text::printable(file_name(*later[i]->migration)));
  if (later.size() > enough) warning.notes.push_back(fmt::format("and {} more", later.size() - enough));
  warning.notes.emplace_back("they may use what goes");
  diagnostics.push_back(std::move(warning));
}

/// What the ledgers are to hold; the migrations that are taken back lose their mark on the way.
class Keepers {
 public:
  Keepers(const Workspace& workspace, const plan::Plan& plan) {
    const auto tree = read_collected(workspace);
    const auto folder = collect::read_folder(tree, workspace);
    plan::History history;
    for (const auto& entry : plan.entries) {
      if (entry.row) history.rows.push_back(*entry.row);
    }
    groups_ = ledger_groups(workspace, folder, history, {});
  }

  /// Nothing where its tool keeps none, or its table is not there.
  Result<std::vector<sources::LedgerStatement>> forget(const std::string& version, pg::Connection& connection) {
    for (auto& group : groups_) {
      const auto found = std::find_if(group.migrations.begin(), group.migrations.end(),
                                      [&](const auto& one) { return one.version == version; });
      if (found == group.migrations.end() || group.adapter->take_back == nullptr) continue;
      found->applied = false;
      const auto read = pg::read_ledgers(connection, {group.table});
      if (!read) return fail(read);
      if (!read->front().exists) break;
      if (auto foreign = foreign_table(group, read->front())) return fail(std::move(*foreign));
      return group.adapter->take_back(found->provenance, group.migrations, group.table);
    }
    return std::vector<sources::LedgerStatement>{};
  }

 private:
  std::vector<LedgerGroup> groups_;
};

void revert_all(const Workspace& workspace, const plan::Plan& plan, Connected& connected, DownReport& report,
                Observer& observer) {
  if (const auto ready = pg::prepare_history(connected.connection); !ready) {
    report.diagnostics.push_back(ready.error());
    return;
  }
  Keepers keepers(workspace, plan);
  for (const auto& way : report.ways) {
    auto rows = keepers.forget(way.version, connected.connection);
    if (!rows) {
      report.failed = way.file;
      report.diagnostics.push_back(rows.error());
      return;
    }
    auto outcome = pg::revert(connected.connection, {.entry = &way.entry, .ledger = std::move(*rows)},
                              {.live = {}, .statement = observer.statement});
    append(report.diagnostics, std::move(outcome.diagnostics));
    if (outcome.kind == pg::Outcome::Kind::failed) {
      report.failed = way.file;
      report.needs_repair = outcome.needs_repair;
      report.signal = outcome.signal;
      observer.step({.role = Role::error, .verb = "Failed", .text = {{Role::plain, text::printable(way.file)}}});
      return;
    }
    if (outcome.kind == pg::Outcome::Kind::already) continue;
    report.reverted.push_back(way.file);
    observer.step({.role = Role::success,
                   .verb = "Took back",
                   .text = {{Role::plain, text::printable(way.file)},
                            {Role::quiet, fmt::format("    {}, {}", text::count(outcome.statements, "statement"),
                                                      duration(outcome.took))}}});
    if (outcome.kind == pg::Outcome::Kind::stopped) return;
  }
}

std::vector<std::string> versions_of(const std::vector<const plan::Entry*>& entries) {
  std::vector<std::string> versions;
  for (const auto* entry : entries) versions.push_back(entry->version);
  return versions;
}

Diagnostic changed_meanwhile() {
  return {.code = "M0690",
          .message = "the history has changed meanwhile",
          .labels = {},
          .notes = {"another run applied something or took something back; nothing was changed here"},
          .helps = {"look again: `migrate status`, then `migrate down`"}};
}

/// What was shown is what runs: the choice is made again under the lock.
Result<void> revert_under_lock(const Workspace& workspace, const DownOptions& options,
                               const std::vector<std::string>& shown, Connected& connected, DownReport& report,
                               Observer& observer) {
  if (const auto locked = lock(connected.connection, options.wait, observer); !locked) return fail(locked);
  const auto plan = make_plan(workspace, connected.connection, {});
  if (!plan) return fail(plan);
  const auto chosen = choose(*plan, options);
  if (!chosen || versions_of(*chosen) != shown) return fail(changed_meanwhile());
  revert_all(workspace, *plan, connected, report, observer);
  const bool lost = std::any_of(report.diagnostics.begin(), report.diagnostics.end(),
                                [](const Diagnostic& one) { return one.code == "M0607" || one.code == "M0604"; });
  return lost ? Result<void>() : pg::unlock(connected.connection);
}

}  // namespace

Result<DownReport> down(const Workspace& workspace, const Where& where, const DownOptions& options,
                        const Surroundings& surroundings, Observer& observer) {
  auto connected = connect(workspace, where, endpoint::Evidence::Depth::whole, surroundings, observer);
  if (!connected) return fail(connected);
  const auto plan = make_plan(workspace, connected->connection, {});
  if (!plan) return fail(plan);
  const auto chosen = choose(*plan, options);
  if (!chosen) return fail(chosen);

  DownReport report{.place = connected->place, .ways = {}, .reverted = {}, .failed = {}, .dry_run = options.dry_run};
  report.diagnostics = connected->diagnostics;
  for (const auto* entry : *chosen) read_way(workspace, *entry, report);
  if (!has_errors(report.diagnostics)) warn_of_others(*plan, *chosen->back(), report.diagnostics);
  if (options.dry_run || has_errors(report.diagnostics)) return report;
  if (options.confirm) {
    if (const auto confirmed = options.confirm(report); !confirmed) {
      report.diagnostics.push_back(confirmed.error());
      return report;
    }
  }
  const auto done = revert_under_lock(workspace, options, versions_of(*chosen), *connected, report, observer);
  if (!done) report.diagnostics.push_back(done.error());
  return report;
}

}  // namespace migrate::workflow
