#!/usr/bin/env python3
"""Each statement in turn meets pg_terminate_backend or pg_cancel_backend: the error is clear, nothing of its migration is kept, and
a rerun ends as if nothing had been."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, check_in, skip_without_postgres  # noqa: E402

# Stands between the statements, and holds the run where the table `stops` says so.
HELD = "do $$ begin if {n} = any (select n from public.stops) then perform pg_sleep(60); end if; end $$;\n"
FILES = {
    "00200_api_a.sql": "create table effects (n int);\n" + HELD.format(n=1) + "insert into effects values (200);\n" + HELD.format(n=2),
    "00201_api_b.sql": HELD.format(n=3) + "insert into effects values (201);\n" + HELD.format(n=4),
    "00202_api_c.sql": "-- migrate: no-transaction\ninsert into effects values (202);\n" + HELD.format(n=5)
                       + "insert into effects values (2020);\n" + HELD.format(n=6),
}
WAITING = """select coalesce(min(pid), 0)::text from pg_stat_activity
 where application_name like 'migrate/%' and wait_event = 'PgSleep'"""


def meet(oracle, workspace, point, end, flags):
    oracle.empty()
    oracle.query(f"create table stops (n int); insert into stops values ({point})")
    process = workspace.start("apply", "--url", oracle.server.url, *flags)
    servers.wait_until(lambda: oracle.value(WAITING) != "0", f"point {point}")
    oracle.query(f"select {end}({oracle.value(WAITING)})")
    out, err = process.communicate(timeout=60)
    what = f"{end} at {point}, {flags}"
    check(process.returncode, 6 if point > 4 else 1, f"{what}\n{err}")
    check_in("57014" if end == "pg_cancel_backend" else "M0607", err)
    check(inv.applied_in(out), oracle.history(), f"{what}\n{err}")
    check(len(oracle.history()), (point - 1) // 2, what)
    oracle.query("delete from stops")
    inv.rerun(workspace, oracle.server.url, what, *flags)
    oracle.check(what)


def main():
    skip_without_postgres()
    with servers.Postgres() as server, inv.workspace(FILES) as workspace:
        oracle = inv.Oracle(server)
        oracle.empty()
        oracle.query("create table stops (n int)")
        inv.rerun(workspace, server.url, "undisturbed")
        oracle.remember()
        for flags in ([], ["--no-pipeline"]):
            for end in ("pg_terminate_backend", "pg_cancel_backend"):
                for point in range(1, 7):
                    meet(oracle, workspace, point, end, flags)


if __name__ == "__main__":
    main()
