#!/usr/bin/env python3
"""The history table is not what it should be: its type, its columns, its owner, its rows are others, an old backup was restored, or
row security hides it. It is told or borne, nothing is applied twice, and the table is never made anew in silence."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, check_in, skip_without_postgres  # noqa: E402

TABLE = "supabase_migrations.schema_migrations"
FIRST = dict(list(inv.TRANSACTIONS.items())[:3])


def apply(oracle, workspace, url=None):
    code, out, err = workspace.run("apply", "--url", url or oracle.server.url)
    inv.sound(code, err, "a damaged history")
    return code, inv.applied_in(out), err


def effects(oracle):
    return oracle.query(inv.EFFECTS)


def damaged(oracle, workspace, sql):
    """All is applied; then somebody does this, and a further migration comes."""
    oracle.empty()
    inv.rerun(workspace, oracle.server.url, "first")
    oracle.query(sql)


def foreign_rows(oracle, workspace):
    """Of the Supabase CLI, with times for versions, some of them in the future, without names or texts."""
    damaged(oracle, workspace, f"insert into {TABLE}(version) values ('20240101000000'), ('29991231235959'), ('0001')")
    workspace.migration("00203_api_next.sql", "insert into effects values (203);\n")
    code, applied, err = apply(oracle, workspace)
    check((code, applied), (0, ["00203"]), err)
    check({row[1] for row in effects(oracle)}, {"1"})


def no_key(oracle, workspace):
    """Without its primary key the lock and the look into the table keep each migration single."""
    damaged(oracle, workspace, f"alter table {TABLE} drop constraint schema_migrations_pkey")
    runs = [workspace.start("apply", "--url", oracle.server.url) for _ in range(3)]
    check([run.communicate(timeout=60) and run.returncode for run in runs], [0, 0, 0])
    check({row[1] for row in effects(oracle)}, {"1"})


def other_type(oracle, workspace, kind):
    damaged(oracle, workspace, f"alter table {TABLE} alter version type {kind} using version::{kind}")
    before = effects(oracle)
    code, applied, err = apply(oracle, workspace)
    check(applied, [], err)
    check(code != 0, True, f"{kind}: what cannot be told apart is not applied\n{err}")
    check(effects(oracle), before)


def gone(oracle, workspace, sql):
    """The schema is there, its history is not: the first migration fails on what stands there, and is rolled back."""
    damaged(oracle, workspace, sql)
    before = effects(oracle)
    code, applied, err = apply(oracle, workspace)
    check((code, applied), (1, []), err)
    check_in("42P07", err)
    check(effects(oracle), before)


def other_owner(oracle, workspace):
    """A role that may not write it is told so; nothing of its migration is kept."""
    damaged(oracle, workspace, "drop role if exists deployer; create role deployer login; grant all on schema public to deployer;"
                               " grant all on effects to deployer; grant usage on schema supabase_migrations, migrate to deployer;"
                               f" grant select on {TABLE}, migrate.journal to deployer")
    workspace.migration("00203_api_next.sql", "insert into effects values (203);\n")
    before = effects(oracle)
    code, applied, err = apply(oracle, workspace, oracle.server.url.replace("postgres@", "deployer@"))
    check((code != 0, applied), (True, []), err)
    check("permission denied" in err or "may not write" in err, True, err)
    check(effects(oracle), before)
    oracle.query("drop owned by deployer; drop role deployer")


def hidden_rows(oracle, workspace):
    """Row security shows a role none of the rows: the key does not let it apply anything a second time."""
    damaged(oracle, workspace, "drop role if exists deployer; create role deployer login; grant all on schema public to deployer;"
                               " grant all on effects to deployer; grant usage on schema supabase_migrations, migrate to deployer;"
                               f" grant all on {TABLE}, migrate.journal to deployer; alter table {TABLE} enable row level security")
    before = effects(oracle)
    code, applied, err = apply(oracle, workspace, oracle.server.url.replace("postgres@", "deployer@"))
    check((code != 0, applied), (True, []), err)
    check(effects(oracle), before)
    oracle.query("drop owned by deployer; drop role deployer")


def main():
    skip_without_postgres()
    with servers.Postgres() as server:
        oracle = inv.Oracle(server)
        for damage in (foreign_rows, no_key, other_owner, hidden_rows):
            with inv.workspace(FIRST) as workspace:
                damage(oracle, workspace)
        with inv.workspace(FIRST) as workspace:
            other_type(oracle, workspace, "bigint")
            gone(oracle, workspace, f"drop table {TABLE}")
            gone(oracle, workspace, f"alter table {TABLE} rename to elsewhere")
            gone(oracle, workspace, f"delete from {TABLE}")


if __name__ == "__main__":
    main()
