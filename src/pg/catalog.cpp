#include "pg/catalog.hpp"

#include "pg/explain.hpp"
#include "pg/transaction.hpp"

namespace migrate::pg {

namespace {

// Schemas and tables of Supabase, of extensions and of the ORMs' own bookkeeping.
constexpr std::string_view own_things = R"(
with own_schema as (
  select oid, nspname from pg_catalog.pg_namespace
   where nspname !~ '^(pg_|_timescaledb|timescaledb_)'
     and nspname not in ('information_schema', '_analytics', '_realtime', '_supavisor', 'auth', 'cron', 'dbdev',
       'drizzle', 'etl', 'extensions', 'graphql', 'graphql_public', 'migrate', 'net', 'pgbouncer', 'pgmq', 'pgsodium',
       'pgsodium_masks', 'pgtle', 'realtime', 'repack', 'storage', 'supabase_functions', 'supabase_migrations', 'tiger',
       'tiger_data', 'topology', 'vault')
), of_extension as (
  select classid, objid from pg_catalog.pg_depend where deptype = 'e'
), own_table as (
  select c.oid, c.relkind, pg_catalog.format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c join own_schema n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
     and c.relname not in ('alembic_version', '_sqlx_migrations', '_prisma_migrations', '__drizzle_migrations')
     and (c.relkind <> 'S' or not exists (
       select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
          and d.objid = c.oid and d.deptype in ('a', 'i')))
     and ('pg_catalog.pg_class'::pg_catalog.regclass, c.oid) not in (select classid, objid from of_extension)
)
select pg_catalog.format('schema %I', nspname), '' from own_schema
 where nspname <> 'public'
   and ('pg_catalog.pg_namespace'::pg_catalog.regclass, oid) not in (select classid, objid from of_extension)
union all
select case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
                    when 'S' then 'sequence' else 'table' end || ' ' || name, '' from own_table
union all
select pg_catalog.format('column %s.%I', t.name, a.attname),
       pg_catalog.format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
  from own_table t join pg_catalog.pg_attribute a on a.attrelid = t.oid
 where t.relkind <> 'S' and a.attnum > 0 and not a.attisdropped
union all
select pg_catalog.format('type %I.%I', n.nspname, y.typname),
       (select 'enum ' || pg_catalog.string_agg(e.enumlabel, ', ' order by e.enumsortorder)
          from pg_catalog.pg_enum e where e.enumtypid = y.oid)
  from pg_catalog.pg_type y join own_schema n on n.oid = y.typnamespace
 where y.typtype in ('e', 'd')
   and ('pg_catalog.pg_type'::pg_catalog.regclass, y.oid) not in (select classid, objid from of_extension)
union all
select pg_catalog.format('function %I.%I(%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)),
       pg_catalog.pg_get_function_result(p.oid)
  from pg_catalog.pg_proc p join own_schema n on n.oid = p.pronamespace
 where ('pg_catalog.pg_proc'::pg_catalog.regclass, p.oid) not in (select classid, objid from of_extension))";

}  // namespace

Result<amend::Catalog> read_catalog(Connection& connection) {
  auto& wire = connection.wire();
  // With an empty search path types are written alike everywhere.
  auto reply = ask_all(wire, "begin read only; set local search_path = ''");
  if (reply.good()) reply = ask(wire, std::string(own_things));
  roll_back(wire);
  if (!reply.good()) return fail(explain_other(wire, reply, "the catalogue could not be read"));
  amend::Catalog found;
  for (int row = 0; row < PQntuples(reply.rows.get()); ++row) found.emplace(reply.value(0, row), reply.value(1, row));
  return found;
}

}  // namespace migrate::pg
