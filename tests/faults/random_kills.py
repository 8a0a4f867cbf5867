#!/usr/bin/env python3
"""A run meets one to three faults at random instants: the client is killed or told to stop, its backend terminated or its
statement cancelled, the server goes down at once and comes back. A rerun ends as if nothing had been. Every round can be
repeated by its seed: tests/run --soak [SECONDS] does this for as long as asked, with 200 migrations."""

import argparse
import os
import random
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, skip_without_postgres  # noqa: E402

OURS = "from pg_stat_activity where application_name like 'migrate/%' and backend_type = 'client backend'"


def kill(_, process):
    process.kill()


def interrupt(_, process):
    process.send_signal(signal.SIGINT)


def terminate(oracle, _):
    oracle.query("select pg_terminate_backend(pid) " + OURS)


def cancel(oracle, _):
    oracle.query("select pg_cancel_backend(pid) " + OURS)


def restart(oracle, _):
    oracle.server.halt(signal.SIGQUIT)
    oracle.server.start()


FAULTS = (kill, kill, kill, interrupt, terminate, cancel, restart)


def disturb(chance, oracle, workspace, longest, flags):
    """One run with one fault; what it was."""
    fault, instant = chance.choice(FAULTS), chance.uniform(0, longest)
    process = workspace.start("apply", "--url", oracle.server.url, *flags)
    time.sleep(instant)
    fault(oracle, process)
    out, err = process.communicate(timeout=120)
    if fault is not kill:
        inv.sound(process.returncode, err, fault.__name__)
        check(set(inv.applied_in(out)) <= set(oracle.history()), True, f"said, and not there: {fault.__name__}\n{out}{err}")
    return f"{fault.__name__} at {instant:.3f} s"


def one_round(chance, oracle, workspace, longest):
    oracle.empty()
    flags = chance.choice(([], ["--no-pipeline"]))
    met = [disturb(chance, oracle, workspace, longest, flags) for _ in range(chance.randint(1, 3))]
    inv.rerun(workspace, oracle.server.url, ", ".join(met), *flags)
    oracle.check(", ".join(met), whole=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=0, help="how long; without it ten rounds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=1, help="the round to begin with")
    words = parser.parse_args()
    skip_without_postgres()
    files = inv.many(200 if words.seconds else 40)
    until = time.monotonic() + words.seconds
    with servers.Postgres(["synchronous_commit=on"]) as server, inv.workspace(files) as workspace:
        oracle = inv.Oracle(server)
        begin = time.monotonic()
        oracle.expect(workspace)
        longest = time.monotonic() - begin
        number = words.first
        while number < words.first + 10 if words.seconds == 0 else time.monotonic() < until:
            print(f"round {number}: --seed {words.seed} --first {number}", flush=True)
            one_round(random.Random(f"{words.seed}/{number}"), oracle, workspace, longest)
            number += 1
        print(f"{number - words.first} rounds of {len(files)} migrations, nothing lost, nothing doubled")


if __name__ == "__main__":
    main()
