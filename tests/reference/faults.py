#!/usr/bin/env python3
"""docs/reference/faults.md names tests that are there, and every fault has its line, with its tests or why there are none."""

import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PAGE = "docs/reference/faults.md"


def main():
    with open(os.path.join(ROOT, PAGE), encoding="utf-8") as file:
        rows = [line.split(" | ") for line in file if re.match(r"\| \d+ \|", line)]
    faults = []
    numbers = [int(row[0].strip("| ")) for row in rows]
    if numbers != list(range(1, len(rows) + 1)):
        faults.append(f"the numbers are not 1 to {len(rows)}: {numbers}")
    for row in rows:
        tests = re.findall(r"`(tests/[^`]*)`", row[-1])
        faults += [f"{row[0]} | there is no {test}" for test in tests if not os.path.exists(os.path.join(ROOT, test))]
        if not tests and "not tested" not in row[2]:
            faults.append(f"{row[0]} | neither a test nor why there is none")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
