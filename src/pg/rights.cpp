#include "pg/inspection.hpp"

#include <migrate/text.hpp>

#include <cstdlib>

namespace migrate::pg {

namespace {

constexpr std::chrono::milliseconds patience{5000};

/// Where migrations write: into `public`, and into the schemas of the two records.
constexpr std::string_view schemas = "('public', 'supabase_migrations', 'migrate')";

Reply ask_for(Wire& wire, std::string sql) {
  return ask(wire, Question{.sql = std::move(sql), .deadline = patience});
}

int rows_of(const Reply& reply) {
  return reply.rows ? PQntuples(reply.rows.get()) : 0;
}

int number(const Reply& reply, int column, int row = 0) {
  return static_cast<int>(std::strtol(reply.value(column, row).c_str(), nullptr, 10));
}

}  // namespace

void ask_about_rights(Wire& wire, doctor::Inspection& seen) {
  const auto role = ask_for(wire,
                            "select current_user, pg_catalog.has_database_privilege(pg_catalog.current_database(), "
                            "'CREATE')");
  if (!role.good()) return;
  seen.role = text::printable(role.value(0));
  doctor::Rights rights{.makes_schemas = role.value(1) == "t", .closed = {}, .foreign = {}};

  const auto closed =
      ask_for(wire, "select nspname from pg_catalog.pg_namespace where nspname in " + std::string(schemas) +
                        " and not pg_catalog.has_schema_privilege(oid, 'CREATE') order by 1");
  for (int row = 0; row < rows_of(closed); ++row) rights.closed.push_back(text::printable(closed.value(0, row)));

  const auto foreign =
      ask_for(wire,
              "select pg_catalog.pg_get_userbyid(c.relowner), count(*) from pg_catalog.pg_class c join "
              "pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname in " +
                  std::string(schemas) +
                  " and c.relkind in ('r', 'p', 'v', 'm', 'f') and not pg_catalog.pg_has_role(c.relowner, 'USAGE') "
                  "group by 1 order by 2 desc, 1 limit 5");
  for (int row = 0; row < rows_of(foreign); ++row)
    rights.foreign.push_back({.owner = text::printable(foreign.value(0, row)), .count = number(foreign, 1, row)});
  seen.rights = std::move(rights);
}

void ask_about_slots(Wire& wire, doctor::Inspection& seen) {
  const auto limits = ask_for(wire,
                              "select pg_catalog.current_setting('max_connections'), "
                              "pg_catalog.current_setting('superuser_reserved_connections')");
  if (!limits.good()) return;
  // Ours are left out. Of sessions of others an ordinary role sees neither the kind nor the state.
  const auto holders = ask_for(
      wire,
      "select case when application_name like 'Supavisor%' then 'Supavisor' when usename = 'authenticator' then "
      "'PostgREST' when application_name like 'migrate/%' then 'migrate' when application_name <> '' then "
      "application_name else usename::text end, count(*) from pg_catalog.pg_stat_activity where datid is not null and "
      "application_name <> pg_catalog.current_setting('application_name') and "
      "coalesce(backend_type, 'client backend') = 'client backend' group by 1 order by 2 desc, 1");
  if (!holders.good()) return;
  seen.max_connections = number(limits, 0);
  seen.reserved = number(limits, 1);
  for (int row = 0; row < rows_of(holders); ++row)
    seen.holders.push_back({.who = text::printable(holders.value(0, row)), .count = number(holders, 1, row)});
}

}  // namespace migrate::pg
