#!/usr/bin/env python3
"""A session that holds a lock on the table: it is named with what it does, in the story and in the error, and ended only
where that was asked for, and only that one. A long index build tells how far it is, and whom it waits for."""

import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402

EMPTY = ("drop schema if exists supabase_migrations cascade; drop schema if exists migrate cascade;"
         " drop schema public cascade; create schema public; create table t (id int); create table u (id int)")
OURS = "select count(*) from pg_stat_activity where application_name like 'migrate/%'"


class Holder:
    """A transaction of a session of its own that has read a table, and stays."""

    def __init__(self, server, table, query=None, said="null"):
        self._process = subprocess.Popen(
            ["psql", "-XAtq", server.url + f"&application_name=app_{table}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=servers.clean_environment())
        self._process.stdin.write(f"begin;\n{query or f'select * from {table}'};\nselect 'held', pg_backend_pid(), {said};\n")
        self._process.stdin.flush()
        line = ""
        while not line.startswith("held"):
            line = self._process.stdout.readline()
            if not line:
                sys.exit("the holder has ended")
        self.pid = line.split("|")[1].strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()


def alive(server, holder):
    return server.psql(f"select count(*) from pg_stat_activity where pid = {holder.pid}")


def named(server, *flags):
    """It stays; so the run ends, and says at whom to look. A password in its query is not shown."""
    server.psql(EMPTY)
    with Workspace() as workspace, Holder(server, "t", said="'password=hunter22'") as holder, \
            Holder(server, "u") as bystander:
        workspace.migration("00200_api_t.sql", "alter table t add column x int;\n")
        code, _, err = workspace.run("apply", "--url", server.url, "--lock-timeout", "400ms", *flags)
        check(code, 1, err)
        err = " ".join(err.split())
        shown = f"process {holder.pid} of `postgres` (`app_t`), idle in transaction, in a transaction of "
        check_in(f"Waiting for {shown}", err)
        check_in(f"= note: blocked by {shown}", err)
        check_in(f"`select pg_terminate_backend({holder.pid})`", err)
        check_in("`migrate apply --kill-blockers`", err)
        check_in("select 'held', pg_backend_pid(), 'password=********'", err)
        check(f"process {bystander.pid}" in err, False, err)
        check(alive(server, holder), "1")


def killed(server, *flags):
    """Only whoever stands in the way."""
    server.psql(EMPTY)
    with Workspace() as workspace, Holder(server, "t") as holder, Holder(server, "u") as bystander:
        workspace.migration("00200_api_t.sql", "alter table t add column x int;\n")
        code, _, err = workspace.run("apply", "--url", server.url, "--lock-timeout", "1s", "--kill-blockers", *flags)
        check(code, 0, err)
        check_in(f"Ended process {holder.pid} of `postgres`", err)
        check((alive(server, holder), alive(server, bystander)), ("0", "1"), err)


def without_the_right(server):
    server.psql(EMPTY + "; alter table t owner to deployer; grant create, usage on schema public to deployer")
    with Workspace() as workspace, Holder(server, "t") as holder:
        workspace.migration("00200_api_t.sql", "alter table t add column x int;\n")
        code, _, err = workspace.run("apply", "--url", server.url.replace("postgres@", "deployer@"), "--lock-timeout",
                                     "400ms", "--kill-blockers")
        check(code, 1, err)
        err = " ".join(err.split())
        check_in(f"process {holder.pid} of `postgres` (`app_t`)", err)
        check_in('`grant pg_signal_backend to "deployer"`', err)
        check(alive(server, holder), "1")


def index_build(server):
    """It waits for an old snapshot, longer than the lock timeout, and says for whose; then it is there, and valid."""
    server.psql(EMPTY)
    with Workspace() as workspace:
        workspace.migration("00200_api_i.sql", "create index concurrently t_id on t (id);\n")
        with Holder(server, "u", query="begin isolation level repeatable read; select count(*) from u") as holder:
            process = workspace.start("apply", "--url", server.url, "--lock-timeout", "200ms")
            servers.wait_until(lambda: server.psql(
                "select count(*) from pg_stat_progress_create_index where phase like 'waiting%'") == "1", "the build")
            line = ""
            while "Applying" not in line:
                line = process.stderr.readline()
                check(bool(line), True, "it ended before it told anything")
            check_in("statement 1 of 1, ", line)
            check_in(f"waiting for old snapshots", line)
            check_in(f"waits for process {holder.pid} of `postgres` (`app_u`)", line)
        _, err = process.communicate(timeout=60)
        check(process.returncode, 0, err)
        check(server.psql("select indisvalid from pg_index where indexrelid = 't_id'::regclass"), "t")
        check(server.psql(OURS), "0")


def frozen(server):
    """The server process does not run any more: there is a sign of life from us, and a way out."""
    server.psql(EMPTY)
    with Workspace() as workspace:
        workspace.migration("00200_api_s.sql", "create table s (id int);\nselect pg_sleep(120);\n")
        process = workspace.start("apply", "--url", server.url)
        servers.wait_until(lambda: server.psql("select count(*) from pg_stat_activity where query like '%pg_sleep(120)%'"
                                               " and state = 'active' and pid <> pg_backend_pid()") == "1", "the statement")
        pid = int(server.psql("select pid from pg_stat_activity where query like '%pg_sleep(120)%'"
                              " and pid <> pg_backend_pid()"))
        os.kill(pid, signal.SIGSTOP)
        try:
            line = ""
            while "Applying" not in line:
                line = process.stderr.readline()
                check(bool(line), True, "it ended before it told anything")
            check_in("00200_api_s.sql", line)
            check_in("select pg_sleep(120)", line)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=30)
            check(process.returncode, 130, err)
        finally:
            os.kill(pid, signal.SIGCONT)


def main():
    skip_without_postgres()
    with servers.Postgres() as server:
        server.psql("create role deployer login; grant create on database postgres to deployer")
        for flags in ([], ["--no-pipeline"]):
            named(server, *flags)
            killed(server, *flags)
        without_the_right(server)
        index_build(server)
        frozen(server)


if __name__ == "__main__":
    main()
