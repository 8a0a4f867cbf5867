#include "pg/amend.hpp"
#include "pg/amending.hpp"
#include "pg/explain.hpp"

namespace migrate::pg {

namespace {

constexpr std::string_view find_last = R"(
select run_id, verb, reason, author,
       pg_catalog.to_char(made at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  from migrate.repairs where undone is null order by id desc limit 1)";

// What stands against it: another row than the one that was written, a number that is taken, a later run.
constexpr std::string_view find_rows = R"(
select r.version, r.before ->> 'version', r.after ->> 'version', r.journal <> '[]',
       case when pg_catalog.to_jsonb(h) is distinct from r.after then
                 case when h.version is null then 'its row is gone' when r.after is null then 'it has a row again'
                      else 'its row was changed' end
            when r.before ->> 'version' <> r.version
                 and exists (select from supabase_migrations.schema_migrations o where o.version = r.before ->> 'version')
                 and not exists (select from migrate.repairs o
                                  where o.run_id = r.run_id and o.after ->> 'version' = r.before ->> 'version')
                 then 'another row has its former number ' || (r.before ->> 'version')
            when exists (select from migrate.journal j where j.version = r.version and j.started > r.made)
                 then '`migrate apply` ran it since' end
  from migrate.repairs r
  left join supabase_migrations.schema_migrations h on h.version = r.version
 where r.run_id = $1 and r.undone is null order by r.id)";

constexpr std::string_view take_rows_out = R"(
delete from supabase_migrations.schema_migrations h using migrate.repairs r
 where r.run_id = $1 and h.version = r.after ->> 'version')";

constexpr std::string_view put_rows_back = R"(
insert into supabase_migrations.schema_migrations
select h.* from migrate.repairs r,
       pg_catalog.jsonb_populate_record(null::supabase_migrations.schema_migrations, r.before) h
 where r.run_id = $1 and r.before is not null)";

constexpr std::string_view take_journal_out = R"(
delete from migrate.journal j using migrate.repairs r, pg_catalog.jsonb_array_elements(r.journal) e
 where r.run_id = $1 and j.id = (e ->> 'id')::bigint)";

constexpr std::string_view put_journal_back = R"(
insert into migrate.journal overriding system value
select j.* from migrate.repairs r, pg_catalog.jsonb_array_elements(r.journal) e,
       pg_catalog.jsonb_populate_record(null::migrate.journal, e) j
 where r.run_id = $1)";

constexpr std::string_view note_undone =
    "update migrate.repairs set undone = pg_catalog.clock_timestamp() where run_id = $1 and undone is null";

}  // namespace

Result<std::optional<Amended>> last_amended(Connection& connection) {
  auto& wire = connection.wire();
  const auto present = has_repairs(wire);
  if (!present) return fail(present);
  if (!*present) return std::nullopt;
  const auto last = ask(wire, std::string(find_last));
  if (!last.good()) return fail(explain_other(wire, last, "`migrate.repairs` could not be read"));
  if (last.value(0).empty()) return std::nullopt;
  Amended amended{.run = last.value(0),
                  .cause = {.verb = last.value(1), .reason = last.value(2)},
                  .made = last.value(4),
                  .author = last.value(3)};
  const auto rows = ask(wire, {.sql = std::string(find_rows), .values = {amended.run}});
  if (!rows.good()) return fail(explain_other(wire, rows, "`migrate.repairs` could not be read"));
  for (int row = 0; row < PQntuples(rows.rows.get()); ++row) {
    amended.rows.push_back({.version = rows.value(0, row),
                            .before = rows.value(1, row),
                            .after = rows.value(2, row),
                            .journal = rows.value(3, row) == "t",
                            .obstacle = rows.value(4, row)});
  }
  return amended;
}

Result<void> undo(Connection& connection, const Amended& amended) {
  auto& wire = connection.wire();
  std::vector<Step> steps;
  const auto add = [&](std::string sql, std::optional<std::string> expected = {}) {
    steps.push_back({.question = {.sql = std::move(sql), .values = {amended.run}}, .expected = std::move(expected)});
  };
  // Under the table's lock once more: nobody changed it since it was shown.
  add("select pg_catalog.count(obstacle) from (" + std::string(find_rows) +
          ") r (version, before, after, journal, obstacle)",
      "0");
  for (const auto sql : {take_rows_out, put_rows_back, take_journal_out, put_journal_back, note_undone})
    add(std::string(sql));
  return run_steps(wire, steps);
}

}  // namespace migrate::pg
