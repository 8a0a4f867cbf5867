#include "pg/explain.hpp"
#include "pg/lookout.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::pg {

namespace {

/// Where nobody could look while the statement waited: those who might be it.
void add_suspects(Wire& wire, Diagnostic& diagnostic) {
  const auto reply =
      ask(wire,
          "select a.pid, a.application_name, a.state, extract(epoch from pg_catalog.now() - a.xact_start)::bigint "
          "from pg_catalog.pg_stat_activity a where a.pid <> pg_catalog.pg_backend_pid() and a.xact_start is not null "
          "and exists (select from pg_catalog.pg_locks l where l.pid = a.pid and l.granted and l.locktype = 'relation' "
          "and l.relation >= 16384) order by a.xact_start limit 3");
  if (!reply.good()) return;
  for (int row = 0; row < PQntuples(reply.rows.get()); ++row) {
    diagnostic.notes.push_back(fmt::format("process {}, `{}`, {}, holds locks in a transaction of {} s",
                                           reply.value(0, row), text::printable(reply.value(1, row)),
                                           text::printable(reply.value(2, row)), reply.value(3, row)));
  }
}

}  // namespace

void add_lock_holders(Wire& wire, Diagnostic& diagnostic) {
  if (wire.lookout == nullptr || wire.lookout->blockers().empty()) return add_suspects(wire, diagnostic);
  std::string ending;
  for (const auto& blocker : wire.lookout->blockers()) {
    diagnostic.notes.push_back("blocked by " + blocker.shown);
    if (!blocker.spared.empty())
      diagnostic.notes.push_back(fmt::format("process {} is not ended: {}", blocker.process, blocker.spared));
    if (blocker.spared.empty() && ending.empty()) ending = blocker.process;
  }
  // What is known now is better than the general advice.
  diagnostic.helps.clear();
  if (!ending.empty()) {
    diagnostic.helps.push_back(fmt::format(
        "end its transaction: `select pg_terminate_backend({})`, or let `migrate apply --kill-blockers` do that",
        ending));
  }
}

}  // namespace migrate::pg
