#!/usr/bin/env python3
"""`migrate doctor` in front of real servers: what each URL leads to is seen, what is broken hides nothing else, a wrong
password is sent once, and nothing is left behind."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402

CATALOGS = ("select (select count(*) from pg_class), (select count(*) from pg_namespace), (select count(*) from pg_proc), "
            "(select count(*) from pg_authid), (select count(*) from pg_locks where locktype = 'advisory')")
REFUSED = 'password authentication failed for user "postgres"'


class Report:
    """What the doctor said, by variable."""

    def __init__(self, workspace, *words, **environment):
        self.code, self.out, err = workspace.run("doctor", "--check", "--format", "json", *words, **environment)
        check(err, "")
        report = json.loads(self.out)
        self.rows = {row["name"]: row for row in report["checks"]}
        self.connections = {one["name"]: one for one in report["connections"]}
        for secret in ("s3cret", "pässword", "p%C3%A4ssword"):
            check(secret in self.out, False, secret)

    def row(self, name, state, *parts):
        row = self.rows[name]
        check(row["state"], state, f"{name}: {row}")
        for part in parts:
            check_in(part, "\n".join([row["text"], *row["details"]]))


def poolers(workspace, server):
    with servers.PgBouncer(server, "session") as session, servers.PgBouncer(server, "transaction") as transaction:
        report = Report(workspace, DIRECT_URL=server.tcp_url, SESSION_URL=session.url, API_URL=transaction.url)
        report.row("$DIRECT_URL", "ok", "direct, not encrypted, IPv4", "Postgres ", "`migrate` uses this one")
        report.row("$SESSION_URL", "ok", "session pooler")
        report.row("$API_URL", "warn", "behaves like a transaction pooler")
        check(report.code, 0)
        version = re.search(r"(\d+)\.(\d+)", subprocess.run(
            [shutil.which("pgbouncer") or "/usr/sbin/pgbouncer", "--version"], capture_output=True, text=True, check=True).stdout)
        follows = tuple(map(int, version.groups())) >= (1, 24)
        if tuple(map(int, version.groups())) < (1, 21) or follows:
            check(report.connections["$API_URL"]["keeps_prepared"], follows)
        for _ in range(6):
            left = subprocess.run(["psql", "-XAtq", transaction.url, "-c",
                                   "select count(*) from pg_prepared_statements where name like 'migrate%'"],
                                  capture_output=True, text=True, check=True, env=servers.clean_environment()).stdout
            check(left.strip(), "0", "a prepared statement was left behind")
        # What migrations would use is no place for them.
        report = Report(workspace, DIRECT_URL=transaction.url)
        report.row("$DIRECT_URL", "FAIL", "M0102")
        check(report.code, 1)


def broken(workspace, server):
    """A port without a server, a name without an address and a server that says nothing; all beside one that works."""
    with socket.create_server(("127.0.0.1", 0)) as silent, socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        begin = time.monotonic()
        report = Report(workspace, "--deadline", "2s", DIRECT_URL=server.tcp_url,
                        CLOSED_URL=f"postgresql://a:b@127.0.0.1:{closed.getsockname()[1]}/x",
                        NAME_URL="postgresql://a:b@no-such-name.invalid/x",
                        SILENT_URL=f"postgresql://a:b@127.0.0.1:{silent.getsockname()[1]}/x",
                        ODD_URL="postgresql://a:b@h:5432/x?no_such_parameter=1")
        check(time.monotonic() - begin < 8, True, "the deadline did not hold")
        report.row("$DIRECT_URL", "ok", "direct")
        report.row("$CLOSED_URL", "FAIL", "no connection", "M0110", "Connection refused", "no server listens there")
        report.row("$NAME_URL", "FAIL", "no connection", "could not translate host name")
        report.row("$SILENT_URL", "FAIL", "no answer", "M0112", "--deadline 60s")
        report.row("$ODD_URL", "FAIL", "not usable")
        check(list(report.connections), ["$DIRECT_URL", "$CLOSED_URL", "$NAME_URL", "$ODD_URL", "$SILENT_URL"])
        check(report.code, 1)


def wrong_password(workspace, server):
    before = server.said().count(REFUSED)
    wrong = server.tcp_url_of(password="n0t-this-one")
    report = Report(workspace, DIRECT_URL=wrong, DATABASE_URL=wrong, A_URL=server.tcp_url_of("template1", password="n0t-this-one"),
                    B_URL=server.tcp_url)
    check(server.said().count(REFUSED) - before, 1, "wrong passwords that were sent")
    report.row("$DIRECT_URL", "FAIL", "login refused", "M0111")
    report.row("$DATABASE_URL", "FAIL", "the same as $DIRECT_URL")
    report.row("$A_URL", "warn", "not tried", "two wrong passwords")
    report.row("$B_URL", "warn", "not tried")


def roles(workspace, server):
    server.psql("create table of_postgres (); create role reader login password 'x'; create role frozen login password 'x'")
    server.psql("alter role frozen set default_transaction_read_only = on; grant create on schema public to frozen")
    url = f"postgresql://{{}}:x@127.0.0.1:{server.port}/postgres"
    report = Report(workspace, DIRECT_URL=url.format("reader"))
    report.row("$DIRECT_URL", "FAIL", "as `reader`", "`grant create, usage on schema public to reader`", "may make no schema",
               "1 table in the schemas of migrations: only `postgres` may alter or drop it")
    # An application's role may do as little as it likes.
    report = Report(workspace, DIRECT_URL=server.url, API_URL=url.format("reader"))
    report.row("$API_URL", "ok")
    report = Report(workspace, DIRECT_URL=url.format("frozen"))
    report.row("$DIRECT_URL", "FAIL", "M0104")
    with servers.Standby(server) as standby:
        report = Report(workspace, DIRECT_URL=standby.url)
        report.row("$DIRECT_URL", "FAIL", "read replica", "M0103")


def dialled_once(workspace, server):
    def logins(**environment):
        before = server.said().count("connection authorized")
        Report(workspace, **environment)
        return server.said().count("connection authorized") - before

    alone = logins(DIRECT_URL=server.tcp_url)
    check(logins(DIRECT_URL=server.tcp_url, DATABASE_URL=server.tcp_url, OTHER_URL=server.tcp_url), alone)


def certificates(workspace):
    with servers.Postgres(tcp=True, tls=True) as server:
        url, root = server.tcp_url + "?sslmode=require", f"{server.folder}/server.crt"
        named = url.replace("127.0.0.1", "localhost")
        report = Report(workspace, DIRECT_URL=named, ROOT_URL=f"{named}&sslrootcert={root}", FULL_URL=
                        f"{named.replace('require', 'verify-full')}&sslrootcert={root}", OTHER_URL=f"{url}&sslrootcert={root}")
        report.row("$DIRECT_URL", "ok", "TLS 1.3, not verified")
        report.row("$ROOT_URL", "ok", "TLS 1.3, verified")
        report.row("$FULL_URL", "ok", "TLS 1.3, verified")
        report.row("$OTHER_URL", "warn", "`sslmode=verify-full` would refuse this server", "does not match host name")
        check(report.connections["$ROOT_URL"]["cipher"] != "", True)


def main():
    skip_without_postgres()
    if not (shutil.which("pgbouncer") or os.path.exists("/usr/sbin/pgbouncer")):
        print("SKIPPED: no PgBouncer")
        sys.exit(77)
    with servers.Postgres(["wal_level=replica", "log_connections=on"], tcp=True) as server, Workspace() as workspace:
        before = server.psql(CATALOGS)
        poolers(workspace, server)
        broken(workspace, server)
        wrong_password(workspace, server)
        dialled_once(workspace, server)
        check(server.psql(CATALOGS), before, "something was left behind")
        roles(workspace, server)
        certificates(workspace)


if __name__ == "__main__":
    main()
