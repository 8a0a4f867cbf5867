#!/usr/bin/env python3
"""Times whole processes of the release binary, by hand: tests/bench/run.py [RUNS]. Prints medians; not part of CI.

Each figure stands beside a yardstick of the same run, since machines differ and are noisy: /bin/true for starting a
process, `cat` of the same files for reading, psql for the same SQL. docs/reference/performance.md shows a table.
Memory below about 15 MB is not seen: the kernel counts this script's own, from before the exec, as the least."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
import servers  # noqa: E402

MIGRATE = os.path.abspath(os.environ.get("MIGRATE_BINARY", os.path.join(ROOT, "build", "release", "migrate")))
RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 7
CONFIG = "services:\n  worker: { orm: sqlx, path: worker, label: rust, ranges: [00100-40000] }\n"


def source(n):
    return (f"create table t{n} (id bigint primary key, name text not null, at timestamptz not null default now());\n"
            f"create index t{n}_name_idx on t{n} (name);\ninsert into t{n} (id, name) values ({n}, 'it''s {n}');\n")


def workspace(folder, first, last):
    os.makedirs(f"{folder}/worker/migrations", exist_ok=True)
    with open(f"{folder}/migrate.yaml", "w", encoding="utf-8") as file:
        file.write(CONFIG)
    for n in range(first, last):
        with open(f"{folder}/worker/migrations/{20200101000000 + n}_table_{n}.sql", "w", encoding="utf-8") as file:
            file.write(source(n))


def timed(words, folder, before=None, runs=RUNS):
    """Median wall time in ms, and the largest memory in MB, of `runs` runs after one that is not counted. `words` may
    be a function that makes them, `before` is done before each run."""
    walls, peak = [], 0
    for n in range(runs + 1):
        if before:
            before()
        command = words() if callable(words) else words
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   env=servers.clean_environment())
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        if status != 0:
            sys.exit(f"{command}: {errors.decode()}")
        if n:
            walls.append(wall * 1000)
        peak = max(peak, usage.ru_maxrss / 1024)
    return statistics.median(walls), peak


def row(name, figure, yardstick=None, what=""):
    against = f"{figure[0] / yardstick[0]:6.2f} x {what} ({yardstick[0]:.1f} ms)" if yardstick else ""
    print(f"{name:44} {figure[0]:9.1f} ms {figure[1]:7.1f} MB   {against}")


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    with tempfile.TemporaryDirectory(prefix="migrate-bench-") as folder:
        nothing = timed(["/bin/true"], folder, runs=20)
        row("start: --version", timed([MIGRATE, "--version"], folder, runs=20), nothing, "/bin/true")

        small = f"{folder}/small"
        workspace(small, 0, 10)
        subprocess.run([MIGRATE, "sync", "-q"], cwd=small, check=True, stdout=subprocess.DEVNULL)
        row("sync, 10 migrations, nothing new", timed([MIGRATE, "sync"], small, runs=20), nothing, "/bin/true")

        thousand = f"{folder}/thousand"
        workspace(thousand, 0, 1000)
        row("sync, 1,000 new", timed([MIGRATE, "sync"], thousand, lambda: subprocess.run(["rm", "-rf", f"{thousand}/supabase"], check=True)))

        large = f"{folder}/large"
        workspace(large, 0, 10000)
        subprocess.run([MIGRATE, "sync", "-q"], cwd=large, check=True, stdout=subprocess.DEVNULL)
        read = timed(["sh", "-c", "cat worker/migrations/* supabase/migrations/*"], large)
        row("sync, 10,000 collected, nothing new", timed([MIGRATE, "sync"], large), read, "cat of the files")
        row("sync --check, the same", timed([MIGRATE, "sync", "--check"], large), read, "cat of the files")

        with servers.Postgres(["fsync=on", "synchronous_commit=on"]) as server:
            count = iter(range(10 ** 6))
            names = []

            def fresh():
                names.append(f"bench_{next(count)}")
                server.psql(f"create database {names[-1]}")

            def with_url(*words):
                """A command whose word URL stands for the database of the run."""
                return lambda: [server.url_of(names[-1]) if word == "URL" else word for word in words]

            script = f"{folder}/all.sql"
            with open(script, "w", encoding="utf-8") as file:
                for n in range(1000):
                    file.write("begin;\n" + source(n) + "commit;\n")
            psql = timed(with_url("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "URL", "-f", script), thousand, fresh, runs=3)
            row("apply of 1,000 migrations", timed(with_url(MIGRATE, "apply", "--url", "URL"), thousand, fresh, runs=3), psql,
                "psql, begin … commit each")
            row("apply, nothing to do, 1,000", timed(with_url(MIGRATE, "apply", "--url", "URL"), thousand))


if __name__ == "__main__":
    main()
