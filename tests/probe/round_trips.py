#!/usr/bin/env python3
"""What the probe costs: round trips, and milliseconds to a server that is 0, 10 and 40 ms away. A forwarder in front of each
kind of endpoint delays every byte, and counts.

Asserted are the round trips, which are the same every time; the times are for the table in docs/reference/performance.md."""

import os
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from delay_proxy import DelayProxy  # noqa: E402
from program import MIGRATE, skip_without_postgres  # noqa: E402

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 3
DISTANCES = (0, 10, 40)  # milliseconds there and back
PSQL = ["psql", "-XAtq", "-c", "select 1"]
PROBE = [MIGRATE, "guard", "--probe", "-q"]

# kind: (exit code of the probe, the most round trips that it may take on its two connections)
MOST = {"direct": (0, 15), "direct, TLS": (0, 21), "session pooler": (0, 11), "transaction pooler": (3, 7)}


def measured(proxy, words, url, code, distance):
    """Round trips of each connection, in the order of their beginning, and the median milliseconds."""
    trips, times = set(), []
    proxy.delay_ms = distance / 2
    for _ in range(RUNS):
        proxy.connections.clear()
        start = time.perf_counter()
        run = subprocess.run(words + [url], capture_output=True, text=True, env=servers.clean_environment(), timeout=60)
        times.append((time.perf_counter() - start) * 1000)
        if run.returncode != code:
            sys.exit(f"{words}: exit code {run.returncode}, not {code}\n{run.stdout}{run.stderr}")
        trips.add(tuple(traffic.round_trips for traffic in proxy.connections))
    return trips, statistics.median(times)


def compare(name, proxy, url):
    code, most = MOST[name]
    for words, expected in ((PSQL, 0), (PROBE, code)):
        cells, seen = [], set()
        for distance in DISTANCES:
            trips, took = measured(proxy, words, url, expected, distance)
            # Without a delay, an answer in two parts may look like two round trips.
            seen |= trips if distance else set()
            cells.append(took)
        counted = " or ".join(" + ".join(map(str, each)) for each in sorted(seen))
        print(f"{name:20} {words[0].rpartition('/')[2]:8} {counted:14}" + "".join(f"{took:8.0f}" for took in cells))
        if words is PROBE and max(map(sum, seen)) > most:
            sys.exit(f"{name}: the probe took {counted} round trips, more than {most}")


def main():
    skip_without_postgres()
    if not servers.pgbouncer.found():
        print("SKIPPED: no PgBouncer")
        sys.exit(77)
    print(f"{'endpoint':20} {'by':8} {'round trips':14}" + "".join(f"{f'{distance} ms':>8}" for distance in DISTANCES))
    with servers.Postgres(tcp=True) as server, servers.Postgres(tcp=True, tls=True) as closed:
        for name, target, more in (("direct", server, ""), ("direct, TLS", closed, "?sslmode=require")):
            with DelayProxy(("127.0.0.1", target.port)) as proxy:
                compare(name, proxy, target.tcp_url_of(port=proxy.port) + more)
        for mode in ("session", "transaction"):
            with servers.PgBouncer(server, mode) as pooler, DelayProxy(("127.0.0.1", pooler.port)) as proxy:
                compare(f"{mode} pooler", proxy, f"postgresql://postgres:x@127.0.0.1:{proxy.port}/postgres")


if __name__ == "__main__":
    main()
