#!/usr/bin/env python3
"""A second Ctrl-C ends the program at once, where the first one waits for a server that does not answer; what became of the
migration is settled by the next run."""

import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, skip_without_postgres  # noqa: E402

SLEEPING = "select coalesce(min(pid), 0) from pg_stat_activity where application_name like 'migrate/%' and wait_event = 'PgSleep'"
SLOW = {**inv.TRANSACTIONS, "00206_api_slow.sql":
        "insert into effects values (206);\ndo $$ begin if exists (select from stops) then perform pg_sleep(20); end if; end $$;\n"}


def main():
    skip_without_postgres()
    with servers.Postgres() as server, inv.workspace(SLOW) as workspace:
        oracle = inv.Oracle(server)
        for which in (signal.SIGINT, signal.SIGTERM):
            oracle.empty()
            oracle.query("create table stops ()")
            inv.rerun(workspace, server.url, "undisturbed")
            oracle.remember()
            oracle.empty()
            oracle.query("create table stops (); insert into stops default values")
            process = workspace.start("apply", "--url", server.url)
            servers.wait_until(lambda: oracle.value(SLEEPING) != "0", "the statement")
            backend = int(oracle.value(SLEEPING))
            os.kill(backend, signal.SIGSTOP)  # it hears no cancel
            try:
                process.send_signal(which)
                time.sleep(0.3)  # the two must be two
                sent = time.monotonic()
                process.send_signal(which)
                _, err = process.communicate(timeout=10)
                took = time.monotonic() - sent
            finally:
                os.kill(backend, signal.SIGCONT)
            check(process.returncode, 128 + which, err)
            check(took < 3, True, f"the second {which.name} took {took:.1f} s")
            oracle.query("delete from stops")
            inv.rerun(workspace, server.url, which.name)
            oracle.check(which.name)


if __name__ == "__main__":
    main()
