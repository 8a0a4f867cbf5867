#!/usr/bin/env python3
"""Files of every make: byte order marks, line ends, encodings, no text at all, no last semicolon, huge literals, very many
statements, COPY, commands of psql. What is let through is in the database to the byte as psql puts it there; the rest is refused with
its place, before anything is sent; nothing is ever executed on this machine."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402

TEXT = "create table x (t text);\ninsert into x values ('grüße 🦆 \ta''b');\ninsert into x values (E'\\\\ \\n');\n"
STORED = "select coalesce(string_agg(encode(convert_to(t, 'UTF8'), 'hex'), ',' order by ctid), '') from x"
ALLOWED = {
    "as it is": TEXT.encode(),
    "a byte order mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "CRLF": TEXT.replace("\n", "\r\n").encode(),
    "CRLF in a literal": b"create table x (t text);\r\ninsert into x values ('a\r\nb');\r\n",
    "no last semicolon": TEXT.encode().rstrip(b";\n"),
    "a comment alone": b"-- nothing yet\n",
    "dollar quotes": b"create table x (t text);\ninsert into x values ($a$;$$;$b$--$a$), ('/*'), ('*/');\n",
    "nested comments": b"/* /* ; */ ' */ create table x (t text); -- '\ninsert into x values ('1');\n",
    "signs of drivers": b"create table x (t text);\ninsert into x values ('?'), (':x'), ('%s %(a)s'), ('$1'), ('{{}}');\n",
    "Unicode escapes": b"create table x (t text);\ninsert into x values (U&'\\0061;\\+01F986'), (U&'d!0061' uescape '!');\n",
    "standard_conforming_strings": b"create table x (t text);\nset standard_conforming_strings = off;\n"
                                   b"set escape_string_warning = off;\ninsert into x values ('a\\';');\n",
    "COPY": b"create table x (t text);\ncopy x from stdin;\na;b\n\\\\.\n\\N\n\\.\ninsert into x values ('z');\n",
    "pg_dump's restricted mode": b"\\restrict abc\ncreate table x (t text);\n\\unrestrict abc\n",
    "a large literal": b"create table x (t text);\ninsert into x values ('" + b"a;" * 1_000_000 + b"');\n",
    "many statements": b"create table x (t text);\n" + b"insert into x values ('a');\n" * 2000,
}
REFUSED = {
    "UTF-16LE": (b"\xff\xfe" + TEXT.encode("utf-16-le"), "UTF-16"),
    "UTF-16BE": (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"),
    "Latin-1": (TEXT.replace("🦆", "").encode("latin-1"), "byte"),
    "NUL": (b"select 1;\0\n", "byte"),
    "NUL in a comment": (b"select 1; -- \0\n", "byte"),
    "a surrogate": (b"select '\xed\xa0\x80';\n", "byte"),
    "0 bytes": (b"", "empty"),
    "a file of psql": (b"\\i other.sql\n", "\\i"),
    "a shell command": (b"\\! touch canary\n", "\\!"),
    "psql's copy": (b"\\copy x from program 'touch canary'\n", "\\copy"),
    "a shell command in a line": (b"select 1 \\! touch canary\n", "\\!"),
}


def with_file(content):
    made = Workspace()
    with open(f"{made.folder}/supabase/migrations/00200_api_x.sql", "wb") as file:
        file.write(content)
    return made


def by_psql(oracle, content):
    """What psql makes of it; None: it knows no such file."""
    oracle.empty()
    run = subprocess.run(["psql", "-XAtq1", "-v", "ON_ERROR_STOP=1", oracle.server.url, "-f", "-"], input=content,
                         capture_output=True, env=servers.clean_environment(), check=False)
    check(run.returncode, 0, run.stderr.decode(errors="replace"))
    return stored(oracle)


def stored(oracle):
    return oracle.value(STORED) if oracle.value("select to_regclass('public.x') is not null") == "t" else None


def main():
    skip_without_postgres()
    with servers.Postgres() as server:
        oracle = inv.Oracle(server)
        for what, content in ALLOWED.items():
            expected = by_psql(oracle, content.replace(b"\\restrict abc\n", b"").replace(b"\\unrestrict abc\n", b""))
            for flags in ([], ["--no-pipeline"]):
                oracle.empty()
                with with_file(content) as workspace:
                    inv.rerun(workspace, server.url, what, *flags)
                    inv.rerun(workspace, server.url, what, *flags)
                check(stored(oracle) == expected, True, f"{what}: psql stores something else")
        for what, (content, said) in REFUSED.items():
            oracle.empty()
            with with_file(content) as workspace:
                code, _, err = workspace.run("apply", "--url", server.url)
                check(code, 1, f"{what}\n{err}")
                check_in(said, err)
                check(oracle.history(), [], what)
                check(os.path.exists(f"{workspace.folder}/canary"), False, what)


if __name__ == "__main__":
    main()
