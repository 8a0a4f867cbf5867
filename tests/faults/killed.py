#!/usr/bin/env python3
"""A client that is killed, a backend that is terminated, two deployers at once: nothing is lost, nothing is done twice."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402

RUNNING = "select pid from pg_stat_activity where application_name like 'migrate/%' and state = 'active' and query like '%pg_sleep%'"
HISTORY = "select string_agg(version, ' ' order by version) from supabase_migrations.schema_migrations"


def started(server, workspace):
    """A run that has reached its slow statement, and the process id of its backend."""
    process = workspace.start("apply", "--url", server.url)
    servers.wait_until(lambda: server.psql(RUNNING) != "", "the statement")
    return process, server.psql(RUNNING)


def killed_client(server, workspace):
    workspace.migration("00200_api_first.sql", "create table first (id int);\n")
    workspace.migration("00201_api_slow.sql", "create table slow (id int);\nselect pg_sleep(120);\n")
    process, _ = started(server, workspace)
    process.kill()
    process.communicate()
    # The server looks for its client every two seconds, also while a statement runs.
    servers.wait_until(lambda: server.psql(RUNNING) == "", "the end of the orphan", 10)
    check(server.psql(HISTORY), "00200")
    check(server.psql("select to_regclass('slow') is null"), "t")


def terminated_backend(server, workspace):
    process, pid = started(server, workspace)
    server.psql(f"select pg_terminate_backend({pid})")
    _, err = process.communicate(timeout=30)
    check(process.returncode, 1, err)
    check_in("M0607", err)
    check_in("the transaction of 00201 ended with its connection", err)
    check_in("run `migrate apply` again", err)
    check(server.psql("select to_regclass('slow') is null"), "t")


def rerun(server, workspace):
    workspace.migration("00201_api_slow.sql", "create table slow (id int);\n")
    code, _, err = workspace.run("apply", "--url", server.url)
    check(code, 0, err)
    check(server.psql(HISTORY), "00200 00201")


def two_at_once(server, workspace):
    for number in range(202, 232):
        workspace.migration(f"00{number}_api_t{number}.sql", f"create table t{number} (id int);\nselect pg_sleep(0.01);\n")
    runs = [workspace.start("apply", "--url", server.url) for _ in range(4)]
    applied = []
    for run in runs:
        out, err = run.communicate(timeout=60)
        check(run.returncode, 0, err)
        applied += out.splitlines()
    check(len(applied), 30)
    check(server.psql("select count(*) from supabase_migrations.schema_migrations"), "32")


def main():
    skip_without_postgres()
    with servers.Postgres() as server, Workspace() as workspace:
        killed_client(server, workspace)
        terminated_backend(server, workspace)
        rerun(server, workspace)
        two_at_once(server, workspace)


if __name__ == "__main__":
    main()
