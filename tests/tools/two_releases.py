#!/usr/bin/env python3
"""Drives the real tools, twice over: change a Drizzle schema and a SQLAlchemy model, let drizzle-kit and Alembic write,
`migrate sync`, `migrate apply` to a real Postgres. Then each tool looks at the database and must find nothing to do:
drizzle-kit migrate, drizzle-orm's migrate() in a service that boots, alembic upgrade, current and autogenerate, and the
Supabase CLI's migration list and db push. So it is after their ledgers were damaged and `migrate ledger --repair` mended
them, and after `migrate down` and a second `apply`.

Exit code 77: a tool is missing."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
import servers  # noqa: E402

MIGRATE = os.environ.get("MIGRATE_BINARY", os.path.join(ROOT, "build", "debug", "migrate"))
TOOLS = os.path.join(ROOT, "build", "tools")
ALEMBIC = "/usr/bin/alembic"
PYTHON = "/usr/bin/python3"

SCHEMA = [
    """
import { integer, pgEnum, pgTable, serial, text, index } from "drizzle-orm/pg-core";
export const state = pgEnum("order_state", ["open", "paid"]);
export const customers = pgTable("customers", {
  id: serial("id").primaryKey(), email: text("email").notNull().unique() });
export const orders = pgTable("orders", {
  id: serial("id").primaryKey(), state: state("state").notNull().default("open"),
  customerId: integer("customer_id").notNull().references(() => customers.id),
}, (table) => [index("orders_customer_id_idx").on(table.customerId)]);
""", """
import { integer, numeric, pgEnum, pgPolicy, pgTable, serial, text, index, pgView } from "drizzle-orm/pg-core";
import { eq, sql } from "drizzle-orm";
export const state = pgEnum("order_state", ["open", "paid"]);
export const customers = pgTable("customers", {
  id: serial("id").primaryKey(), email: text("email").notNull().unique(), note: text("note").default("it's ; -- \\t here") });
export const orders = pgTable("orders", {
  id: serial("id").primaryKey(), state: state("state").notNull().default("open"),
  customerId: integer("customer_id").notNull().references(() => customers.id),
  net: numeric("net", { precision: 12, scale: 2 }).notNull().default("0"),
  gross: numeric("gross", { precision: 12, scale: 2 }).generatedAlwaysAs(sql`net * 1.2`),
}, (table) => [index("orders_customer_id_idx").on(table.customerId),
  pgPolicy("orders_read", { for: "select", using: sql`true` })]);
export const paid = pgView("paid_orders").as((query) => query.select().from(orders).where(eq(orders.state, "paid")));
"""]

MODELS = [
    """
import enum
from sqlalchemy import Boolean, Column, DateTime, Enum, ForeignKey, Integer, String, Text, func
from sqlalchemy.orm import declarative_base
Base = declarative_base()
class Kind(enum.Enum):
    read = "read"
    write = "write"
class Token(Base):
    __tablename__ = "tokens"
    id = Column(Integer, primary_key=True)
    name = Column(String(80), nullable=False, index=True)
    kind = Column(Enum(Kind), nullable=False)
""", """
import enum
from sqlalchemy import Boolean, Column, DateTime, Enum, ForeignKey, Integer, String, Text, func
from sqlalchemy.orm import declarative_base
Base = declarative_base()
class Kind(enum.Enum):
    read = "read"
    write = "write"
class Token(Base):
    __tablename__ = "tokens"
    id = Column(Integer, primary_key=True)
    name = Column(String(80), nullable=False, index=True)
    kind = Column(Enum(Kind), nullable=False)
    note = Column(Text, server_default="a\\ttab and a \\\\ backslash")
class Use(Base):
    __tablename__ = "uses"
    id = Column(Integer, primary_key=True)
    token_id = Column(Integer, ForeignKey("tokens.id"), nullable=False)
    at = Column(DateTime(timezone=True), server_default=func.now())
"""]

ENV_PY = '''
import os
from alembic import context
from sqlalchemy import create_engine
from models import Base

def owned(obj, name, type_, reflected, compare_to):
    return not (reflected and compare_to is None and type_ == "table")

engine = create_engine(os.environ["ALEMBIC_URL"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, include_object=owned)
    with context.begin_transaction():
        context.run_migrations()
'''

# A service that migrates when it boots.
BOOT = """
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
const client = postgres(process.env.DRIZZLE_URL, { max: 1, onnotice: () => {} });
await migrate(drizzle({ client }), { migrationsFolder: "./drizzle" });
await client.end();
"""

DAMAGE = ["delete from drizzle.__drizzle_migrations; delete from alembic_version",
          "update drizzle.__drizzle_migrations set created_at = 0; update alembic_version set version_num = '%(first)s'",
          "drop schema drizzle cascade; drop table alembic_version",
          "insert into drizzle.__drizzle_migrations (hash, created_at) select hash, created_at from "
          "drizzle.__drizzle_migrations; delete from alembic_version"]

CONFIG = """
services:
  bootstrap: { range: 00000-00099 }
  server: { orm: drizzle, path: packages/server, label: node, range: 00100-00199 }
  api: { orm: alembic, path: services/api, label: python, range: 00200-00299, python: %s }
  shared: { range: 00400-00499 }
""" % PYTHON


class Workspace:
    """A repository that two services share, and the tools that write into it."""

    def __init__(self, folder, server, drizzle):
        self.folder, self.server, self.drizzle = folder, server, os.path.join(TOOLS, drizzle)
        self.environment = servers.clean_environment(
            HOME=folder, DIRECT_URL=server.url, ALEMBIC_URL="postgresql+psycopg2" + server.url[len("postgresql"):],
            # postgres.js takes a socket only from its options, so drizzle-kit goes over TCP.
            DRIZZLE_URL=server.tcp_url)
        self.write("migrate.yaml", CONFIG)
        self.write("supabase/migrations/00000_extensions.sql", "create extension if not exists pgcrypto;\n")
        self.write("packages/server/drizzle.config.ts",
                   'import { defineConfig } from "drizzle-kit";\n'
                   'export default defineConfig({ dialect: "postgresql", schema: "./schema.ts", out: "./drizzle",\n'
                   '  dbCredentials: { url: process.env.DRIZZLE_URL! } });\n')
        os.symlink(os.path.join(self.drizzle, "node_modules"), os.path.join(folder, "packages/server/node_modules"))
        self.write("packages/server/boot.mjs", BOOT)
        self.write("services/api/alembic.ini", "[alembic]\nscript_location = alembic\nprepend_sys_path = .\n")
        self.write("services/api/alembic/env.py", ENV_PY)
        os.makedirs(os.path.join(folder, "services/api/alembic/versions"))
        template = "/usr/lib/python3/dist-packages/alembic/templates/generic/script.py.mako"
        shutil.copy(template, os.path.join(folder, "services/api/alembic/script.py.mako"))

    def write(self, path, text):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def run(self, folder, *words, code=0):
        run = subprocess.run(words, cwd=os.path.join(self.folder, folder), env=self.environment,
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if run.returncode != code:
            sys.exit(f"{' '.join(words)}: exit code {run.returncode}, not {code}\n{run.stdout}\n{run.stderr}")
        return run.stdout + run.stderr

    def migrate(self, *words, code=0):
        return self.run(".", MIGRATE, *words, code=code)

    def drizzle_kit(self, *words):
        return self.run("packages/server", os.path.join(self.drizzle, "node_modules/.bin/drizzle-kit"), *words)

    def alembic(self, *words):
        return self.run("services/api", ALEMBIC, *words)

    def revisions(self):
        folder = os.path.join(self.folder, "services/api/alembic/versions")
        return sorted(name for name in os.listdir(folder) if name.endswith(".py"))

    def migrations(self):
        return sorted(os.listdir(os.path.join(self.folder, "supabase/migrations")))


def same(seen, expected, what):
    if seen != expected:
        sys.exit(f"{what}\n  expected: {expected}\n  seen:     {seen}")
    print(f"ok  {what}")


def release(work, n):
    """One round of a team's day: both models change, both tools write, the result is collected and applied."""
    work.write("packages/server/schema.ts", SCHEMA[n])
    work.write("services/api/models.py", MODELS[n])
    work.drizzle_kit("generate", "--name", f"release_{n + 1}")
    work.alembic("revision", "--autogenerate", "-m", f"release {n + 1}")
    same(work.migrate("sync", "--check", code=4).count("would add"), 2, f"release {n + 1}: sync --check finds two new migrations")
    work.migrate("sync")
    work.migrate("sync", "--check")
    work.migrate("status", "--check", code=4)
    work.migrate("apply")
    status = json.loads(work.migrate("status", "--check", "--format", "json"))
    same(status["counts"]["pending"], 0, f"release {n + 1}: everything is applied")


def nothing_to_boot(work):
    """Services that migrate by themselves."""
    work.migrate("ledger", "--check")
    rows = "select id, hash from drizzle.__drizzle_migrations order by 1"
    before, heads = work.server.psql(rows), work.server.psql("select version_num from alembic_version")
    work.run("packages/server", "node", "boot.mjs")
    same(work.server.psql(rows), before, "a service that boots with drizzle-orm applies nothing")
    same("Running upgrade" in work.alembic("upgrade", "heads"), False, "alembic upgrade heads applies nothing")
    same(work.server.psql("select version_num from alembic_version"), heads, "alembic_version stands at the head")


def nothing_left(work, n):
    """Each tool looks at the database that it did not migrate itself."""
    before = work.server.psql("select count(*) from drizzle.__drizzle_migrations")
    work.drizzle_kit("migrate")
    same(work.server.psql("select count(*) from drizzle.__drizzle_migrations"), before, "drizzle-kit migrate applies nothing")
    nothing_to_boot(work)
    same("(head)" in work.alembic("current"), True, "alembic current is the head")
    known = work.revisions()
    work.alembic("revision", "--autogenerate", "-m", "probe")
    extra = next(name for name in work.revisions() if name not in known)
    path = os.path.join(work.folder, "services/api/alembic/versions", extra)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    os.remove(path)
    same(text.count("    pass\n"), 2, f"release {n + 1}: autogenerate sees no difference")


def mended(work):
    """Whatever became of the ledgers, the tools find them as they left them."""
    first = work.server.psql("select version_num from alembic_version").strip()
    for damage in DAMAGE:
        work.server.psql(damage % {"first": first_revision(work)})
        work.migrate("ledger", "--check", code=4)
        work.migrate("ledger", "--repair")
        same(work.server.psql("select version_num from alembic_version").strip(), first, f"mended: {damage[:60]}")
        nothing_to_boot(work)


def first_revision(work):
    path = os.path.join(work.folder, "services/api/alembic/versions")
    for name in work.revisions():
        with open(os.path.join(path, name), encoding="utf-8") as file:
            text = file.read()
        if "down_revision = None" in text:
            return text.split("revision = '")[1].split("'")[0]
    return sys.exit("no first revision")


def down(work):
    """Alembic's own downgrade, rendered long ago; Drizzle gave no way back."""
    head = work.server.psql("select version_num from alembic_version").strip()
    refused = work.migrate("down", "00101", "--yes", code=1)
    same("M0687" in refused, True, "no way back where Drizzle gave none")
    work.migrate("down", "00201", "--yes")
    same(first_revision(work) in work.alembic("current"), True, "alembic current is the revision before")
    same(work.server.psql("select to_regclass('uses') is null").strip(), "t", "what the revision made is gone")
    work.migrate("apply")
    same(work.server.psql("select version_num from alembic_version").strip(), head, "applied again, the head is the same")
    nothing_to_boot(work)


def supabase(work):
    """The Supabase CLI reads our history, and has nothing to push."""
    cli = os.path.join(TOOLS, "supabase/node_modules/.bin/supabase")
    os.makedirs(os.path.join(work.folder, "supabase"), exist_ok=True)
    if not os.path.exists(os.path.join(work.folder, "supabase/config.toml")):
        work.write("supabase/config.toml", 'project_id = "shop"\n')
    url = work.server.tcp_url + "?sslmode=disable"
    listed = work.run(".", cli, "migration", "list", "--db-url", url)
    versions = [name.split("_")[0] for name in work.migrations()]
    rows = [[cell.strip(" `") for cell in line.replace("│", "|").split("|")] for line in listed.splitlines()]
    both = [row[0] for row in rows if len(row) >= 2 and row[0] and row[0] == row[1] and row[0].isdigit()]
    same(both, versions, "supabase migration list: local and remote are the same")
    pushed = work.run(".", cli, "db", "push", "--db-url", url)
    same("up to date" in pushed, True, "supabase db push finds nothing to do")


def main():
    for tool in (ALEMBIC, os.path.join(TOOLS, "drizzle-0.31/node_modules/.bin/drizzle-kit"),
                 os.path.join(TOOLS, "drizzle-1.0/node_modules/.bin/drizzle-kit"),
                 os.path.join(TOOLS, "supabase/node_modules/.bin/supabase")):
        if not os.path.exists(tool):
            print(f"SKIPPED: {tool} is not installed (tests/tools/install)")
            return 77
    for drizzle in ("drizzle-0.31", "drizzle-1.0"):
        print(f"-- {drizzle}")
        with tempfile.TemporaryDirectory(prefix="migrate-tools-") as folder, servers.Postgres(tcp=True) as server:
            os.makedirs(os.path.join(folder, "packages/server"))
            work = Workspace(folder, server, drizzle)
            for n in range(2):
                release(work, n)
                nothing_left(work, n)
            same([name[:5] for name in work.migrations()], ["00000", "00100", "00101", "00200", "00201"], "numbers are in their lanes")
            supabase(work)
            mended(work)
            down(work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
