#include "workflow/amending.hpp"

#include "pg/amend.hpp"
#include "workflow/planning.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace migrate::workflow {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::steady_clock;

Result<void> take_lock(pg::Connection& connection, std::chrono::milliseconds wait, Observer& observer) {
  const auto locked = lock(connection, wait, observer);
  if (locked)
    observer.step({.role = Role::success, .verb = "Locked", .text = {{Role::plain, "the migration history"}}});
  return locked;
}

/// The tools' own bookkeeping knows nothing of it.
std::optional<Diagnostic> ledgers_left(const Workspace& workspace, const std::vector<amend::Change>& changes) {
  std::set<std::string> names;
  for (const auto& change : changes) {
    const auto* service = find_service(workspace, change.service);
    const bool comes_or_goes = change.from.empty() == change.row.has_value();
    if (service == nullptr || !service->ledger || !comes_or_goes) continue;
    const auto* adapter = sources::find(service->orm);
    if (adapter != nullptr && adapter->ledger != nullptr)
      names.insert(fmt::format("{} of `{}`", adapter->orm, text::printable(service->name)));
  }
  if (names.empty()) return std::nullopt;
  Diagnostic note{.code = "M0673",
                  .severity = Severity::note,
                  .message = "the tools' own bookkeeping is left as it is",
                  .labels = {},
                  .notes = {},
                  .helps = {"`migrate ledger` compares it with the history, `migrate ledger --repair` mends it"}};
  for (const auto& name : names) note.notes.push_back(name);
  return note;
}

}  // namespace

void tell(const std::vector<amend::Change>& changes, const std::string& verb, Observer& observer) {
  std::size_t width = 0;
  for (const auto& change : changes) width = std::max(width, text::width(change.file));
  for (const auto& change : changes) {
    observer.step({.role = Role::success,
                   .verb = verb,
                   .text = {{Role::plain, change.file + std::string(width - text::width(change.file) + 4, ' ')},
                            {Role::quiet, change.what}},
                   .narrow = {{Role::plain, change.file}}});
  }
}

Result<AmendReport> under_lock(const Workspace& workspace, const Where& where, const AmendOptions& options,
                               const Surroundings& surroundings, Observer& observer,
                               const std::function<Result<void>(Connected&, AmendReport&)>& work) {
  const auto begin = steady_clock::now();
  auto connected = connect(workspace, where, endpoint::Evidence::Depth::whole, surroundings, observer);
  if (!connected) return fail(connected);
  AmendReport report{.verb = {}, .place = connected->place, .diagnostics = connected->diagnostics};
  if (options.dry_run) {
    if (const auto done = work(*connected, report); !done) return fail(done);
    return report;
  }
  observer.step(connected_to(connected->place, duration_cast<microseconds>(steady_clock::now() - begin)));
  if (const auto locked = take_lock(connected->connection, options.wait, observer); !locked) return fail(locked);
  if (const auto done = work(*connected, report); !done) return fail(done);
  if (const auto unlocked = pg::unlock(connected->connection); !unlocked)
    report.diagnostics.push_back(unlocked.error());
  return report;
}

Result<void> write(Connected& connected, const Workspace& workspace, const AmendOptions& options,
                   const std::string& verb, Observer& observer, AmendReport& report) {
  if (has_errors(report.diagnostics)) report.changes.clear();
  if (report.changes.empty()) return {};
  if (auto left = ledgers_left(workspace, report.changes)) report.diagnostics.push_back(std::move(*left));
  if (options.dry_run) return {};
  const auto made = pg::amend(connected.connection, report.changes, {.verb = report.verb, .reason = options.reason});
  if (!made) return fail(made);
  report.written = true;
  tell(report.changes, verb, observer);
  if (connected.server) return {};
  std::vector<std::string> applied;
  for (const auto& change : report.changes) {
    if (change.row) applied.push_back(change.version);
  }
  if (auto noted = note_applied(workspace, applied, report.place.target); !noted) {
    noted.error().severity = Severity::warning;
    report.diagnostics.push_back(std::move(noted.error()));
  }
  return {};
}

}  // namespace migrate::workflow
