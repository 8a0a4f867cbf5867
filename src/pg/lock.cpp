#include "pg/lock.hpp"

#include "pg/explain.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <random>

namespace migrate::pg {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds shortest_pause{100};
constexpr milliseconds longest_pause{2000};

/// Between 75 and 125 %, so that those who wait do not come back together.
milliseconds jittered(milliseconds time) {
  static thread_local std::minstd_rand numbers{std::random_device{}()};
  return time * std::uniform_int_distribution<int>(75, 125)(numbers) / 100;
}

/// Who holds the lock; nothing where nobody does.
struct Holder {
  std::string session;  ///< "process 4711, `migrate/1.0 run=… host=… user=…`"
  std::string since;    ///< "connected since 2025-11-20T15:24:31Z, active"
};

Holder holder_of_lock(Wire& wire) {
  const auto reply = ask(
      wire,
      {.sql = "select a.pid, a.application_name, coalesce(a.state, '?'), "
              "to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') "
              "from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid "
              "where l.locktype = 'advisory' and l.granted and l.objsubid = 1 "
              "and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()) "
              "and ((l.classid::bigint << 32) | l.objid::bigint) = $1::bigint",
       .values = {std::to_string(lock_key)}});
  if (reply.value(0).empty()) return {};
  return {.session = fmt::format("process {}, `{}`", reply.value(0), text::printable(reply.value(1))),
          .since = fmt::format("connected since {}, {}", reply.value(3), text::printable(reply.value(2)))};
}

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
  auto& wire = connection.wire();
  const auto until = steady_clock::now() + wait;
  Holder last;
  for (auto time = shortest_pause;; time = std::min(time * 2, longest_pause)) {
    // Polled: one that waits in pg_advisory_lock holds a snapshot, and CREATE INDEX CONCURRENTLY waits for that.
    // Taken twice: `holds_lock` gives one back to see whether it was ours, and one stays.
    const auto reply = ask(wire, {.sql = "select case when pg_catalog.pg_try_advisory_lock($1::bigint) "
                                         "then pg_catalog.pg_try_advisory_lock($1::bigint) else false end",
                                  .values = {std::to_string(lock_key)}});
    if (!reply.good()) return fail(explain_other(wire, reply, "the migration history could not be locked"));
    if (reply.value(0) == "t") return {};
    auto holder = holder_of_lock(wire);
    if (!holder.session.empty() && holder.session != last.session && waiting) {
      waiting(holder.session + ", " + holder.since);
    }
    if (!holder.session.empty()) last = std::move(holder);
    const auto left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now());
    if (left.count() <= 0) return fail(busy(last, wait));
    if (!pause(wire, std::min(jittered(time), left))) {
      return fail(explain_other(wire, {.kind = Reply::Kind::interrupted, .rows = nullptr, .failure = {}},
                                "nothing was changed"));
    }
  }
}

Result<void> unlock(Connection& connection) {
  auto& wire = connection.wire();
  // Something still runs there, or the line is gone: the lock ends with the session.
  if (PQtransactionStatus(wire.link.get()) != PQTRANS_IDLE) return {};
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
