#!/usr/bin/env python3
"""The connection breaks off after each so many bytes of a probe, in both directions and in both ways, or falls silent during the
login: the program ends with an error that says so, never with a verdict that lets migrations pass, and the server is left empty."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from delay_proxy import DOWN, UP, Cut, DelayProxy  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402

STEP = {UP: 41, DOWN: 89}
LEFT = "select count(*) from pg_stat_activity where application_name like 'migrate/%'"


def probe(workspace, url):
    code, out, err = workspace.run("guard", "--probe", url)
    check("Traceback" in err or "internal error" in err or code > 3, False, f"exit code {code}\n{out}{err}")
    check("\\t" in err, False, err)
    return code, err


def whole(proxy, workspace, url):
    """The most bytes that a connection of a probe sends and receives."""
    proxy.connections.clear()
    check(probe(workspace, url)[0], 0)
    return {UP: max(traffic.sent for traffic in proxy.connections), DOWN: max(traffic.received for traffic in proxy.connections)}


def main():
    skip_without_postgres()
    with servers.Postgres(tcp=True) as server, DelayProxy(("127.0.0.1", server.port)) as proxy, Workspace() as workspace:
        url = server.tcp_url_of(port=proxy.port)
        size = whole(proxy, workspace, url)
        for direction in (UP, DOWN):
            for how in ("reset", "close"):
                # The last bytes say goodbye, when the verdict is there.
                for after in range(1, size[direction] - 120, STEP[direction]):
                    proxy.cut = Cut(direction, after, how)
                    code, err = probe(workspace, url)
                    check(code in (1, 3), True, f"{proxy.cut}: exit code {code}\n{err}")
                    check_in("error[M0", err)
        for direction in (UP, DOWN):
            proxy.cut = Cut(direction, 20, "stall")
            code, err = probe(workspace, url + "?connect_timeout=1")
            check(code, 1, err)
            check_in("M0112", err)
        servers.wait_until(lambda: server.psql(LEFT) == "0", "an empty server", 10)


if __name__ == "__main__":
    main()
