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

SECTION = re.compile(r"^-- (?!stderr --$)([\w./ @-]+) --$")


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
        elif item[0] == "file":
            trim(item[2])
    return items


def write(items):
    """The inverse of parse: one empty line between a command, a group of files and a group of directives."""
    out, before = [], None
    for kind, *rest in items:
        if out and out[-1] != "" and kind != "text" and (kind == "$" or kind != before) and before != "@":
            out.append("")
        before = kind
        if kind == "text":
            out.append(rest[0])
        elif kind == "file":
            out += [f"-- {rest[0]} --"] + rest[1]
        elif kind == "@":
            out.append(f"@ {rest[0]}")
        else:
            step = rest[0]
            out += [f"$ {step.command}"] + step.stdout
            if step.code:
                out.append(f"? {step.code}")
            if step.stderr:
                out += ["-- stderr --"] + step.stderr
    trim(out)
    return "\n".join(out) + "\n"


def parse_guide(text):
    """The same items from a Markdown page: its ```console blocks are commands with all that they print, a block below
    `<!-- file NAME -->` is a file, `<!-- @ … -->` a directive, `<!-- ? N -->` the exit code of the command above."""
    items, block, step = [], None, None
    for line in text.splitlines():
        comment = re.fullmatch(r"<!-- (file|@|\?) (.+) -->", line)
        if block is None and comment and comment.group(1) == "?":
            step.code = int(comment.group(2))
        elif block is None and comment:
            items.append((comment.group(1), comment.group(2), []) if comment.group(1) == "file" else ("@", comment.group(2)))
        elif block is None and line.startswith("```"):
            block = line
            named = bool(items) and items[-1][0] == "file" and len(items[-1]) == 3
            if named:
                items[-1] = (*items[-1], line)
            elif line != "```console":
                items.append(("text", line))
        elif line == "```" and block is not None:
            if block != "```console" and items[-1][0] != "file":
                items.append(("text", line))
            block = None
        elif block == "```console" and line.startswith("$ "):
            step = Step(line[2:])
            items.append(("$", step))
        elif block == "```console":
            step.stdout.append(line)
        elif block is not None and items[-1][0] == "file":
            items[-1][2].append(line)
        else:
            items.append(("text", line))
    for item in items:
        if item[0] == "$":
            trim(item[1].stdout)
    return items


def write_guide(items):
    out, open_block = [], False
    for n, (kind, *rest) in enumerate(items):
        if kind == "$":
            out += [""] if open_block else ["```console"]
            open_block = n + 1 < len(items) and items[n + 1][0] == "$" and not rest[0].code
            out += [f"$ {rest[0].command}"] + rest[0].stdout + ([] if open_block else ["```"])
            if rest[0].code:
                out.append(f"<!-- ? {rest[0].code} -->")
        elif kind == "file":
            out += [f"<!-- file {rest[0]} -->", rest[2]] + rest[1] + ["```"]
        elif kind == "@":
            out.append(f"<!-- @ {rest[0]} -->")
        else:
            out.append(rest[0])
    return "\n".join(out) + "\n"


def trim(lines):
    while lines and lines[-1] == "":
        lines.pop()


class Run:
    """One scenario being run: a workspace, perhaps a server."""

    def __init__(self, binary, guide):
        self.folder = tempfile.mkdtemp(prefix="migrate-scenario-")
        self.workspace = os.path.join(self.folder, "workspace")
        os.mkdir(self.workspace)
        os.chmod(self.folder, 0o755)
        self.server = None
        # Wide enough that a line stays whole whose socket folder is longer here than what is shown of it.
        self.terminal = 116 if guide else None
        # What stands for the folders of this run; a guide shows the ones that its reader might have.
        self.names = ("~/shop", "~", "/run/postgresql") if guide else ("[workspace]", "[home]", "[socket]")
        self.environment = {
            "PATH": f"{os.path.dirname(binary)}:{os.environ['PATH']}", "HOME": self.folder, "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color", "USER": "dev", "MIGRATE_TEST": "1",
            "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", os.path.join(tempfile.gettempdir(), "migrate-test-cache")),
        }
        for name in ("MIGRATE_PG_BINDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        if guide:
            self.environment.update(NO_COLOR="1", TERM="dumb")

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
                self.environment[name] = value.replace("$URL", self.environment.get("URL", "$URL"))
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
        """stdout, stderr and exit code."""
        words = ["sh", "-c", command]
        options = {"cwd": self.workspace, "env": self.environment}
        if self.terminal is not None:
            return self.on_terminal(words, options)
        run = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False, **options)
        return run.stdout, run.stderr, run.returncode

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

    def lines(self, raw):
        """What was printed, without what belongs to this run's folders and machine."""
        text = raw.decode("utf-8", "backslashreplace").replace("\x1b", "\\e")
        workspace, home, sockets = self.names
        text = text.replace(self.workspace, workspace).replace(self.folder, home)
        if self.server:
            text = text.replace(self.server.folder, sockets)
        text = text.replace(socket.gethostname(), "[host]")
        lines = [line.rstrip() for line in text.splitlines()]
        trim(lines)
        return lines

    def close(self):
        if self.server:
            self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


VARYING = [(re.compile(pattern), word) for pattern, word in (
    (r"\d{4}-\d\d-\d\d[T ]\d\d[:-]\d\d[:-]\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?", "[date]"),
    (r"\b(just now|\d+ (second|minute|hour|day)s? ago)", "[ago]"),
    (r"\b\d+(\.\d+)? (ms|s|min)\b", "[time]"),
    (r"\b[0-9a-f]{96}\b|\b[0-9a-f]{64}\b", "[hash]"),
    (r"((/|%2F)\w+)*(/|%2F)migrate-scratch-\w+", "[scratch]"),
    (r"kill -QUIT \d+", "kill -QUIT [pid]"),
    (r'"milliseconds":\d+', '"milliseconds":[time]'),
    (r'"server":"[\d.]+"', '"server":"[server]"'),
    (r"\brun=[0-9a-f]{8}\b", "run=[run]"),
    (r"Postgres \d+\.\d+", "Postgres [server]"),
    (r"127\.0\.0\.1:\d{4,5}", "127.0.0.1:[port]"),
    (r"\b(pid|process) \d+", "pid [pid]"),
)]


def normalised(lines):
    """Without what differs from run to run; blanks that only fill up to it count as one."""
    out = []
    for line in lines:
        changed = line
        for pattern, word in VARYING:
            changed = pattern.sub(word, changed)
        out.append(changed)
    return out


def run_file(path, binary):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    guide = path.endswith(".md")
    items = parse_guide(text) if guide else parse(text)
    run = Run(binary, guide)
    try:
        for kind, *rest in items:
            if kind == "file":
                run.file(rest[0], rest[1])
            elif kind == "@":
                run.directive(rest[0])
            elif kind == "$":
                compare(rest[0], run, guide)
    finally:
        run.close()
    seen = write_guide(items) if guide else write(items)
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


def compare(step, run, guide):
    """Runs the command; what it printed takes the place of what was expected, unless they differ in varying parts only."""
    stdout, stderr, step.code = run.command(step.command)
    for name, raw in (("stdout", stdout), ("stderr", stderr)):
        seen, expected = run.lines(raw), getattr(step, name)
        if normalised(seen) != normalised(expected):
            setattr(step, name, seen if guide else normalised(seen))


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
