#include "pg/explain.hpp"
#include "pg/record.hpp"
#include "pg/transaction.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <utility>

namespace migrate::pg {

namespace {

Outcome run(Wire& wire, const Task& task, const Progress& progress) {
  const auto unfinished = find_unfinished(wire, task.entry->version);
  if (!unfinished) {
    Outcome outcome{.kind = Outcome::Kind::failed};
    outcome.diagnostics.push_back(unfinished.error());
    return outcome;
  }
  const auto& found = *unfinished;
  // A corrected file may fit a transaction, but what an earlier run kept of it must not run again.
  const bool kept = found && found->done > 0;
  if (task.entry->mode == TransactionMode::inside && !kept) {
    return apply_inside(wire, task, progress, found ? found->id : std::string());
  }
  return apply_outside(wire, task, progress, found);
}

}  // namespace

Outcome apply(Connection& connection, const Task& task, const Progress& progress) {
  auto& wire = connection.wire();
  auto outcome = run(wire, task, progress);
  wire.winding_down = wire.winding_down || signal_of(wire) != 0;
  if (PQstatus(wire.link.get()) == CONNECTION_OK && outcome.kind != Outcome::Kind::failed) clean(wire);
  for (auto& warning : std::exchange(wire.warnings, {})) {
    outcome.diagnostics.push_back(
        {.code = "M0612",
         .severity = Severity::warning,
         .message = text::printable(warning),
         .labels = {},
         .notes = {fmt::format("Postgres warned of this while it ran {}", file_name(*task.entry->migration))},
         .helps = {}});
  }
  return outcome;
}

}  // namespace migrate::pg
