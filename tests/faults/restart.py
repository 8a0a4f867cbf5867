#!/usr/bin/env python3
"""The server goes down in the middle, fast or at once, or with a COMMIT whose answer is lost, and comes back; it has no connection
to spare, or still starts: the program says for certain what was kept, and a rerun ends as if nothing had been."""

import os
import signal
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from message_proxy import MessageProxy  # noqa: E402
from program import check, check_in, skip_without_postgres  # noqa: E402
from wire import ServerError, Session  # noqa: E402

SLEEPING = """select count(*) from pg_stat_activity where application_name like 'migrate/%' and wait_event = 'PgSleep'"""
SLOW = {**inv.TRANSACTIONS, "00206_api_slow.sql":
        "insert into effects values (206);\ndo $$ begin if exists (select from stops) then perform pg_sleep(60); end if; end $$;\n"}


def in_a_statement(oracle, how):
    with inv.workspace(SLOW) as workspace:
        oracle.empty()
        oracle.query("create table stops ()")
        inv.rerun(workspace, oracle.server.url, "undisturbed")
        oracle.remember()
        oracle.empty()
        oracle.query("create table stops (); insert into stops default values")
        process = workspace.start("apply", "--url", oracle.server.url)
        oracle.wait(SLEEPING, "1", "the statement")
        oracle.server.halt(how)
        oracle.server.start()
        out, err = process.communicate(timeout=60)
        check(process.returncode, 1, err)
        check_in("M0607", err)
        check(inv.applied_in(out), oracle.history(), err)
        check(len(oracle.history()), 6, err)
        oracle.query("delete from stops")
        inv.rerun(workspace, oracle.server.url, how.name)
        oracle.check(how.name)


def child_killed(oracle):
    """A backend dies: Postgres ends all sessions and recovers."""
    with inv.workspace(SLOW) as workspace:
        oracle.empty()
        oracle.query("create table stops (); insert into stops default values")
        process = workspace.start("apply", "--url", oracle.server.url)
        oracle.wait(SLEEPING, "1", "the statement")
        pid = int(oracle.value("select pid from pg_stat_activity where wait_event = 'PgSleep'"))
        os.kill(pid, signal.SIGKILL)
        out, err = process.communicate(timeout=60)
        check(process.returncode, 1, err)
        servers.wait_until(lambda: answers(oracle.server), "recovery")
        check(inv.applied_in(out), oracle.history(), err)
        oracle.query("delete from stops")
        inv.rerun(workspace, oracle.server.url, "a backend is killed")
        oracle.check("a backend is killed")


def answers(server):
    try:
        with Session(server.url) as session:
            return session.value("select 1") == "1"
    except (ServerError, OSError):
        return False


def lost_commit(oracle, arrives, flags):
    """The server goes down with the answer to a COMMIT, or in front of that COMMIT; it is waited for and asked."""
    seen, down = [], threading.Event()

    def fourth(is_one):
        seen.extend([1] * is_one)
        if not is_one or len(seen) != 4:
            return False
        oracle.server.halt(signal.SIGQUIT if arrives else signal.SIGINT)
        down.set()
        return True

    def halt(kind, body):
        return not arrives and fourth(kind in (b"P", b"Q") and body.lstrip(b"\0").split(b"\0")[0].lower() == b"commit")

    def cut(kind, body):
        return arrives and fourth((kind, body) == (b"C", b"COMMIT\0"))

    what = f"a COMMIT {'that arrived' if arrives else 'that did not arrive'}, {flags}"
    with inv.workspace(inv.TRANSACTIONS) as workspace, MessageProxy(oracle.server.port, halt=halt, cut=cut) as proxy:
        oracle.empty()
        process = workspace.start("apply", "--url", proxy.url, *flags)
        servers.wait_until(down.is_set, what)
        oracle.server.start()
        out, err = process.communicate(timeout=90)
        inv.sound(process.returncode, err, what)
        check(process.returncode in (0, 1), True, f"{what}\n{err}")
        check(inv.applied_in(out), oracle.history(), f"{what}\n{err}")
        if flags:  # in a pipeline the server may be at work on an earlier statement
            check_in("a new connection asked the server", err)
        inv.rerun(workspace, oracle.server.tcp_url, what)
        oracle.check(what)


def no_connection_left(oracle):
    """53300 and 57P03 are told, and nothing was begun."""
    with inv.workspace(inv.TRANSACTIONS) as workspace:
        oracle.empty()
        with Session(oracle.server.url) as one:
            kept = [one]
            try:
                while True:
                    kept.append(Session(oracle.server.url))
            except ServerError:
                pass
            code, _, err = workspace.run("apply", "--url", oracle.server.url)
            check(code in (1, 3), True, err)
            check_in("too many clients", err)
            for session in kept:
                session.close()
        inv.rerun(workspace, oracle.server.url, "a connection is free")


def not_up_yet(oracle):
    """57P03: it listens, and lets nobody in."""
    server = oracle.server
    with inv.workspace(inv.TRANSACTIONS) as workspace:
        server.halt(signal.SIGINT)
        server.file("data/standby.signal", "")
        server.start(more=["-c", "hot_standby=off"], ready=1)
        code, _, err = workspace.run("apply", "--url", server.url)
        check(code in (1, 3), True, err)
        check_in("not accepting connections", err)
        server.halt(signal.SIGINT)
        os.remove(f"{server.data}/standby.signal")
        server.start()
        oracle.empty()
        inv.rerun(workspace, server.url, "the server is up")


def main():
    skip_without_postgres()
    with servers.Postgres(["synchronous_commit=on", "max_connections=12"], tcp=True) as server:
        oracle = inv.Oracle(server)
        for how in (signal.SIGINT, signal.SIGQUIT):
            in_a_statement(oracle, how)
        child_killed(oracle)
        with inv.workspace(inv.TRANSACTIONS) as workspace:
            oracle.expect(workspace)
        for flags in ([], ["--no-pipeline"]):
            for arrives in (True, False):
                lost_commit(oracle, arrives, flags)
        no_connection_left(oracle)
        not_up_yet(oracle)


if __name__ == "__main__":
    main()
