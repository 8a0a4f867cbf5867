#include "pg/blockers.hpp"

#include "pg/explain.hpp"

#include <migrate/sql.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::pg {

std::string excerpt(const Wire& wire, const std::string& statement) {
  constexpr std::size_t longest = 100;
  std::string line;
  for (const char c : wire.redactor(sql::mask_passwords(statement))) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space || (!line.empty() && line.back() != ' ')) line += space ? ' ' : c;
  }
  return text::printable(line.size() <= longest ? line : line.substr(0, longest) + "…");
}

namespace {

constexpr std::string_view select_blockers = R"(
select b.pid, coalesce(a.backend_start::text, ''), coalesce(a.usename, ''), coalesce(a.application_name, ''),
       coalesce(a.state, ''), coalesce(extract(epoch from pg_catalog.clock_timestamp() - a.xact_start)::bigint::text, ''),
       coalesce(pg_catalog.left(a.query, 1000), ''), coalesce(a.backend_type, '')
  from (select distinct u.pid from pg_catalog.unnest(pg_catalog.pg_blocking_pids($1::int)) as u(pid)) b
  left join pg_catalog.pg_stat_activity a on a.pid = b.pid
 order by a.xact_start limit 10)";

struct Session {
  std::string user;
  std::string application;
  std::string state;
  std::string age;
  std::string query;
  std::string kind;
};

std::string shown(const Wire& wire, const std::string& process, const Session& session) {
  if (process == "0") return "a prepared transaction: `select * from pg_prepared_xacts` names it";
  auto line = fmt::format("process {}", process);
  if (!session.user.empty()) line += fmt::format(" of `{}`", text::printable(session.user));
  if (!session.application.empty()) line += fmt::format(" (`{}`)", text::printable(session.application));
  if (session.user.empty() && !session.kind.empty()) line += fmt::format(" ({})", text::printable(session.kind));
  if (!session.state.empty()) line += ", " + text::printable(session.state);
  if (!session.age.empty()) line += fmt::format(", in a transaction of {} s", session.age);
  if (!session.query.empty() && session.query != "<insufficient privilege>")
    line += fmt::format(": `{}`", excerpt(wire, session.query));
  return line;
}

/// What is not a program's session goes away by itself, or must not.
std::string spared(const std::string& process, const Session& session) {
  if (process == "0") return "a prepared transaction has no session that could be ended";
  if (session.application.starts_with("migrate/")) return "it is another run of migrate";
  if (session.kind == "autovacuum worker") return "autovacuum makes way by itself, unless it prevents a wraparound";
  const bool client = session.kind == "client backend" || (session.kind.empty() && !session.user.empty());
  return client ? std::string() : "it is a process of the server itself";
}

}  // namespace

std::vector<Blocker> blockers_of(Wire& wire, const std::string& waiting) {
  const auto reply = ask(wire, {.sql = std::string(select_blockers), .values = {waiting}});
  std::vector<Blocker> blockers;
  if (!reply.good()) return blockers;
  for (int row = 0; row < PQntuples(reply.rows.get()); ++row) {
    const auto process = reply.value(0, row);
    const Session session{.user = reply.value(2, row),
                          .application = reply.value(3, row),
                          .state = reply.value(4, row),
                          .age = reply.value(5, row),
                          .query = reply.value(6, row),
                          .kind = reply.value(7, row)};
    blockers.push_back({.process = process,
                        .begun = reply.value(1, row),
                        .shown = shown(wire, process, session),
                        .spared = spared(process, session)});
  }
  return blockers;
}

std::string end_session(Wire& wire, const Blocker& blocker) {
  const auto reply = ask(wire, {.sql = "select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity "
                                       "where pid = $1::int and ($2 = '' or backend_start::text = $2)",
                                .values = {blocker.process, blocker.begun}});
  if (reply.failure.sqlstate == "42501") {
    return fmt::format("`{}` may not end it; `grant pg_signal_backend to {}` lets it, except for a superuser's session",
                       text::printable(wire.to.resolved.user),
                       text::printable(identifier(wire, wire.to.resolved.user)));
  }
  return reply.good() ? std::string() : message_of(reply.failure);
}

}  // namespace migrate::pg
