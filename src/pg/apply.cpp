#include "pg/batch.hpp"
#include "pg/explain.hpp"
#include "pg/lookout.hpp"
#include "pg/peers.hpp"
#include "pg/record.hpp"
#include "pg/stopped.hpp"
#include "pg/transaction.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace migrate::pg {

namespace {

Outcome run(Wire& wire, const Task& task, const Progress& progress) {
  const auto unfinished = find_unfinished(wire, task.entry->version);
  if (!unfinished) return failed(unfinished.error());
  const auto& found = *unfinished;
  // A corrected file may fit a transaction, but what an earlier run kept of it must not run again.
  const bool kept = found && found->done > 0;
  if (task.entry->mode == TransactionMode::inside && (!kept || is_between_parts(*task.entry, *found))) {
    return apply_inside(wire, task, progress, found);
  }
  return apply_outside(wire, task, progress, found);
}

/// A signal came between two migrations.
Outcome not_begun(const Wire& wire, const plan::Entry& entry) {
  auto outcome = failed(explain_other(wire, {.kind = Reply::Kind::interrupted, .rows = nullptr, .failure = {}},
                                      fmt::format("nothing of {} was begun", entry.version)));
  outcome.signal = signal_of(wire);
  return outcome;
}

/// How many from the first on can go down one pipeline.
std::size_t fitting(std::span<const Task> tasks, const std::set<std::string>& unfinished) {
  const auto end = std::find_if(tasks.begin(), tasks.end(), [&](const Task& task) {
    return !fits_pipeline(task) || unfinished.contains(task.entry->version);
  });
  return static_cast<std::size_t>(end - tasks.begin());
}

void run_all(Connection& connection, std::span<const Task> tasks, plan::Pipelining pipelining, const Watch& watch) {
  auto& wire = connection.wire();
  const auto unfinished = versions_unfinished(wire);
  if (!unfinished) return watch.finished(0, failed(unfinished.error()));
  for (std::size_t next = 0; next < tasks.size();) {
    if (signal_of(wire) != 0) return watch.finished(next, not_begun(wire, *tasks[next].entry));
    if (const auto held = hold_peers(wire); !held) {
      auto outcome = failed(held.error());
      outcome.diagnostics.front().notes.push_back(fmt::format("nothing of {} was begun", tasks[next].entry->version));
      outcome.signal = signal_of(wire);
      return watch.finished(next, std::move(outcome));
    }
    const auto count = pipelining == plan::Pipelining::on ? fitting(tasks.subspan(next), *unfinished) : 0;
    if (count > 0) {
      const auto batch = apply_batch(wire, {.all = tasks, .first = next, .end = next + count}, watch);
      next = batch.next;
      if (batch.stopped) return;
      if (batch.complete) continue;
    }
    auto outcome = apply(connection, tasks[next], watch.progress(next));
    const auto kind = outcome.kind;
    watch.finished(next++, std::move(outcome));
    if (kind == Outcome::Kind::failed || kind == Outcome::Kind::stopped) return;
  }
}

}  // namespace

Outcome apply(Connection& connection, const Task& task, const Progress& progress) {
  auto& wire = connection.wire();
  auto outcome = run(wire, task, progress);
  wire.winding_down = wire.winding_down || signal_of(wire) != 0;
  if (PQstatus(wire.link.get()) == CONNECTION_OK && outcome.kind != Outcome::Kind::failed) clean(wire);
  add_warnings(wire, *task.entry, outcome);
  return outcome;
}

void apply_all(Connection& connection, std::span<const Task> tasks, plan::Pipelining pipelining, const Watch& watch) {
  auto& wire = connection.wire();
  const Lookout lookout(wire, watch.kill_blockers);
  wire.last = tasks.empty() ? nullptr : &tasks.back();
  bool untold = false;
  const Watch counting{.progress = watch.progress,
                       .finished =
                           [&](std::size_t task, Outcome outcome) {
                             if (outcome.kind == Outcome::Kind::applied) untold = task + 1 < tasks.size();
                             watch.finished(task, std::move(outcome));
                           },
                       .kill_blockers = watch.kill_blockers};
  run_all(connection, tasks, pipelining, counting);
  wire.last = nullptr;
  if (untold && PQtransactionStatus(wire.link.get()) == PQTRANS_IDLE) ask(wire, std::string(tell_postgrest));
}

}  // namespace migrate::pg
