#!/usr/bin/env python3
"""A pooler that still greets as the standby it once led to is probed like any other: its greeting proves nothing."""

import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from message_proxy import MessageProxy  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402


def main():
    skip_without_postgres()
    if not (shutil.which("pgbouncer") or os.path.exists("/usr/sbin/pgbouncer")):
        print("SKIPPED: no PgBouncer")
        sys.exit(77)
    with servers.Postgres(tcp=True) as server, Workspace() as workspace:
        workspace.migration("00200_api_first.sql", "create table first (id int);\n")
        with servers.PgBouncer(server, "transaction") as pooler:
            with MessageProxy(pooler.port, tell={"in_hot_standby": "on"}) as proxy:
                code, _, err = workspace.run("apply", "--url", proxy.url)
                check(code, 3, err)
                check_in("M0102", err)
                check(server.psql("select to_regclass('first') is null"), "t")
        with MessageProxy(server.port, tell={"in_hot_standby": "on"}) as proxy:
            code, _, err = workspace.run("apply", "--url", proxy.url)
            check(code, 0, err)


if __name__ == "__main__":
    main()
