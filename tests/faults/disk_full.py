#!/usr/bin/env python3
"""The server's disk is full, in the middle of a migration: it is rolled back, 53100 is explained, and with room a rerun does the
rest. The disk is a small tmpfs in a mount namespace of its own."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, check_in, skip_without_postgres  # noqa: E402

FILES = {
    "00200_api_effects.sql": "create table effects (n int);\ninsert into effects values (200);\n",
    "00201_api_filled.sql": "insert into effects values (201);\ncreate table filled (x text) tablespace small;\n"
                            "insert into filled select repeat('x', 1000) from generate_series(1, 12000);\n",
    "00202_api_last.sql": "insert into effects values (202);\n",
}
OUTSIDE = {**FILES, "00201_api_filled.sql": "-- migrate: no-transaction\n" + FILES["00201_api_filled.sql"]}


def alone():
    """Goes on where a mount is nobody else's."""
    if os.environ.get("MIGRATE_MOUNTS") == "alone":
        return
    words = ["unshare", "--mount"]
    if os.getuid() != 0 or subprocess.run([*words, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True,
                                          check=False).returncode != 0:
        print("SKIPPED: no file system can be mounted here")
        sys.exit(77)
    os.execvpe("unshare", [*words, sys.executable, os.path.abspath(__file__)], {**os.environ, "MIGRATE_MOUNTS": "alone"})


def room(server, size, how=""):
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"{how}size={size}", "none", f"{server.folder}/small"], check=True)


def full(oracle, files, flags, code):
    with inv.workspace(files) as workspace:
        oracle.expect(workspace)
        oracle.empty()
        room(oracle.server, "4m", "remount,")
        seen, out, err = workspace.run("apply", "--url", oracle.server.url, *flags)
        check(seen, code, err)
        for said in ("53100", "00201"):
            check_in(said, err)
        check(inv.applied_in(out), ["00200"], err)
        check(oracle.history(), ["00200"], err)
        room(oracle.server, "60m", "remount,")
        inv.rerun(workspace, oracle.server.url, "the disk was full", *flags)
        oracle.check("the disk was full")


def main():
    skip_without_postgres()
    alone()
    with servers.Postgres() as server:
        os.mkdir(f"{server.folder}/small")
        room(server, "60m")
        try:
            subprocess.run(["chown", "postgres:postgres", f"{server.folder}/small"], check=True)
            server.psql(f"create tablespace small location '{server.folder}/small'")
            oracle = inv.Oracle(server)
            for flags in ([], ["--no-pipeline"]):
                full(oracle, FILES, flags, 1)
            full(oracle, OUTSIDE, [], 6)
        finally:
            server.halt(server.stop_signal)
            subprocess.run(["umount", "-l", f"{server.folder}/small"], check=True)


if __name__ == "__main__":
    main()
