#!/usr/bin/env python3
"""The settings that `migrate url` prints, pasted and run: each stack whose driver is installed, with many clients at once, on
Postgres itself and through a real PgBouncer in transaction mode.

Exit code 77: no driver, no Postgres or no PgBouncer. $SETTINGS_PYTHON is the Python to take, else Debian's; the stacks of
Node are those of build/tools."""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from urllib.parse import quote

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import MIGRATE, ROOT, check, skip_without_postgres  # noqa: E402

PYTHON = os.environ.get("SETTINGS_PYTHON", "/usr/bin/python3")
TOOLS = os.path.join(ROOT, "build", "tools")
TSX = os.path.join(TOOLS, "drizzle-0.31", "node_modules", ".bin", "tsx")

SQLALCHEMY = """
from concurrent.futures import ThreadPoolExecutor
from sqlalchemy import text
from db import engine
def ask(n):
    with engine.connect() as connection:
        return [connection.execute(text("select cast(:n as int)"), {"n": n}).scalar() for _ in range(12)] == [n] * 12
assert all(ThreadPoolExecutor(8).map(ask, range(40)))
"""
ASYNC_SQLALCHEMY = """
import asyncio
from sqlalchemy import text
from db import engine
async def ask(n):
    async with engine.connect() as connection:
        for _ in range(12):
            assert (await connection.execute(text("select cast(:n as int)"), {"n": n})).scalar() == n
async def main():
    await asyncio.gather(*[ask(n) for n in range(40)])
asyncio.run(main())
"""
ASYNCPG = """
import asyncio
from db import make_pool
async def ask(pool, n):
    for _ in range(12):
        assert await pool.fetchval("select $1::int", n) == n
async def main():
    async with await make_pool() as pool:
        await asyncio.gather(*[ask(pool, n) for n in range(40)])
asyncio.run(main())
"""
PSYCOPG2 = """
from db import connection
for n in range(40):
    with connection, connection.cursor() as cursor:
        cursor.execute("select %s", (n,))
        assert cursor.fetchone() == (n,)
"""
DJANGO = """
import django, settings as pasted
from django.conf import settings
settings.configure(DATABASES=pasted.DATABASES)
django.setup()
from django.db import connection
for n in range(40):
    with connection.cursor() as cursor:
        cursor.execute("select %s", [n])
        assert cursor.fetchone() == (n,)
    connection.close()
"""

DRIZZLE = """
import { sql } from "drizzle-orm";
import { db } from "./src/db.ts";
const ask = async (n) => {
  for (let i = 0; i < 12; i++) {
    const rows = await db.execute(sql`select ${n}::int as n`);
    if (rows[0].n !== n) throw new Error("not the answer");
  }
};
await Promise.all(Array.from({ length: 40 }, (_, n) => ask(n)));
process.exit(0);
"""

NODE_PG = """
import { pool } from "./src/db.ts";
const ask = async (n) => {
  for (let i = 0; i < 12; i++) {
    const { rows } = await pool.query("select $1::int as n", [n]);
    if (rows[0].n !== n) throw new Error("not the answer");
  }
};
await Promise.all(Array.from({ length: 40 }, (_, n) => ask(n)));
await pool.end();
"""

SQLALCHEMY_2 = "import sqlalchemy; assert sqlalchemy.__version__ >= '2'"

# The stack, what must work for it to be installed, and what the application does.
STACKS = (
    ("psycopg2", "import psycopg2", PSYCOPG2),
    ("sqlalchemy-psycopg2", "import psycopg2, sqlalchemy", SQLALCHEMY),
    ("sqlalchemy-psycopg3", f"import psycopg; {SQLALCHEMY_2}", SQLALCHEMY),
    ("asyncpg", "import asyncpg", ASYNCPG),
    ("sqlalchemy-asyncpg", f"import asyncpg; {SQLALCHEMY_2}", ASYNC_SQLALCHEMY),
    ("django", "import django, psycopg2", DJANGO),
)


def execute(*words, **options):
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60, **options)


def python(application, **options):
    return execute(PYTHON, "-c", application, **options)


def node(package, application, cwd, env):
    os.symlink(os.path.join(TOOLS, package, "node_modules"), os.path.join(cwd, "node_modules"))
    for name, text in (("package.json", '{"type": "module"}'), ("application.ts", application)):
        with open(os.path.join(cwd, name), "w", encoding="utf-8") as file:
            file.write(text)
    return execute(TSX, "application.ts", cwd=cwd, env=env)


def installed():
    """Each stack with its application, and who runs that."""
    stacks = [(stack, application, python) for stack, needs, application in STACKS if python(needs).returncode == 0]
    for stack, package, application in (("drizzle", "drizzle-0.31", DRIZZLE), ("node-pg", "drivers", NODE_PG)):
        if shutil.which("node") and os.path.exists(TSX) and os.path.exists(os.path.join(TOOLS, package, "node_modules")):
            stacks.append((stack, application, functools.partial(node, package)))
    return stacks


def run(stack, application, runner, url, password):
    """The application with the settings pasted beside it, and the password in $DB_PASSWORD, in URLs percent-encoded."""
    printed = subprocess.run([MIGRATE, "url", url, "--for", stack, "--format", "json"], capture_output=True, text=True,
                             check=True, env=servers.clean_environment()).stdout
    with tempfile.TemporaryDirectory(prefix="migrate-settings-") as folder:
        environment = servers.clean_environment(DB_PASSWORD=password)
        for block in json.loads(printed)["blocks"]:
            if block["file"] == ".env":
                for name, value in re.findall(r'^(\w+)="(.*)"$', block["text"], re.M):
                    environment[name] = value.replace("${DB_PASSWORD_ENCODED}", quote(password, safe=""))
                continue
            path = os.path.join(folder, block["file"])
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(block["text"])
        return runner(application, cwd=folder, env=environment)


def main():
    skip_without_postgres()
    if not (shutil.which("pgbouncer") or os.path.exists("/usr/sbin/pgbouncer")):
        print("SKIPPED: no PgBouncer")
        sys.exit(77)
    stacks = installed()
    if not stacks:
        print("SKIPPED: no driver")
        sys.exit(77)
    with servers.Postgres(tcp=True) as server, servers.PgBouncer(server, "transaction", pool_size=3) as pooler:
        server.psql("alter role postgres password 'plain'")
        for stack, application, runner in stacks:
            for url, password in ((server.tcp_url_of(password="plain"), "plain"), (pooler.url + "?pgbouncer=true", "x")):
                seen = run(stack, application, runner, url, password)
                check(seen.returncode, 0, f"{stack} on {url}\n{seen.stderr[-2000:]}")
            print(f"{stack}: its settings work")


if __name__ == "__main__":
    main()
