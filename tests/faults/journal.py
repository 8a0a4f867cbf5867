#!/usr/bin/env python3
"""The journal: which commit of git was applied, read from its files or told by the CI system; a table of an earlier version
is completed; and Supabase's API roles get no right on it, whatever the default privileges say."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import MIGRATE, Workspace, check, skip_without_postgres  # noqa: E402

EMPTY = ("drop schema if exists supabase_migrations cascade; drop schema if exists migrate cascade;"
         " drop schema public cascade; create schema public")
COMMIT = "select coalesce(git_commit, 'none') from migrate.journal order by id desc limit 1"
API = ("anon", "authenticated", "authenticator", "service_role")


VARIABLES = ("GITHUB_SHA", "CI_COMMIT_SHA", "BUILDKITE_COMMIT", "CIRCLE_SHA1", "BITBUCKET_COMMIT", "BUILD_SOURCEVERSION",
             "GIT_COMMIT", "VERCEL_GIT_COMMIT_SHA", "RAILWAY_GIT_COMMIT_SHA", "RENDER_GIT_COMMIT")


def git(folder, *words):
    return subprocess.run(["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", *words], check=True,
                          capture_output=True, text=True, env=servers.clean_environment(HOME=folder)).stdout.strip()


def applied(server, folder, expected, what, **environment):
    server.psql(EMPTY)
    run = subprocess.run([MIGRATE, "apply", "--url", server.url, "--workspace", folder],
                         capture_output=True, text=True, check=False, cwd=folder,
                         env=servers.clean_environment(**dict.fromkeys(VARIABLES, ""), HOME=folder) | environment)
    check(run.returncode, 0, run.stderr)
    check(server.psql(COMMIT), expected, what)


def commits(server):
    with Workspace() as workspace:
        folder = workspace.folder
        workspace.migration("00200_api_a.sql", "create table a (id int);\n")
        applied(server, folder, "none", "no repository")
        git(folder, "init", "-q", "-b", "main")
        applied(server, folder, "none", "no commit yet")
        git(folder, "add", "migrate.yaml", "supabase")
        git(folder, "commit", "-qm", "first")
        first = git(folder, "rev-parse", "HEAD")
        applied(server, folder, first, "a branch")
        git(folder, "pack-refs", "--all")
        applied(server, folder, first, "a packed reference")
        git(folder, "worktree", "add", "-q", "-b", "other", f"{folder}/tree")
        git(f"{folder}/tree", "commit", "-qm", "second", "--allow-empty")
        second = git(f"{folder}/tree", "rev-parse", "HEAD")
        applied(server, f"{folder}/tree", second, "a worktree")
        git(f"{folder}/tree", "checkout", "-q", "--detach", first)
        applied(server, f"{folder}/tree", first, "a detached HEAD")
        applied(server, folder, "0" * 40, "a CI system", GITHUB_SHA="0" * 40)
        applied(server, folder, first, "what is no commit", GITHUB_SHA="'; drop table a; --")


def upgraded(server):
    """With its rows."""
    server.psql(EMPTY)
    with Workspace() as workspace:
        workspace.migration("00200_api_a.sql", "create table a (id int);\n")
        check(workspace.run("apply", "--url", server.url)[0], 0)
        server.psql("alter table migrate.journal drop column git_commit")
        workspace.migration("00201_api_b.sql", "create table b (id int);\n")
        code, _, err = workspace.run("apply", "--url", server.url, GITHUB_SHA="a" * 40)
        check(code, 0, err)
        check(server.psql("select string_agg(version || coalesce(git_commit, '-'), ' ' order by version)"
                          " from migrate.journal"), "00200- 00201" + "a" * 40)


def closed(server):
    server.psql(EMPTY)
    for role in API:
        server.psql(f"create role {role}")
        server.psql(f"alter default privileges grant all on tables to {role}; alter default privileges grant all on"
                    f" sequences to {role}; alter default privileges grant all on schemas to {role}")
    with Workspace() as workspace:
        workspace.migration("00200_api_a.sql", "create table a (id int);\n")
        check(workspace.run("apply", "--url", server.url)[0], 0)
    for role in API:
        check(server.psql(f"select has_schema_privilege('{role}', 'migrate', 'usage, create'),"
                          f" has_table_privilege('{role}', 'migrate.journal', 'select, insert, update, delete')"), "f|f", role)


def main():
    skip_without_postgres()
    with servers.Postgres() as server:
        commits(server)
        upgraded(server)
        closed(server)


if __name__ == "__main__":
    main()
