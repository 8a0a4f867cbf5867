#!/usr/bin/env python3
"""`repair` in the way of others: a history that somebody else changes meanwhile, a row that the database refuses, a client that
is killed. The history is all changed, or as it was, and `migrate.repairs` says the same."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402

HISTORY = "select string_agg(version, ' ' order by version) from supabase_migrations.schema_migrations"
REPAIRS = "select coalesce(string_agg(version, ' ' order by id), '') from migrate.repairs"
WAITING = "select pid from pg_stat_activity where application_name like 'migrate/%' and wait_event_type = 'Lock'"
CONNECTED = "select pid from pg_stat_activity where application_name like 'migrate/%'"


class Session:
    """Somebody else's transaction, open until it is told to commit."""

    def __init__(self, server, sql):
        self.process = subprocess.Popen(["psql", "-XAtq", server.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, env=servers.clean_environment())
        self.process.stdin.write(f"begin; {sql}; select 'held';\n")
        self.process.stdin.flush()
        check(self.process.stdout.readline(), "held\n")

    def commit(self):
        self.process.communicate("commit;\n", timeout=30)


def repair(workspace, server, *words):
    return workspace.run("repair", *words, "--reason", "a test", "--url", server.url)


def started(workspace, server, *words):
    process = workspace.start("repair", *words, "--reason", "a test", "--url", server.url)
    servers.wait_until(lambda: server.psql(WAITING) != "", "the wait for the history")
    return process


def one_transaction(server, workspace):
    server.psql("create function refuse() returns trigger language plpgsql as $$ begin raise 'not this one'; end $$;"
                "create trigger refuse before insert on supabase_migrations.schema_migrations for each row "
                "when (new.version = '00202') execute function refuse()")
    code, _, err = repair(workspace, server, "00201", "00202", "--applied")
    check(code, 1, err)
    check_in("not this one", err)
    check_in("nothing was changed: it is one transaction", err)
    check(server.psql(HISTORY), "00200")
    check(server.psql("select to_regclass('migrate.repairs') is null"), "t")
    server.psql("drop trigger refuse on supabase_migrations.schema_migrations")
    code, _, err = repair(workspace, server, "00201", "00202", "--applied")
    check(code, 0, err)
    check(server.psql(HISTORY), "00200 00201 00202")
    check(server.psql(REPAIRS), "00201 00202")
    server.psql("create role somebody")
    check(server.psql("select has_table_privilege('somebody', 'migrate.repairs', 'select')"), "f")


def changed_meanwhile(server, workspace):
    other = Session(server, "delete from supabase_migrations.schema_migrations where version = '00202'")
    process = started(workspace, server, "00201", "00202", "--reverted")
    other.commit()
    _, err = process.communicate(timeout=60)
    check(process.returncode, 1, err)
    check_in("M0667", err)
    check(server.psql(HISTORY), "00200 00201")
    check(server.psql(REPAIRS), "00201 00202")


def killed(server, workspace):
    other = Session(server, "lock table supabase_migrations.schema_migrations in row exclusive mode")
    process = started(workspace, server, "00201", "--reverted")
    process.kill()
    process.communicate()
    other.commit()
    servers.wait_until(lambda: server.psql(CONNECTED) == "", "the end of the orphan")
    check(server.psql(HISTORY), "00200 00201")
    check(server.psql(REPAIRS), "00201 00202")
    code, _, err = repair(workspace, server, "00201", "--reverted")
    check(code, 0, err)
    check(server.psql(HISTORY), "00200")


def main():
    skip_without_postgres()
    with servers.Postgres() as server, Workspace() as workspace:
        for number in (200, 201, 202):
            workspace.migration(f"00{number}_api_t{number}.sql", f"create table t{number} (id int);\n")
        code, _, err = workspace.run("apply", "--to", "00200", "--url", server.url)
        check(code, 0, err)
        for part in (one_transaction, changed_meanwhile, killed):
            part(server, workspace)
            print(f"ok  {part.__name__}")


if __name__ == "__main__":
    main()
