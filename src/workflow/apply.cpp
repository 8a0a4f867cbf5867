#include "workflow/confirm.hpp"
#include "workflow/connect.hpp"
#include "workflow/planning.hpp"
#include "workflow/preflight.hpp"
#include "workflow/saved_plan.hpp"
#include "workflow/shared_ledgers.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::workflow {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// One run: what it has and what it reports.
struct Run {
  const Workspace& workspace;
  const ApplyOptions& options;
  Observer& observer;
  Connected connected;
  ApplyReport report;
  Review review = {};
};

std::string printable_file(const plan::Entry& entry) {
  return text::printable(file_name(*entry.migration));
}

/// The text behind the names stands in one column; `brief` is what a narrow terminal shows of it.
Step story(Role role, std::string verb, const std::string& file, std::size_t width, std::string rest,
           const std::string& brief) {
  const auto used = text::width(file);
  return {.role = role,
          .verb = std::move(verb),
          .text = {{Role::plain, file + std::string(width > used ? width - used + 4 : 4, ' ')},
                   {Role::quiet, std::move(rest)}},
          .narrow = {{Role::plain, file}, {Role::quiet, brief.empty() ? "" : " (" + brief + ")"}}};
}

std::size_t width_of(const std::vector<const plan::Entry*>& pending) {
  std::size_t width = 0;
  for (const auto* entry : pending) width = std::max(width, text::width(printable_file(*entry)));
  return width;
}

void keep(Run& run, const plan::Entry& entry, const pg::Outcome& outcome, std::size_t width) {
  run.report.applied.push_back({.file = std::string(file_name(*entry.migration)),
                                .version = entry.version,
                                .statements = outcome.statements,
                                .took = outcome.took,
                                .mode = entry.mode});
  run.observer.step(story(Role::success, "Applied", printable_file(entry), width,
                          fmt::format("{}, {}{}", text::count(outcome.statements, "statement"), duration(outcome.took),
                                      entry.mode == TransactionMode::outside ? ", no transaction" : ""),
                          duration(outcome.took)));
}

void stop(Run& run, const plan::Entry& entry, const pg::Outcome& outcome, std::size_t width) {
  run.report.failed = std::string(file_name(*entry.migration));
  run.report.needs_repair = outcome.needs_repair;
  run.report.signal = outcome.signal;
  const auto where = outcome.failed_at == 0
                         ? std::string()
                         : fmt::format("statement {} of {}", outcome.failed_at, entry.statements.size());
  run.observer.step(
      story(Role::error, outcome.signal != 0 ? "Stopped" : "Failed", printable_file(entry), width, where, where));
}

pg::Progress progress_of(Run& run, const plan::Entry& entry, std::size_t width) {
  auto& observer = run.observer;
  return {.live =
              [&observer, &entry, width](std::size_t number, std::size_t of, const std::string& what) {
                observer.live(story(Role::success, "Applying", printable_file(entry), width,
                                    fmt::format("statement {} of {}, {}", number, of, text::printable(what)),
                                    fmt::format("{} of {}", number, of)));
              },
          .statement = [&observer](const std::string& sql) { observer.statement(sql); },
          .running =
              [&observer, &entry, width](const pg::Running& running) {
                auto what = fmt::format("{} s", running.since.count());
                if (running.number > 0) what = fmt::format("statement {} of {}, {}", running.number, running.of, what);
                if (running.doing.empty() && !running.what.empty()) what += ", " + text::printable(running.what);
                if (!running.doing.empty()) what += ", " + running.doing;
                observer.beat(story(Role::success, "Applying", printable_file(entry), width, what,
                                    fmt::format("{} s", running.since.count())),
                              running.since);
              },
          .blocked =
              [&observer](const std::string& blocker) {
                observer.step({.role = Role::warning, .verb = "Waiting", .text = {{Role::plain, "for " + blocker}}});
              },
          .ended =
              [&observer](const std::string& blocker) {
                observer.step({.role = Role::warning, .verb = "Ended", .text = {{Role::plain, blocker}}});
              }};
}

/// A commit that is certain, on a connection that is gone: an error only where something is left to do.
void judge_lost_connection(Run& run) {
  auto& all = run.report.diagnostics;
  // Warnings of the migration itself may stand behind it.
  const auto lost = std::find_if(all.rbegin(), all.rend(), [](const Diagnostic& one) { return one.code == "M0607"; });
  if (run.report.not_tried == 0 || lost == all.rend()) return;
  lost->severity = Severity::error;
  lost->helps.push_back(fmt::format("run `migrate apply` again for the other {}", run.report.not_tried));
}

void apply_all(Run& run, const std::vector<const plan::Entry*>& pending) {
  Ledgers ledgers(run.workspace);
  std::vector<pg::Task> tasks;
  tasks.reserve(pending.size());
  for (const auto* entry : pending) tasks.push_back({.entry = entry, .ledger = ledgers.of(*entry->migration)});
  const auto width = width_of(pending);
  const auto finished = [&](std::size_t task, pg::Outcome outcome) {
    const auto& entry = *pending[task];
    append(run.report.diagnostics, std::move(outcome.diagnostics));
    if (outcome.kind == pg::Outcome::Kind::already) return;
    run.report.not_tried = pending.size() - task - 1;
    if (outcome.kind == pg::Outcome::Kind::failed) return stop(run, entry, outcome, width);
    keep(run, entry, outcome, width);
    if (outcome.kind == pg::Outcome::Kind::stopped) judge_lost_connection(run);
  };
  pg::apply_all(run.connected.connection, tasks, run.options.pipelining,
                {.progress = [&](std::size_t task) { return progress_of(run, *pending[task], width); },
                 .finished = finished,
                 .kill_blockers = run.options.kill_blockers});
}

/// What is recorded in a database that lasts may not be changed here any more.
void note(Run& run, const plan::Plan& plan) {
  if (run.connected.server) return;
  std::vector<std::string> versions;
  for (const auto& entry : plan.entries) {
    if (entry.state == plan::State::applied || entry.state == plan::State::changed) versions.push_back(entry.version);
  }
  for (const auto& applied : run.report.applied) versions.push_back(applied.version);
  if (const auto noted = note_applied(run.workspace, versions, run.report.place.target); !noted) {
    auto diagnostic = noted.error();
    diagnostic.severity = Severity::warning;
    run.report.diagnostics.push_back(std::move(diagnostic));
  }
}

void apply_under_lock(Run& run, const plan::Selection& selection) {
  // Read again: what another run applied meanwhile is history now.
  auto plan = make_plan(run.workspace, run.connected.connection, selection);
  if (!plan) {
    run.report.diagnostics.push_back(plan.error());
    return;
  }
  const auto pending = plan->pending();
  if (auto other = unlike(run.review, *plan, run.report.place)) plan->diagnostics.push_back(*std::move(other));
  append(run.report.diagnostics, plan->diagnostics);
  run.report.not_tried = pending.size();
  if (has_errors(plan->diagnostics)) return;
  run.report.not_tried = 0;
  if (!pending.empty()) {
    if (const auto ready = pg::prepare_history(run.connected.connection); !ready) {
      run.report.diagnostics.push_back(ready.error());
      run.report.not_tried = pending.size();
      return;
    }
    apply_all(run, pending);
  }
  note(run, *plan);
}

std::vector<std::string> orms_of(const Workspace& workspace) {
  std::vector<std::string> orms;
  for (const auto& service : workspace.services) orms.push_back(service.orm);
  return orms;
}

/// Ours, and those of the ORMs' own migrators.
Result<void> take_lock(Run& run) {
  const auto begin = steady_clock::now();
  const auto locked = lock(run.connected.connection, run.options.wait, run.observer);
  if (!locked) return locked;
  run.observer.step({.role = Role::success, .verb = "Locked", .text = {{Role::plain, "the migration history"}}});
  const auto left = run.options.wait - duration_cast<milliseconds>(steady_clock::now() - begin);
  auto peers = pg::lock_peers(
      run.connected.connection, orms_of(run.workspace), std::max(left, milliseconds(0)), [&](const std::string& what) {
        run.observer.step({.role = Role::warning, .verb = "Waiting", .text = {{Role::plain, "for " + what}}});
      });
  if (!peers) return fail(peers);
  append(run.report.diagnostics, std::move(*peers));
  return {};
}

bool is_interrupted(const Surroundings& surroundings) {
  return surroundings.interruption != nullptr && surroundings.interruption->signal() != 0;
}

/// Nothing was tried, and nothing changed.
void give_up(Run& run, Diagnostic reason, std::size_t pending, const Surroundings& surroundings) {
  run.report.diagnostics.push_back(std::move(reason));
  run.report.not_tried = pending;
  if (is_interrupted(surroundings)) run.report.signal = surroundings.interruption->signal();
}

bool is_lost(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& one) { return one.code == "M0607" || one.code == "M0604"; });
}

/// What can be known before anything is locked: whether this was reviewed, and what the server says against it. Errors
/// join those of the plan.
Result<void> examine(Run& run, plan::Plan& plan) {
  if (auto other = unlike(run.review, plan, run.report.place)) plan.diagnostics.push_back(*std::move(other));
  append(plan.diagnostics, shared_ledgers(run.workspace, plan.pending()));
  if (has_errors(plan.diagnostics) || run.connected.server) return {};
  auto ahead = preflight_of(run.connected.connection, plan);
  if (!ahead) return fail(ahead);
  auto& all = has_errors(*ahead) ? plan.diagnostics : run.report.diagnostics;
  append(all, *std::move(ahead));
  return {};
}

/// What is pending is asked about, locked and applied; an error where another run holds the lock.
Result<void> go_on(Run& run, const plan::Plan& plan, const plan::Selection& selection,
                   const Surroundings& surroundings) {
  const auto pending = plan.pending();
  if (auto refused = refused_by_person(run.options.confirm,
                                       {.place = run.report.place, .pending = pending, .said = run.report.diagnostics},
                                       surroundings)) {
    give_up(run, *std::move(refused), pending.size(), surroundings);
    return {};
  }
  if (run.options.confirm && !run.review.plan) run.review = confirmed(saved(plan, selection, run.report.place));
  if (const auto locked = take_lock(run); !locked) {
    if (!is_interrupted(surroundings)) return locked;
    give_up(run, locked.error(), pending.size(), surroundings);
    return {};
  }
  apply_under_lock(run, selection);
  if (is_lost(run.report.diagnostics)) return {};
  if (const auto unlocked = pg::unlock(run.connected.connection); !unlocked)
    run.report.diagnostics.push_back(unlocked.error());
  return {};
}

}  // namespace

Result<ApplyReport> apply(const Workspace& workspace, const Where& where, const ApplyOptions& options,
                          const Surroundings& surroundings, Observer& observer) {
  const auto begin = steady_clock::now();
  auto review = read_review(options.plan_file, surroundings);
  if (!review) return fail(review);
  const auto selection = selection_of(workspace, review->plan ? review->plan->selection : options.selection);
  if (!selection) return fail(selection);
  auto connected = connect(workspace, where, endpoint::Evidence::Depth::whole, surroundings, observer);
  if (!connected) return fail(connected);
  observer.step(connected_to(connected->place, duration_cast<microseconds>(steady_clock::now() - begin)));
  Run run{.workspace = workspace,
          .options = options,
          .observer = observer,
          .connected = std::move(*connected),
          .report = {},
          .review = std::move(*review)};
  run.report.place = run.connected.place;
  run.report.diagnostics = run.connected.diagnostics;
  if (run.connected.server && where.keep) {
    run.report.kept_scratch = {.url = run.connected.server->url(), .stop = run.connected.server->stop_command()};
  }

  // Files that cannot run are refused before anything is locked.
  auto plan = make_plan(workspace, run.connected.connection, *selection);
  if (!plan) return fail(plan);
  run.report.not_selected = plan->not_selected;
  if (const auto examined = examine(run, *plan); !examined) return fail(examined);
  if (options.dry_run || has_errors(plan->diagnostics) || plan->pending().empty()) {
    run.report.not_tried = plan->pending().size();
    append(run.report.diagnostics, plan->diagnostics);
    if (!options.dry_run && !has_errors(plan->diagnostics)) note(run, *plan);
  } else if (const auto went_on = go_on(run, *plan, *selection, surroundings); !went_on) {
    return fail(went_on);
  }
  if (run.report.signal == 0 && surroundings.interruption != nullptr && !run.report.failed.empty()) {
    run.report.signal = surroundings.interruption->signal();
  }
  run.report.took = duration_cast<milliseconds>(steady_clock::now() - begin);
  return std::move(run.report);
}

}  // namespace migrate::workflow
