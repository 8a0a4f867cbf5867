#!/usr/bin/env python3
"""Runs scenario files: see README.md beside this file. Exit code 77: skipped."""

import difflib
import fcntl
import os
import pty
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import termios

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
import servers  # noqa: E402

SECTION = re.compile(r"^-- (?!stderr --$)(.+) --$")


class Skip(Exception):
    pass


class Step:
    """A command with what it should print."""

    def __init__(self, command):
        self.command = command
        self.stdout, self.stderr, self.code = [], [], 0


def parse(text):
    """The items of a scenario in their order: ("text", line), ("file", name, lines), ("@", words), ("$", Step)."""
    items, current = [], None
    for line in text.splitlines():
        section = SECTION.match(line)
        if line.startswith("$ "):
            current = Step(line[2:])
            items.append(("$", current))
            target = current.stdout
        elif line.startswith("@ "):
            items.append(("@", line[2:]))
            current = target = None
        elif section:
            items.append(("file", section.group(1), []))
            current, target = None, items[-1][2]
        elif current and line == "-- stderr --":
            target = current.stderr
        elif current and re.fullmatch(r"\? \d+", line):
            current.code = int(line[2:])
        elif items and target is not None:
            target.append(line)
        else:
            items.append(("text", line))
            target = None
    for item in items:
        if item[0] == "$":
            trim(item[1].stdout)
            trim(item[1].stderr)
    return items


def trim(lines):
    while lines and lines[-1] == "":
        lines.pop()


def write(items):
    """The inverse of parse."""
    out = []
    for kind, *rest in items:
        if kind == "text":
            out.append(rest[0])
        elif kind == "file":
            out += [f"-- {rest[0]} --"] + rest[1]
        elif kind == "@":
            out.append(f"@ {rest[0]}")
        else:
            step = rest[0]
            if out and out[-1] != "" and not out[-1].startswith("@ "):
                out.append("")
            out += [f"$ {step.command}"] + step.stdout
            if step.code:
                out.append(f"? {step.code}")
            if step.stderr:
                out += ["-- stderr --"] + step.stderr
    trim(out)
    return "\n".join(out) + "\n"


class Run:
    """One scenario being run: a workspace, perhaps a server."""

    def __init__(self, binary):
        self.folder = tempfile.mkdtemp(prefix="migrate-scenario-")
        self.workspace = os.path.join(self.folder, "workspace")
        os.mkdir(self.workspace)
        os.chmod(self.folder, 0o755)
        self.server = None
        self.terminal = None
        self.environment = {
            "PATH": f"{os.path.dirname(binary)}:{os.environ['PATH']}", "HOME": self.folder, "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color", "USER": "dev", "MIGRATE_TEST": "1",
            "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", os.path.join(tempfile.gettempdir(), "migrate-test-cache")),
        }
        for name in ("MIGRATE_PG_BINDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def file(self, name, lines):
        path = os.path.join(self.workspace, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write("".join(line + "\n" for line in lines))

    def directive(self, words):
        verb, _, rest = words.partition(" ")
        if verb == "env":
            name, _, value = rest.partition("=")
            if "=" in rest:
                self.environment[name] = value
            else:
                self.environment.pop(name, None)
        elif verb == "copy":
            source, _, target = rest.partition(" ")
            shutil.copytree(os.path.join(ROOT, source), os.path.join(self.workspace, target), dirs_exist_ok=True)
        elif verb == "postgres":
            if servers.bindir() is None:
                raise Skip("no local Postgres")
            self.server = servers.Postgres()
            self.environment["URL"] = self.server.url
        elif verb == "terminal":
            self.terminal = int(rest)
        elif verb == "pipe":
            self.terminal = None
        elif verb == "ascii":
            self.environment["LC_ALL"] = "C"
        elif verb == "needs":
            if not shutil.which(rest, path=self.environment["PATH"]):
                raise Skip(f"{rest} is not installed")
        elif verb != "slow":
            raise ValueError(f"unknown directive: {verb}")

    def command(self, command):
        words = ["sh", "-c", command]
        options = {"cwd": self.workspace, "env": self.environment}
        if self.terminal is None:
            run = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False, **options)
            return run.stdout, run.stderr, run.returncode
        return (*self.on_terminal(words, options),)

    def on_terminal(self, words, options):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, self.terminal, 0, 0))
        process = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, **options)
        os.close(slave)
        chunks = []
        while True:
            try:
                chunk = os.read(master, 65536)
            except OSError:  # Linux answers EIO when the last process closed its side
                break
            if not chunk:
                break
            chunks.append(chunk)
        os.close(master)
        return b"".join(chunks).replace(b"\r\n", b"\n"), b"", process.wait()

    def normalised(self, raw):
        text = raw.decode("utf-8", "backslashreplace").replace("\x1b", "\\e")
        text = text.replace(self.workspace, "[workspace]").replace(self.folder, "[home]")
        if self.server:
            text = text.replace(self.server.folder, "[socket]")
        text = text.replace(socket.gethostname(), "[host]")
        for pattern, word in NORMALISED:
            text = pattern.sub(word, text)
        lines = text.splitlines()
        trim(lines)
        return [line.rstrip() for line in lines]

    def close(self):
        if self.server:
            self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


NORMALISED = [(re.compile(pattern), word) for pattern, word in (
    (r"\d{4}-\d\d-\d\d[T ]\d\d[:-]\d\d[:-]\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?", "[date]"),
    (r"\b(just now|\d+ (second|minute|hour|day)s? ago)", "[ago]"),
    (r"\b\d+(\.\d+)? (ms|s|min)\b(?! one)", "[time]"),
    (r"\b[0-9a-f]{96}\b|\b[0-9a-f]{64}\b", "[hash]"),
    (r"/migrate-scratch-[A-Za-z0-9]+", "/[scratch]"),
    (r"Postgres \d+\.\d+", "Postgres [server]"),
    (r"127\.0\.0\.1:\d{4,5}", "127.0.0.1:[port]"),
    (r"\bpid \d+|process \d+", "pid [pid]"),
)]


def run_file(path, binary):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    items = parse(text)
    run = Run(binary)
    try:
        for kind, *rest in items:
            if kind == "file":
                run.file(*rest)
            elif kind == "@":
                run.directive(rest[0])
            elif kind == "$":
                step = rest[0]
                stdout, stderr, code = run.command(step.command)
                step.stdout, step.stderr, step.code = run.normalised(stdout), run.normalised(stderr), code
    finally:
        run.close()
    seen = write(items)
    if seen == text:
        return True
    if os.environ.get("BLESS"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(seen)
        print(f"blessed {os.path.relpath(path, ROOT)}")
        return True
    name = os.path.relpath(path, ROOT)
    sys.stdout.writelines(difflib.unified_diff(text.splitlines(True), seen.splitlines(True), f"{name} expected", f"{name} seen"))
    return False


def main():
    binary = os.path.abspath(os.environ.get("MIGRATE_BINARY", os.path.join(ROOT, "build", "debug", "migrate")))
    files = [os.path.abspath(name) for name in sys.argv[1:]]
    if not files:
        files = sorted(os.path.join(folder, name) for folder, _, names in os.walk(HERE) for name in names if name.endswith(".scenario"))
    try:
        good = [run_file(path, binary) for path in files]
    except Skip as reason:
        print(f"SKIPPED: {reason}")
        return 77
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
