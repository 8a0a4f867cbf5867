#!/usr/bin/env python3
"""A transaction or statement pooler on an innocent port is found by the probe, and nothing is changed through it: neither the
database, nor the sessions that other clients get. A pool without room for the probe is refused unless a person vouches for it."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402
from wire import Session  # noqa: E402

UNTOUCHED = ("select (select count(*) from pg_namespace where nspname in ('migrate', 'supabase_migrations')),"
             " (select count(*) from pg_class where relname in ('first', 'first_id_idx')),"
             " (select count(*) from pg_locks where locktype = 'advisory'),"
             " (select count(*) from pg_stat_activity where state like 'idle in transaction%')")


def refused(server, workspace, pooler, *flags):
    """With what is on the pool's only idle server connection afterwards."""
    code, out, err = workspace.run("apply", "--url", pooler.url, *flags)
    check(code, 3, err)
    check(out, "")
    check_in("M0102", err)
    check(server.psql(UNTOUCHED), "0|0|0|0", "the database was touched")
    check("first" in err, False, f"the migration was spoken of: {err}")


def inherited(url):
    """What the next client of the pool finds: settings, listeners, prepared statements, advisory locks."""
    with Session(url) as session:
        return session.query(
            "select (select string_agg(name, ',') from pg_settings where source = 'session' and name in ('lock_timeout',"
            " 'statement_timeout', 'search_path', 'role', 'idle_in_transaction_session_timeout', 'client_min_messages')),"
            " (select count(*) from pg_listening_channels()), (select count(*) from pg_prepared_statements)")


def main():
    skip_without_postgres()
    if not servers.pgbouncer.found():
        print("SKIPPED: no PgBouncer")
        sys.exit(77)
    with servers.Postgres(tcp=True) as server, Workspace() as workspace:
        workspace.migration("00200_api_first.sql", "create table first (id int);\n")
        workspace.migration("00201_api_index.sql", "create index concurrently first_id_idx on first (id);\n")
        for mode in ("transaction", "statement"):
            for size in (1, 5):
                with servers.on_innocent_port(server, mode=mode, pool_size=size) as pooler:
                    refused(server, workspace, pooler)
                    refused(server, workspace, pooler, "--assume-session")
                    check(inherited(pooler.url), [(None, "0", "0")], f"{mode} {size}")

        with servers.PgBouncer(server, "session", pool_size=1) as pooler:
            code, _, err = workspace.run("apply", "--url", pooler.url)
            check(code, 3, err)
            check_in("M0125", err)
            check_in("--assume-session", err)
            check(server.psql(UNTOUCHED), "0|0|0|0", "the database was touched")
            code, out, err = workspace.run("apply", "--url", pooler.url, "--assume-session")
            check(code, 0, err)
            check(out, "applied  00200_api_first.sql\napplied  00201_api_index.sql\n")


if __name__ == "__main__":
    main()
