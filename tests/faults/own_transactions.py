#!/usr/bin/env python3
"""Files that begin, end, prepare or undo transactions by themselves, openly, in other letters, behind comments, in DO and CALL: a
file is kept whole and recorded, or nothing of it is; never a half, and never at the cost of the next file."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from program import check, skip_without_postgres  # noqa: E402

MIDDLES = """
commit|COMMIT|CoMmIt work|commit and chain|commit and no chain|rollback|ROLLBACK WORK|rollback and chain|end|END TRANSACTION|abort
begin|BEGIN WORK|start transaction|start transaction isolation level serializable|begin; commit; begin|commit; begin|rollback; begin
/* a */ commit|/* a /* b */ */ commit /* c */|-- a\ncommit|commit -- a|;;commit;;|commit\n\n\n
prepare transaction 'x'|commit prepared 'x'|rollback prepared 'x'
savepoint a|savepoint a; rollback to a|savepoint a; rollback to savepoint a; release a|savepoint a; release savepoint a|release a
rollback to nowhere
do $$ begin commit; end $$|do $$ begin rollback; end $$|do $$ begin execute 'commit'; end $$|do $$ begin execute 'rollback and chain'; end $$
create procedure p() language plpgsql as $$ begin commit; end $$; call p()
create procedure p() language plpgsql as $$ begin rollback; end $$; call p()
create procedure p() language plpgsql as $$ begin insert into effects values (3); commit; insert into effects values (4); end $$; call p()
set transaction isolation level serializable|set transaction read only|set session characteristics as transaction read only
set default_transaction_read_only = on|set local transaction_read_only = on
select pg_advisory_unlock_all()|discard all|reset all|set session_replication_role = replica|set row_security = off
""".replace("\\n", "\0")
HEADS = ("", "begin;\n", "-- migrate: no-transaction\n")


def middles():
    for line in MIDDLES.strip().split("\n"):
        yield from (one.replace("\0", "\n") for one in (line.split("|") if "||" not in line else [line]))


def meet(oracle, workspace, head, middle):
    what = f"{head!r} … {middle!r}"
    oracle.empty()
    workspace.migration("00201_api_own.sql", f"{head}insert into effects values (1);\n{middle};\ninsert into effects values (2);\n")
    code, out, err = workspace.run("apply", "--url", oracle.server.url)
    inv.sound(code, err, what)
    history, seen = oracle.history(), dict(oracle.query(inv.EFFECTS)) if oracle.has_effects() else {}
    check(inv.applied_in(out), history, f"{what}: said, and there\n{err}")
    check(code == 0, "00202" in history, f"{what}: exit code {code}\n{err}")
    outside = "no-transaction" in head
    if "00201" in history:
        check((seen.get("1"), seen.get("2")), ("1", "1"), f"{what}: recorded, and not whole\n{err}")
    elif not outside:
        check(set(seen), {"0"} & set(seen), f"{what}: not recorded, and kept\n{err}")
    left = oracle.query(inv.LEFT)[0]
    check(left[1:], ("0", "0", "0"), f"{what}: locks, prepared transactions, invalid indexes")


def main():
    skip_without_postgres()
    files = {"00200_api_effects.sql": "create table effects (n int);\ninsert into effects values (0);\n",
             "00202_api_last.sql": "insert into effects values (202);\n"}
    with servers.Postgres(["max_prepared_transactions=5"]) as server, inv.workspace(files) as workspace:
        oracle = inv.Oracle(server)
        for head in HEADS:
            for middle in middles():
                meet(oracle, workspace, head, middle)


if __name__ == "__main__":
    main()
