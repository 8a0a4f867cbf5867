"""PgBouncer with any number of pools."""

import dataclasses
import os
import shutil
import subprocess

from servers.base import Server, clean_environment, free_port, listens


def found():
    return shutil.which("pgbouncer") or next((path for path in ["/usr/sbin/pgbouncer"] if os.path.exists(path)), None)


def place_of(server):
    """A Postgres is reached through its socket, another pooler at its address."""
    return f"host={getattr(server, 'address', server.folder)} port={server.port}"


@dataclasses.dataclass(frozen=True)
class Pool:
    """`name` is the database that clients ask for; mode is session, transaction or statement."""

    name: str
    mode: str
    size: int = 5
    database: str = "postgres"

    def line(self, server):
        # user=: every client is logged in as the superuser, as auth_type=any demands it.
        return (f"{self.name} = dbname={self.database} user=postgres {place_of(server)} pool_mode={self.mode}"
                f" pool_size={self.size}\n")


class PgBouncer(Server):
    """A pooler in front of a Postgres, or of another pooler. `mode` and `pool_size` are those of each database that `pools`
    does not name. With password=… the clients must know it (SCRAM), else any user may come."""

    def __init__(self, server, mode="session", pool_size=5, pools=(), address="127.0.0.1", port=None, round_robin=False,
                 password=None):
        super().__init__("bouncer")
        self.address, self.port, self.password = address, port or free_port(address), password
        self.pools = {pool.name: pool for pool in pools}
        config = self.file("pgbouncer.ini", (
            "[databases]\n" + "".join(pool.line(server) for pool in pools) +
            f"* = user=postgres {place_of(server)}\n[pgbouncer]\n"
            f"listen_addr = {address}\nlisten_port = {self.port}\nunix_socket_dir =\n{self._authentication(server)}"
            f"pool_mode = {mode}\ndefault_pool_size = {pool_size}\nmax_client_conn = 400\n"
            f"server_round_robin = {int(round_robin)}\nignore_startup_parameters = extra_float_digits\n"))
        self._start([found(), config], lambda: listens(address, self.port))

    def _authentication(self, server):
        if self.password is None:
            return "auth_type = any\n"
        server.psql(f"alter role postgres password '{self.password}'")
        secret = server.psql("select rolpassword from pg_authid where rolname = 'postgres'")
        users = self.file("users", f'"postgres" "{secret}"\n')
        return f"auth_type = scram-sha-256\nauth_file = {users}\nadmin_users = postgres\n"

    def url_of(self, database):
        return f"postgresql://postgres:{self.password or 'x'}@{self.address}:{self.port}/{database}"

    @property
    def url(self):
        return self.url_of("postgres")

    def console(self, command):
        """The rows of a command of the admin console, each as {column: text}."""
        run = subprocess.run(["psql", "-XAq", "-F", "\t", "-P", "footer=off", self.url_of("pgbouncer"), "-c", command],
                             capture_output=True, text=True, env=clean_environment())
        if run.returncode:
            raise RuntimeError(f"{command} at the console: {run.stderr}{self.said()}")
        head, *rows = [line.split("\t") for line in run.stdout.splitlines()] or [[]]
        return [dict(zip(head, row)) for row in rows]


def on_innocent_port(server, **options):
    """A PgBouncer where a Postgres is expected: on port 5432, of a loopback address that is free."""
    for last in range(2, 255):
        address = f"127.0.0.{last}"
        if listens(address, 5432):
            continue
        try:
            return PgBouncer(server, address=address, port=5432, **options)
        except RuntimeError:
            pass  # another test was faster
    raise RuntimeError("port 5432 is taken on every loopback address")
