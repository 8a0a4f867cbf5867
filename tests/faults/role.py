#!/usr/bin/env python3
"""`role:` of a target: whatever a migration does with its role, all that `apply` makes belongs to that one; and
`--statement-timeout` holds in every migration."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402

ROLES = ("create role owner; create role ci login noinherit; grant owner to ci; create role other login;"
         " grant create on database postgres to owner; grant create on schema public to owner")
EMPTY = ("drop schema if exists supabase_migrations cascade; drop schema if exists migrate cascade;"
         " drop schema public cascade; create schema public; grant create, usage on schema public to owner")
OWNERS = ("select string_agg(distinct pg_get_userbyid(relowner), ' ') from pg_class c join pg_namespace n on n.oid ="
          " relnamespace where nspname in ('public', 'migrate', 'supabase_migrations') and relkind in ('r', 'i', 'S')")
FILES = {
    "00200_api_a.sql": "create table a (id int);\nset role none;\nselect 1;\n",
    "00201_api_b.sql": "create table b (id int);\nset local role none;\nreset all;\n",
    "00202_api_c.sql": "-- migrate: no-transaction\ncreate index concurrently a_id on a (id);\nset role none;\nselect 1;\n",
    "00203_api_d.sql": "create table d as select current_user::text as who, current_setting('statement_timeout') as timeout;\n",
}


def config(workspace, role):
    workspace.file("migrate.yaml", "services:\n  api: { range: 00200-00299 }\n"
                                   f"targets:\n  production: {{ env: CI_URL, role: {role}, protected: false }}\n")


def url_of(server, user):
    return server.url.replace("postgres@", f"{user}@")


def one_owner(server, *flags):
    server.psql(EMPTY)
    with Workspace() as workspace:
        config(workspace, "owner")
        for name, text in FILES.items():
            workspace.migration(name, text)
        code, _, err = workspace.run("apply", "--target", "production", "--statement-timeout", "50s", *flags,
                                     CI_URL=url_of(server, "ci"))
        check(code, 0, err)
        check(server.psql(OWNERS), "owner", " ".join(flags))
        check(server.psql("select who, timeout from d"), "owner|50s")
        check(server.psql("select distinct database_user from migrate.journal"), "ci")
        check(server.psql("select count(*) from supabase_migrations.schema_migrations"), "4")
        # Who inherits nothing sees the history through the role as well.
        code, out, err = workspace.run("status", "--target", "production", CI_URL=url_of(server, "ci"))
        check(code, 0, err)
        check_in("4 applied", out)


def not_allowed(server):
    server.psql(EMPTY)
    with Workspace() as workspace:
        workspace.migration("00200_api_a.sql", "create table a (id int);\n")
        config(workspace, "owner")
        code, _, err = workspace.run("apply", "--target", "production", CI_URL=url_of(server, "other"))
        check(code, 1, err)
        check_in("error[M0620]: `owner` is a role that this user may not take", err)
        check_in('= help: let the user take it: `grant "owner" to "other"`', err)
        config(workspace, "nobody")
        code, _, err = workspace.run("apply", "--target", "production", CI_URL=url_of(server, "ci"))
        check(code, 1, err)
        check_in("error[M0620]: `nobody` is no role of this server", err)
        check_in('`create role "nobody"; grant "nobody" to "ci"`', err)
        check(server.psql("select to_regclass('a') is null"), "t")


def too_long(server, *flags):
    server.psql(EMPTY)
    with Workspace() as workspace:
        workspace.migration("00200_api_a.sql", "create table a (id int);\n")
        workspace.migration("00201_api_b.sql", "create table b (id int);\nselect pg_sleep(60);\n")
        code, _, err = workspace.run("apply", "--url", server.url, "--statement-timeout", "500ms", *flags)
        check(code, 1, err)
        check_in("canceling statement due to statement timeout", err)
        check_in("`--statement-timeout`", err)
        check(server.psql("select to_regclass('a') is null, to_regclass('b') is null"), "f|t")


def main():
    skip_without_postgres()
    with servers.Postgres() as server:
        server.psql(ROLES)
        for flags in ([], ["--no-pipeline"]):
            one_owner(server, *flags)
            too_long(server, *flags)
        not_allowed(server)


if __name__ == "__main__":
    main()
