#include "pg/explain.hpp"
#include "pg/record.hpp"
#include "pg/rows.hpp"

#include <fmt/core.h>

namespace migrate::pg {

namespace {

constexpr std::string_view what_exists = R"(
select pg_catalog.to_regclass('supabase_migrations.schema_migrations') is not null,
       coalesce(bool_or(a.attname = 'name'), false), coalesce(bool_or(a.attname = 'statements'), false),
       pg_catalog.to_regclass('migrate.journal') is not null
  from pg_catalog.pg_attribute a
 where a.attrelid = pg_catalog.to_regclass('supabase_migrations.schema_migrations') and a.attnum > 0 and not a.attisdropped)";

constexpr std::string_view journal_join = R"(
  left join (select distinct on (version) version, finished, author from migrate.journal
              where state = 'done' order by version, finished desc) j on j.version = h.version)";

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
  state text not null check (state in ('running', 'done')),
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
  run_id text not null);
create index if not exists journal_version on migrate.journal (version);
comment on table migrate.journal is 'what migrate applied: who, when, how long, and how far';
revoke all on schema migrate from public;
revoke all on table migrate.journal from public)";

bool is_true(const std::optional<std::string>& value) {
  return value == "t";
}

}  // namespace

Result<plan::History> read_history(Connection& connection) {
  auto& wire = connection.wire();
  const std::string purpose = "the migration history could not be read";
  const auto exists = read_rows(wire, std::string(what_exists), purpose);
  if (!exists) return fail(exists);
  const auto& found = exists->front();
  plan::History history{.exists = is_true(found[0]), .rows = {}};
  if (!history.exists) return history;

  const bool journal = is_true(found[3]);
  const auto rows = read_rows(
      wire,
      fmt::format(
          "select h.version::text, {}, {}, {}, {} from supabase_migrations.schema_migrations h {} order by h.version",
          is_true(found[1]) ? "h.name" : "null", is_true(found[2]) ? "h.statements::text" : "null",
          journal ? "to_char(j.finished at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')" : "null",
          journal ? "j.author" : "null", journal ? journal_join : ""),
      purpose);
  if (!rows) return fail(rows);
  history.rows.reserve(rows->size());
  for (const auto& row : *rows) {
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
  const auto exists = read_rows(wire, std::string(what_exists), purpose);
  if (!exists) return fail(exists);
  const auto& found = exists->front();
  std::string sql;
  if (!is_true(found[0]) || !is_true(found[1]) || !is_true(found[2])) sql += make_history;
  if (!is_true(found[3])) sql += (sql.empty() ? "" : ";") + std::string(make_journal);
  if (sql.empty()) return {};
  const auto made = ask_all(wire, "begin; " + sql + "; commit");
  if (made.good()) return {};
  ask(wire, "rollback");
  return fail(explain_other(wire, made, purpose));
}

}  // namespace migrate::pg
