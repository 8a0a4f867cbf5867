#!/usr/bin/env python3
"""A client is killed and the same command run at once, while the server still works for the dead one; a client is killed in the
queue for a lock: the application reads on, and what was asked for is not done later."""

import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, check_in, skip_without_postgres  # noqa: E402
from wire import Session  # noqa: E402

OURS = "select count(*) from pg_stat_activity where application_name like 'migrate/%' and "
SLEEPING = OURS + "query like '%pg_sleep%' and state = 'active'"
QUEUED = OURS + "wait_event_type = 'Lock'"


def rerun_at_once(oracle):
    """It waits for the orphan, and names it."""
    files = {**inv.TRANSACTIONS, "00206_api_slow.sql": "insert into effects values (206);\nselect pg_sleep(3);\n"}
    with inv.workspace(files) as workspace:
        oracle.expect(workspace)
        oracle.empty()
        process = workspace.start("apply", "--url", oracle.server.url)
        oracle.wait(SLEEPING, "1", "the statement")
        process.kill()
        _, err = inv.rerun(workspace, oracle.server.url, "at once")
        process.communicate()
        check_in("Waiting", err)
        check_in("process ", err)
        oracle.check("at once", whole=True)


class Application:
    """Reads a table again and again, as an application does."""

    def __init__(self, server):
        self._server, self._over = server, threading.Event()
        self.longest, self.reads = 0.0, 0
        self._thread = threading.Thread(target=self._read)

    def _read(self):
        with Session(self._server.url) as session:
            while not self._over.is_set():
                begin = time.monotonic()
                session.query("select count(*) from effects")
                self.longest, self.reads = max(self.longest, time.monotonic() - begin), self.reads + 1
                time.sleep(0.02)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()


def killed_in_the_queue(oracle):
    with inv.workspace(inv.TRANSACTIONS) as workspace, Session(oracle.server.url) as reader:
        oracle.empty()
        inv.rerun(workspace, oracle.server.url, "first")
        workspace.migration("00206_api_alter.sql", "alter table effects add column late int;\n")
        reader.query("begin")
        reader.query("select * from effects")
        process = workspace.start("apply", "--url", oracle.server.url)
        oracle.wait(QUEUED, "1", "the queue")
        process.kill()
        process.communicate()
        begin = time.monotonic()
        oracle.value("select count(*) from effects")
        took = time.monotonic() - begin
        check(took < 6, True, f"the application waited for a dead client: {took:.1f} s")
        oracle.wait_until_left()
        reader.query("commit")
        check(oracle.value("select count(*) from pg_attribute where attrelid = 'effects'::regclass and attname = 'late'"), "0")


def long_reader(oracle):
    """The ALTER steps back again and again, and gives up with the name of who is in its way."""
    with inv.workspace(inv.TRANSACTIONS) as workspace, Session(oracle.server.url) as reader:
        oracle.empty()
        inv.rerun(workspace, oracle.server.url, "first")
        workspace.migration("00206_api_alter.sql", "alter table effects add column late int;\n")
        reader.query("begin")
        reader.query("select count(*) from effects /* the long reader */")
        with Application(oracle.server) as application:
            code, _, err = workspace.run("apply", "--url", oracle.server.url)
        check(code, 1, err)
        for said in ("00206", "55P03", "`harness`", "idle in transaction", "tried 4 times"):
            check_in(said, err)
        check(application.longest < 10, True, f"a read waited {application.longest:.1f} s behind the migration")
        reader.query("commit")
        inv.rerun(workspace, oracle.server.url, "when the reader has gone")


def main():
    skip_without_postgres()
    with servers.Postgres() as server:
        oracle = inv.Oracle(server)
        rerun_at_once(oracle)
        killed_in_the_queue(oracle)
        long_reader(oracle)


if __name__ == "__main__":
    main()
