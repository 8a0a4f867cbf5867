#!/usr/bin/env python3
"""Somebody put functions, operators and tables into the database that bear the names of Postgres' own, some with arguments that
fit better: none of them is called by the program itself."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, skip_without_postgres  # noqa: E402

FUNCTIONS = """pg_try_advisory_lock(bigint) returns boolean|pg_advisory_unlock(bigint) returns boolean|pg_backend_pid() returns int
set_config(text, text, boolean) returns text|current_setting(text) returns text|current_setting(text, boolean) returns text
to_regclass(text) returns regclass|now() returns timestamptz|clock_timestamp() returns timestamptz|version() returns text
to_char(timestamp, text) returns text|timezone(text, timestamptz) returns timestamp|pg_current_xact_id() returns xid8
pg_xact_status(xid8) returns text|pg_is_in_recovery() returns boolean|current_database() returns name|to_regrole(text) returns regrole
has_table_privilege(regclass, text) returns boolean|has_schema_privilege(text, text) returns boolean|date_part(text, interval) returns float8
has_database_privilege(text, text) returns boolean|pg_notify(text, text) returns void|pg_current_xact_id_if_assigned() returns xid8"""
OPERATORS = ["text, text", "name, name", "name, text", "oid, oid", "int, int", "bigint, bigint", "boolean, boolean"]


def trap(schema):
    """Whatever of it is called raises."""
    made = f"create schema if not exists {schema}; "
    for one in FUNCTIONS.replace("\n", "|").split("|"):
        made += (f"create function {schema}.{one} language plpgsql as "
                 "$t$ begin raise exception 'the trap % was called', $n$" + one + "$n$; end $t$; ")
    for number, pair in enumerate(OPERATORS):
        left, right = pair.split(", ")
        for sign in ("=", "<>"):
            name = f"{schema}.op{number}{'e' if sign == '=' else 'n'}"
            made += (f"create function {name}({pair}) returns boolean language plpgsql as $t$ begin raise exception "
                     f"'the trap {sign} of {pair} was called'; end $t$; "
                     f"create operator {schema}.{sign} (leftarg = {left}, rightarg = {right}, function = {name}); ")
    return made + "".join(f"create table {schema}.{name} (trapped int); "
                          for name in ("pg_locks", "pg_class", "pg_stat_activity", "pg_settings", "pg_roles", "pg_database",
                                       "pg_index", "pg_attribute", "pg_namespace"))


def main():
    skip_without_postgres()
    files = {name: sql.replace("set search_path = pg_temp;\n", "") for name, sql in inv.MIXED.items()}
    with servers.Postgres() as server, inv.workspace(files) as workspace:
        oracle = inv.Oracle(server)
        oracle.expect(workspace)
        oracle.empty()
        oracle.query(trap("evil"))
        for path in ("evil, public", "public, pg_temp, evil"):
            oracle.query(f"drop schema if exists supabase_migrations, migrate, public cascade; create schema public;"
                         f"alter database postgres set search_path = {path}")
            for words in (["guard", "--probe"], ["plan", "--url"], ["apply", "--url"], ["apply", "--no-pipeline", "--url"],
                          ["status", "--url"]):
                _, out, err = workspace.run(*words, server.url)
                check("the trap" in out + err or "trapped" in out + err, False, f"{path}: {words}\n{out}{err}")


if __name__ == "__main__":
    main()
