#!/usr/bin/env python3
"""A session pooler becomes a transaction pooler when the probe is long over: the run ends with an error at worst, nothing is done
twice and nothing by halves, and a direct rerun does the rest."""

import os
import signal
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, skip_without_postgres  # noqa: E402
from wire import Session  # noqa: E402

GATE = "do $$ begin while exists (select from public.stops) loop perform pg_sleep(0.05); end loop; end $$;\n"
SLEEPING = "select count(*) from pg_stat_activity where application_name like 'migrate/%' and wait_event = 'PgSleep'"


def flip(pooler, of, to):
    path = f"{pooler.folder}/pgbouncer.ini"
    with open(path, encoding="utf-8") as file:
        text = file.read()
    pooler.file("pgbouncer.ini", text.replace(f"pool_mode = {of}", f"pool_mode = {to}"))
    pooler.process.send_signal(signal.SIGHUP)
    servers.wait_until(lambda: {"pool_mode": to}.items() <= {one["key"]: one["value"] for one in pooler.console("show config")}.items(),
                       "the new mode")


class Others:
    """Clients that take what is given back, for a moment each time."""

    def __init__(self, pooler, count):
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(pooler.url,)) for _ in range(count)]

    def _work(self, url):
        with Session(url) as session:
            while not self._over.is_set():
                session.query("begin")
                session.query("select pg_sleep(0.01)")
                session.query("commit")

    def __enter__(self):
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()


def meet(oracle, files, flags):
    with inv.workspace(files) as workspace, servers.PgBouncer(oracle.server, "session", pool_size=3) as pooler:
        oracle.empty()
        oracle.query("create table stops ()")
        inv.rerun(workspace, oracle.server.url, "undisturbed")
        oracle.remember()
        oracle.empty()
        oracle.query("create table stops (); insert into stops default values")
        process = workspace.start("apply", "--url", pooler.url, *flags)
        servers.wait_until(lambda: process.poll() is not None or oracle.value(SLEEPING) == "1", "the statement")
        check(process.poll(), None, process.communicate()[1] if process.poll() is not None else "")
        flip(pooler, "session", "transaction")
        with Others(pooler, 4):
            oracle.query("delete from stops")
            out, err = process.communicate(timeout=60)
        inv.sound(process.returncode, err, "flip")
        check(set(inv.applied_in(out)) <= set(oracle.history()), True, f"{out}{err}")
    # What is left of a lock ends with the pooler's connections.
    with inv.workspace(files) as workspace:
        inv.rerun(workspace, oracle.server.url, "the pooler became another")
        oracle.check(f"the pooler became another, {flags}")
        return process.returncode


def main():
    skip_without_postgres()
    if not servers.pgbouncer.found():
        print("SKIPPED: no PgBouncer")
        sys.exit(77)
    with servers.Postgres(tcp=True) as server:
        oracle = inv.Oracle(server)
        for files in (inv.TRANSACTIONS, inv.MIXED):
            gated = {name: sql + (GATE if name.startswith("00202") else "") for name, sql in files.items()}
            for flags in ([], ["--no-pipeline"]):
                check(meet(oracle, gated, flags) in (1, 6), True, "the fault did not happen")


if __name__ == "__main__":
    main()
