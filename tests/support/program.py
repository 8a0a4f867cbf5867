"""A workspace for the program, and the program run in it."""

import os
import subprocess
import sys
import tempfile

import servers

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MIGRATE = os.path.abspath(os.environ.get("MIGRATE_BINARY", os.path.join(ROOT, "build", "debug", "migrate")))


def skip_without_postgres():
    if servers.bindir() is None:
        print("SKIPPED: no local Postgres")
        sys.exit(77)


class Workspace:
    """One service `api` of plain SQL; `migration` adds a file."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="migrate-fault-")
        self.folder = self._folder.name
        os.makedirs(f"{self.folder}/supabase/migrations")
        self.file("migrate.yaml", "services:\n  api: { range: 00200-00299 }\n")

    def file(self, name, text):
        with open(f"{self.folder}/{name}", "w", encoding="utf-8") as file:
            file.write(text)

    def migration(self, name, sql):
        self.file(f"supabase/migrations/{name}", sql)

    def start(self, *words, **environment):
        """The program as a process, its output in pipes."""
        return self.start_program(MIGRATE, *words, **environment)

    def start_program(self, *words, **environment):
        return subprocess.Popen(words, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, env=servers.clean_environment(**{"HOME": self.folder, **environment}))

    def run(self, *words, **environment):
        """Exit code, stdout, stderr."""
        process = self.start(*words, **environment)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._folder.cleanup()


def check(seen, expected, what=""):
    """Compares, and shows both."""
    if seen != expected:
        sys.exit(f"{what}\n  expected: {expected!r}\n  seen:     {seen!r}")


def check_in(part, whole):
    if part not in whole:
        sys.exit(f"not said: {part!r}\n{whole}")
