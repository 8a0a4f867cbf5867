#!/usr/bin/env python3
"""What libpq reads from the environment leads no connection elsewhere: not that of a scratch server, nor one whose values are
settled. A listener stands where the variables point to, and nobody may come."""

import os
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402


def main():
    skip_without_postgres()
    with socket.socket() as trap, servers.Postgres() as server, Workspace() as workspace:
        # A scratch server has the default port, so the trap stands at an address of its own on that port.
        trap.bind(("127.0.0.9", 5432))
        trap.listen()
        trap.settimeout(0)
        workspace.migration("00200_api_first.sql", "create table first (id int);\n")
        workspace.file("services.conf", "[elsewhere]\nhostaddr=127.0.0.9\npassword=geheimnis\n")
        service = {"PGSERVICE": "elsewhere", "PGSERVICEFILE": f"{workspace.folder}/services.conf"}
        for environment in ({"PGHOSTADDR": "127.0.0.9"}, service, {"PGPASSWORD": "geheimnis", "PGTZ": "no/such/zone"}):
            code, out, err = workspace.run("apply", "--scratch", **environment)
            check(code, 0, err)
            check_in("00200_api_first.sql", out)
        # A service that names the database is followed, once, as what was said to be dialled.
        workspace.file("services.conf", f"[elsewhere]\nhost={server.folder}\nport={server.port}\nuser=postgres\ndbname=postgres\n")
        code, out, err = workspace.run("status", "--url", "service=elsewhere", PGSERVICEFILE=service["PGSERVICEFILE"])
        check(code, 0, err)
        try:
            trap.accept()
            sys.exit("the environment led to another server")
        except BlockingIOError:
            pass


if __name__ == "__main__":
    main()
