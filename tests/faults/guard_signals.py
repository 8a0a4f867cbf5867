#!/usr/bin/env python3
"""A command behind `migrate guard --` is on its own: the same process, so signals reach it, its way to end is what the caller sees,
ignored signals stay ignored, descriptors, terminal and input are its own, and nothing of ours is left open in it."""

import os
import pty
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import MIGRATE, Workspace, check  # noqa: E402

URL = "postgresql://app:s3cret@localhost/shop"
GUARD = [MIGRATE, "guard", "-q", "--"]


def start(workspace, *words, **more):
    return subprocess.Popen([*GUARD, *words], cwd=workspace.folder, env=servers.clean_environment(DATABASE_URL=URL), **more)


def ready(process):
    """The command runs: it has written its process id."""
    return int(process.stdout.readline())


def name_of(process):
    with open(f"/proc/{process.pid}/comm", encoding="ascii") as file:
        return file.read().strip()


def by_signal(workspace, which):
    """Who does not handle it is ended by it."""
    process = start(workspace, "sh", "-c", "echo $$; exec sleep 60", stdout=subprocess.PIPE)
    check(ready(process), process.pid, "the command is this process")
    process.send_signal(which)
    check(process.wait(timeout=10), -which, which.name)


def handled(workspace, which):
    """Who handles it decides."""
    script = f"trap 'exit 42' {which.name[3:]}; echo $$; while :; do sleep 0.05; done"
    process = start(workspace, "sh", "-c", script, stdout=subprocess.PIPE)
    ready(process)
    process.send_signal(which)
    check(process.wait(timeout=10), 42, which.name)


def ignored(workspace):
    """`nohup migrate guard -- …`"""
    process = start(workspace, "sleep", "60", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    servers.wait_until(lambda: name_of(process) == "sleep", "the command")
    with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
        masks = dict(line.split(":\t") for line in file if line.startswith("Sig"))
    check(int(masks["SigIgn"], 16) >> (signal.SIGHUP - 1) & 1, 1, "SIGHUP is ignored")
    check(int(masks["SigCgt"], 16), 0, "no handler of ours is left")
    check(int(masks["SigBlk"], 16), 0, "no signal is blocked")
    process.kill()
    process.wait()


def exit_codes(workspace):
    for code in (0, 1, 3, 77, 255):
        check(start(workspace, "sh", "-c", f"exit {code}").wait(timeout=10), code)


def descriptors(workspace):
    """A caller's own descriptors stay, and no other one is open."""
    read, write = os.pipe()
    process = start(workspace, "ls", "/proc/self/fd", stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, pass_fds=[write])
    out, _ = process.communicate(timeout=10)
    os.close(read)
    os.close(write)
    seen = set(out.split()) - {b"0", b"1", b"2", str(write).encode()}
    # ls has the folder open.
    check(len(seen), 1, f"descriptors {seen}")


def terminal(workspace):
    """The command has the terminal, and Ctrl-C there reaches it."""
    ours, its = pty.openpty()
    process = start(workspace, "sh", "-c", "test -t 0 && test -t 1 && echo ready; exec sleep 60", stdin=its, stdout=its, stderr=its,
                    start_new_session=True, preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)))
    os.close(its)
    seen = b""
    while b"ready" not in seen:
        seen += os.read(ours, 1000)
    os.write(ours, b"\x03")
    check(process.wait(timeout=10), -signal.SIGINT, "Ctrl-C")
    os.close(ours)


def input_of(workspace):
    process = start(workspace, "cat", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    text = b"x" * 1_000_000
    out, _ = process.communicate(text, timeout=10)
    check(out == text, True, "standard input")


def refused(workspace):
    """Nothing is started."""
    words = [MIGRATE, "guard", "--", "touch", "started"]
    run = subprocess.run(words, cwd=workspace.folder, capture_output=True, text=True, timeout=10,
                         env=servers.clean_environment(DATABASE_URL="postgresql://app:s3cret@localhost:6543/shop"))
    check(run.returncode, 3, run.stderr)
    check(os.path.exists(f"{workspace.folder}/started"), False, "started")
    check("s3cret" in run.stdout + run.stderr, False, "the password")


def main():
    with Workspace() as workspace:
        for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            by_signal(workspace, which)
            handled(workspace, which)
        ignored(workspace)
        exit_codes(workspace)
        descriptors(workspace)
        terminal(workspace)
        input_of(workspace)
        refused(workspace)


if __name__ == "__main__":
    main()
