"""Real servers for the tests: Postgres and PgBouncer, each in a folder of its own, on a private socket or a free port."""

import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PASSWORD = "s3cret-pässword"


def bindir():
    """The newest local Postgres, or None."""
    found = [os.environ.get("MIGRATE_PG_BINDIR", "")]
    found += sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]), reverse=True)
    return next((path for path in found if path and os.path.exists(os.path.join(path, "initdb"))), None)


def as_user():
    """What makes a server run as an ordinary user: initdb and PgBouncer refuse root."""
    if os.getuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def clean_environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8", **more}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


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


class Postgres:
    """A server with one superuser `postgres`; `url` goes through its Unix socket, `tcp_url` through a free port."""

    def __init__(self, settings=(), tcp=False):
        self.folder = own_folder("migrate-pg-")
        self.data = os.path.join(self.folder, "data")
        self.port = free_port() if tcp else 5432
        bin_folder = bindir()
        quiet = {"stdout": subprocess.DEVNULL, "env": clean_environment(), "cwd": self.folder}
        password_file = os.path.join(self.folder, "password")
        with open(password_file, "w", encoding="utf-8") as file:
            file.write(PASSWORD + "\n")
        os.chmod(password_file, 0o644)
        subprocess.run(
            as_user() + [f"{bin_folder}/initdb", "-D", self.data, "-U", "postgres", "--auth-local=trust",
                         "--auth-host=scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
            check=True, **quiet)
        fast = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "shared_buffers=32MB"]
        options = [word for setting in fast + list(settings) for word in ("-c", setting)]
        self.log = open(os.path.join(self.folder, "log"), "wb")
        self.process = subprocess.Popen(
            as_user() + [f"{bin_folder}/postgres", "-D", self.data, "-k", self.folder, "-p", str(self.port),
                         "-h", "127.0.0.1" if tcp else ""] + options,
            stdout=self.log, stderr=self.log, env=clean_environment(), cwd=self.folder)
        wait_until(self._answers, "postgres")

    def _answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(open(self.log.name, encoding="utf-8", errors="replace").read())
        return subprocess.run(["pg_isready", "-q", "-h", self.folder, "-p", str(self.port)], check=False).returncode == 0

    def url_of(self, database):
        return f"postgresql://postgres@/{database}?host={self.folder}&port={self.port}"

    @property
    def url(self):
        return self.url_of("postgres")

    @property
    def tcp_url(self):
        return f"postgresql://postgres:s3cret-p%C3%A4ssword@127.0.0.1:{self.port}/postgres"

    def psql(self, sql, database="postgres"):
        """The rows of a query as psql prints them, unaligned."""
        run = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", self.url_of(database), "-c", sql],
                             capture_output=True, text=True, env=clean_environment(), check=False)
        if run.returncode != 0:
            raise RuntimeError(run.stderr)
        return run.stdout.rstrip("\n")

    def stop(self):
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Standby:
    """A real standby of a Postgres that was started with wal_level=replica."""

    def __init__(self, primary):
        self.folder = own_folder("migrate-standby-")
        data = os.path.join(self.folder, "data")
        quiet = {"stdout": subprocess.DEVNULL, "env": clean_environment(), "cwd": self.folder}
        subprocess.run(as_user() + [f"{bindir()}/pg_basebackup", "-h", primary.folder, "-p", str(primary.port), "-U", "postgres",
                                    "-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync"], check=True, **quiet)
        self.log = open(os.path.join(self.folder, "log"), "wb")
        self.process = subprocess.Popen(
            as_user() + [f"{bindir()}/postgres", "-D", data, "-k", self.folder, "-p", "5432", "-h", "", "-c", "fsync=off",
                         "-c", "shared_buffers=32MB"],
            stdout=self.log, stderr=self.log, env=clean_environment(), cwd=self.folder)
        wait_until(self._answers, "the standby")

    def _answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(open(self.log.name, encoding="utf-8", errors="replace").read())
        return subprocess.run(["pg_isready", "-q", "-h", self.folder], check=False).returncode == 0

    @property
    def url(self):
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def stop(self):
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class PgBouncer:
    """A pooler in front of a Postgres that was started with tcp=True; mode is session, transaction or statement."""

    def __init__(self, server, mode, pool_size=5):
        self.folder = own_folder("migrate-bouncer-")
        self.port = free_port()
        config = os.path.join(self.folder, "pgbouncer.ini")
        with open(config, "w", encoding="utf-8") as file:
            file.write(
                # auth_type=any logs every client in as the user that the database line names.
                f"[databases]\n* = user=postgres host={server.folder} port={server.port}\n[pgbouncer]\n"
                f"listen_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\nauth_type = any\n"
                f"pool_mode = {mode}\ndefault_pool_size = {pool_size}\nmax_client_conn = 200\n"
                "ignore_startup_parameters = extra_float_digits\n")
        os.chmod(config, 0o644)
        self.log = open(os.path.join(self.folder, "log"), "wb")
        self.process = subprocess.Popen(as_user() + [shutil.which("pgbouncer") or "/usr/sbin/pgbouncer", config],
                                        stdout=self.log, stderr=self.log, env=clean_environment(), cwd=self.folder)
        wait_until(self._listens, "pgbouncer")

    def _listens(self):
        if self.process.poll() is not None:
            raise RuntimeError(open(self.log.name, encoding="utf-8", errors="replace").read())
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    @property
    def url(self):
        return f"postgresql://postgres:x@127.0.0.1:{self.port}/postgres"

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
