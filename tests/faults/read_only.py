#!/usr/bin/env python3
"""Servers that may not be written to are refused with exit code 3 before anything is locked: a real standby, a session that
is read-only. Both can be looked at through the primary alone."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402


def refused(workspace, url, code, *said):
    for command in ("apply", "plan", "status"):
        exit_code, out, err = workspace.run(command, "--url", url)
        check(exit_code, 3, err)
        check(out, "")
        for text in (code, *said):
            check_in(text, err)


def main():
    skip_without_postgres()
    with servers.Postgres(["wal_level=replica", "max_wal_senders=4", "hot_standby=on"]) as primary, Workspace() as workspace:
        workspace.migration("00200_api_first.sql", "create table first (id int);\n")
        with servers.Standby(primary) as standby:
            refused(workspace, standby.url, "M0103", "read replica", "`pg_is_in_recovery()` is true", "the primary database")
        primary.psql("create database frozen")
        primary.psql("alter database frozen set default_transaction_read_only = on")
        refused(workspace, primary.url_of("frozen"), "M0104", "may not write", "`default_transaction_read_only` is on")
        check(primary.psql("select count(*) from pg_namespace where nspname in ('migrate', 'supabase_migrations')"), "0")


if __name__ == "__main__":
    main()
