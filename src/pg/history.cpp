#include "pg/history.hpp"

#include "pg/explain.hpp"
#include "pg/rows.hpp"

#include <fmt/core.h>

namespace migrate::pg {

namespace {

constexpr std::string_view journal_join = R"(
  left join (select distinct on (version) version, finished, author from migrate.journal
              where state = 'done' order by version, finished desc) j on j.version = h.version)";

constexpr std::string_view half_done = R"(
 union all
select version, null, null, {}, author, statements_done::text
  from (select distinct on (version) * from migrate.journal where state = 'running' order by version, id desc) r)";

// As the Supabase CLI makes it; it skips this where the three columns exist.
constexpr std::string_view make_history = R"(
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text)";

constexpr std::string_view make_journal = R"(
create schema if not exists migrate;
create table if not exists migrate.journal (
  id bigint generated always as identity primary key,
  version text not null,
  state text not null check (state in ('running', 'done', 'reverted')),
  checksum text not null,
  service text not null,
  source text not null,
  started timestamptz not null,
  finished timestamptz,
  duration_ms bigint,
  statements_done integer not null,
  done_checksum text not null,
  author text not null,
  database_user text not null,
  client_host text not null,
  tool_version text not null,
  run_id text not null,
  git_commit text);
create index if not exists journal_version on migrate.journal (version);
comment on table migrate.journal is 'what migrate applied: who, when, how long, and how far';
revoke all on schema migrate from public;
revoke all on table migrate.journal from public)";

/// `time` as ISO 8601 in UTC.
std::string iso(std::string_view time) {
  return fmt::format("pg_catalog.to_char({} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')", time);
}

// A journal that an earlier version of this program made.
constexpr std::string_view complete_journal = R"(
alter table migrate.journal add column if not exists git_commit text, drop constraint if exists journal_state_check,
  add constraint journal_state_check check (state in ('running', 'done', 'reverted')))";

/// Supabase gives its API roles rights on what is made; they have no business here.
std::string closed_to_api_roles(Wire& wire) {
  std::string sql;
  const auto roles = ask(wire,
                         "select rolname from pg_catalog.pg_roles where rolname in ('anon', 'authenticated', "
                         "'authenticator', 'service_role')");
  for (int row = 0; roles.good() && row < PQntuples(roles.rows.get()); ++row) {
    const auto role = identifier(wire, roles.value(0, row));
    sql += fmt::format(
        "; revoke all on schema migrate from {0}; revoke all on all tables in schema migrate from {0}; revoke all on "
        "all "
        "sequences in schema migrate from {0}",
        role);
  }
  return sql;
}

/// Once all of it was there, nobody is asked again.
Result<Tables> look_for_tables(Wire& wire, const std::string& purpose) {
  if (wire.has_history)
    return Tables{.history = true, .name = true, .statements = true, .journal = true, .commit = true};
  const auto reply = ask(wire, "select " + std::string(tables_there));
  if (!reply.good()) return fail(explain_other(wire, reply, purpose));
  const auto seen = there(reply, 0);
  wire.has_history = seen.all();
  return seen;
}

}  // namespace

Result<plan::History> read_history(Connection& connection) {
  auto& wire = connection.wire();
  const std::string purpose = "the migration history could not be read";
  const auto seen = look_for_tables(wire, purpose);
  if (!seen) return fail(seen);
  plan::History history{.exists = seen->history, .rows = {}};
  if (!history.exists) return history;

  const auto rows = read_rows(
      wire,
      fmt::format(
          "select h.version::text, {}, {}, {}, {}, null::text from supabase_migrations.schema_migrations h {}{} "
          "order by 1",
          seen->name ? "h.name" : "null", seen->statements ? "h.statements::text" : "null",
          seen->journal ? iso("j.finished") : "null", seen->journal ? "j.author" : "null",
          seen->journal ? journal_join : "", seen->journal ? fmt::format(half_done, iso("started")) : std::string()),
      purpose);
  if (!rows) return fail(rows);
  history.rows.reserve(rows->size());
  for (const auto& row : *rows) {
    if (row[5]) {
      history.half_done.push_back({.version = row[0].value_or(""),
                                   .statements = std::stoul(*row[5]),
                                   .since = row[3].value_or(""),
                                   .by = row[4].value_or("")});
      continue;
    }
    history.rows.push_back({.version = row[0].value_or(""),
                            .name = row[1].value_or(""),
                            .statements = row[2] ? std::optional(elements(*row[2])) : std::nullopt,
                            .applied_at = row[3].value_or(""),
                            .applied_by = row[4].value_or("")});
  }
  return history;
}

Result<void> prepare_history(Connection& connection) {
  auto& wire = connection.wire();
  const std::string purpose = "the migration history could not be made ready";
  const auto seen = look_for_tables(wire, purpose);
  if (!seen) return fail(seen);
  std::string sql;
  if (!seen->history || !seen->name || !seen->statements) sql += make_history;
  if (!seen->journal) sql += (sql.empty() ? "" : ";") + std::string(make_journal) + closed_to_api_roles(wire);
  if (seen->journal && !seen->commit)
    sql += (sql.empty() ? "" : ";") + std::string(complete_journal) + closed_to_api_roles(wire);
  if (sql.empty()) return {};
  const auto made = ask_all(wire, "begin; " + sql + "; commit");
  wire.has_history = made.good();
  if (made.good()) return {};
  ask(wire, "rollback");
  return fail(explain_other(wire, made, purpose));
}

}  // namespace migrate::pg
