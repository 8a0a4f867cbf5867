"""The kinds of endpoints that the probe must tell apart: real servers, each kind shown to be what it is called."""

import contextlib
import dataclasses
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from delay_proxy import DelayProxy  # noqa: E402
from servers import PgBouncer, Pool  # noqa: E402
from wire import Session  # noqa: E402

SIZES = (1, 5, 20)


@dataclasses.dataclass(frozen=True)
class Kind:
    name: str
    url: str
    expected: str
    loads: tuple = ("idle",)
    pool: Pool = None  # where there is one: its server connections can be looked at, one by one


class Endpoints:
    """The servers behind all kinds, and `kinds`. `server` is the Postgres that nearly all of them lead to."""

    def __init__(self):
        self._stack = contextlib.ExitStack()
        with contextlib.ExitStack() as stack:
            self.server = stack.enter_context(servers.Postgres(
                ["wal_level=replica", "max_wal_senders=4", "hot_standby=on", "max_connections=300"], tcp=True))
            self.kinds = list(self._direct(stack)) + list(self._poolers(stack))
            self.kinds += list(self._far_and_chained(stack)) + list(self._unfit(stack))
            self._stack = stack.pop_all()

    def _direct(self, stack):
        server = self.server
        forwarder = stack.enter_context(DelayProxy(("127.0.0.1", server.port)))
        yield Kind("direct, socket", server.url, "direct", ("idle", "busy"))
        yield Kind("direct, TCP", server.tcp_url, "direct", ("idle", "busy", "probed"))
        yield Kind("TCP forwarder", server.tcp_url_of(port=forwarder.port), "direct", ("idle", "busy"))
        if servers.pgpool.found():
            pgpool = stack.enter_context(servers.Pgpool(server, clients=16))
            with Session(pgpool.url) as session:
                claim(str(session.key) == session.value("select pg_backend_pid()"), "pgpool does not hand out the real key")
                claim(session.query("show pool_version"), "pgpool does not answer")
            # It cannot be told from a forwarder, and need not: each client has a server process of its own.
            yield Kind("pgpool", pgpool.url, "direct", ("idle", "busy"))

    def _poolers(self, stack):
        pools = [Pool(f"{mode}_{size}", mode, size) for mode in ("session", "transaction", "statement") for size in SIZES]
        lifo = stack.enter_context(PgBouncer(self.server, pools=pools))
        robin = stack.enter_context(PgBouncer(self.server, round_robin=True, pools=pools))
        innocent = stack.enter_context(servers.on_innocent_port(self.server, pools=[Pool("postgres", "transaction", 5)]))
        claim(innocent.url.endswith(":5432/postgres"), "the innocent port is another one")
        for pool in pools:
            loads = ("idle", "warm", "busy")
            if pool.size == 5 and pool.mode == "transaction":
                loads += ("crowded", "stuck", "probed")
            if pool.size == 20:
                loads += ("probed",)
            if (pool.mode, pool.size) == ("session", 1):
                # Nobody else fits in, not even the probe's second connection.
                yield pooled(lifo, pool, "PgBouncer", "inconclusive", ("idle",))
            else:
                yield pooled(lifo, pool, "PgBouncer", f"{pool.mode} pooler", loads)
            if pool.mode == "transaction":
                yield pooled(robin, pool, "PgBouncer, round robin,", f"{pool.mode} pooler", loads)
        yield pooled(innocent, innocent.pools["postgres"], "PgBouncer on port 5432,", "transaction pooler",
                     ("idle", "warm", "busy"))

    def _far_and_chained(self, stack):
        far = stack.enter_context(DelayProxy(("127.0.0.1", self.server.port), delay_ms=10))
        yield Kind("direct, 20 ms away", self.server.tcp_url_of(port=far.port), "direct")
        modes = ("session", "transaction")
        # Not one pool for both: the pooler in front keeps what it once took of a session pool.
        pools = [Pool(f"{mode}_{place}", mode, 5) for mode in modes for place in ("far", "behind")]
        back = stack.enter_context(PgBouncer(self.server, pools=pools))
        far = stack.enter_context(DelayProxy(("127.0.0.1", back.port), delay_ms=10))
        for mode in modes:
            yield Kind(f"PgBouncer {mode} 5, 20 ms away", f"postgresql://postgres:x@127.0.0.1:{far.port}/{mode}_far",
                       f"{mode} pooler", ("idle", "warm"), back.pools[f"{mode}_far"])
            # What stands behind decides.
            front = stack.enter_context(PgBouncer(back, pools=[Pool("postgres", "session", 5, database=f"{mode}_behind")]))
            yield Kind(f"PgBouncer session before {mode} 5", front.url, f"{mode} pooler", ("idle", "warm"),
                       back.pools[f"{mode}_behind"])

    def _unfit(self, stack):
        server = self.server
        standby = stack.enter_context(servers.Standby(server))
        server.psql("create database frozen")
        server.psql("alter database frozen set default_transaction_read_only = on")
        server.psql("create role reader login superuser password 'x'; alter role reader set default_transaction_read_only = on")
        yield Kind("standby", standby.url, "read replica")
        yield Kind("read-only database", server.url_of("frozen"), "read-only")
        yield Kind("read-only role", server.url.replace("postgres@", "reader@"), "read-only")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stack.close()


def claim(truth, otherwise):
    if not truth:
        sys.exit(f"the test's own servers are not what they should be: {otherwise}")


def pooled(bouncer, pool, name, expected, loads):
    """A pool of a PgBouncer that says itself that it is the one meant."""
    row = next(row for row in bouncer.console("show databases") if row["name"] == pool.name)
    claim((row["pool_mode"], row["pool_size"]) == (pool.mode, str(pool.size)), f"{pool} is {row}")
    settings = {row["key"]: row["value"] for row in bouncer.console("show config")}
    claim(settings["listen_port"] == str(bouncer.port), f"{bouncer.url} listens on {settings['listen_port']}")
    claim(settings["server_round_robin"] == str(int("round robin" in name)), f"{name}: server_round_robin is not so")
    return Kind(f"{name} {pool.mode} {pool.size}", bouncer.url_of(pool.name), expected, loads, pool)
