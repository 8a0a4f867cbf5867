"""What all servers share: a folder, a log, a process that ends with the test."""

import glob
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
# Whoever started the tests may ignore these (nohup, a shell's `&`), and a child inherits that; what is tested must not.
for heard in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    if signal.getsignal(heard) == signal.SIG_IGN:
        signal.signal(heard, signal.SIG_DFL)


def bindir():
    """The newest local Postgres, or None."""
    found = [os.environ.get("MIGRATE_PG_BINDIR", "")]
    found += sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]), reverse=True)
    return next((path for path in found if path and os.path.exists(os.path.join(path, "initdb"))), None)


def as_user():
    """What makes a server run as an ordinary user: initdb and the poolers refuse root."""
    if os.getuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def clean_environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8", **more}


def free_port(address="127.0.0.1"):
    """Below the ports that the system hands to clients (from 32768 on), so that none of them takes it before the server does,
    and none that says something about what listens there (src/endpoint/rules.cpp)."""
    while True:
        port = random.randrange(15000, 25000)
        with socket.socket() as listener:
            try:
                listener.bind((address, port))
                return port
            except OSError:
                pass  # somebody listens there


def own_folder(prefix):
    folder = tempfile.mkdtemp(prefix=prefix)
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    return folder


def wait_until(ready, what, seconds=30):
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not start within {seconds} s")
        time.sleep(0.02)


class Server:
    """A process in the foreground, its output in `log`. A subclass makes the folder's files, then calls `_start`."""

    stop_signal = signal.SIGTERM
    _within = []

    def __init__(self, name):
        self.name = name
        self.folder = own_folder(f"migrate-{name}-")

    def file(self, name, text):
        """A file that the server's user can read; its path."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o644)
        return path

    def run(self, *words):
        """A program as the server's user; what it needs before the server starts."""
        subprocess.run(as_user() + list(words), check=True, stdout=subprocess.DEVNULL, env=clean_environment(), cwd=self.folder)

    def said(self):
        """The log as text."""
        with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def _start(self, words, answers):
        with open(os.path.join(self.folder, "log"), "wb") as log:
            self.process = subprocess.Popen(self._within + as_user() + words, stdout=log, stderr=log, env=clean_environment(), cwd=self.folder)
        try:
            wait_until(lambda: self._alive() and answers(), self.name)
        except RuntimeError:
            self.stop()
            raise

    def _alive(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.name} has ended:\n{self.said()}")
        return True

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def listens(address, port):
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0
