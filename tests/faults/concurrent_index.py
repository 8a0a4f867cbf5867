#!/usr/bin/env python3
"""CREATE INDEX CONCURRENTLY fails, is killed or told to stop in each of its phases, or waits longer than any lock may be waited
for: it is never recorded while it is invalid, and a rerun ends with a valid index, recorded once."""

import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, check_in, skip_without_postgres  # noqa: E402
from wire import Session  # noqa: E402

HEAD = {"00200_api_effects.sql": "create table effects (n int);\ninsert into effects values (200);\n"
                                 "create table users (email text);\ninsert into users values ('a'), ('b');\n"}
PHASE = "select coalesce(min(phase), '') from pg_stat_progress_create_index"
OLD_SNAPSHOT = "begin isolation level repeatable read; select count(*) from pg_class"
WRITES = "begin; insert into users values ('c')"


def files(sql):
    return {**HEAD, "00201_api_index.sql": sql + ";\n", "00202_api_last.sql": "insert into effects values (202);\n"}


def fails(oracle, once):
    """Two rows stand against it; then they do not."""
    sql = f"create unique index concurrently {once}users_email_key on users (email)"
    with inv.workspace(files(sql)) as workspace:
        oracle.expect(workspace)
        oracle.empty()
        inv.rerun(workspace, oracle.server.url, "the table alone", "--to", "00200")
        oracle.query("insert into users values ('a')")
        for _ in range(2):
            code, _, err = workspace.run("apply", "--url", oracle.server.url)
            check(code, 6, err)
            for said in ("23505", "users_email_key", "invalid"):
                check_in(said, err)
            check(oracle.history(), ["00200"], err)
        oracle.query("delete from users where ctid = (select max(ctid) from users)")
        inv.rerun(workspace, oracle.server.url, "the row is gone")
        oracle.check("a duplicate", whole=True)


def stopped(oracle, phase, end, release):
    """`release(sessions)` makes the build go on to the phase where it is held."""
    sql = "create index concurrently users_email_idx on users (email)"
    with inv.workspace(files(sql)) as workspace, Session(oracle.server.url) as one, Session(oracle.server.url) as two:
        oracle.expect(workspace)
        oracle.empty()
        inv.rerun(workspace, oracle.server.url, "the table alone", "--to", "00200")
        one.query(OLD_SNAPSHOT if "snapshots" in phase else WRITES)
        process = workspace.start("apply", "--url", oracle.server.url)
        release(oracle, one, two)
        oracle.wait(PHASE, phase, phase)
        end(process)
        process.communicate(timeout=30)
        for session in (one, two):
            session.query("rollback")
        inv.rerun(workspace, oracle.server.url, phase)
        oracle.check(f"{end.__name__} while {phase}")


def at_once(*_):
    pass


def next_writer(oracle, one, two):
    """The first writer is waited for in front of the build, the second behind it."""
    oracle.wait(PHASE, "waiting for writers before build", "the first wait")
    two.query(WRITES)
    one.query("rollback")


def kill(process):
    process.kill()


def interrupt(process):
    process.send_signal(signal.SIGINT)


def waits_long(oracle):
    """Longer than `lock_timeout` allows any other statement."""
    with inv.workspace(files("create index concurrently users_email_idx on users (email)")) as workspace, \
            Session(oracle.server.url) as reader:
        oracle.expect(workspace)
        oracle.empty()
        inv.rerun(workspace, oracle.server.url, "the table alone", "--to", "00200")
        reader.query(OLD_SNAPSHOT)
        process = workspace.start("apply", "--url", oracle.server.url)
        oracle.wait(PHASE, "waiting for old snapshots", "the wait")
        oracle.wait("select now() - min(query_start) > '5 s' from pg_stat_activity where query like 'create index conc%'", "t", "5 s")
        reader.query("commit")
        _, err = process.communicate(timeout=30)
        check(process.returncode, 0, err)
        oracle.check("a long wait")


def main():
    skip_without_postgres()
    with servers.Postgres() as server:
        oracle = inv.Oracle(server)
        for once in ("", "if not exists "):
            fails(oracle, once)
        for end in (kill, interrupt):
            stopped(oracle, "waiting for writers before build", end, at_once)
            stopped(oracle, "waiting for writers before validation", end, next_writer)
            stopped(oracle, "waiting for old snapshots", end, at_once)
        waits_long(oracle)


if __name__ == "__main__":
    main()
