#!/usr/bin/env python3
"""Several deployers at once: each migration is applied once, in order, also where nothing but data is changed; who waits holds
nothing up; who waits in vain says for whom; who loses the lock goes no further."""

import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, check_in, skip_without_postgres  # noqa: E402
from wire import Session  # noqa: E402

KEY = 0x6D69677261746521  # include/migrate/pg.hpp
GATE = "do $$ begin while exists (select from public.stops) loop perform pg_sleep(0.05); end loop; end $$;\n"
UNLOCK = "do $$ begin if exists (select from public.stops) then perform pg_advisory_unlock_all(); end if; end $$;\n"
SLEEPING = "select count(*) from pg_stat_activity where application_name like 'migrate/%' and wait_event = 'PgSleep'"
OURS = "select count(*) from pg_stat_activity where application_name like 'migrate/%' and backend_type = 'client backend'"


def together(oracle, workspaces, flags=()):
    """All of them succeed, and no migration is told of twice."""
    runs = [place.start("apply", "--url", oracle.server.url, *flags) for place in workspaces]
    told = []
    for run in runs:
        out, err = run.communicate(timeout=120)
        check(run.returncode, 0, err)
        told += inv.applied_in(out)
    check(sorted(told), oracle.history())


def schema_and_index(oracle):
    for files in (inv.TRANSACTIONS, inv.MIXED):
        with inv.workspace(files) as workspace:
            oracle.expect(workspace)
            for count in (2, 8):
                for flags in ((), ("--no-pipeline",)):
                    oracle.empty()
                    together(oracle, [workspace] * count, flags)
                    oracle.check(f"{count} deployers, {flags}")


def data_alone(oracle, rounds):
    """No constraint and no lock of its own would notice that it ran twice."""
    with inv.workspace({"00200_api_x.sql": "create table effects (n int); insert into effects values (0);\n"}) as workspace:
        oracle.empty()
        inv.rerun(workspace, oracle.server.url, "first")
        for number in range(1, rounds + 1):
            workspace.migration(f"00{200 + number}_api_add.sql", "update effects set n = n + 1;\n")
            runs = [workspace.start("apply", "--url", oracle.server.url) for _ in range(3)]
            check([run.communicate(timeout=60) and run.returncode for run in runs], [0, 0, 0])
            check(oracle.value("select n from effects"), str(number))


def two_versions(oracle):
    """A deployer of this release and one of the next: the union, in order."""
    later = {**inv.TRANSACTIONS, "00206_api_next.sql": "insert into effects values (206);\n"}
    with inv.workspace(inv.TRANSACTIONS) as this, inv.workspace(later) as following:
        oracle.expect(following)
        for pair in ([this, following], [following, this]):
            oracle.empty()
            together(oracle, pair)
            oracle.check("two releases at once")


def waiting(oracle):
    """For a lock that is not freed: exit code 5 in time, with the holder; no snapshot is held meanwhile."""
    with inv.workspace(inv.TRANSACTIONS) as workspace, Session(oracle.server.url) as holder:
        oracle.empty()
        holder.query(f"select pg_advisory_lock({KEY})")
        pid = holder.value("select pg_backend_pid()")
        begin = time.monotonic()
        process = workspace.start("apply", "--url", oracle.server.url, "--wait", "3s")
        oracle.wait(OURS, "1", "the one that waits")
        samples = []
        while process.poll() is None:
            samples.append(oracle.value(OURS + " and state <> 'active' and backend_xmin is not null"))
            time.sleep(0.02)
        _, err = process.communicate()
        check(process.returncode, 5, err)
        for said in ("M0602", f"process {pid}, `harness`", "connected since", "waited 3 s"):
            check_in(said, err)
        check(2.9 < time.monotonic() - begin < 15, True, f"it took {time.monotonic() - begin:.1f} s")
        check(set(samples), {"0"}, "the one that waits holds a snapshot")
        check(oracle.history(), [])


def loses_the_lock(oracle, more, end):
    """The session that holds the lock loses it, and another deployer begins: nothing is done twice, nothing out of order."""
    files = {**inv.TRANSACTIONS, "00202_api_orders.sql": inv.TRANSACTIONS["00202_api_orders.sql"] + more + GATE}
    with inv.workspace(files) as workspace:
        oracle.empty()
        oracle.query("create table stops ()")
        inv.rerun(workspace, oracle.server.url, "undisturbed")
        oracle.remember()
        oracle.empty()
        oracle.query("create table stops (); insert into stops default values")
        first = workspace.start("apply", "--url", oracle.server.url)
        oracle.wait(SLEEPING, "1", "the statement")
        second = workspace.start("apply", "--url", oracle.server.url)
        oracle.wait(OURS, "2", "the second")
        end()
        oracle.query("delete from stops")
        for run in (first, second):
            out, err = run.communicate(timeout=60)
            check(run.returncode, 1 if run is first else 0, f"{out}{err}")
        oracle.check("the lock is lost")


def main():
    skip_without_postgres()
    with servers.Postgres() as server:
        oracle = inv.Oracle(server)
        schema_and_index(oracle)
        data_alone(oracle, 90 if inv.every_point() else 10)
        two_versions(oracle)
        waiting(oracle)
        loses_the_lock(oracle, "", lambda: oracle.query(
            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted"))
        loses_the_lock(oracle, UNLOCK, lambda: None)


if __name__ == "__main__":
    main()
