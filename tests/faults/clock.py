#!/usr/bin/env python3
"""The clock of the program's machine, and that of the server's, stands a year away, or moves between two runs: what is planned and
what is recorded are the same, and order follows the numbers alone."""

import glob
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import MIGRATE, check, skip_without_postgres  # noqa: E402


def faked(days):
    """The environment in which a program sees another date; its stop-watches are right."""
    found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    if not found:
        print("SKIPPED: no faketime")
        sys.exit(77)
    return {"LD_PRELOAD": found[0], "FAKETIME": f"{days:+}d", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def skip_with_sanitizers():
    run = subprocess.run([MIGRATE, "--version"], capture_output=True, env=servers.clean_environment(**faked(-365)), check=False)
    if run.returncode != 0:
        print("SKIPPED: this build of the program bears no preloaded library")
        sys.exit(77)


def apply_at(oracle, workspace, days, *words):
    code, _, err = workspace.run("apply", "--url", oracle.server.url, *words, **faked(days))
    check(code, 0, f"{days} days\n{err}")


def plan_at(oracle, workspace, days):
    code, out, err = workspace.run("plan", "--url", oracle.server.url, **faked(days))
    check(code, 0, err)
    return out


def main():
    skip_without_postgres()
    skip_with_sanitizers()
    with servers.Postgres() as server, inv.workspace(inv.MIXED) as workspace:
        oracle = inv.Oracle(server)
        oracle.expect(workspace)
        oracle.empty()
        plan = plan_at(oracle, workspace, 0)
        for days in (-365, 365, 20000):
            check(plan_at(oracle, workspace, days), plan, f"{days} days")
        for first, second in ((-365, 365), (365, -365)):
            oracle.empty()
            apply_at(oracle, workspace, first, "--to", "00202")
            apply_at(oracle, workspace, second)
            oracle.check(f"the program's clock: {first}, then {second} days")
        oracle.empty()
        apply_at(oracle, workspace, 0, "--to", "00203")
        server.halt(signal.SIGINT)
        server.start(["env", *(f"{name}={value}" for name, value in faked(-365).items())])
        check(oracle.value("select now() < max(started) - interval '300 days' from migrate.journal"), "t")
        inv.rerun(workspace, server.url, "the server's clock went back")
        oracle.check("the server's clock went back")


if __name__ == "__main__":
    main()
