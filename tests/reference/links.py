#!/usr/bin/env python3
"""Every relative link of every page leads to a file, and every `migrate explain` of them to a code."""

import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"\bM0\d{3}\b")


def pages():
    yield from (os.path.join(ROOT, name) for name in os.listdir(ROOT) if name.endswith(".md"))
    for top in ("docs", "tests", "fixtures", "migrations_example"):
        for folder, _, names in os.walk(os.path.join(ROOT, top)):
            yield from (os.path.join(folder, name) for name in names if name.endswith(".md"))


def main():
    binary = os.environ.get("MIGRATE_BINARY", os.path.join(ROOT, "build", "debug", "migrate"))
    known = set(CODE.findall(subprocess.run([binary, "explain"], capture_output=True, text=True, check=True).stdout))
    faults = []
    for page in pages():
        with open(page, encoding="utf-8") as file:
            lines = file.read().splitlines()
        for number, line in enumerate(lines, 1):
            place = f"{os.path.relpath(page, ROOT)}:{number}"
            for target in LINK.findall(line):
                if not os.path.exists(os.path.join(os.path.dirname(page), target)):
                    faults.append(f"{place}: there is no {target}")
            # `M0100–M0123` and `M04xx` name areas, in which not every number has a row.
            if "–M" not in line:
                faults += [f"{place}: there is no code {code}" for code in CODE.findall(line) if code not in known]
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
