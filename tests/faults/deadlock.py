#!/usr/bin/env python3
"""A migration and the application wait for each other: the server ends the migration's transaction, it is tried again as a whole,
and succeeds when the application is done."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, skip_without_postgres  # noqa: E402
from wire import Session  # noqa: E402

FILES = {"00200_api_effects.sql": "create table effects (n int);\ncreate table a (id int);\ncreate table b (id int);\n",
         "00201_api_both.sql": "insert into effects values (201);\nalter table a add column x int;\nalter table b add column x int;\n",
         "00202_api_last.sql": "insert into effects values (202);\n"}
QUEUED = "select count(*) from pg_stat_activity where application_name like 'migrate/%' and wait_event_type = 'Lock'"


def meet(oracle, workspace, flags):
    """Whether they met in time: on a busy machine the lock timeout may come first."""
    oracle.empty()
    inv.rerun(workspace, oracle.server.url, "the tables alone", "--to", "00200")
    with Session(oracle.server.url) as application:
        application.query("begin; insert into b values (1)")
        process = workspace.start("apply", "--url", oracle.server.url, *flags)
        oracle.wait(QUEUED, "1", "the wait for b")
        before = oracle.server.said().count("deadlock detected")
        # Within the time after which the server looks for a deadlock, so the migration is the one that finds it.
        application.query("insert into a values (1)")
        application.query("commit")
        out, err = process.communicate(timeout=60)
    check(process.returncode, 0, f"{out}{err}")
    oracle.check(f"a deadlock, {flags}")
    return oracle.server.said().count("deadlock detected") > before


def main():
    skip_without_postgres()
    with servers.Postgres(["deadlock_timeout=2500ms"]) as server, inv.workspace(FILES) as workspace:
        oracle = inv.Oracle(server)
        oracle.expect(workspace)
        for flags in ([], ["--no-pipeline"]):
            check(any(meet(oracle, workspace, flags) for _ in range(5)), True, "the fault did not happen")


if __name__ == "__main__":
    main()
