#!/usr/bin/env python3
"""While much is under way: a signal between two statements, a cancel that goes nowhere, a line that is lost behind the last
commit, a server that reads nothing for longer than a silent one is waited for. What is told is what the database has."""

import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from message_proxy import MessageProxy  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402

EMPTY = ("drop schema if exists supabase_migrations cascade; drop schema if exists migrate cascade;"
         " drop schema public cascade; create schema public")
HISTORY = "select string_agg(version, ' ' order by version) from supabase_migrations.schema_migrations"
GONE = "select count(*) from pg_stat_activity where application_name like 'migrate/%'"


def rows(count, first):
    return "".join(f"insert into t values ({first + i});\n" for i in range(count))


def interrupt_at(server, count):
    """SIGINT once `count` rows are committed; each migration is there once or not at all."""
    server.psql(EMPTY)
    with Workspace() as workspace:
        workspace.migration("00200_api_t.sql", "create table t (id int);\n")
        for i in range(1, 40):
            workspace.migration(f"002{i:02}_api_rows.sql", rows(300, i * 1000))
        process = workspace.start("apply", "--url", server.tcp_url)
        servers.wait_until(lambda: server.psql("select to_regclass('t') is not null") == "t", "the table")
        servers.wait_until(lambda: int(server.psql("select count(*) from t")) >= count, "the rows")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        seen, distinct, recorded = (int(one) for one in server.psql(
            "select (select count(*) from t), (select count(distinct id) from t),"
            " (select count(*) from supabase_migrations.schema_migrations)").split("|"))
        check((seen, distinct), ((recorded - 1) * 300,) * 2, err)
        if process.returncode == 0:
            check(recorded, 40, err)
            return
        check(process.returncode, 130, err)
        check_in(f"{recorded} applied", err)
        check_in("interrupted by SIGINT", err)


def swallowed_cancel(server):
    """The statement goes on when we have gone: what became of it is asked, not guessed."""
    server.psql(EMPTY)
    with Workspace() as workspace, MessageProxy(server.port, swallow_cancels=True) as proxy:
        workspace.migration("00200_api_a.sql", "create table a (id int);\nselect pg_sleep(3);\n")
        workspace.migration("00201_api_b.sql", "create table b (id int);\n")
        process = workspace.start("apply", "--url", proxy.url)
        servers.wait_until(lambda: server.psql(
            "select count(*) from pg_stat_activity where state = 'active' and query like '%pg_sleep(3)%'"
            " and pid <> pg_backend_pid()") == "1", "the statement")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        servers.wait_until(lambda: server.psql(GONE) == "0", "the end of the session")
        applied = server.psql(HISTORY).split()
        # On a busy machine it may come to its end before the server notices that we have gone.
        check(process.returncode, 130 if len(applied) < 2 else 0, err)
        check_in(f"{len(applied)} applied", err)
        check(server.psql("select count(*) from pg_tables where schemaname = 'public'"), str(len(applied)))


def lost_behind_the_last_commit(server, count):
    """All is committed and answered; only the end of the pipeline is not."""
    server.psql(EMPTY)
    seen = []

    def cut(kind, body):
        if kind == b"C" and body == b"COMMIT\0":
            seen.append(1)
        # The first two belong to the probe and to making the history.
        return len(seen) == count + 2

    with Workspace() as workspace, MessageProxy(server.port, cut=cut) as proxy:
        for i in range(count):
            workspace.migration(f"0020{i}_api_x.sql", f"create table x{i} (id int);\n")
        code, out, err = workspace.run("apply", "--url", proxy.url)
        check(code, 0, err)
        check(out, "".join(f"applied  0020{i}_api_x.sql\n" for i in range(count)))
        check(server.psql(HISTORY), " ".join(f"0020{i}" for i in range(count)))


def busy_server(server):
    """It reads nothing while its statement runs, and more waits than its socket holds."""
    server.psql(EMPTY)
    with Workspace() as workspace:
        workspace.migration("00200_api_a.sql", "create table t (id int, x text);\nselect pg_sleep(28);\n")
        workspace.migration("00201_api_b.sql",
                            "".join(f"insert into t values ({i}, '{'x' * 8000}');\n" for i in range(1000)))
        code, _, err = workspace.run("apply", "--url", server.tcp_url)
        check(code, 0, err)
        check(server.psql("select count(*) from t"), "1000")


def main():
    skip_without_postgres()
    with servers.Postgres(tcp=True) as server:
        for count in range(300, 9000, 1100):
            interrupt_at(server, count)
        swallowed_cancel(server)
        for count in (1, 3):
            lost_behind_the_last_commit(server, count)
        busy_server(server)


if __name__ == "__main__":
    main()
