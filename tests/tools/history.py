#!/usr/bin/env python3
"""After `migrate repair`, `baseline` and `reconcile` the Supabase CLI finds the history in order: the real binary lists it, has
nothing to push, and its own repair writes the very rows that ours writes.

Exit code 77: the CLI is not installed, or no Postgres."""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import MIGRATE, ROOT, skip_without_postgres  # noqa: E402

CLI = os.path.join(ROOT, "build", "tools", "supabase", "node_modules", ".bin", "supabase")
FILES = {
    "node_customers": "-- who buys\ncreate table customers (id int primary key, email text);\n",
    "node_orders": "create table orders (id int primary key);\ncomment on table orders is 'it''s; one';\n",
    "node_index": "/* for the report; */ create index customers_email on customers (email);\n",
}
ROWS = "select version, name, statements from supabase_migrations.schema_migrations order by version"


class Work:
    def __init__(self, folder, server):
        self.folder, self.server = folder, server
        self.environment = servers.clean_environment(HOME=folder, DIRECT_URL=server.url)
        os.makedirs(os.path.join(folder, "supabase", "migrations"))
        self.write("migrate.yaml", "services:\n  server: { orm: sql, label: node, range: 00100-00199 }\n")
        self.write("supabase/config.toml", 'project_id = "shop"\n')

    def write(self, path, text):
        with open(os.path.join(self.folder, path), "w", encoding="utf-8") as file:
            file.write(text)

    def name_files(self, versions):
        folder = os.path.join(self.folder, "supabase", "migrations")
        for name in os.listdir(folder):
            os.remove(os.path.join(folder, name))
        for version, (name, sql) in zip(versions, FILES.items()):
            self.write(f"supabase/migrations/{version}_{name}.sql", sql)

    def run(self, *words, code=0):
        done = subprocess.run(words, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False, timeout=120)
        if done.returncode != code:
            sys.exit(f"{' '.join(words)}: exit code {done.returncode}, not {code}\n{done.stdout}\n{done.stderr}")
        return done.stdout + done.stderr

    def migrate(self, *words, code=0):
        return self.run(MIGRATE, *words, code=code)

    def supabase(self, *words):
        return self.run(CLI, *words, "--db-url", self.server.tcp_url + "?sslmode=disable", "--yes")

    def listed(self):
        """The versions that stand on both sides, and those that stand on one."""
        rows = [[cell.strip(" `") for cell in line.replace("│", "|").split("|")]
                for line in self.supabase("migration", "list").splitlines()]
        pairs = [row[:2] for row in rows if len(row) >= 2 and (row[0] + row[1]).isdigit()]
        return [a for a, b in pairs if a == b], [a or b for a, b in pairs if a != b]


def same(seen, expected, what):
    if seen != expected:
        sys.exit(f"{what}\n  expected: {expected}\n  seen:     {seen}")
    print(f"ok  {what}")


NUMBERS = ["00100", "00101", "00102"]


def reconcile(work):
    work.name_files(["20240101000000", "20240102000000", "20240103000000"])
    work.supabase("db", "push")
    work.name_files(NUMBERS)
    same(len(work.listed()[1]), 6, "renumbered: the CLI finds each on one side only")
    work.migrate("reconcile", "--write")
    same(work.listed(), (NUMBERS, []), "after reconcile both sides are the same")
    same("up to date" in work.supabase("db", "push"), True, "and there is nothing to push")
    work.migrate("status", "--check")


def repair(work):
    work.migrate("repair", "00101", "00102", "--reverted", "--reason", "a test")
    same(work.listed(), (["00100"], ["00101", "00102"]), "after --reverted the CLI misses them")
    work.supabase("migration", "repair", "--status", "applied", "00101", "00102")
    theirs = work.server.psql(ROWS)
    same("it has a row again" in work.migrate("repair", "--undo", code=1), True, "--undo sees that the history went on")
    work.migrate("status", "--check")
    work.migrate("repair", "00101", "00102", "--reverted", "--reason", "a test")
    work.migrate("repair", "00101", "00102", "--applied", "--reason", "a test")
    same(work.server.psql(ROWS), theirs, "ours are the rows that the CLI's repair writes")
    same(work.listed(), (NUMBERS, []), "and both sides are the same")


def baseline(work):
    work.name_files(NUMBERS)
    for sql in FILES.values():
        work.server.psql(sql)
    work.migrate("baseline", "--to", "00101")
    same(work.listed(), (["00100", "00101"], ["00102"]), "after baseline the CLI sees what was recorded")
    work.migrate("repair", "00102", "--applied", "--reason", "a test")
    ours = work.server.psql(ROWS)
    work.supabase("migration", "repair", "--status", "reverted", *NUMBERS)
    work.supabase("migration", "repair", "--status", "applied", *NUMBERS)
    same(work.server.psql(ROWS), ours, "its rows are those of the CLI's repair")
    same("up to date" in work.supabase("db", "push"), True, "and there is nothing to push")


def main():
    if not os.path.exists(CLI):
        print(f"SKIPPED: {CLI} is not installed (tests/tools/install)")
        return 77
    skip_without_postgres()
    for story in ((reconcile, repair), (baseline,)):
        with tempfile.TemporaryDirectory(prefix="migrate-history-") as folder, servers.Postgres(tcp=True) as server:
            work = Work(folder, server)
            for part in story:
                part(work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
