"""What else goes on at an endpoint while it is probed: nothing (idle); nothing, but all of the pool's server connections are
there (warm); short transactions of some clients (busy); long ones of three times as many as the pool has servers (crowded);
forgotten transactions that leave a single server (stuck); other probes (probed)."""

import contextlib
import os
import subprocess
import tempfile

import servers
from wire import Session

# Every statement of `together` waits for this lock, which the test holds until all of them run.
GATE = 20261120

SCRIPTS = {
    "transaction": "begin;\nselect count(*) from pg_class;\nselect 1;\ncommit;\n",
    "statement": "select count(*) from pg_class;\n",
    "long": "begin;\nselect pg_sleep(0.03);\ncommit;\n",
}


def together(server, url, size, sql):
    """The first row of `sql` from each of `size` sessions, which run it at the same time: so a pool of that size needs all
    of its server connections, in every mode."""
    sessions = []
    with contextlib.ExitStack() as stack:
        sessions = [stack.enter_context(Session(url)) for _ in range(size)]
        with Session(server.url) as gate:
            gate.query(f"select pg_advisory_lock({GATE})")
            for session in sessions:
                session.ask(f"select waited.*, pg_advisory_xact_lock_shared({GATE}) from ({sql}) as waited")
            waiting = f"select count(*) from pg_locks where locktype = 'advisory' and objid = {GATE} and not granted"
            servers.wait_until(lambda: int(gate.value(waiting)) >= size, f"{size} sessions through {url}")
        return [session.answer()[0][:-1] for session in sessions]


def clients_of(kind, load):
    """How many clients, and what they do again and again."""
    if load == "crowded":
        return 3 * kind.pool.size, SCRIPTS["long"]
    if kind.pool and kind.pool.mode == "session":
        return min(8, kind.pool.size - 2), SCRIPTS["transaction"]  # they stay: two slots are the probe's
    return 8, SCRIPTS["statement" if kind.pool and kind.pool.mode == "statement" else "transaction"]


@contextlib.contextmanager
def clients(server, kind, load):
    """pgbench at the same endpoint: bounded in rate and time, gone when the block ends. None of its clients may have failed:
    the probe disturbs nobody."""
    count, script = clients_of(kind, load)
    name = f"load of {kind.name}"[:60]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file, tempfile.TemporaryFile("w+") as said:
        file.write(script)
        file.flush()
        process = subprocess.Popen(
            [os.path.join(servers.bindir(), "pgbench"), "-n", "-M", "simple", "-c", str(count), "-j", "1", "-R", "300", "-T", "900",
             "-f", file.name, kind.url], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said,
            env=servers.clean_environment(PGAPPNAME=name))
        try:
            running = f"select count(*) > 0 from pg_stat_activity where application_name = '{name}'"
            servers.wait_until(lambda: process.poll() is not None or server.psql(running) == "t", "pgbench")
            yield
            ended = process.poll()
        finally:
            process.kill()
            process.wait()
        said.seek(0)
        complaints = [line for line in said if "error" in line.lower() or "aborted" in line or "fatal" in line.lower()]
        if ended is not None or complaints:
            raise RuntimeError(f"the clients at {kind.name} were disturbed (pgbench: {ended}): {''.join(complaints)}")


@contextlib.contextmanager
def holders(kind):
    """Clients that hold all server connections of the pool but one, in transactions that they forgot."""
    with contextlib.ExitStack() as stack:
        for _ in range(kind.pool.size - 1):
            stack.enter_context(Session(kind.url)).query("begin")
        yield


def under(server, kind, load):
    """The load as a context."""
    if load in ("busy", "crowded"):
        return clients(server, kind, load)
    if load == "stuck":
        return holders(kind)
    if load == "warm":
        together(server, kind.url, kind.pool.size, "select 1")
    return contextlib.nullcontext()
