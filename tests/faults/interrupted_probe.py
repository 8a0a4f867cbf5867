#!/usr/bin/env python3
"""SIGINT, SIGTERM and SIGHUP while the probe waits for its second connection, in a pool that has no server for it, and while
it waits for the first one: the program ends at once with the signal's exit code, and no client and no lock of it remain."""

import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import Workspace, check, skip_without_postgres  # noqa: E402
from wire import Session  # noqa: E402

LEFT = ("select (select count(*) from pg_locks where locktype = 'advisory'),"
        " (select count(*) from pg_stat_activity where state like 'idle in transaction%'),"
        " (select count(*) from pg_namespace where nspname in ('migrate', 'supabase_migrations'))")


def clients(pooler):
    """(those with a server, those that wait for one) of the pool."""
    rows = [row for row in pooler.console("show pools") if row["database"] == "postgres"]
    return sum(int(row["cl_active"]) for row in rows), sum(int(row["cl_waiting"]) for row in rows)


def interrupt(server, pooler, workspace, words, which):
    process = workspace.start(*words, pooler.url)
    servers.wait_until(lambda: process.poll() is not None or clients(pooler)[1] > 0, "the wait for a server")
    check(process.poll(), None, f"{words} did not wait: {process.communicate() if process.poll() is not None else ''}")
    sent = time.monotonic()
    process.send_signal(which)
    try:
        out, err = process.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        sys.exit(f"{words} did not heed {which.name}: {process.communicate()}")
    took = time.monotonic() - sent
    check(process.returncode, 128 + which, f"{words}, {which.name}: {out}{err}")
    check(took < 2, True, f"{words}, {which.name}: it took {took:.1f} s")
    check(server.psql(LEFT), "0|0|0")


def main():
    skip_without_postgres()
    if not servers.pgbouncer.found():
        print("SKIPPED: no PgBouncer")
        sys.exit(77)
    with servers.Postgres(tcp=True) as server, servers.PgBouncer(server, "session", pool_size=1) as pooler, Workspace() as workspace:
        workspace.migration("00200_api_first.sql", "create table first (id int);\n")
        for words in (["apply", "--url"], ["guard", "--probe"]):
            for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                interrupt(server, pooler, workspace, words, which)
                servers.wait_until(lambda: clients(pooler) == (0, 0), "a pool without us", 5)
            with Session(pooler.url) as session:
                session.query("select 1")  # the only server of the pool is ours now
                interrupt(server, pooler, workspace, words, signal.SIGINT)
            # PgBouncer sees that a client has gone when that client's turn comes.
            servers.wait_until(lambda: clients(pooler) == (0, 0), "an empty pool", 5)


if __name__ == "__main__":
    main()
