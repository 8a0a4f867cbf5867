#!/usr/bin/env python3
"""A file that adds a value to an enum and uses it: Postgres wants the value committed first. What was kept is known when the
rest fails, and the next run goes on behind it. PostgREST is told once, with the last transaction."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402

EMPTY = ("drop schema if exists supabase_migrations cascade; drop schema if exists migrate cascade;"
         " drop schema public cascade; create schema public; create type mood as enum ('sad')")
LABELS = "select string_agg(enumlabel, ' ' order by enumsortorder) from pg_enum where enumtypid = 'mood'::regtype"
HISTORY = "select coalesce(string_agg(version, ' ' order by version), '') from supabase_migrations.schema_migrations"
USE = ("create table before (id int);\nALTER TYPE public.mood\n  ADD VALUE IF NOT EXISTS 'ok' AFTER 'sad';\n"
       "create table t (m mood default 'ok');\ninsert into t default values;\n")


def used(server, *flags):
    server.psql(EMPTY)
    with Workspace() as workspace:
        workspace.migration("00200_api_only.sql", "alter type mood add value 'new';\ncreate table first (id int);\n")
        workspace.migration("00201_api_use.sql", USE)
        workspace.migration("00202_api_last.sql", "create table last (m mood default 'new');\n")
        code, _, err = workspace.run("apply", "--url", server.url, *flags)
        check(code, 0, err)
        check_in("note[M0623]: 00201 runs in two transactions", err)
        check("00200 runs in two" in err, False, err)
        check(server.psql("select m from t"), "ok")
        check(server.psql(HISTORY), "00200 00201 00202")
        check(server.psql("select string_agg(state || statements_done, ' ' order by version) from migrate.journal"),
              "done2 done4 done1")


def second_part_fails(server, *flags):
    server.psql(EMPTY)
    with Workspace() as workspace:
        workspace.migration("00201_api_use.sql", USE + "select 1 / 0;\n")
        code, _, err = workspace.run("apply", "--url", server.url, *flags)
        check(code, 6, err)
        check_in("statements 1 to 2 are committed and stay", err)
        check(server.psql(HISTORY), "")
        check(server.psql("select to_regclass('before') is null, to_regclass('t') is null"), "f|t")
        workspace.migration("00201_api_use.sql", USE)
        code, _, err = workspace.run("apply", "--url", server.url, *flags)
        check(code, 0, err)
        check(server.psql(LABELS), "sad ok")
        check(server.psql("select m from t"), "ok")
        check(server.psql("select state || statements_done from migrate.journal"), "done4")


def alternating(server):
    """No two parts are enough: each statement has a transaction of its own."""
    server.psql(EMPTY)
    with Workspace() as workspace:
        workspace.migration("00200_api_a.sql", "alter type mood add value 'a';\ncreate table a (m mood default 'a');\n"
                                               "alter type mood add value 'b';\ncreate table b (m mood default 'b');\n")
        code, _, err = workspace.run("apply", "--url", server.url)
        check(code, 0, err)
        check_in("each statement of 00200 runs in a transaction of its own", err)
        check(server.psql(HISTORY), "00200")


class Listener:
    """Hears what PostgREST hears."""

    def __init__(self, server):
        self._process = subprocess.Popen(["psql", "-XAtq", server.url], text=True, stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, env=servers.clean_environment())
        self.heard("listen pgrst")

    def heard(self, sql="select 1"):
        """How often since the last time."""
        self._process.stdin.write(f"{sql};\n\\echo done\n")
        self._process.stdin.flush()
        count, line = 0, ""
        while line != "done\n":
            line = self._process.stdout.readline()
            count += '"pgrst" with payload "reload schema"' in line
            if not line:
                sys.exit("the listener has ended")
        return count

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()


def postgrest(server, *flags):
    with Listener(server) as listener, Workspace() as workspace:
        server.psql(EMPTY + "; drop role if exists authenticator")
        for name in "abc":
            workspace.migration(f"0020{ord(name) - 97}_api_{name}.sql", f"create table {name} (id int);\n")
        check(workspace.run("apply", "--url", server.url, *flags)[0], 0)
        check(listener.heard(), 0, "without PostgREST")
        server.psql(EMPTY + "; create role authenticator")
        check(workspace.run("apply", "--url", server.url, *flags)[0], 0)
        check(listener.heard(), 1, "one run")
        workspace.migration("00203_api_d.sql", "create table d (id int);\n")
        workspace.migration("00204_api_e.sql", "select 1 / 0;\n")
        check(workspace.run("apply", "--url", server.url, *flags)[0], 1)
        check(listener.heard(), 1, "a run that was stopped")
        check(workspace.run("apply", "--url", server.url, *flags)[0], 1)
        check(listener.heard(), 0, "a run that changed nothing")
        workspace.migration("00204_api_e.sql", "create index concurrently d_id on d (id);\n")
        check(workspace.run("apply", "--url", server.url, *flags)[0], 0)
        check(listener.heard(), 1, "outside a transaction")


def main():
    skip_without_postgres()
    with servers.Postgres() as server:
        for flags in ([], ["--no-pipeline"]):
            used(server, *flags)
            second_part_fails(server, *flags)
            postgrest(server, *flags)
        alternating(server)


if __name__ == "__main__":
    main()
