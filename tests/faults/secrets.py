#!/usr/bin/env python3
"""No password appears anywhere: many commands that fail or succeed, with odd passwords, given in each way; stdout, stderr, and
the command lines of what the program starts are searched for it, raw, percent-encoded, and in parts."""

import os
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from exposure import Watch, search  # noqa: E402
from program import Workspace, check, skip_without_postgres  # noqa: E402

PASSWORDS = [
    "s3cret-pw", "p@ssw0rd:x/y", "hash#tag?quest", "100%sure&more", "space in it", "quote'd\"pw\"", "back\\slash1", "grüße-zürich",
    "{curly}[square]", "$dollar$HOME", "~tilde^caret|", "semi;colon,comma", "a!b*c(d)e+f=g", "<angle>`tick`", "%41%42%zz",
]


def urls(server, password):
    """Right ones, wrong ones, malformed ones."""
    encoded = urllib.parse.quote(password, safe="")
    place = f"127.0.0.1:{server.port}"
    for secret in {encoded, password}:
        yield f"postgresql://postgres:{secret}@{place}/postgres"
        yield f"postgresql://nobody:{secret}@{place}/postgres"
        yield f"postgresql://postgres:{secret}@{place}/no_such_database"
        yield f"postgresql://postgres:{secret}@127.0.0.1:1/postgres"
        yield f"postgresql://postgres:{secret}@no-such-host.invalid:5432/postgres"
        yield f"postgres://postgres.abcdefghij:{secret}@aws-0-eu-central-1.pooler.supabase.com:6543/postgres?pgbouncer=true"
        yield f"postgresql://postgres:{secret}@{place}/postgres?sslmode=nonsense"
        yield f"postgresql://postgres:{secret}@[::1/postgres"
        yield f"postgresql://postgres:{secret}@:{server.port}:9/postgres"
        yield f"postgresql://postgres:{secret}@{place}/postgres?password={encoded}&no_such=1"
        yield f"postgresql//postgres:{secret}@{place}/postgres"
        yield f"mysql://postgres:{secret}@{place}/postgres"
        yield f"postgresql+asyncpg://postgres:{secret}@{place}/postgres"
    quoted = password.replace("\\", "\\\\").replace("'", "\\'")
    yield f"host=127.0.0.1 port={server.port} user=postgres password='{quoted}' dbname=postgres"
    yield f"host=127.0.0.1 port={server.port} user=postgres password='{quoted} dbname=postgres"


def commands(server, workspace, password):
    """Each way to give a URL: its words and its environment."""
    for number, url in enumerate(urls(server, password)):
        yield ["status", "--url", url], {}
        ways = [(["apply", "-v"], {"DIRECT_URL": url}), (["plan", "--format", "json"], {"DATABASE_URL": url}),
                (["status", "--target", "production"], {"PRODUCTION_URL": url}),
                (["apply", "--format", "github"], {"DIRECT_URL": url, "GITHUB_ACTIONS": "true"}),
                (["guard", "--probe"], {"DIRECT_URL": url}), (["guard", "--probe", "--format", "json", url], {}),
                (["guard", "--", "true", url], {}), (["guard", "--", "true", "--db-url=" + url], {"DIRECT_URL": url}),
                (["guard", "--", "sh", "-c", f"true; psql {url} -f x"], {}), (["guard", "--no-such-flag", url], {}),
                (["guard", "--format", "github", "--", "env", "DATABASE_URL=" + url, "true"], {}), (["status", url], {})]
        yield ways[number % len(ways)]
        quote = ["", "'", '"'][number % 3]
        workspace.file(".env", f"OTHER=1\nDIRECT_URL={quote}{url}{quote}\n")
        yield ["status", "-vv"], {}
        workspace.file(".env", "")
    yield ["status", "--url", f"postgresql://postgres@127.0.0.1:{server.port}/postgres"], {"PGPASSWORD": password}


def in_sql(server, workspace):
    """A password that a migration sets, in a statement that fails, that is shown with -v, and in what a function says."""
    for sql in ("create role app login password 'geheimnis' nonsense;\n",
                "create role postgres login password 'geheimnis';\n",
                "do $$ begin execute 'create role postgres password ''geheimnis'''; end $$;\n",
                "select 1 as password, 'x'; alter role no_such_role encrypted password $p$geheimnis$p$;\n"):
        workspace.migration("00201_api_role.sql", sql)
        for more in ([], ["-v"], ["--format", "json"]):
            code, out, err = workspace.run("apply", "--url", server.url, *more)
            check(code, 1, err)
            search("geheimnis", out + err, f"{sql!r} {more}")
    os.remove(f"{workspace.folder}/supabase/migrations/00201_api_role.sql")


def main():
    skip_without_postgres()
    with servers.Postgres(tcp=True) as server, Workspace() as workspace:
        workspace.file("migrate.yaml", "services:\n  api: { range: 00200-00299 }\ntargets:\n  production: { env: PRODUCTION_URL }\n")
        workspace.migration("00200_api_first.sql", "create table if not exists first (id int);\n")
        in_sql(server, workspace)
        for password in PASSWORDS:
            server.psql("alter role postgres password " + "'" + password.replace("'", "''") + "'")
            with Watch() as watch:
                for words, environment in commands(server, workspace, password):
                    _, out, err = workspace.run(*words, **environment)
                    shown = " ".join(words).replace(password, "…")
                    search(password, out + err, f"migrate {shown} {environment}")
            for line in watch.seen:
                search(password, line, "a command line")


if __name__ == "__main__":
    main()
