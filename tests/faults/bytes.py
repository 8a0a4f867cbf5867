#!/usr/bin/env python3
"""The connection breaks after each so many bytes of a run, in both directions, broken off or closed: what the program says is what
the database has, and a rerun ends as if nothing had been. With tests/run --every-point after every byte."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from delay_proxy import DOWN, UP, Cut, DelayProxy  # noqa: E402
from program import check, skip_without_postgres  # noqa: E402

FILES = dict(list(inv.TRANSACTIONS.items())[:3])


def sizes(oracle, proxy, workspace, url, flags):
    oracle.empty()
    proxy.cut = None
    proxy.connections.clear()
    inv.rerun(workspace, url, "undisturbed", *flags)
    return {UP: max(one.sent for one in proxy.connections), DOWN: max(one.received for one in proxy.connections)}


def cut(oracle, proxy, workspace, url, flags):
    what = f"{proxy.cut}, {flags}"
    oracle.empty()
    code, out, err = workspace.run("apply", "--url", url, *flags)
    inv.sound(code, err, what)
    check(code in (0, 1, 3), True, f"{what}: exit code {code}\n{err}")
    check(inv.applied_in(out), oracle.history(), f"{what}: said, and there\n{out}{err}")
    inv.rerun(workspace, oracle.server.tcp_url, what)
    oracle.check(what)


def main():
    skip_without_postgres()
    # A connection that asks what became of the first one is left alone.
    with servers.Postgres(tcp=True) as server, inv.workspace(FILES) as workspace, \
            DelayProxy(("127.0.0.1", server.port), once=True) as proxy:
        oracle = inv.Oracle(server)
        oracle.expect(workspace)
        url = server.tcp_url_of(port=proxy.port)
        for flags in ([], ["--no-pipeline"]):
            for direction, size in sizes(oracle, proxy, workspace, url, flags).items():
                for after in range(1, size, 1 if inv.every_point() else max(1, size // 12)):
                    proxy.cut = Cut(direction, after, ("reset", "close")[after % 2])
                    cut(oracle, proxy, workspace, url, flags)


if __name__ == "__main__":
    main()
