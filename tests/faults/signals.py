#!/usr/bin/env python3
"""SIGINT, SIGTERM and SIGHUP while a statement runs: within two seconds the server's query is gone, the transaction rolled
back, the lock free, and the exit code tells the signal."""

import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402

RUNNING = "select count(*) from pg_stat_activity where application_name like 'migrate/%' and state = 'active' and query like '%pg_sleep%'"
LEFT = ("select (select count(*) from pg_stat_activity where application_name like 'migrate/%'),"
        " (select count(*) from pg_locks where locktype = 'advisory'), to_regclass('slow') is null")


def interrupt(server, which, outside):
    with Workspace() as workspace:
        workspace.migration("00200_api_first.sql", "create table if not exists first (id int);\n")
        head = "-- migrate: no-transaction\n" if outside else "create table slow (id int);\n"
        workspace.migration("00201_api_slow.sql", head + "select pg_sleep(120);\n")
        server.psql("drop schema if exists supabase_migrations cascade; drop schema if exists migrate cascade")
        process = workspace.start("apply", "--url", server.url)
        servers.wait_until(lambda: server.psql(RUNNING) == "1", "the statement")
        process.send_signal(which)
        sent = time.monotonic()
        _, err = process.communicate(timeout=30)
        took = time.monotonic() - sent
        check(process.returncode, 128 + which, err)
        check(took < 2, True, f"{which.name}: it took {took:.1f} s\n{err}")
        check_in(f"interrupted by {which.name}", err)
        check_in("1 applied", err)
        servers.wait_until(lambda: server.psql(LEFT) == "0|0|t", "an empty server", 2)
        check(server.psql("select version from supabase_migrations.schema_migrations"), "00200")


def interrupt_waiting(server):
    """The one that waits for the lock has changed nothing."""
    with Workspace() as workspace:
        workspace.migration("00202_api_x.sql", "create table never (id int);\n")
        server.psql("drop schema if exists supabase_migrations cascade; drop schema if exists migrate cascade")
        first = workspace.start("apply", "--url", server.url)
        first.communicate(timeout=60)
        workspace.migration("00203_api_slow.sql", "select pg_sleep(120);\n")
        holder = workspace.start("apply", "--url", server.url)
        servers.wait_until(lambda: server.psql(RUNNING) == "1", "the statement")
        waiting = workspace.start("apply", "--url", server.url)
        servers.wait_until(lambda: server.psql(
            "select count(*) from pg_stat_activity where application_name like 'migrate/%'") == "2", "the second")
        waiting.send_signal(signal.SIGINT)
        _, err = waiting.communicate(timeout=5)
        check(waiting.returncode, 130, err)
        holder.send_signal(signal.SIGTERM)
        holder.communicate(timeout=5)
        check(holder.returncode, 143)


def main():
    skip_without_postgres()
    with servers.Postgres() as server:
        for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            for outside in (False, True):
                interrupt(server, which, outside)
        interrupt_waiting(server)


if __name__ == "__main__":
    main()
