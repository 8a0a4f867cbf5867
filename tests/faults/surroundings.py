#!/usr/bin/env python3
"""Whatever surrounds the program: no HOME, no terminal, one column, odd locales and time zones, a folder that is gone: what is planned
and what is recorded stay the same."""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import MIGRATE, check, check_in, skip_without_postgres  # noqa: E402

SURROUNDINGS = [{"HOME": ""}, {"HOME": "/nonexistent"}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"LC_ALL": "tr_TR.UTF-8"},
                {"LC_ALL": "xx_YY"}, {"LANG": "", "LC_ALL": ""}, {"COLUMNS": "1"}, {"COLUMNS": "-5"}, {"COLUMNS": "99999999"},
                {"TERM": "dumb"}, {"TERM": ""}, {"TZ": "Pacific/Kiritimati"}, {"TZ": "no/such"}, {"USER": "", "LOGNAME": ""},
                {"PGOPTIONS": "-c datestyle=german -c timezone=Asia/Kathmandu"}, {"PGTZ": "Asia/Kathmandu"}, {"PGDATESTYLE": "SQL"}]


def without_folder():
    """Its current folder is removed under it."""
    folder = tempfile.mkdtemp()
    run = subprocess.run(["bash", "-c", 'cd "$1" && rmdir "$1" && exec "$2" status', "bash", folder, MIGRATE], capture_output=True,
                         text=True, check=False, env=servers.clean_environment())
    inv.sound(run.returncode, run.stderr, "no current folder")
    check(run.returncode, 2, run.stderr)
    check_in("current folder", run.stderr)


def main():
    skip_without_postgres()
    without_folder()
    with servers.Postgres() as server, inv.workspace(inv.MIXED) as workspace:
        oracle = inv.Oracle(server)
        oracle.expect(workspace)
        oracle.empty()
        plan = workspace.run("plan", "--url", server.url, "--format", "json")
        check(plan[0], 0, plan[2])
        for environment in SURROUNDINGS:
            # A terminal's width is no matter of a document.
            check(workspace.run("plan", "--url", server.url, "--format", "json", **environment)[:2], plan[:2], environment)
        for environment in SURROUNDINGS:
            oracle.empty()
            code, _, err = workspace.run("apply", "--url", server.url, **environment)
            check(code, 0, f"{environment}\n{err}")
            oracle.check(environment)


if __name__ == "__main__":
    main()
