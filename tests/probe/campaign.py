#!/usr/bin/env python3
"""Probes every kind of endpoint, under each load, again and again: no verdict may be wrong, nothing may be left behind.

  tests/probe/campaign.py               20 runs each: what ctest does (label `probe`), about a minute
  tests/probe/campaign.py --runs 200    the whole campaign, by hand
  tests/probe/campaign.py --only TEXT   the kinds with TEXT in their name

Prints a table; exits 1 where a verdict is wrong, where less than half of the runs came to one, or where something is left."""

import argparse
import collections
import concurrent.futures
import json
import os
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import MIGRATE, skip_without_postgres  # noqa: E402

import kinds  # noqa: E402
import left  # noqa: E402
import loads  # noqa: E402

AT_ONCE = 3


def verdict(run):
    """Its own word for what it saw; anything that is not one counts as wrong."""
    try:
        seen = json.loads(run.stdout)["connections"][0]["evidence"]["seen"]
    except (ValueError, LookupError, TypeError):
        return f"exit code {run.returncode}: {run.stdout}{run.stderr}"
    expected = 0 if seen in ("direct", "session pooler") else 3
    if run.returncode != expected:
        return f"{seen} with exit code {run.returncode}"
    return "inconclusive" if seen == "unknown" else seen


def probe(url):
    """The program's verdict in a word, and the milliseconds it took."""
    start = time.perf_counter()
    run = subprocess.run([MIGRATE, "guard", "--probe", "--format", "json", url], capture_output=True, text=True, timeout=120,
                         stdin=subprocess.DEVNULL, env=servers.clean_environment())
    took = (time.perf_counter() - start) * 1000
    return verdict(run), took


class Cell:
    """The runs of a kind under a load."""

    def __init__(self, kind, load):
        self.kind, self.load, self.verdicts, self.times = kind, load, collections.Counter(), []

    def run(self, server, runs):
        with loads.under(server, self.kind, self.load), \
                concurrent.futures.ThreadPoolExecutor(4 if self.load == "probed" else 1) as probes:
            for seen, took in probes.map(probe, [self.kind.url] * runs):
                self.verdicts[seen] += 1
                self.times.append(took)

    @property
    def right(self):
        return self.verdicts[self.kind.expected]

    @property
    def inconclusive(self):
        return 0 if self.kind.expected == "inconclusive" else self.verdicts["inconclusive"]

    @property
    def wrong(self):
        return {seen: count for seen, count in self.verdicts.items() if seen not in (self.kind.expected, "inconclusive")}

    def __str__(self):
        return (f"{self.kind.name:40} {self.load:8} {sum(self.verdicts.values()):5} {self.right:6} {self.inconclusive:13}"
                f" {sum(self.wrong.values()):6} {statistics.median(self.times):8.0f} {max(self.times):8.0f}")


def campaign(endpoints, runs, chosen):
    """The cells, in the order of the kinds. The loads of a kind take turns, since they share its pool."""
    cells = [[Cell(kind, load) for load in kind.loads] for kind in chosen]

    def in_turn(row):
        for cell in row:
            cell.run(endpoints.server, runs)

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        # Those that wait for a deadline in every run begin, and hardly need the machine.
        for done in [pool.submit(in_turn, row) for row in sorted(cells, key=lambda row: row[0].kind.expected != "inconclusive")]:
            done.result()
    return [cell for row in cells for cell in row]


def faults(endpoints, cells):
    """What makes the campaign fail, in words."""
    for cell in cells:
        if cell.wrong:
            yield f"{cell.kind.name}, {cell.load}: {cell.kind.expected} was taken for {cell.wrong}"
        if 2 * cell.right < sum(cell.verdicts.values()):
            yield f"{cell.kind.name}, {cell.load}: no verdict in most of the runs"
    yield from left.in_database(endpoints.server)
    for kind in dict.fromkeys(cell.kind for cell in cells if cell.kind.pool):
        yield from left.in_pool(endpoints.server, kind)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=20)
    arguments.add_argument("--only", default="")
    given = arguments.parse_args()
    skip_without_postgres()
    if not servers.pgbouncer.found():
        print("SKIPPED: no PgBouncer")
        sys.exit(77)
    with kinds.Endpoints() as endpoints:
        chosen = [kind for kind in endpoints.kinds if given.only in kind.name]
        cells = campaign(endpoints, given.runs, chosen)
        print(f"{'kind':40} {'load':8} {'runs':>5} {'right':>6} {'inconclusive':>13} {'wrong':>6} {'median ms':>8} {'max ms':>8}")
        for cell in cells:
            print(cell)
        found = list(faults(endpoints, cells))
    print(f"\n{sum(sum(cell.verdicts.values()) for cell in cells)} runs, {sum(sum(cell.wrong.values()) for cell in cells)} wrong")
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
