#!/usr/bin/env python3
"""Through a real PgBouncer in session mode everything works, again and again over the same server connections; one on the
port of a transaction pooler is refused before it is dialled."""

import os
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402


def main():
    skip_without_postgres()
    if not servers.pgbouncer.found():
        print("SKIPPED: no PgBouncer")
        sys.exit(77)
    with servers.Postgres(tcp=True) as server, servers.PgBouncer(server, "session") as pooler, Workspace() as workspace:
        workspace.migration("00200_api_first.sql", "create table first (id int);\nset search_path = pg_catalog;\n")
        workspace.migration("00201_api_index.sql", "create index concurrently first_id_idx on first (id);\n")
        code, out, err = workspace.run("apply", "--url", pooler.url)
        check(code, 0, err)
        check(out, "applied  00200_api_first.sql\napplied  00201_api_index.sql\n")
        code, out, err = workspace.run("status", "--url", pooler.url)
        check(code, 0, err)
        check_in("2 applied, the database is up to date", out)
        # The next client gets the same server connection: nothing of ours is left on it.
        check(server.psql("select count(*) from pg_locks where locktype = 'advisory'"), "0")

        # A listener that must never hear of us.
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(0)
            port = listener.getsockname()[1]
            code, _, err = workspace.run("apply", "--url", f"postgresql://app:x@127.0.0.1:{port}/shop?pgbouncer=true")
            check(code, 3, err)
            check_in("M0101", err)
            code, _, err = workspace.run("apply", "--url", "postgresql://app:x@127.0.0.1:6543/shop")
            check(code, 3, err)
            check_in("M0101", err)
            try:
                listener.accept()
                sys.exit("a transaction pooler was dialled")
            except BlockingIOError:
                pass


if __name__ == "__main__":
    main()
