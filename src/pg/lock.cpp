#include "pg/lock.hpp"

#include "pg/explain.hpp"
#include "pg/holder.hpp"
#include "pg/peers.hpp"

#include <fmt/core.h>

namespace migrate::pg {

namespace {

using std::chrono::milliseconds;

Diagnostic busy(const Holder& holder, milliseconds wait) {
  Diagnostic diagnostic{.code = "M0602",
                        .message = "another run is migrating this database",
                        .labels = {},
                        .notes = {},
                        .helps = {"wait for it and try again, or wait longer: `migrate apply --wait 10m`"}};
  if (!holder.session.empty()) {
    diagnostic.notes.push_back("the lock is held by " + holder.session);
    diagnostic.notes.push_back("it is " + holder.since);
  }
  diagnostic.notes.push_back(
      fmt::format("waited {} s for it; nothing was changed", std::chrono::duration<double>(wait).count()));
  return diagnostic;
}

}  // namespace

std::string holds_lock() {
  return fmt::format(
      "case when pg_catalog.pg_advisory_unlock({0}) then pg_catalog.pg_try_advisory_lock({0}) else false end",
      lock_key);
}

Result<void> lock(Connection& connection, milliseconds wait, const std::function<void(const std::string&)>& waiting) {
  // Taken twice: `holds_lock` gives one back to see whether it was ours, and one stays.
  const auto polled = poll_lock(connection.wire(), {.key = lock_key, .times = 2}, wait, waiting);
  if (!polled.error) return polled.error;
  if (!polled.taken) return fail(busy(polled.last, wait));
  return {};
}

Result<void> unlock(Connection& connection) {
  auto& wire = connection.wire();
  // Something still runs there, or the line is gone: the lock ends with the session.
  if (PQtransactionStatus(wire.link.get()) != PQTRANS_IDLE) return {};
  release_peers(wire);
  const auto reply =
      ask(wire, {.sql = "select pg_catalog.pg_advisory_unlock($1::bigint), pg_catalog.pg_advisory_unlock($1::bigint)",
                 .values = {std::to_string(lock_key)}});
  if (reply.good() && reply.value(0) == "t") return {};
  return fail({.code = "M0603",
               .message = "the lock of the migration history was lost while migrations ran",
               .labels = {},
               .notes = {"every history row was written in its migration's own transaction: none was applied twice"},
               .helps = {"look for a migration that calls `pg_advisory_unlock_all()` or `discard all`",
                         "connect directly or through a session pooler"}});
}

}  // namespace migrate::pg
