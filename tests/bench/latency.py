#!/usr/bin/env python3
"""Times `migrate apply` of small migrations at a distance, by hand: tests/bench/latency.py [COUNT [RUNS]]. With a pipeline,
without one, and psql with a transaction for each file, side by side in one run; medians. Not part of CI."""

import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
import servers  # noqa: E402
from delay_proxy import DelayProxy  # noqa: E402
from program import Workspace  # noqa: E402

MIGRATE = os.path.abspath(os.environ.get("MIGRATE_BINARY", os.path.join(ROOT, "build", "release", "migrate")))
COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 100
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
EMPTY = ("drop schema if exists supabase_migrations cascade; drop schema if exists migrate cascade;"
         " drop schema public cascade; create schema public; create schema supabase_migrations;"
         " create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text)")


def sql(n):
    return (f"create table t{n} (id bigint primary key, name text not null);\n"
            f"create index t{n}_name_idx on t{n} (name);\ninsert into t{n} (id, name) values ({n}, 'it''s {n}');\n")


def seconds(words, folder):
    begin = time.perf_counter()
    subprocess.run(words, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env=servers.clean_environment(PGPASSWORD=servers.PASSWORD))
    return time.perf_counter() - begin


def main():
    with servers.Postgres(["fsync=on", "synchronous_commit=on"], tcp=True) as server, Workspace() as workspace:
        workspace.file("migrate.yaml", "services:\n  api: { range: 00200-20200 }\n")
        for n in range(200, 200 + COUNT):
            workspace.migration(f"{n:05}_api_t.sql", sql(n))
        script = f"{workspace.folder}/all.sql"
        with open(script, "w", encoding="utf-8") as file:
            for n in range(200, 200 + COUNT):
                file.write(f"begin;\n{sql(n)}insert into supabase_migrations.schema_migrations values ('{n:05}');\ncommit;\n")
        print(f"{COUNT} migrations, medians of {RUNS} in s")
        print(f"{'one way':>8} {'pipeline':>9} {'no pipeline':>12} {'psql':>7}   {'no pipeline / pipeline':>22} {'psql / pipeline':>16}")
        for delay in (0, 1, 10, 50):
            with DelayProxy(("127.0.0.1", server.port), delay) as proxy:
                url = server.tcp_url.replace(f":{server.port}/", f":{proxy.port}/")
                ways = {"pipeline": [MIGRATE, "apply", "--url", url], "waiting": [MIGRATE, "apply", "--no-pipeline", "--url", url],
                        "psql": ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", url, "-f", script]}
                took = {name: [] for name in ways}
                for _ in range(RUNS):
                    for name, words in ways.items():
                        server.psql(EMPTY)
                        took[name].append(seconds(words, workspace.folder))
            pipeline, waiting, psql = (statistics.median(took[name]) for name in ("pipeline", "waiting", "psql"))
            print(f"{delay:>5} ms {pipeline:>9.2f} {waiting:>12.2f} {psql:>7.2f}   {waiting / pipeline:>22.1f} {psql / pipeline:>16.1f}",
                  flush=True)


if __name__ == "__main__":
    main()
