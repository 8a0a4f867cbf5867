#!/usr/bin/env python3
"""What src/endpoint/readings.cpp says of other drivers, against the drivers: node-pg and postgres.js from npm, Node's
`new URL()`, and Debian's SQLAlchemy. Every form of URL, and some thousand that are put together by chance from a fixed
seed. Nothing is dialled.

Exit code 77: a driver is missing."""

import json
import os
import random
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PACKAGES = os.path.join(ROOT, "build", "tools", "drivers")
READER = os.environ.get("READ_URLS", os.path.join(ROOT, "build", "debug", "tests", "read_urls"))
PYTHON = "/usr/bin/python3"

URLS = """
postgresql://u:p@h1:5432/db?port=6543
postgresql://u:p@h1/db?host=h2
postgresql://u:p@h1/db?host=h2&hostaddr=10.0.0.9
postgresql://u:p@w@h:6543
postgresql://u:p/w@h:5432/db
postgresql://u:p#w@h:5432/db
postgresql://u:12#w@h:5432/db
postgresql://u:p?w@h:5432/db
postgresql://u:12?w@h:5432/db
postgresql://u:pa:ss@h:5432/db
postgresql://u:p w@h:5432/db
postgresql://u:p%20w@[::1]:5432/db
postgresql://u:p w@[::1]:5432/db
postgresql://u:%E4@h:5432/db
postgresql://u:p@h1:5432,h2:6543/db
postgresql://u:p@h1,h2/db
postgresql://u:p@h1:6000,h2/db
postgresql://u:p@h1,h2:6000/db
postgresql://u:p@h1,h2:6000/db?port=1,2
postgresql://u:p@[2600:1f18::1]:6543/db
postgresql://u:p@[2001:0DB8::0001]/db
postgresql://u:p@[::1]:5432/db
postgresql://u:p@[fe80::1%25eth0]:5432/db
postgresql://u:p@h:65%343/db
postgresql://u:p@%68ost:5432/db
postgresql://%2Frun%2Fpostgresql/db
postgresql:///db?host=/run/postgresql
postgresql:///db?host=h2&port=6543
postgresql://u:p@/db?host=h2
postgresql://u:p@:5432/db
postgresql://u:p@h/db
postgresql://u:p@h
postgresql://h
postgresql://h:6000/db?application_name=a@b
postgresql://h/db?application_name=a@b
postgresql://u:p@h:6000/db?port=
postgresql://u:p@h:/db
postgresql://u:p@h:05432/db
postgresql://u:p@h:70000/db
postgresql://u:p@h:abc/db
postgresql://u:p@h/db#frag
postgresql://u:p@h/db#x?port=6543
postgresql://u:p@h/my%20db
postgresql://u:p@h/a%2Fb%23c
postgresql://u:p@h/db?dbname=other
postgresql://u:p@h/?dbname=other
postgresql://u:p@H.Example.:5432/db
postgresql://u:p@h/db?target_session_attrs=any
postgresql://u:p@h/db?target_session_attrs=read-write
postgresql://u:p@h/db?pgbouncer=true
postgresql://u@h/db?options=-c+x%3Dy
POSTGRES://u:p@h/db
postgresql+psycopg2://u:p@h:5432/db
""".split("\n")[1:-1]

NODE = r"""
const fs = require("fs");
process.removeAllListeners("warning"); process.on("warning", () => {});
const Parameters = require("pg/lib/connection-parameters");
const postgres = require("postgres");
const of = (read) => { try { return read(); } catch (error) { return "refuses"; } };
const all = JSON.parse(fs.readFileSync(0)).map((url) => ({
  "node-pg": of(() => { const p = new Parameters(url);
    return Number.isNaN(p.port) ? "refuses" : {places: [[p.host, String(p.port)]], database: p.database}; }),
  "postgres.js": of(() => { const o = postgres(url).options;
    return o.port.some(Number.isNaN) ? "refuses" : {places: o.host.map((h, i) => [h || "localhost", String(o.port[i])]), database: o.database}; }),
  "`new URL()`": of(() => { const u = new URL(url);
    let database = u.pathname.slice(1); try { database = decodeURIComponent(database); } catch (error) {}
    return {places: [[u.hostname || "localhost", u.port || "5432"]], database}; }),
}));
console.log(JSON.stringify(all));
"""

SQLALCHEMY = r"""
import json, sys
from sqlalchemy.engine.url import make_url
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2
def read(url):
    try:
        given = PGDialect_psycopg2().create_connect_args(make_url(url))[1]
    except Exception:
        return "refuses"
    if "database" in given and "dbname" in given or any(isinstance(one, (list, tuple)) for one in given.values()):
        return "refuses"
    hosts = (given.get("hostaddr") or given.get("host") or "localhost").split(",")
    ports = str(given.get("port") or "5432").split(",")
    if len(ports) not in (1, len(hosts)):
        return "refuses"
    hosts, ports = [host or "localhost" for host in hosts], [port or "5432" for port in ports]
    return {"places": [[host, ports[0] if len(ports) == 1 else ports[i]] for i, host in enumerate(hosts)],
            "database": given.get("dbname") or given.get("database") or ""}
print(json.dumps([read(url) for url in json.load(sys.stdin)]))
"""


def by_chance(count):
    chance = random.Random(20251120)
    pick = chance.choice
    words = ["u", "a%40b", "x%20y", "", "%C3%A4", "u1"]
    secrets = [":p", ":p#w", ":p?w", ":p:w", ":p w", ":%23", ":12?w", ":1#2", "", ":%E4", ":p,w", ":p%2Fw"]
    hosts = ["h1", "h2.example.com", "[::1]", "[2600:1f18::1]", "10.0.0.9", "%68ost", "H", "h_1", "a-b.c.", "", "h%2e"]
    ports = ["", ":5432", ":6543", ":05432", ":", ":65%343", ":70000"]
    paths = ["", "/", "/db", "/my%20db", "/db#x", "/a%2Fb", "/dä"]
    queries = ["port=6543", "host=h3", "hostaddr=10.0.0.7", "sslmode=require", "port=", "application_name=a@b", "dbname=other",
               "host=h3,h4", "port=1,2", "options=-c+x%3Dy", "host=%2Frun",
               "target_session_attrs=any", "a=b#c", "dbname=db"]
    for _ in range(count):
        place = ",".join(pick(hosts) + pick(ports) for _ in range(pick([1, 1, 1, 2, 3])))
        login = pick(words) + pick(secrets) + "@" if chance.random() < 0.8 else ""
        query = "&".join(chance.sample(queries, pick([0, 0, 1, 1, 2, 3])))
        yield pick(["postgresql", "postgres"]) + "://" + login + place + pick(paths) + ("?" + query if query else "")


def clean_environment():
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def ours(urls):
    done = subprocess.run([READER], input="\n".join(urls) + "\n", capture_output=True, text=True, check=True)
    lines = iter(done.stdout.split("\n"))
    out = []
    for _ in urls:
        one = {}
        for name, places, database in (next(lines).split("\t") for _ in range(4)):
            one[name] = places if places == "refuses" else {
                "places": [place.rsplit(" ", 1) for place in places.split("\x1f")], "database": database}
        out.append(one)
    return out


def theirs(urls):
    node = subprocess.run(["node", "-e", NODE], input=json.dumps(urls), cwd=PACKAGES, capture_output=True, text=True,
                          env=clean_environment(), check=True)
    alchemy = subprocess.run([PYTHON, "-c", SQLALCHEMY], input=json.dumps(urls), capture_output=True, text=True,
                             env=clean_environment(), check=True)
    out = json.loads(node.stdout)
    for one, read in zip(out, json.loads(alchemy.stdout)):
        one["SQLAlchemy"] = read
    return out


def differ(us, them):
    if us == "refuses" or them == "refuses":
        return us != them
    # Each has a default of its own for the database: the user's name.
    return us["places"] != them["places"] or (us["database"] != "" and us["database"] != them["database"])


def main():
    has_node = os.path.isdir(os.path.join(PACKAGES, "node_modules", "postgres"))
    has_alchemy = subprocess.run([PYTHON, "-c", "import sqlalchemy, psycopg2"], capture_output=True).returncode == 0
    if not (has_node and has_alchemy and os.path.exists(READER)):
        print("skipped: needs tests/tools/install, SQLAlchemy and psycopg2")
        return 77
    urls = URLS + list(by_chance(4000))
    wrong = 0
    for url, us, them in zip(urls, ours(urls), theirs(urls)):
        for name in us:
            if differ(us[name], them[name]):
                wrong += 1
                if wrong <= 20:
                    print(f"{name}  {url}\n  here  {us[name]}\n  real  {them[name]}")
    print(f"{len(urls)} URLs, 4 drivers, {wrong} differences")
    return 1 if wrong else 0


sys.exit(main())
