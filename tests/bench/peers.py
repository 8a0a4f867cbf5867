#!/usr/bin/env python3
"""`migrate apply` beside its peers on the same work, in one run, by hand: tests/bench/peers.py [--count N,…] [--delay MS,…]
[--runs N] [--only NAME,…]. Medians of wall time, of the server's and the client's processor time, the client's largest
memory, round trips, and the ratio to `bare`: a libpq pipeline that does nothing for safety (bare.cpp). Each run begins with
an empty database; `again` is a second run that finds nothing to do.

Peers that are not installed are left out and named; tests/bench/install fetches them. Not part of CI."""

import argparse
import dataclasses
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
import servers  # noqa: E402
from delay_proxy import DelayProxy  # noqa: E402

BUILD = os.path.join(ROOT, "build", "release")
MIGRATE = os.path.abspath(os.environ.get("MIGRATE_BINARY", os.path.join(BUILD, "migrate")))
BARE = os.path.abspath(os.environ.get("BARE_BINARY", os.path.join(BUILD, "tests", "bench_bare")))
TOOLS = os.path.join(ROOT, "build", "tools")
FIRST = 200
HISTORY = ("create schema supabase_migrations; create table supabase_migrations.schema_migrations"
           " (version text primary key, statements text[], name text)")
TICK = os.sysconf("SC_CLK_TCK")


def statements(n):
    return [f"create table t{n} (id bigint primary key, name text not null)",
            f"create index t{n}_name_idx on t{n} (name)", f"insert into t{n} (id, name) values ({n}, 'it''s {n}')"]


def sql(n):
    return "".join(f"{statement};\n" for statement in statements(n))


def write(folder, path, text):
    path = os.path.join(folder, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


@dataclasses.dataclass(frozen=True)
class Peer:
    """`write(folder, numbers)` lays out its files; `words(url)` applies them, and `again(url)` finds nothing to do."""

    program: str
    write: object
    words: object
    again: object = None
    environment: object = lambda url: {}


def plain_files(folder, numbers):
    for n in numbers:
        write(folder, f"supabase/migrations/{n:05}_api_t.sql", sql(n))


def workspace(folder, numbers):
    write(folder, "migrate.yaml", "services:\n  api: { range: 00200-20200 }\n")
    plain_files(folder, numbers)


def one_script(folder, numbers):
    write(folder, "all.sql", "".join(
        f"begin;\n{sql(n)}insert into supabase_migrations.schema_migrations values ('{n:05}');\ncommit;\n" for n in numbers))


def dbmate_files(folder, numbers):
    for n in numbers:
        write(folder, f"db/migrations/{n:05}_t.sql", f"-- migrate:up\n{sql(n)}\n-- migrate:down\n")


def node_files(folder, numbers):
    for n in numbers:
        write(folder, f"migrations/{1700000000000 + n}_t.sql", f"-- Up Migration\n{sql(n)}\n-- Down Migration\n")


def alembic_files(folder, numbers):
    write(folder, "alembic.ini", "[alembic]\nscript_location = alembic\n")
    write(folder, "alembic/env.py", (
        "import os\nfrom alembic import context\nfrom sqlalchemy import create_engine\n"
        "with create_engine(os.environ['URL']).connect() as connection:\n"
        "    context.configure(connection=connection, transaction_per_migration=True)\n"
        "    with context.begin_transaction():\n        context.run_migrations()\n"))
    for n in numbers:
        before = "None" if n == FIRST else f"'r{n - 1:05}'"
        calls = "".join(f"    op.execute({statement!r})\n" for statement in statements(n))
        write(folder, f"alembic/versions/r{n:05}_t.py",
              f"from alembic import op\nrevision = 'r{n:05}'\ndown_revision = {before}\ndef upgrade():\n{calls}")


def sqitch_files(folder, numbers):
    write(folder, "sqitch.conf", "[core]\n\tengine = pg\n[user]\n\tname = bench\n\temail = bench@example.com\n")
    lines = [f"t{n} 2026-01-01T00:00:00Z bench <bench@example.com> # t" for n in numbers]
    write(folder, "sqitch.plan", "%syntax-version=1.0.0\n%project=bench\n\n" + "\n".join(lines) + "\n")
    for n in numbers:
        write(folder, f"deploy/t{n}.sql", f"begin;\n{sql(n)}commit;\n")


def npm(tool, name):
    return os.path.join(TOOLS, tool, "node_modules", ".bin", name)


DBMATE, NODE_PG = npm("bench-peers", "dbmate"), npm("bench-peers", "node-pg-migrate")
SUPABASE, SUPABASE_2 = npm("supabase", "supabase"), npm("supabase-2", "supabase")
PSQL = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1"]


def supabase(program):
    return Peer(program, plain_files, lambda url: [program, "db", "push", "--yes", "--include-all", "--db-url", f"{url}?sslmode=disable"])


PEERS = {
    "bare": Peer(BARE, plain_files, lambda url: [BARE, url, "supabase/migrations"], lambda url: [BARE, url]),
    "migrate": Peer(MIGRATE, workspace, lambda url: [MIGRATE, "apply", "--url", url]),
    "migrate --no-pipeline": Peer(MIGRATE, workspace, lambda url: [MIGRATE, "apply", "--no-pipeline", "--url", url]),
    "psql": Peer("psql", one_script, lambda url: PSQL + [url, "-f", "all.sql"], lambda url: PSQL + [url, "-c", "select 1"]),
    "supabase 2": supabase(SUPABASE_2),
    "supabase 3": supabase(SUPABASE),
    "node-pg-migrate": Peer(NODE_PG, node_files, lambda url: [NODE_PG, "up", "-m", "migrations", "--no-single-transaction"],
                            environment=lambda url: {"DATABASE_URL": url}),
    "alembic": Peer("alembic", alembic_files, lambda url: ["alembic", "upgrade", "head"],
                    environment=lambda url: {"URL": url, "PYTHONDONTWRITEBYTECODE": "1"}),
    "dbmate": Peer(DBMATE, dbmate_files, lambda url: [DBMATE, "--no-dump-schema", "up"],
                   environment=lambda url: {"DATABASE_URL": url + "?sslmode=disable"}),
    "sqitch": Peer("sqitch", sqitch_files, lambda url: ["sqitch", "deploy", "db:" + url.replace("postgresql:", "pg:")]),
}


def server_ticks(server):
    """Processor time of the server's processes that have ended."""
    with open(f"/proc/{server.process.pid}/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    return int(fields[13]) + int(fields[14])


def settle(server):
    while server.psql("select count(*) from pg_stat_activity where backend_type = 'client backend'") != "1":
        time.sleep(0.01)


def empty(server):
    server.psql("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and"
                " backend_type = 'client backend'")
    server.psql("drop database if exists bench")
    server.psql("create database bench")


@dataclasses.dataclass
class Figures:
    wall: float
    server: float
    client: float
    memory: float
    trips: int


def timed(server, proxy, peer, words, url, folder):
    settle(server)
    proxy.connections.clear()
    before, start = server_ticks(server), time.perf_counter()
    process = subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               env=servers.clean_environment(HOME=folder, **peer.environment(url)))
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status != 0:
        raise RuntimeError(f"{words}: {errors.decode(errors='replace')[-600:]}")
    settle(server)
    return Figures(wall, (server_ticks(server) - before) / TICK, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024,
                   sum(traffic.round_trips for traffic in proxy.connections))


def medians(all_figures):
    return Figures(*(statistics.median(getattr(one, field.name) for one in all_figures) for field in dataclasses.fields(Figures)))


def row(name, figures, bare):
    ratio = f"{figures.wall / bare.wall:.2f}" if bare else ""
    print(f"| {name} | {figures.wall:.3f} | {ratio} | {figures.server:.2f} | {figures.client:.2f} | {figures.memory:.0f} |"
          f" {figures.trips:.0f} |", flush=True)


def compare(server, count, delay, options, found):
    with tempfile.TemporaryDirectory(prefix="migrate-bench-") as folder, DelayProxy(("127.0.0.1", server.port), delay) as proxy:
        url = server.tcp_url_of("bench", proxy.port)
        first, second = {name: [] for name in found}, {name: [] for name in found}
        for name, peer in found.items():
            peer.write(os.path.join(folder, name), range(FIRST, FIRST + count))
        for _ in range(options.runs):
            for name, peer in found.items():
                empty(server)
                if name in ("bare", "psql"):
                    subprocess.run(PSQL + [server.url_of("bench"), "-c", HISTORY], check=True)
                where = os.path.join(folder, name)
                first[name].append(timed(server, proxy, peer, peer.words(url), url, where))
                second[name].append(timed(server, proxy, peer, (peer.again or peer.words)(url), url, where))
        for what, all_figures in ((f"{count} migrations", first), (f"{count} migrations, again", second)):
            print(f"\n{what}, {delay:g} ms one way\n\n| | wall s | × bare | server s | client s | MB | round trips |\n"
                  "|---|---|---|---|---|---|---|")
            figures = {name: medians(ones) for name, ones in all_figures.items()}
            for name, one in sorted(figures.items(), key=lambda item: item[1].wall):
                row(name, one, figures.get("bare"))


def numbers(text):
    return [float(word) for word in text.split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", default="100", type=numbers)
    parser.add_argument("--delay", default="0,1,10,50", type=numbers)
    parser.add_argument("--runs", default=3, type=int)
    parser.add_argument("--only", default=",".join(PEERS))
    options = parser.parse_args()
    found = {}
    for name in options.only.split(","):
        if shutil.which(PEERS[name].program):
            found[name] = PEERS[name]
        else:
            print(f"left out, not installed: {name}")
    with servers.Postgres(["fsync=on", "synchronous_commit=on"], tcp=True) as server:
        for count in options.count:
            for delay in options.delay:
                compare(server, int(count), delay, options, found)


if __name__ == "__main__":
    main()
