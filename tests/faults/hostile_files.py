#!/usr/bin/env python3
"""What lies among the migrations is no file of the repository: links out of it, a link for the folder, pipes, devices, names that
would speak to a terminal or to a CI system, files that change while they are read. None is followed, printed raw, or waited for."""

import os
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import Workspace, check, skip_without_postgres  # noqa: E402

SECRET = "top-secret-of-another-place"
FOLDER = "supabase/migrations"
NAMES = ["00201_api_\x1b[31mred.sql", "00201_api_a\n::error::b.sql", "00201_api_%0A::error::x.sql", "00201_api_\u202etxt.sql",
         "00201_api_'; drop table effects; --.sql", "00201_api_\r::set-output x.sql", "00201_api_$(touch canary).sql", "-rf.sql",
         "00201_api_" + "x" * 200 + ".sql"]


def quiet(workspace, url, what, *words):
    """No raw control bytes, no commands for a CI system but our own, no secret, no canary."""
    code, out, err = workspace.run(*words, "--url", url)
    inv.sound(code, err, what)
    for byte in "\x1b\r\u202e":
        check(byte in out + err, False, f"{what}: {byte!r} is shown raw")
    for line in (out + err).splitlines():
        check(line.startswith("::") and not line.startswith(("::error file=", "::error title=", "::warning", "::notice")), False, line)
    check(SECRET in out + err, False, f"{what}: the other file is shown\n{out}{err}")
    check(os.path.exists(f"{workspace.folder}/canary"), False, what)
    return code


def made_of(make):
    workspace = inv.workspace({"00200_api_effects.sql": "create table if not exists effects (n int);\n"})
    make(f"{workspace.folder}/{FOLDER}", workspace.folder)
    return workspace


def linked(target):
    return lambda folder, _: os.symlink(target, f"{folder}/00201_api_link.sql")


def linked_folder(folder, root):
    os.rename(folder, f"{root}/elsewhere")
    os.symlink(f"{root}/elsewhere", folder)


def kinds(secret):
    yield "a link to a file", linked(secret)
    yield "a link to the environment", linked("/proc/self/environ")
    yield "a link to nothing", linked("/nonexistent")
    yield "a link to itself", linked("00201_api_link.sql")
    yield "a link to a device", linked("/dev/zero")
    yield "a pipe", lambda folder, _: os.mkfifo(f"{folder}/00201_api_pipe.sql")
    yield "a folder", lambda folder, _: os.mkdir(f"{folder}/00201_api_folder.sql")
    yield "a link for the folder", linked_folder


def named(name):
    def make(folder, _):
        with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
            file.write("insert into effects values (1);\n")
    return make


def swapped(server, secret):
    """A link takes the file's place and gives it back, again and again."""
    with made_of(named("00201_api_x.sql")) as workspace:
        path, over = f"{workspace.folder}/{FOLDER}/00201_api_x.sql", threading.Event()

        def swap():
            while not over.is_set():
                os.symlink(secret, path + ".new")
                os.rename(path + ".new", path)
                with open(path + ".new", "w", encoding="utf-8") as file:
                    file.write("insert into effects values (1);\n")
                os.rename(path + ".new", path)

        swapper = threading.Thread(target=swap)
        swapper.start()
        try:
            for _ in range(60):
                quiet(workspace, server.url, "a file that is swapped", "plan", "--format", "json")
        finally:
            over.set()
            swapper.join()


def main():
    skip_without_postgres()
    with servers.Postgres() as server, Workspace() as other:
        other.file("secret", f"create table {SECRET.replace('-', '_')} (id int); -- {SECRET}\n")
        secret = f"{other.folder}/secret"
        for what, make in kinds(secret):
            with made_of(make) as workspace:
                for words in (["plan"], ["apply"], ["apply", "--format", "github"], ["status", "--format", "json"]):
                    quiet(workspace, server.url, what, *words)
                check("00201" in inv.Oracle(server).history(), False, f"{what} is taken for a migration")
        for name in NAMES:
            with made_of(named(name)) as workspace:
                for words in (["plan"], ["apply", "--format", "github"], ["status", "--format", "json"]):
                    quiet(workspace, server.url, name, *words)
        swapped(server, secret)
        check(server.psql("select count(*) from pg_class where relname like 'top_secret%'"), "0")


if __name__ == "__main__":
    main()
