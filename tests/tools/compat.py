#!/usr/bin/env python3
"""What `migrate compat` says of the Supabase CLI, against the Supabase CLI: 2 and 3 from npm, each situation on a database of
its own of a real server. Compared are the exit code, the files that it runs, the history that it leaves, its words, and the
file and statement where it fails.

A command that cannot say anything new of a situation is left out; `--whole` runs every one. Words name situations.

Exit code 77: neither CLI is installed, or no Postgres."""

import concurrent.futures
import dataclasses
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import MIGRATE, ROOT, skip_without_postgres  # noqa: E402

CLIS = {"2": "supabase-2", "3": "supabase"}
HISTORY = "create schema supabase_migrations; create table supabase_migrations.schema_migrations"


def table(name):
    return f"create table {name} (id int primary key);\n"


def applied(*versions):
    rows = ", ".join(f"('{version}', 'x', '{{}}')" for version in versions)
    return (f"{HISTORY} (version text primary key, statements text[], name text);"
            f"insert into supabase_migrations.schema_migrations (version, name, statements) values {rows}")


@dataclasses.dataclass(frozen=True)
class Situation:
    """`push`, `all` and `reset` are the verdicts that stand to be expected; the binaries have the last word. `flag` of
    `migrate compat` stands in for the URL; `first` are words of migrate that come before."""

    name: str
    files: dict
    push: str
    reset: str = "applies"
    all: str = None  # as push
    history: str = ""
    config: str = ""
    flag: str = ""
    first: tuple = ()


A, B = {"00100_a.sql": table("a")}, {"00200_b.sql": table("b")}
SITUATIONS = (
    Situation("nothing applied, with a header, a way back and a README", {
        "00100_node_a.sql": "-- migrate: v1\n-- service: node\n\n" + table("a"), "README.md": "# here\n",
        "../down/00100_node_a.sql": "drop table a;\n", "down/00101_x.sql": "drop table a;\n", **B}, "applies"),
    Situation("everything applied", {**A, **B}, "nothing", history=applied("00100", "00200")),
    Situation("a lower number comes later", {**A, "00101_c.sql": table("c"), **B, "00201_d.sql": table("d")},
              "refuses", all="applies", history=applied("00100", "00200")),
    Situation("applied, and no file here", {**A, "00101_late.sql": table("l"), "00300_x.sql": table("x")}, "refuses",
              history=applied("00100", "00200")),
    Situation("a version that is no number", A, "refuses", history=applied("00100", "abc")),
    Situation("a file was renamed", {"00100_other.sql": table("other")}, "nothing", history=applied("00100")),
    Situation("two files of one version", {**A, "00100_b.sql": table("b")}, "fails", "fails"),
    Situation("two files of one version, one applied", {**A, "00100_b.sql": table("b")}, "fails", "fails",
              history=applied("00100")),
    Situation("names that are skipped", {
        **A, "00101-b.sql": "x", "c_00102.sql": "x", "00103_d.SQL": "x", "00104_.sql": table("e"), "_f.sql": "x"}, "applies"),
    Situation("other widths", {
        "00100_a.sql": table("a"), "001000_b.sql": table("b"), "0010_c.sql": table("c"),
        "20200101000000_init.sql": table("i")}, "applies"),
    Situation("the timestamp of an old init", {"20200101000000_init.sql": table("i"), "20240101000000_t.sql": table("t")},
              "applies"),
    Situation("an index concurrently among others", {
        **A, "00101_i.sql": table("b") + "create index concurrently a_i on a (id);\n" + table("c")}, "applies"),
    Situation("it cannot run in a transaction, and comes second", {
        **A, "00101_i.sql": "-- why\n" + table("b") + "/* ; */ drop database nowhere;\n"}, "fails", "fails"),
    Situation("lock table", {"00100_a.sql": table("a") + "lock table a;\n"}, "fails", "fails"),
    Situation("savepoint behind an index concurrently", {
        **A, "00101_i.sql": "create index concurrently a_i on a (id);\nsavepoint s;\n"}, "fails", "fails"),
    Situation("begin and commit", {"00100_a.sql": "begin;\n" + table("a") + "lock table a;\nsavepoint s;\ncommit;\n", **B},
              "applies"),
    Situation("begin without commit", {"00100_a.sql": "begin;\n" + table("a"), **B}, "loses", "loses"),
    Situation("rollback at the end", {"00100_a.sql": "begin;\n" + table("a") + "rollback;\n", **B}, "loses", "loses"),
    Situation("copy from stdin", {"00100_a.sql": table("a") + "copy a from stdin;\n1\n\\.\n"}, "fails", "fails"),
    Situation("pg_dump's restrict", {"00100_a.sql": "\\restrict abc\n" + table("a") + "\\unrestrict abc\n"}, "fails", "fails"),
    Situation("empty files", {"00100_a.sql": "", "00101_c.sql": "-- nothing\n", **B}, "applies"),
    Situation("a history of versions alone", {**A, **B}, "applies", history=HISTORY + " (version text primary key);"
              "insert into supabase_migrations.schema_migrations values ('00100')"),
    Situation("a lower number needs a higher one", {
        "00100_api_a.sql": table("a"), "00101_api_f.sql": "-- why\nselect 1;\ncreate table f (id int references y);\n", "00200_api_y.sql": table("y")},
              "fails", "fails", flag="--scratch"),
    Situation("applied by migrate, with a ledger; then comes a seed", {
        "../../worker/Cargo.toml": "", "../../worker/migrations/1_jobs.sql": table("jobs"),
        "../seed.sql": "insert into jobs values (7);\n", "00200_api_b.sql": table("b")}, "nothing",
              first=(("sync",), ("apply", "--url"))),
    Situation("no files at all", {}, "nothing", "nothing"),
    Situation("migrations are disabled", A, "nothing", "nothing", config="[db.migrations]\nenabled = false\n"),
)
COMMANDS = {"supabase db push": ("db", "push"), "supabase db push --include-all": ("db", "push", "--include-all"),
            "supabase db reset": ("db", "reset"), "supabase migration list": ("migration", "list")}


class Workspace:
    """The folder of one situation, and programs run in it."""

    def __init__(self, folder, situation):
        self.folder = folder
        worker = "  worker: { orm: sqlx, range: 00300-00399 }\n" if situation.first else ""
        self.write("migrate.yaml", "services:\n  api: { range: 00100-00299 }\n" + worker)
        self.write("supabase/config.toml", 'project_id = "shop"\n' + situation.config)
        os.makedirs(os.path.join(folder, "supabase/migrations"), exist_ok=True)
        for name, text in situation.files.items():
            self.write(os.path.join("supabase/migrations", name), text)

    def write(self, path, text):
        path = os.path.normpath(os.path.join(self.folder, path))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def run(self, *words):
        environment = servers.clean_environment(HOME=self.folder, SUPABASE_YES="1", SUPABASE_TELEMETRY_DISABLED="1",
                                                DO_NOT_TRACK="1", NO_COLOR="1")
        return subprocess.run(words, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, check=False, timeout=240)

    def migrate(self, *words):
        done = self.run(MIGRATE, *words)
        if done.returncode != 0:
            raise RuntimeError(f"migrate {words[0]}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def predict(self, url, flag):
        return json.loads(self.migrate("compat", "--format", "json", *([flag] if flag else ["--url", url])))

    def supabase(self, cli, command, url):
        # Not node_modules/.bin: Node takes longer to start than the CLI.
        binary = glob.glob(os.path.join(ROOT, "build/tools", CLIS[cli], "node_modules/@supabase/cli-*/bin/supabase"))[0]
        target = ("--db-url", url) if cli == "2" else ("--remote=" + url,)
        return self.run(binary, *COMMANDS[command], *target, "--yes")


def listed(text):
    rows = [[cell.strip(" `") for cell in line.replace("│", "|").split("|")] for line in text.splitlines()]
    return [{"local": row[0], "remote": row[1]} for row in rows if len(row) == 3 and re.match(r"\d", row[0] + row[1])]


def seen_in(done):
    """What the CLI did, in the words of the prediction."""
    said = done.stdout + done.stderr
    state = re.search(r"SQLSTATE (\w{5})", said)
    statement = re.search(r"At statement: (\d+)", said)
    return {"code": done.returncode, "ran": re.findall(r"^Applying migration (\S+)\.\.\.", said, re.M),
            "sqlstate": state and state[1], "statement": statement and int(statement[1]), "said": said}


def expected_of(answer):
    """Of a failure, the files up to that one."""
    verdict, trouble, files = answer["verdict"], answer["trouble"], answer["files"]
    ran = [] if verdict in ("nothing", "refuses") else files
    if verdict == "fails":
        ran = files[:files.index(trouble["file"]) + 1]
    return {"code": 1 if verdict in ("refuses", "fails") else 0, "ran": ran,
            "sqlstate": trouble["sqlstate"] if verdict == "fails" else None,
            "statement": trouble["statement"] if verdict == "fails" else None}


class Trial:
    """One situation, one CLI, one database."""

    def __init__(self, server, situation, cli, whole):
        self.server, self.situation, self.cli, self.whole = server, situation, cli, whole
        self.database = f"s{SITUATIONS.index(situation)}_{cli}"
        self.faults = []

    def hold(self, what, seen, expected):
        if seen != expected:
            self.faults.append(f"{what}\n    here  {expected!r}\n    real  {seen!r}")

    def versions(self):
        if self.server.psql("select to_regclass('supabase_migrations.schema_migrations')", self.database) == "":
            return []
        return self.server.psql("select version from supabase_migrations.schema_migrations order by version collate \"C\"",
                                self.database).split()

    def list(self, workspace, predicted, url):
        done = workspace.supabase(self.cli, "supabase migration list", url)
        self.hold("supabase migration list", listed(done.stdout), predicted["list"])
        for skipped in predicted["skipped"]:
            line = f"Skipping migration {skipped['file']}... ({skipped['why']})"
            self.hold(f"{line} is said", line in done.stderr, True)
        self.hold("files skipped", done.stderr.count("Skipping migration "), len(predicted["skipped"]))

    def command(self, workspace, answer, url):
        name = answer["command"]
        before = [] if name == "supabase db reset" else self.versions()
        done = seen_in(workspace.supabase(self.cli, name, url))
        for key, expected in expected_of(answer).items():
            self.hold(f"{name}: {key}", done[key], expected)
        for part in ([answer["says"]] if answer["says"] else []) + answer["versions"]:
            self.hold(f"{name}: {part!r} is said", part in done["said"], True)
        verdict = answer["verdict"]
        kept = done["ran"][:-1] if verdict == "fails" else done["ran"]
        if verdict in ("nothing", "refuses", "applies", "fails"):
            self.hold(f"{name}: history", self.versions(), sorted(set(before + [file.split("_")[0] for file in kept])))
        else:
            self.hold(f"{name}: something is lost", self.lost(kept, before), True)

    def seeds(self, workspace, predicted):
        table = self.server.psql("select to_regclass('supabase_migrations.seed_files')", self.database)
        kept = self.server.psql("select path from supabase_migrations.seed_files", self.database).split() if table else []
        self.hold("seeds", kept, predicted["seeds"])
        if self.situation.first:
            # What M0525 says of `db reset`: the tool's table is gone.
            self.hold("the ledger", self.server.psql("select to_regclass('public._sqlx_migrations')", self.database), "")

    def lost(self, files, before):
        tables = self.server.psql("select count(*) from pg_tables where schemaname = 'public'", self.database)
        return int(tables) < len(files) or len(self.versions()) < len(files) + len(before)

    def run(self):
        self.server.psql(f"create database {self.database}")
        if self.situation.history:
            self.server.psql(self.situation.history, self.database)
        url = self.server.tcp_url_of(self.database) + "?sslmode=disable"
        with tempfile.TemporaryDirectory(prefix="migrate-compat-") as folder:
            workspace = Workspace(folder, self.situation)
            for words in self.situation.first:
                workspace.migrate(*words, *([url] if words[-1] == "--url" else []))
            predicted = workspace.predict(url, self.situation.flag)
            answers = {answer["command"]: answer for answer in predicted["answers"]}
            push, whole, reset, _ = answers.values()
            for answer, verdict in ((push, self.situation.push), (whole, self.situation.all or self.situation.push),
                                    (reset, self.situation.reset)):
                self.hold(f"{answer['command']}: verdict", answer["verdict"], verdict)
            known = self.situation.history or self.situation.first
            if self.whole or known or predicted["skipped"]:
                self.list(workspace, predicted, url)
            self.command(workspace, push, url)
            # Where the first push was refused, it changed nothing; else the second would find another database.
            if push["verdict"] == "refuses":
                self.command(workspace, whole, url)
            # Without a history it does what the push did.
            if self.whole or known:
                self.command(workspace, reset, url)
                self.seeds(workspace, predicted)
        return self


def main():
    skip_without_postgres()
    clis = [cli for cli, package in CLIS.items() if os.path.exists(os.path.join(ROOT, "build/tools", package, "node_modules"))]
    if not clis:
        print("SKIPPED: no Supabase CLI (tests/tools/install)")
        return 77
    wanted = [word for word in sys.argv[1:] if word != "--whole"]
    whole = "--whole" in sys.argv
    failed = 0
    with servers.Postgres(tcp=True) as server, concurrent.futures.ThreadPoolExecutor(2) as pool:
        trials = [Trial(server, situation, cli, whole) for situation in SITUATIONS for cli in clis
                  if not wanted or situation.name in wanted]
        for trial in pool.map(Trial.run, trials):
            print(f"{'FAIL' if trial.faults else 'ok  '}  CLI {trial.cli}: {trial.situation.name}", flush=True)
            for fault in trial.faults:
                print("  " + fault)
            failed += bool(trial.faults)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
