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


def try_all(workspace, server, url, modes, where):
    for mode in modes:
        for command in COMMANDS:
            before = tries(server)
            code, out, err = workspace.run(*command, url + mode)
            check_in("M0111", err)
            check(code, 1, f"{command} {mode}\n{err}")
            check(tries(server) - before, 1, f"{command} {mode or 'without sslmode'}, {where}\n{err}")
            check("wr0ng-one" in out + err, False, "the password is shown")


def main():
    skip_without_postgres()
    with Workspace() as workspace:
        workspace.migration("00200_api_first.sql", "create table first (id int);\n")
        with servers.Postgres(tcp=True, tls=True) as server:
            try_all(workspace, server, server.tcp_url_of(password="wr0ng-one"), MODES, "TLS is offered")
        with servers.Postgres(tcp=True) as server:
            try_all(workspace, server, server.tcp_url_of(password="wr0ng-one"), MODES[:-1], "no TLS")
            if servers.pgbouncer.found():
                with servers.PgBouncer(server, "session", password="right-one") as pooler:
                    try_all(workspace, pooler, pooler.url.replace("right-one", "wr0ng-one"), MODES[:1], "PgBouncer")


if __name__ == "__main__":
    main()
