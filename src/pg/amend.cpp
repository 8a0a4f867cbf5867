#include "pg/amend.hpp"

#include "pg/amending.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::pg {

namespace {

constexpr std::string_view make_table = R"(
create table if not exists migrate.repairs (
  id bigint generated always as identity primary key,
  run_id text not null,
  verb text not null,
  reason text not null,
  version text not null,
  before jsonb,
  after jsonb,
  journal jsonb not null,
  made timestamptz not null default pg_catalog.now(),
  author text not null,
  database_user text not null,
  client_host text not null,
  tool_version text not null,
  undone timestamptz))";

constexpr std::string_view comment_table = R"(
comment on table migrate.repairs is
  'what migrate changed in the history without running anything: why, and the rows before and after')";

// A row that is rewritten keeps the columns that other programs gave it.
constexpr std::string_view keep_rows = R"(
insert into migrate.repairs (run_id, verb, reason, author, client_host, tool_version, database_user,
                             version, before, after, journal)
select $1, $2, $3, $4, $5, $6, session_user, g.version, pg_catalog.to_jsonb(h),
       case when g.comes = 't' then
         coalesce(pg_catalog.to_jsonb(h), '{}') || pg_catalog.jsonb_build_object('version', g.version, 'name', g.name) ||
         case when g.statements = '' then '{}'
              else pg_catalog.jsonb_build_object('statements', g.statements::text[]) end end,
       (select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(j) order by j.id), '[]') from migrate.journal j
         where j.version = coalesce(nullif(g.before, ''), g.version)
           and (j.state = 'running' or g.before not in ('', g.version)))
  from rows from (pg_catalog.unnest($7::text[]), pg_catalog.unnest($8::text[]), pg_catalog.unnest($9::text[]),
                  pg_catalog.unnest($10::text[]), pg_catalog.unnest($11::text[])) with ordinality
       as g (version, before, comes, name, statements, place)
  left join supabase_migrations.schema_migrations h on h.version = g.before
 order by g.place)";

constexpr std::string_view count_rows_before =
    "select pg_catalog.count(*) from migrate.repairs where run_id = $1 and before is not null";

constexpr std::string_view drop_running = R"(
delete from migrate.journal j using migrate.repairs r, pg_catalog.jsonb_array_elements(r.journal) e
 where r.run_id = $1 and coalesce(r.before ->> 'version', r.version) = r.version and j.id = (e ->> 'id')::bigint)";

constexpr std::string_view renumber_journal = R"(
update migrate.journal j set version = r.version
  from migrate.repairs r, pg_catalog.jsonb_array_elements(r.journal) e
 where r.run_id = $1 and r.before ->> 'version' <> r.version and j.id = (e ->> 'id')::bigint)";

constexpr std::string_view take_rows_out = R"(
delete from supabase_migrations.schema_migrations h using migrate.repairs r
 where r.run_id = $1 and h.version = r.before ->> 'version')";

constexpr std::string_view put_first_rows = R"(
insert into supabase_migrations.schema_migrations (version, name, statements)
select r.after ->> 'version', r.after ->> 'name',
       array(select s.one from pg_catalog.jsonb_array_elements_text(r.after -> 'statements') with ordinality s (one, place)
              order by s.place)
  from migrate.repairs r where r.run_id = $1 and r.before is null and r.after is not null)";

constexpr std::string_view put_rewritten_rows = R"(
insert into supabase_migrations.schema_migrations
select h.* from migrate.repairs r,
       pg_catalog.jsonb_populate_record(null::supabase_migrations.schema_migrations, r.after) h
 where r.run_id = $1 and r.before is not null and r.after is not null)";

// With what the table gave the row by itself.
constexpr std::string_view keep_rows_after = R"(
update migrate.repairs r set after = pg_catalog.to_jsonb(h) from supabase_migrations.schema_migrations h
 where r.run_id = $1 and h.version = r.after ->> 'version')";

Question keep(const Wire& wire, const std::vector<amend::Change>& changes, const Cause& cause) {
  std::vector<std::string> versions, before, comes, names, statements;
  for (const auto& change : changes) {
    versions.push_back(change.version);
    before.push_back(change.from);
    comes.emplace_back(change.row ? "t" : "f");
    names.push_back(change.row ? change.row->name : std::string());
    const bool given = change.row && change.row->statements;
    statements.push_back(given ? array(*change.row->statements) : std::string());
  }
  const auto& author = wire.options.author;
  return {.sql = std::string(keep_rows),
          .values = {author.run, cause.verb, cause.reason, fmt::format("{}@{}", author.user, author.host), author.host,
                     MIGRATE_VERSION, array(versions), array(before), array(comes), array(names), array(statements)}};
}

}  // namespace

Result<void> amend(Connection& connection, const std::vector<amend::Change>& changes, const Cause& cause) {
  auto& wire = connection.wire();
  if (const auto ready = prepare_history(connection); !ready) return fail(ready);
  std::vector<Step> steps;
  const auto present = has_repairs(wire);
  if (!present) return fail(present);
  if (!*present) {
    for (const auto sql :
         {make_table, comment_table, std::string_view("revoke all on table migrate.repairs from public")})
      steps.push_back({.question = {.sql = std::string(sql)}});
  }
  const auto rows = std::count_if(changes.begin(), changes.end(), [](const auto& one) { return !one.from.empty(); });
  const auto of_run = [&](std::string_view sql) {
    return Question{.sql = std::string(sql), .values = {wire.options.author.run}};
  };
  steps.push_back({.question = keep(wire, changes, cause)});
  steps.push_back({.question = of_run(count_rows_before), .expected = std::to_string(rows)});
  for (const auto sql :
       {drop_running, renumber_journal, take_rows_out, put_first_rows, put_rewritten_rows, keep_rows_after})
    steps.push_back({.question = of_run(sql)});
  return run_steps(wire, steps);
}

}  // namespace migrate::pg
