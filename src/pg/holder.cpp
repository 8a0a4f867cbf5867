#include "pg/holder.hpp"

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

}  // namespace

Holder holder_of(Wire& wire, std::int64_t key) {
  const auto reply = ask(
      wire,
      {.sql = "select a.pid, a.application_name, coalesce(a.state, '?'), "
              "to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') "
              "from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid "
              "where l.locktype = 'advisory' and l.granted and l.objsubid = 1 "
              "and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()) "
              "and ((l.classid::bigint << 32) | l.objid::bigint) = $1::bigint",
       .values = {std::to_string(key)}});
  if (reply.value(0).empty()) return {};
  return {.session = fmt::format("process {}, `{}`", reply.value(0), text::printable(reply.value(1))),
          .since = fmt::format("connected since {}, {}", reply.value(3), text::printable(reply.value(2)))};
}

Polled poll_lock(Wire& wire, AdvisoryLock lock, milliseconds wait,
                 const std::function<void(const std::string&)>& waiting) {
  const auto until = steady_clock::now() + wait;
  constexpr std::string_view attempt = "pg_catalog.pg_try_advisory_lock($1::bigint)";
  const auto taking = lock.times == 1 ? fmt::format("select {}", attempt)
                                      : fmt::format("select case when {0} then {0} else false end", attempt);
  Polled polled;
  for (auto time = shortest_pause;; time = std::min(time * 2, longest_pause)) {
    // One that waits in pg_advisory_lock holds a snapshot, and CREATE INDEX CONCURRENTLY waits for that.
    const auto reply = ask(wire, {.sql = taking, .values = {std::to_string(lock.key)}});
    if (!reply.good()) {
      polled.error = fail(explain_other(wire, reply, "the migration history could not be locked"));
      return polled;
    }
    polled.taken = reply.value(0) == "t";
    if (polled.taken) return polled;
    auto holder = holder_of(wire, lock.key);
    if (!holder.session.empty() && holder.session != polled.last.session && waiting)
      waiting(holder.session + ", " + holder.since);
    if (!holder.session.empty()) polled.last = std::move(holder);
    const auto left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now());
    if (left.count() <= 0) return polled;
    if (!pause(wire, std::min(jittered(time), left))) {
      polled.error = fail(explain_other(wire, {.kind = Reply::Kind::interrupted, .rows = nullptr, .failure = {}},
                                        "nothing was changed"));
      return polled;
    }
  }
}

}  // namespace migrate::pg
