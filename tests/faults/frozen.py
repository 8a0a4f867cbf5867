#!/usr/bin/env python3
"""Somebody is frozen in the middle: the server's process hears nothing, and a signal ends the wait for it; the deployer sleeps with
the lock in its hands, the next one waits for it and says so, and when it wakes up all goes on."""

import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, check_in, skip_without_postgres  # noqa: E402

GATE = "do $$ begin while exists (select from stops) loop perform pg_sleep(0.05); end loop; end $$;\n"
SLEEPING = "select coalesce(min(pid), 0)::text from pg_stat_activity where application_name like 'migrate/%' and wait_event = 'PgSleep'"
FILES = {**inv.TRANSACTIONS, "00206_api_gate.sql": "insert into effects values (206);\n" + GATE,
         "00207_api_last.sql": "insert into effects values (207);\n"}


def held(oracle, workspace, *flags):
    oracle.empty()
    oracle.query("create table stops (); insert into stops default values")
    process = workspace.start("apply", "--url", oracle.server.url, *flags)
    servers.wait_until(lambda: oracle.value(SLEEPING) != "0", "the statement")
    return process


def server_frozen(oracle, workspace, flags):
    process = held(oracle, workspace, *flags)
    backend = int(oracle.value(SLEEPING))
    os.kill(backend, signal.SIGSTOP)
    try:
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        took = time.monotonic() - sent
    finally:
        os.kill(backend, signal.SIGCONT)
    check(process.returncode in (130, 6), True, err)
    check(took < 20, True, f"Ctrl-C took {took:.1f} s")
    check("206" in inv.applied_in(out), False, err)
    oracle.query("delete from stops")
    inv.rerun(workspace, oracle.server.url, "the server was frozen")
    oracle.check("the server was frozen")


def deployer_frozen(oracle, workspace, flags):
    process = held(oracle, workspace, *flags)
    process.send_signal(signal.SIGSTOP)
    try:
        code, _, err = workspace.run("apply", "--url", oracle.server.url, "--wait", "1s")
        check(code, 5, err)
        check_in(f"process {oracle.value(SLEEPING)}, `migrate/", err)
        second = workspace.start("apply", "--url", oracle.server.url)
        oracle.query("delete from stops")
    finally:
        process.send_signal(signal.SIGCONT)
    for run in (process, second):
        _, err = run.communicate(timeout=60)
        check(run.returncode, 0, err)
    oracle.check("the deployer was frozen")


def main():
    skip_without_postgres()
    with servers.Postgres() as server, inv.workspace(FILES) as workspace:
        oracle = inv.Oracle(server)
        oracle.empty()
        oracle.query("create table stops ()")
        inv.rerun(workspace, server.url, "undisturbed")
        oracle.remember()
        for flags in ([], ["--no-pipeline"]):
            server_frozen(oracle, workspace, flags)
            deployer_frozen(oracle, workspace, flags)


if __name__ == "__main__":
    main()
