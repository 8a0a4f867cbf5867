#!/usr/bin/env python3
"""Five thousand files, and a file that is larger than the memory that is allowed: a plan and a run take little time and memory, and
where memory does not suffice nothing is done by halves."""

import os
import resource
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import MIGRATE, Workspace, check, skip_without_postgres  # noqa: E402

COUNT = 5000


def sanitized():
    """Its shadow memory says nothing about the program's."""
    with open(MIGRATE, "rb") as file:
        head = file.read()
    return b"__asan_init" in head or b"__tsan_init" in head


def many_files():
    made = Workspace()
    made.file("migrate.yaml", f"services:\n  api: {{ range: 10000-{10000 + COUNT} }}\n")
    made.migration("10000_api_effects.sql", "create table effects (n int);\n")
    for n in range(10001, 10000 + COUNT):
        made.migration(f"{n}_api_x.sql", f"insert into effects values ({n});\n")
    return made


def measured(workspace, *words):
    """Seconds, and the highest number of MB that any child so far needed."""
    begin = time.monotonic()
    code, _, err = workspace.run(*words)
    check(code, 0, err)
    return time.monotonic() - begin, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def plans(server):
    with many_files() as workspace:
        for words, seconds in ((["plan"], 20), (["apply"], 120), (["status"], 20)):
            took, memory = measured(workspace, *words, "--url", server.url)
            print(f"{COUNT} files: {words[0]} took {took:.1f} s, {memory} MB")
            check(took < seconds, True, f"{words} took {took:.1f} s")
            check(memory < 150 or sanitized(), True, f"{words} took {memory} MB")
        check(server.psql("select count(*), count(distinct n) from effects"), f"{COUNT - 1}|{COUNT - 1}")


def little_memory(oracle):
    """Less and less of it: at some point it must fail."""
    big = "insert into effects values (201);\n" + "select '" + "x" * 1_000_000 + "';\n"
    codes = []
    with inv.workspace({"00200_api_effects.sql": "create table effects (n int);\n", "00201_api_big.sql": big,
                        "00202_api_last.sql": "insert into effects values (202);\n"}) as workspace:
        oracle.expect(workspace)
        for megabytes in (800, 70, 60, 52, 46, 40, 34):
            oracle.empty()
            run = f"ulimit -v {megabytes * 1024}; exec {MIGRATE} apply --url '{oracle.server.url}'"
            process = workspace.start_program("bash", "-c", run)
            out, err = process.communicate(timeout=60)
            codes.append(process.returncode)
            check(process.returncode < 0, False, f"{megabytes} MB: ended by signal {-process.returncode}\n{err}")
            check(inv.applied_in(out) == oracle.history() or process.returncode == 70, True, f"{megabytes} MB\n{out}{err}")
            inv.rerun(workspace, oracle.server.url, f"{megabytes} MB")
            oracle.check(f"{megabytes} MB")
    print("exit codes:", codes)


def main():
    skip_without_postgres()
    with servers.Postgres() as server:
        plans(server)
        if not sanitized():
            little_memory(inv.Oracle(server))


if __name__ == "__main__":
    main()
