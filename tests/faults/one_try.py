#!/usr/bin/env python3
"""A wrong password is tried once, whatever the URL says about TLS and whether or not the connection is probed: hosts ban who
is wrong twice. The server's log counts."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402

COMMANDS = (["apply", "--url"], ["status", "--url"], ["plan", "--url"], ["guard", "--probe"])
MODES = ("", "?sslmode=prefer", "?sslmode=allow", "?sslmode=disable", "?sslmode=require")


def tries(server):
    return server.said().count("password authentication failed")


def main():
    skip_without_postgres()
    with Workspace() as workspace:
        workspace.migration("00200_api_first.sql", "create table first (id int);\n")
        for tls in (True, False):
            with servers.Postgres(tcp=True, tls=tls) as server:
                for mode in MODES:
                    if not tls and mode == "?sslmode=require":
                        continue
                    for command in COMMANDS:
                        before = tries(server)
                        code, out, err = workspace.run(*command, server.tcp_url_of(password="wr0ng-one") + mode)
                        check_in("M01", err + out)
                        check(code in (1, 3), True, f"{command} {mode}: {code}\n{err}")
                        check(tries(server) - before, 1, f"{command} {mode or 'without sslmode'}, TLS offered: {tls}\n{err}")
                        check("wr0ng-one" in out + err, False, "the password is shown")


if __name__ == "__main__":
    main()
