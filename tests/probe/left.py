"""What a probe must not leave behind: looked for in every server connection of a pool, and in the database."""

import loads

# PgBouncer sets these for each client by itself.
TRACKED = "'application_name', 'client_encoding', 'DateStyle', 'TimeZone', 'standard_conforming_strings'"

IN_A_SESSION = f"""
  select pg_backend_pid(),
    (select string_agg(name || '=' || setting, ', ') from pg_settings where source = 'session' and name not in ({TRACKED})),
    (select string_agg(channel, ', ') from pg_listening_channels() as channel),
    (select string_agg(name, ', ') from pg_prepared_statements),
    (select string_agg(relname, ', ') from pg_class where relnamespace = pg_my_temp_schema())"""
NAMES = ("a setting", "a listener", "a prepared statement", "a temporary table")

IN_THE_DATABASE = {
    "an advisory lock": f"select string_agg(pid::text, ', ') from pg_locks where locktype = 'advisory' and objid <> {loads.GATE}",
    "an open transaction": "select string_agg(query, ', ') from pg_stat_activity where state like 'idle in transaction%'",
    "a schema": "select string_agg(nspname, ', ') from pg_namespace where nspname !~ '^pg_' and nspname not in"
                " ('public', 'information_schema')",
    "a relation": "select string_agg(relname, ', ') from pg_class where relnamespace = 'public'::regnamespace",
}


def in_pool(server, kind):
    """Each thing that was left in a server connection of the pool, in words."""
    for pid, *values in loads.together(server, kind.url, kind.pool.size, IN_A_SESSION):
        for name, value in zip(NAMES, values):
            if value:
                yield f"{kind.name}: {name} was left in backend {pid}: {value}"


def in_database(server):
    for name, sql in IN_THE_DATABASE.items():
        if value := server.psql(sql):
            yield f"{name} was left: {value}"
