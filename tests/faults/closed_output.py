#!/usr/bin/env python3
"""Nobody reads what the program says: stdout or stderr is closed, a pipe breaks after the first line, a terminal goes away. The
migrations are applied all the same, or stop between two of them, and a rerun does the rest."""

import os
import pty
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import MIGRATE, check, skip_without_postgres  # noqa: E402

SLEEPING = "select count(*) from pg_stat_activity where application_name like 'migrate/%' and wait_event = 'PgSleep'"
GATE = "do $$ begin while exists (select from stops) loop perform pg_sleep(0.05); end loop; end $$;\n"
FILES = {**inv.TRANSACTIONS, "00206_api_gate.sql": "insert into effects values (206);\n" + GATE,
         "00207_api_last.sql": "insert into effects values (207);\n"}


def shell(workspace, url, script):
    """The exit code that the program itself had."""
    run = subprocess.run(["bash", "-c", script, "bash", MIGRATE, url], cwd=workspace.folder, stdin=subprocess.DEVNULL,
                         capture_output=True, env=servers.clean_environment(HOME=workspace.folder), check=False, timeout=60)
    return run.returncode


def broken(oracle, workspace, script):
    oracle.empty()
    oracle.query("create table stops ()")
    code = shell(workspace, oracle.server.url, script)
    check(code in (0, 1, 141), True, f"{script}: exit code {code}")
    inv.rerun(workspace, oracle.server.url, script)
    oracle.check(script)


def terminal_gone(oracle, workspace):
    """The window is closed in the middle of a statement: SIGHUP, and writing fails."""
    oracle.empty()
    oracle.query("create table stops (); insert into stops default values")
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(workspace.folder)
        os.execve(MIGRATE, [MIGRATE, "apply", "--url", oracle.server.url], servers.clean_environment(HOME=workspace.folder))
    oracle.wait(SLEEPING, "1", "the statement")
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    check(os.waitstatus_to_exitcode(status), 129)
    oracle.query("delete from stops")
    inv.rerun(workspace, oracle.server.url, "the terminal is gone")
    oracle.check("the terminal is gone")


def main():
    skip_without_postgres()
    with servers.Postgres() as server, inv.workspace(FILES) as workspace:
        oracle = inv.Oracle(server)
        oracle.empty()
        oracle.query("create table stops ()")
        inv.rerun(workspace, server.url, "undisturbed")
        oracle.remember()
        for flags in ("", "-v", "--format json", "--no-pipeline -v"):
            apply = f'"$1" apply {flags} --url "$2"'
            for output in (">&-", "2>&-", ">&- 2>&-", "| head -1", "2>&1 | head -c 10", "> /dev/full", "2> /dev/full"):
                broken(oracle, workspace, f"set -o pipefail; {apply} {output}")
        terminal_gone(oracle, workspace)


if __name__ == "__main__":
    main()
