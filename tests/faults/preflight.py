#!/usr/bin/env python3
"""What would stop a run half-way, or make it wait, is known before the first write: rights, prepared transactions, pg_dump,
long transactions, invalid indexes. One more round trip finds it all."""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from delay_proxy import DelayProxy  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402
from wire import Session  # noqa: E402

RECORDS = "select count(*) from pg_namespace where nspname in ('migrate', 'supabase_migrations')"
MANY_TIMES_LONGER_THAN_5_S = 120


def refused(server, workspace, code, *said, url=None):
    exit_code, out, err = workspace.run("apply", "--url", url or server.url)
    check(exit_code, 1, err)
    check(out, "")
    check_in(f"error[{code}]", err)
    for text in said:
        check_in(text, err)
    check_in("Stopped: 0 applied, 1 not tried", err)
    check(server.psql(RECORDS), "0")


def rights(server, workspace):
    """A role that may not make the records, or make anything where it is pending, or change what is another's."""
    url = server.url.replace("postgres@", "app@")
    server.psql("create role app login")
    refused(server, workspace, "M0644", "`app` may make no schema in database `postgres`", "`grant create on database postgres to app`",
            "`public.orders` belongs to `postgres`", "`grant postgres to app`", url=url)
    server.psql("grant create on database postgres to app; alter table orders owner to app")
    exit_code, _, err = workspace.run("plan", "--url", url)
    check((exit_code, err.count("M06")), (0, 0), err)
    server.psql("alter table orders owner to postgres; revoke create on database postgres from app")


def prepared(server, workspace):
    server.psql("begin; insert into orders values (1); prepare transaction 'pay-1'")
    refused(server, workspace, "M0647", "a prepared transaction holds locks on `public.orders`", "`rollback prepared 'pay-1'`")
    server.psql("rollback prepared 'pay-1'")


def dump(server, workspace):
    with Session(server.url) as session:
        session.query("set application_name = 'pg_dump'")
        session.query("begin")
        session.query("select * from orders")
        refused(server, workspace, "M0650", "`pg_dump` is reading `public.orders`")


def long_transaction(server, workspace):
    """It is said with its process and without its password; the run goes on, and waits no longer than it must."""
    with Session(server.url) as session:
        session.query("set application_name = 'report'")
        session.query("begin")
        session.query("select * from orders")
        session.query("create role visitor password 'Geheim-4711'")
        until = time.monotonic() + MANY_TIMES_LONGER_THAN_5_S
        age = "select extract(epoch from clock_timestamp() - xact_start) >= 5 from pg_stat_activity where application_name = 'report'"
        while server.psql(age) != "t" and time.monotonic() < until:
            pass
        code, _, err = workspace.run("plan", "--url", server.url)
        check(code, 0, err)
        check_in("warning[M0651]: a long transaction holds locks on `public.orders`", err)
        check_in("`report` as `postgres`, idle in transaction", err)
        check("Geheim" in err, False, err)


def round_trips(server, workspace):
    """As many as without anything pending, and one."""
    seen = []
    with DelayProxy(("127.0.0.1", server.port)) as proxy:
        proxy.delay_ms = 5  # an answer in two parts would look like two round trips
        for words in (("--service", "first"), ()):
            proxy.connections.clear()
            code, _, err = workspace.run("plan", "--url", server.tcp_url_of(port=proxy.port), *words)
            check(code, 0, err)
            seen.append(sum(traffic.round_trips for traffic in proxy.connections))
    check(seen[1] - seen[0], 1, seen)


def invalid_index(server, workspace):
    """Named once; the run goes on."""
    server.psql("insert into orders values (7), (7)")
    try:
        server.psql("create unique index concurrently orders_id on orders (id)")
    except RuntimeError:
        pass
    code, out, err = workspace.run("apply", "--url", server.url)
    check((code, out), (0, "applied  00200_api_change.sql\n"), err)
    check(err.count("M0646"), 1, err)
    check_in("the index `public.orders_id` on `public.orders` is invalid", err)


def main():
    skip_without_postgres()
    with servers.Postgres(["max_prepared_transactions=2"], tcp=True) as server, Workspace() as workspace:
        server.psql("create table orders (id int)")
        workspace.file("migrate.yaml", "services:\n  first: { range: 00100-00199 }\n  api: { range: 00200-00299 }\n")
        workspace.migration("00200_api_change.sql", "alter table orders add column total int;\n")
        for part in (rights, prepared, dump, long_transaction, round_trips, invalid_index):
            part(server, workspace)


if __name__ == "__main__":
    main()
