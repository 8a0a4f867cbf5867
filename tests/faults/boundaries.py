#!/usr/bin/env python3
"""The client is killed, or its connection cut, in front of every statement that it sends: a rerun ends as if nothing had been.
Where the client lives, it says of each migration what the database has. With and without pipeline, in and outside transactions.

With tests/run --every-point at every message of the protocol, and at every statement of 200 migrations."""

import os
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from message_proxy import MessageProxy  # noqa: E402
from program import check, skip_without_postgres  # noqa: E402

# A simple query, an Execute, a Sync: where the server does something.
DECISIVE = (b"Q", b"E", b"S")


class Point:
    """Stops in front of the message number `at` of all connections; 0: never. Counts the decisive ones, or every one."""

    def __init__(self, kinds):
        self.kinds, self.at, self.seen, self.then = kinds, 0, 0, lambda: None

    def __call__(self, kind, _):
        if self.kinds and kind not in self.kinds:
            return False
        self.seen += 1
        if self.seen == self.at:
            self.then()
            return True
        return False

    def set(self, at):
        self.at, self.seen = at, 0


def kill_at(point, at, workspace, url, flags):
    point.set(at)
    started = threading.Event()
    point.then = lambda: started.wait() and process.kill()
    process = workspace.start("apply", "--url", url, *flags)
    started.set()
    process.communicate(timeout=60)


def cut_at(point, at, workspace, url, flags, oracle):
    """What the program says of its work must be true."""
    point.set(at)
    point.then = lambda: None
    code, out, err = workspace.run("apply", "--url", url, *flags)
    what = f"cut at {at}, {flags}"
    inv.sound(code, err, what)
    check(inv.applied_in(out), oracle.history(), f"{what}: said, and there\n{out}{err}")
    check(code in (0, 1, 3, 6), True, f"{what}: exit code {code}\n{err}")
    # A server that lives is asked: nothing stays open but what runs outside of a transaction.
    if code == 6:
        check("outside a transaction" in err or "outside of a transaction" in err, True, f"{what}\n{err}")


def series(server, oracle, migrations, flags, steps, kinds=DECISIVE):
    point = Point(kinds)
    with inv.workspace(migrations) as workspace, MessageProxy(server.port, halt=point) as proxy:
        oracle.expect(workspace)
        point.set(0)
        oracle.empty()
        inv.rerun(workspace, proxy.url, "undisturbed", *flags)
        count = point.seen
        for how, step in steps.items():
            for at in range(1, count + 1, step):
                oracle.empty()
                if how == "kill":
                    kill_at(point, at, workspace, proxy.url, flags)
                else:
                    cut_at(point, at, workspace, proxy.url, flags, oracle)
                inv.rerun(workspace, server.tcp_url, f"{how} at {at} of {count}, {flags}", *flags)
                oracle.check(f"{how} at {at} of {count}, {flags}", whole=at % 10 == 0)
        print(f"{len(migrations)} migrations, {flags or 'pipeline'}: {count} points")


def main():
    skip_without_postgres()
    with servers.Postgres(tcp=True) as server:
        oracle = inv.Oracle(server)
        if not inv.every_point():
            series(server, oracle, inv.TRANSACTIONS, [], {"kill": 4, "cut": 9})
            series(server, oracle, inv.MIXED, ["--no-pipeline"], {"kill": 3, "cut": 7})
            return
        for flags in ([], ["--no-pipeline"]):
            for files in (inv.TRANSACTIONS, inv.MIXED):
                series(server, oracle, files, flags, {"kill": 1, "cut": 1}, kinds=())
            series(server, oracle, inv.many(200), flags, {"kill": 1})


if __name__ == "__main__":
    main()
