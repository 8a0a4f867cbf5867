#!/usr/bin/env python3
"""A protected target on a terminal: its name lets migrations through, anything else, the end of the input or a signal leaves
the database as it was. Where nobody sits at the terminal, nobody is asked."""

import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import MIGRATE, Workspace, check, check_in, skip_without_postgres  # noqa: E402
from terminal import Dialogue  # noqa: E402

QUESTION = "Type production to go on, anything else to leave it: "
CONFIG = "services:\n  api: { range: 00200-00299 }\ntargets:\n  production: { env: DIRECT_URL }\n"


def begin(workspace, server, *words, **more):
    environment = servers.clean_environment(**{"HOME": workspace.folder, "DIRECT_URL": server.url, "NO_COLOR": "1", "TERM": "dumb", "CI": "", **more})
    return Dialogue([MIGRATE, "apply", "--target", "production", *words], cwd=workspace.folder, env=environment)


def untouched(server):
    check(server.psql("select count(*) from pg_namespace where nspname in ('migrate', 'supabase_migrations')"), "0")


def left_alone(workspace, server):
    for answer in ("y\n", "\n", "productio\n", "\x04"):
        run = begin(workspace, server)
        run.wait_for(QUESTION)
        run.type(answer)
        code, seen = run.end()
        check(code, 1, seen)
        check_in("error[M0641]: `production` was not confirmed", seen)
        check_in("Stopped: 0 applied, 1 not tried", seen)
        untouched(server)


def interrupted(workspace, server):
    run = begin(workspace, server)
    run.wait_for(QUESTION)
    run.process.send_signal(signal.SIGINT)
    code, seen = run.end()
    check(code, 130, seen)
    check_in("error[M0606]: interrupted by SIGINT", seen)
    untouched(server)


def unattended(workspace, server):
    code, seen = begin(workspace, server, CI="true").end()
    check(code, 2, seen)
    check_in("`migrate apply --target production --yes`", seen)
    untouched(server)


def agreed(workspace, server):
    run = begin(workspace, server)
    run.wait_for(QUESTION)
    check_in("  database   postgres on ", run.seen)
    check_in("  role       postgres\n", run.seen)
    check_in("  pending    1 migration\n             00200_api_a.sql\n", run.seen)
    run.type("production\n")
    code, seen = run.end()
    check(code, 0, seen)
    check_in("Applied 00200_api_a.sql", seen)


def nothing_to_ask(workspace, server):
    """Nothing is pending any more."""
    code, seen = begin(workspace, server).end()
    check(code, 0, seen)
    check("Type" in seen, False, seen)


def main():
    skip_without_postgres()
    with servers.Postgres() as server, Workspace() as workspace:
        workspace.file("migrate.yaml", CONFIG)
        workspace.migration("00200_api_a.sql", "create table a ();\n")
        for part in (left_alone, interrupted, unattended, agreed, nothing_to_ask):
            part(workspace, server)


if __name__ == "__main__":
    main()
