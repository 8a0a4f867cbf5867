"""Postgres and its standby."""

import os
import signal
import subprocess

from servers.base import Server, as_user, bindir, clean_environment, free_port

PASSWORD = "s3cret-pässword"
FAST = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "shared_buffers=32MB"]


def answers(folder, port, how=0):
    """1: that it lets nobody in."""
    return subprocess.run(["pg_isready", "-q", "-h", folder, "-p", str(port)], check=False).returncode == how


class Postgres(Server):
    """A server with one superuser `postgres`; `url` goes through its Unix socket, `tcp_url` through a free port of `address`.
    With tls=True it has a certificate that it signed itself. `within`: words in front of its command line."""

    stop_signal = signal.SIGQUIT

    def __init__(self, settings=(), tcp=False, tls=False, address="127.0.0.1", within=()):
        super().__init__("postgres")
        self.data = os.path.join(self.folder, "data")
        self.interface, self._within = address, list(within)
        self.port = free_port() if tcp else 5432
        password_file = self.file("password", PASSWORD + "\n")
        self.run(f"{bindir()}/initdb", "-D", self.data, "-U", "postgres", "--auth-local=trust",
                 "--auth-host=scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        with open(os.path.join(self.data, "pg_hba.conf"), "a", encoding="utf-8") as rules:
            rules.write(f"host all all {address}/8 scram-sha-256\n")
        settings = FAST + (self._certificate() if tls else []) + list(settings)
        options = [word for setting in settings for word in ("-c", setting)]
        self._words = [f"{bindir()}/postgres", "-D", self.data, "-k", self.folder, "-p", str(self.port),
                       "-h", address if tcp else ""] + options
        self.start()

    def start(self, first=(), more=(), ready=0):
        """Also after `halt`. `first` and `more`: words in front of its command line and behind it."""
        self._start([*first, *self._words, *more], lambda: answers(self.folder, self.port, ready))

    def halt(self, how):
        """Ends the server, its data stay: SIGINT is a fast shutdown, SIGQUIT an immediate one."""
        self.process.send_signal(how)
        self.process.wait()

    def _certificate(self):
        key, certificate = os.path.join(self.folder, "server.key"), os.path.join(self.folder, "server.crt")
        subprocess.run(as_user() + ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                                    "/CN=localhost", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True, cwd=self.folder)
        os.chmod(key, 0o600)
        return ["ssl=on", f"ssl_cert_file={certificate}", f"ssl_key_file={key}"]

    def url_of(self, database):
        return f"postgresql://postgres@/{database}?host={self.folder}&port={self.port}"

    @property
    def url(self):
        return self.url_of("postgres")

    def tcp_url_of(self, database="postgres", port=None, password="s3cret-p%C3%A4ssword"):
        """`port`: that of a proxy in front."""
        return f"postgresql://postgres:{password}@{self.interface}:{port or self.port}/{database}"

    @property
    def tcp_url(self):
        return self.tcp_url_of()

    def psql(self, sql, database="postgres"):
        """The rows of a query as psql prints them, unaligned."""
        run = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", self.url_of(database), "-c", sql],
                             capture_output=True, text=True, env=clean_environment(), check=False)
        if run.returncode != 0:
            raise RuntimeError(run.stderr)
        return run.stdout.rstrip("\n")


class Standby(Server):
    """A real standby of a Postgres that was started with wal_level=replica."""

    stop_signal = signal.SIGQUIT

    def __init__(self, primary):
        super().__init__("standby")
        data = os.path.join(self.folder, "data")
        self.run(f"{bindir()}/pg_basebackup", "-h", primary.folder, "-p", str(primary.port), "-U", "postgres",
                 "-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync")
        # A standby must allow as many connections as its primary.
        self._start([f"{bindir()}/postgres", "-D", data, "-k", self.folder, "-p", "5432", "-h", "", "-c", "fsync=off",
                     "-c", "shared_buffers=32MB", "-c", f"max_connections={primary.psql('show max_connections')}"],
                    lambda: answers(self.folder, 5432))

    @property
    def url(self):
        return f"postgresql://postgres@/postgres?host={self.folder}&port=5432"
