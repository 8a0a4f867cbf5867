#!/usr/bin/env python3
"""The locks of the ORMs' own migrators: ours waits for one that is held, holds it while it migrates, gives it back around
what runs outside a transaction, and says who holds a lock that no service of the workspace uses."""

import os
import subprocess
import sys
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402

PRISMA = 72707369
SQLX = 0x3D32AD9E * zlib.crc32(b"postgres")
RAILS = 2053462845 * zlib.crc32(b"postgres")
EMPTY = ("drop schema if exists supabase_migrations cascade; drop schema if exists migrate cascade;"
         " drop schema public cascade; create schema public; create table t (id int)")
HELD = "select count(*) from pg_locks where locktype = 'advisory' and granted and ((classid::bigint << 32) | objid::bigint) = "


class Session:
    """A session of psql that stays."""

    def __init__(self, server, sql):
        self._process = subprocess.Popen(["psql", "-XAtq", server.url + "&application_name=service"], text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                         env=servers.clean_environment())
        self._process.stdin.write(f"{sql};\n\\echo done\n")
        self._process.stdin.flush()

    def wait(self):
        line = ""
        while line != "done\n":
            line = self._process.stdout.readline()
            if not line:
                sys.exit("the session has ended")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()


def workspace_of(orm):
    workspace = Workspace()
    os.makedirs(f"{workspace.folder}/api/{'prisma/' if orm == 'prisma' else ''}migrations")
    workspace.file("migrate.yaml", f"services:\n  api: {{ orm: {orm}, path: api, range: 00200-00299 }}\n")
    return workspace


def held(server, orm, name, key):
    """Waited for within --wait, then exit 5; where it is given back meanwhile, the run goes on."""
    server.psql(EMPTY)
    with workspace_of(orm) as workspace:
        workspace.migration("00200_api_a.sql", "create table a (id int);\n")
        with Session(server, f"select pg_advisory_lock({key})") as session:
            session.wait()
            code, _, err = workspace.run("apply", "--url", server.url, "--wait", "200ms")
            check(code, 5, err)
            check_in(f"error[M0621]: {name} is migrating this database", err)
            check_in("`service`", err)
            check(server.psql("select to_regclass('a') is null"), "t")
            process = workspace.start("apply", "--url", server.url, "--wait", "60s")
            line = ""
            while "Waiting" not in line:
                line = process.stderr.readline()
                check(bool(line), True, "it did not wait")
            check_in(f"for {name}'s own lock, held by", line)
        _, err = process.communicate(timeout=60)
        check(process.returncode, 0, err)
        check(server.psql(HELD + str(key)), "0")


def holds(server, orm, key, *flags):
    """A service that boots meanwhile waits until all is applied."""
    server.psql(EMPTY)
    with workspace_of(orm) as workspace:
        workspace.migration("00200_api_a.sql", "create table a (id int);\n")
        workspace.migration("00201_api_b.sql", "select pg_sleep(1);\ncreate table b (id int);\n")
        process = workspace.start("apply", "--url", server.url, *flags)
        servers.wait_until(lambda: server.psql(HELD + str(key)) == "1", "the lock")
        with Session(server, f"select pg_advisory_lock({key}); select to_regclass('b') is not null as there") as session:
            session.wait()
            check(server.psql("select to_regclass('a') is not null, to_regclass('b') is not null"), "t|t")
        _, err = process.communicate(timeout=60)
        check(process.returncode, 0, err)


def no_deadlock(server):
    """Whoever waits for the lock holds a snapshot that CREATE INDEX CONCURRENTLY waits for."""
    server.psql(EMPTY)
    with workspace_of("sqlx") as workspace:
        workspace.migration("00200_api_a.sql", "select pg_sleep(1);\n")
        workspace.migration("00201_api_b.sql", "create index concurrently t_id on t (id);\n")
        process = workspace.start("apply", "--url", server.url)
        servers.wait_until(lambda: server.psql(HELD + str(SQLX)) == "1", "the lock")
        with Session(server, f"select pg_advisory_lock({SQLX}); select pg_advisory_unlock({SQLX})") as session:
            session.wait()
            _, err = process.communicate(timeout=60)
            check(process.returncode, 0, err)
        check(server.psql("select indisvalid from pg_index where indexrelid = 't_id'::regclass"), "t")


def others(server):
    server.psql(EMPTY)
    with workspace_of("sqlx") as workspace, Session(server, f"select pg_advisory_lock({RAILS})") as session:
        session.wait()
        workspace.migration("00200_api_a.sql", "create table a (id int);\n")
        code, _, err = workspace.run("apply", "--url", server.url)
        check(code, 0, err)
        check_in("warning[M0622]: Rails seems to be migrating this database, too", err)


def main():
    skip_without_postgres()
    with servers.Postgres() as server:
        held(server, "prisma", "Prisma", PRISMA)
        held(server, "sqlx", "SQLx", SQLX)
        for flags in ([], ["--no-pipeline"]):
            holds(server, "sqlx", SQLX, *flags)
        no_deadlock(server)
        others(server)


if __name__ == "__main__":
    main()
