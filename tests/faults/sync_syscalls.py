#!/usr/bin/env python3
"""`migrate sync` is killed, or refused by the system, at each call that touches a file: every migration is there whole, as it was or
as it will be, never a part of one, and a rerun ends as if nothing had been. Two of them at once are one after the other."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from inv import sound  # noqa: E402
from program import MIGRATE, Workspace, check  # noqa: E402

TARGET = "supabase/migrations"
CALLS = ("write", "fsync", "renameat2", "flock", "openat2", "openat", "fchmod", "mkdirat", "getdents64")
ERRORS = {"write": "ENOSPC", "fsync": "EIO", "renameat2": "EACCES", "openat2": "EMFILE", "openat": "EROFS", "mkdirat": "EROFS"}


def workspace():
    """One file is there and is written anew, three are new."""
    made = Workspace()
    made.file("migrate.yaml", "services:\n  w: { orm: sqlx, path: w, range: 00200-00299 }\n")
    os.makedirs(f"{made.folder}/w/migrations")
    made.file("w/migrations/0001_t.sql", "create table t1 (id int);\n")
    code, _, err = made.run("sync")
    check(code, 0, err)
    made.file("w/migrations/0001_t.sql", "create table t1 (id bigint);\n")
    for number in (2, 3, 4):
        made.file(f"w/migrations/000{number}_t.sql", f"create table t{number} (id int);\n")
    return made


def files(folder):
    """Text by name, what is only for a moment included."""
    found = {}
    for name in sorted(os.listdir(folder)):
        with open(f"{folder}/{name}", encoding="utf-8") as file:
            found[name] = file.read()
    return found


def traced(made, *words):
    run = subprocess.run(["strace", "-f", "-qq", "-o", f"{made.folder}/trace", *words, MIGRATE, "sync", "--update"],
                         cwd=made.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60,
                         env=servers.clean_environment(HOME=made.folder, ASAN_OPTIONS="detect_leaks=0"))
    return run.returncode, run.stderr


def own_calls(made):
    """Of each name, the first that counts: what comes before belongs to starting the program."""
    traced(made, "-e", "trace=" + ",".join(CALLS))
    counts, first = {}, {}
    with open(f"{made.folder}/trace", encoding="utf-8", errors="replace") as trace:
        for line in trace:
            if call := re.match(r"\d+ +(\w+)\(", line):
                counts[call[1]] = counts.get(call[1], 0) + 1
                if "migrate.yaml" in line:
                    started = True
                    first = dict(counts) if not first else first
    check(bool(first) and started, True, "the config is opened")
    return {name: (first.get(name, 0) + 1, count) for name, count in counts.items()}


def inject(made, before, after, what):
    """With the workspace as it was; what it left."""
    target = f"{made.folder}/{TARGET}"
    shutil.rmtree(target)
    shutil.copytree(before, target)
    code, err = traced(made, "-e", what)
    for name, text in files(target).items():
        if name in after and text not in (after[name], files(before).get(name)):
            sys.exit(f"{what}: {name} is neither the old nor the new one\n{text}")
    return code, err


def each(made, before, after, counts):
    for call, (first, last) in sorted(counts.items()):
        for number in range(first, last + 1, 3 if call in ("openat", "getdents64") else 1):
            kinds = ["signal=KILL"] + ([f"error={ERRORS[call]}"] if call in ERRORS else [])
            for kind in kinds:
                what = f"inject={call}:{kind}:when={number}"
                code, err = inject(made, before, after, what)
                if kind != "signal=KILL":
                    sound(code, err, what)
                    kept = {name: text for name, text in files(f"{made.folder}/{TARGET}").items()}
                    check(kept in (files(before), after), True, f"{what}: exit code {code}, some of it was written\n{err}")
                code, _, err = made.run("sync", "--update")
                check(code, 0, f"{what}: the rerun\n{err}")
                check(files(f"{made.folder}/{TARGET}"), after, what)


def at_once(made, before, after):
    target = f"{made.folder}/{TARGET}"
    shutil.rmtree(target)
    shutil.copytree(before, target)
    runs = [made.start("sync", "--update") for _ in range(4)]
    for run in runs:
        _, err = run.communicate(timeout=60)
        check(run.returncode, 0, err)
    check(files(target), after, "four at once")


def main():
    if not shutil.which("strace") or subprocess.run(["strace", "-qq", "true"], capture_output=True, check=False).returncode:
        print("SKIPPED: no strace, or it may not trace")
        sys.exit(77)
    with workspace() as made, tempfile.TemporaryDirectory() as kept:
        before = f"{kept}/before"
        shutil.copytree(f"{made.folder}/{TARGET}", before)
        counts = own_calls(made)
        after = files(f"{made.folder}/{TARGET}")
        check(len(after), 4, "an undisturbed run")
        each(made, before, after, counts)
        at_once(made, before, after)


if __name__ == "__main__":
    main()
