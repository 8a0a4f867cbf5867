#!/usr/bin/env python3
"""The network between the program and the server vanishes without a word while a statement runs. If it comes back soon, the run
goes on; else both sides give up in bounded time, the server's locks are free, and what was kept is asked. Two network namespaces and
a wire between them: a proxy cannot show this, since the kernel answers for it."""

import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, check_in, skip_without_postgres  # noqa: E402

HERE, THERE = "10.77.0.1", "10.77.0.2"
SLEEPING = "select count(*) from pg_stat_activity where application_name like 'migrate/%' and wait_event = 'PgSleep'"
OURS = "select count(*) from pg_stat_activity where application_name like 'migrate/%'"
GATE = "do $$ begin while exists (select from stops) loop perform pg_sleep(0.05); end loop; end $$;\n"
FILES = {**inv.TRANSACTIONS, "00206_api_gate.sql": "insert into effects values (206);\n" + GATE,
         "00207_api_last.sql": "insert into effects values (207);\n"}


def alone():
    """Goes on in a network namespace of its own."""
    if os.environ.get("MIGRATE_NETWORK") == "alone":
        return
    words = ["unshare", "--net"]
    possible = os.getuid() == 0 and subprocess.run(
        words + ["ip", "link", "add", "name", "va", "type", "veth", "peer", "name", "vb"], capture_output=True, check=False)
    if not possible or possible.returncode != 0:
        print("SKIPPED: no network namespace can be made here")
        sys.exit(77)
    os.execvpe("unshare", [*words, sys.executable, os.path.abspath(__file__)], {**os.environ, "MIGRATE_NETWORK": "alone"})


class Wire:
    """To the network namespace of another process."""

    def __enter__(self):
        self._other = subprocess.Popen(["unshare", "--net", "sleep", "600"])
        self.within = ["nsenter", f"--net=/proc/{self._other.pid}/ns/net"]
        own = os.readlink("/proc/self/ns/net")
        servers.wait_until(lambda: os.readlink(f"/proc/{self._other.pid}/ns/net") != own, "the other namespace")
        ip(["link", "add", "name", "va", "type", "veth", "peer", "name", "vb", "netns", str(self._other.pid)])
        for within, name, address in (([], "va", HERE), (self.within, "vb", THERE)):
            ip(["addr", "add", f"{address}/24", "dev", name], within)
            ip(["link", "set", name, "up"], within)
            ip(["link", "set", "lo", "up"], within)
        return self

    def set(self, state):
        """The other end goes down: what is sent from here is sent to nobody."""
        ip(["link", "set", "vb", state], self.within)

    def __exit__(self, *_):
        self._other.kill()
        self._other.wait()


def ip(words, within=()):
    subprocess.run([*within, "ip", *words], check=True)


def held(oracle, workspace):
    """A run that is held in its last but one file."""
    oracle.empty()
    oracle.query("create table stops (); insert into stops default values")
    process = workspace.start("apply", "--url", oracle.server.tcp_url)
    oracle.wait(SLEEPING, "1", "the statement")
    return process


def back_soon(oracle, workspace, wire):
    process = held(oracle, workspace)
    wire.set("down")
    oracle.query("delete from stops")
    time.sleep(4)  # the length of the fault
    wire.set("up")
    _, err = process.communicate(timeout=60)
    check(process.returncode, 0, err)
    oracle.check("the network was away for 4 s")


def gone(oracle, workspace, wire):
    process = held(oracle, workspace)
    wire.set("down")
    begin = time.monotonic()
    oracle.wait(OURS, "0", "the server's end of the session", 60)
    took = time.monotonic() - begin
    check(took < 45, True, f"the server held the locks for {took:.0f} s")
    servers.wait_until(lambda: process.poll() is not None or time.monotonic() - begin > 28, "the client's budget", 60)
    wire.set("up")
    out, err = process.communicate(timeout=90)
    check(process.returncode, 1, err)
    check_in("M0607", err)
    check(inv.applied_in(out), oracle.history(), err)
    check(len(oracle.history()), 6, err)
    oracle.query("delete from stops")
    inv.rerun(workspace, oracle.server.tcp_url, "the network was gone")
    oracle.check("the network was gone")


def main():
    skip_without_postgres()
    alone()
    with Wire() as wire, servers.Postgres(tcp=True, tls=True, address=THERE, within=wire.within) as server, \
            inv.workspace(FILES) as workspace:
        oracle = inv.Oracle(server)
        oracle.empty()
        oracle.query("create table stops ()")
        inv.rerun(workspace, server.tcp_url, "undisturbed")
        oracle.remember()
        back_soon(oracle, workspace, wire)
        gone(oracle, workspace, wire)


if __name__ == "__main__":
    main()
