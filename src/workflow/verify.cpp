#include "workflow/verify.hpp"

#include "pg/catalog.hpp"
#include "workflow/planning.hpp"

#include <migrate/amend.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <chrono>

namespace migrate::workflow {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::steady_clock;

/// The migrations up to `to` on an empty server, without the tools' own ledgers.
Result<void> build(const Workspace& workspace, const std::string& to, pg::Connection& connection) {
  if (const auto locked = pg::lock(connection, std::chrono::milliseconds(0), nullptr); !locked) return fail(locked);
  if (const auto ready = pg::prepare_history(connection); !ready) return fail(ready);
  const auto plan = make_plan(workspace, connection, {.to = to, .service = {}});
  if (!plan) return fail(plan);
  std::vector<pg::Task> tasks;
  for (const auto* entry : plan->pending()) tasks.push_back({.entry = entry, .ledger = {}});
  std::optional<Diagnostic> fault;
  const auto finished = [&](std::size_t, const pg::Outcome& outcome) {
    for (const auto& one : outcome.diagnostics) {
      if (one.severity == Severity::error) fault = one;
    }
  };
  pg::apply_all(connection, tasks, plan::Pipelining::on,
                {.progress = [](std::size_t) { return pg::Progress{}; }, .finished = finished});
  if (!fault) return {};
  fault->notes.emplace_back("on a scratch server: nothing was compared, and nothing was recorded");
  return fail(std::move(*fault));
}

}  // namespace

Result<std::vector<Diagnostic>> verify(const Workspace& workspace, const std::string& to, Connected& connected,
                                       const Surroundings& surroundings, Observer& observer) {
  const auto begin = steady_clock::now();
  Where scratch;
  scratch.scratch = true;
  auto server = connect(workspace, scratch, endpoint::Evidence::Depth::whole, surroundings, observer);
  if (!server) return fail(server);
  if (const auto built = build(workspace, to, server->connection); !built) return fail(built);
  const auto made = pg::read_catalog(server->connection);
  if (!made) return fail(made);
  const auto present = pg::read_catalog(connected.connection);
  if (!present) return fail(present);
  auto differences = amend::compare(*made, *present);
  const auto took = duration(duration_cast<microseconds>(steady_clock::now() - begin));
  observer.step({.role = Role::success,
                 .verb = "Compared",
                 .text = {{Role::plain, "with what the migrations make on a scratch server "},
                          {Role::quiet, fmt::format("({}, {})", text::count(made->size(), "thing"), took)}}});
  return differences;
}

}  // namespace migrate::workflow
