#!/usr/bin/env python3
"""A primary hands over to its standby between two migrations: the run stops there, a rerun against the old one is refused, and the
new primary gets the rest."""

import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, check_in, skip_without_postgres  # noqa: E402

GATE = "do $$ begin while exists (select from stops) loop perform pg_sleep(0.05); end loop; end $$;\n"
SLEEPING = "select count(*) from pg_stat_activity where application_name like 'migrate/%' and wait_event = 'PgSleep'"
FILES = {**inv.TRANSACTIONS, "00206_api_gate.sql": "insert into effects values (206);\n" + GATE,
         "00207_api_last.sql": "insert into effects values (207);\n"}


def main():
    skip_without_postgres()
    replicated = ["wal_level=replica", "max_wal_senders=4", "hot_standby=on", "synchronous_commit=on"]
    with servers.Postgres(replicated) as primary, inv.workspace(FILES) as workspace:
        old = inv.Oracle(primary)
        old.empty()
        old.query("create table stops ()")
        inv.rerun(workspace, primary.url, "undisturbed")
        old.remember()
        old.empty()
        old.query("create table stops (); insert into stops default values; select pg_create_physical_replication_slot('one', true)")
        with servers.Standby(primary) as standby:
            new = inv.Oracle(standby)
            process = workspace.start("apply", "--url", primary.url)
            old.wait(SLEEPING, "1", "the statement")
            servers.wait_until(lambda: new.history() == old.history(), "the standby")
            # The old primary comes back as what follows it: read-only.
            primary.halt(signal.SIGINT)
            primary.file("data/standby.signal", "")
            primary.start()
            out, err = process.communicate(timeout=120)
            inv.sound(process.returncode, err, "failover")
            check(process.returncode in (1, 6), True, err)
            check(inv.applied_in(out), new.history(), err)
            code, _, err = workspace.run("apply", "--url", primary.url)
            check(code, 3, err)
            check_in("M0103", err)
            new.query("select pg_promote()")
            new.wait("select pg_is_in_recovery()", "f", "the promotion")
            new.query("delete from stops")
            inv.rerun(workspace, standby.url, "failover")
            new.take_over(old)
            new.check("failover")


if __name__ == "__main__":
    main()
