#include "pg/explain.hpp"
#include "pg/rows.hpp"

#include <migrate/pg_preflight.hpp>
#include <migrate/sql.hpp>

#include <fmt/core.h>

#include <cstdlib>

namespace migrate::pg {

namespace {

using preflight::Facts;
using preflight::Scope;
using preflight::Session;

/// One question, one row a fact: its kind, then up to seven texts. `$1` to `$4` are the scope's tables: schema,
/// name, lock, whether only the owner may do it; `$5` its schemas. Of other users' sessions an ordinary role gets NULL
/// for age and state.
constexpr std::string_view question = R"(
with given as (
  select * from rows from (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[]), pg_catalog.unnest($3::text[]),
                           pg_catalog.unnest($4::bool[])) as t(schema, name, lock, owned)),
relation as (
  select coalesce(i.indrelid, c.oid) as oid, g.lock, g.owned
    from given g
    join pg_catalog.pg_class c on c.relname = g.name
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_index i on i.indexrelid = c.oid
   where case when g.schema = '' then pg_catalog.pg_table_is_visible(c.oid) else n.nspname = g.schema end),
wanted as (
  select r.oid, pg_catalog.max(r.lock) as lock, pg_catalog.bool_or(r.owned) as owned, c.relowner as owner,
         pg_catalog.format('%I.%I', n.nspname, c.relname) as name
    from relation r join pg_catalog.pg_class c on c.oid = r.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   group by r.oid, c.relowner, n.nspname, c.relname),
held as (
  select l.pid, l.virtualtransaction, pg_catalog.array_agg(distinct w.name) as tables
    from pg_catalog.pg_locks l join wanted w on w.oid = l.relation
   where l.locktype = 'relation' and l.granted and l.pid is distinct from pg_catalog.pg_backend_pid()
     and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
     and case w.lock when '3' then true
                     when '2' then l.mode not in ('AccessShareLock', 'RowShareLock')
                     else l.mode not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') end
   group by l.pid, l.virtualtransaction),
session as (
  select a.pid, a.application_name, a.usename, a.state, a.backend_xmin, a.datname,
         extract(epoch from pg_catalog.clock_timestamp() - a.xact_start)::bigint as age, pg_catalog.substr(a.query, 1, 300) as query
    from pg_catalog.pg_stat_activity a where a.pid <> pg_catalog.pg_backend_pid()),
record as (
  select w.kind, n.oid as schema, n.nspname, c.oid as relation
    from (values ('history', 'supabase_migrations', 'schema_migrations'), ('journal', 'migrate', 'journal')) as w(kind, schema, name)
    left join pg_catalog.pg_namespace n on n.nspname = w.schema
    left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = w.name)
select 'self', current_user::text, pg_catalog.current_database()::text, coalesce(pg_catalog.current_schema(), '')::text,
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')::text,
       (select pg_catalog.age(datfrozenxid)::text from pg_catalog.pg_database where datname = pg_catalog.current_database()),
       null::text, null::text
union all
select 'slots', pg_catalog.current_setting('max_connections'), pg_catalog.current_setting('superuser_reserved_connections'),
       coalesce(pg_catalog.current_setting('reserved_connections', true), '0'),
       (select pg_catalog.sum(numbackends)::text from pg_catalog.pg_stat_database), null, null, null
union all
select kind, case when relation is not null and pg_catalog.has_schema_privilege(schema, 'USAGE')
                       and pg_catalog.has_table_privilege(relation, 'SELECT')
                       and pg_catalog.has_table_privilege(relation, 'INSERT')
                       and pg_catalog.has_table_privilege(relation, 'UPDATE, DELETE, TRUNCATE') then 'open'
                  when relation is not null then 'closed'
                  when schema is null then 'missing'
                  when pg_catalog.has_schema_privilege(schema, 'CREATE') then 'open' else 'no table' end,
       nspname::text, null, null, null, null, null
  from record
union all
select 'closed', n.nspname::text, pg_catalog.pg_get_userbyid(n.nspowner)::text, null, null, null, null, null
  from pg_catalog.pg_namespace n
 where n.nspname in (select coalesce(nullif(s, ''), pg_catalog.current_schema()::text) from pg_catalog.unnest($5::text[]) as s)
   and not pg_catalog.has_schema_privilege(n.oid, 'CREATE')
union all
select 'foreign', w.name, pg_catalog.pg_get_userbyid(w.owner)::text, null, null, null, null, null
  from wanted w where w.owned and not pg_catalog.pg_has_role(w.owner, 'USAGE')
union all
(select 'index', pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.format('%I.%I', m.nspname, t.relname),
        null, null, null, null, null
   from pg_catalog.pg_index i
   join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   join pg_catalog.pg_class t on t.oid = i.indrelid join pg_catalog.pg_namespace m on m.oid = t.relnamespace
  where not i.indisvalid and c.relkind = 'i' and n.nspname not in ('pg_catalog', 'pg_toast')
    and not exists (select from pg_catalog.pg_locks l where l.relation = i.indrelid and l.granted
                       and l.mode = 'ShareUpdateExclusiveLock')
  order by 2 limit 20)
union all
select 'prepared', p.gid, p.owner::text, extract(epoch from pg_catalog.clock_timestamp() - p.prepared)::bigint::text,
       (select h.tables::text from held h join pg_catalog.pg_locks l on l.virtualtransaction = h.virtualtransaction
         where h.pid is null and l.pid is null and l.locktype = 'transactionid' and l.transactionid = p.transaction limit 1),
       null, null, null
  from pg_catalog.pg_prepared_xacts p where p.database = pg_catalog.current_database()
union all
(select 'holder', s.pid::text, s.application_name, s.usename::text, s.state, s.age::text, s.query, h.tables::text
   from held h join session s on s.pid = h.pid order by s.age desc nulls last limit 20)
union all
(select 'oldest', s.pid::text, s.application_name, s.usename::text, s.state, s.age::text, s.query, null
   from session s where s.backend_xmin is not null and s.datname = pg_catalog.current_database()
  order by s.age desc nulls last limit 1))";

/// Cuts what a log need not know, and hides passwords.
std::string masked_query(const Wire& wire, const std::string& query) {
  constexpr std::size_t longest = 120;
  const auto masked = wire.redactor(sql::mask_passwords(query));
  auto cut = masked.size();
  if (cut > longest) {
    cut = longest;
    while (cut > 0 && (static_cast<unsigned char>(masked[cut]) & 0xC0) == 0x80) --cut;
  }
  return masked.substr(0, cut) + (cut < masked.size() ? " …" : "");
}

long long number(const std::string& digits) {
  return std::strtoll(digits.c_str(), nullptr, 10);
}

Facts::Record record_of(const std::string& word) {
  if (word == "open") return Facts::Record::open;
  return word == "missing" ? Facts::Record::missing : Facts::Record::closed;
}

Session session_of(const Wire& wire, const Reply& reply, int row) {
  Session session{.process = reply.value(1, row),
                  .application = reply.value(2, row),
                  .user = reply.value(3, row),
                  .state = reply.value(4, row),
                  .age = std::nullopt,
                  .query = masked_query(wire, reply.value(6, row)),
                  .tables = elements(reply.value(7, row))};
  if (const auto age = reply.value(5, row); !age.empty()) session.age = preflight::seconds(number(age));
  return session;
}

void add(const Wire& wire, const Reply& reply, int row, const Scope& scope, Facts& facts) {
  const auto value = [&](int column) { return reply.value(column, row); };
  const auto kind = value(0);
  if (kind == "self") {
    facts.role = value(1);
    facts.database = value(2);
    facts.schema = value(3);
    facts.makes_schemas = value(4) == "true";
    facts.transaction_age = number(value(5));
  } else if (kind == "slots") {
    facts.most_connections = static_cast<int>(number(value(1)));
    facts.reserved_connections = static_cast<int>(number(value(2)) + number(value(3)));
    facts.connections = static_cast<int>(number(value(4)));
  } else if (kind == "history" || kind == "journal") {
    if (value(1) == "no table")
      facts.records_closed.push_back(value(2));
    else
      (kind == "history" ? facts.history : facts.journal) = record_of(value(1));
  } else if (kind == "closed") {
    facts.closed.push_back({.name = value(1), .owner = value(2)});
  } else if (kind == "foreign") {
    facts.foreign.push_back({.name = value(1), .owner = value(2)});
  } else if (kind == "index") {
    facts.invalid.push_back({.name = value(1), .table = value(2)});
  } else if (kind == "prepared") {
    facts.prepared.push_back(
        {.id = value(1), .owner = value(2), .age = preflight::seconds(number(value(3))), .tables = elements(value(4))});
  } else if (kind == "holder") {
    facts.holders.push_back(session_of(wire, reply, row));
  } else if (kind == "oldest" && !scope.concurrent.empty()) {
    facts.oldest.push_back(session_of(wire, reply, row));
  }
}

}  // namespace

Result<preflight::Facts> look_ahead(Connection& connection, const Scope& scope) {
  auto& wire = connection.wire();
  std::vector<std::string> schemas, names, locks, owned, made_in;
  for (const auto& table : scope.tables) {
    schemas.push_back(table.name.schema);
    names.push_back(table.name.name);
    locks.push_back(std::to_string(static_cast<int>(table.lock)));
    owned.emplace_back(table.owned ? "t" : "f");
  }
  for (const auto& schema : scope.schemas) made_in.push_back(schema.name);
  const auto reply = ask(wire, {.sql = std::string(question),
                                .values = {array(schemas), array(names), array(locks), array(owned), array(made_in)}});
  if (!reply.good()) return fail(explain_other(wire, reply, "the database could not be examined before the run"));
  Facts facts;
  for (int row = 0; row < PQntuples(reply.rows.get()); ++row) add(wire, reply, row, scope, facts);
  return facts;
}

}  // namespace migrate::pg
