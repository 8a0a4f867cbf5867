#!/usr/bin/env python3
"""What `sslmode` demands is kept: no TLS, a certificate that nobody signed, of another name, that is out of date, of the right
authority; and somebody between who says that there is no TLS hears no password."""

import glob
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from message_proxy import MessageProxy  # noqa: E402
from program import Workspace, check, check_in, skip_without_postgres  # noqa: E402


def reach(workspace, server, mode, root="", host="127.0.0.1"):
    url = server.tcp_url.replace("127.0.0.1", host) + f"?sslmode={mode}"
    code, _, err = workspace.run("status", "--url", url + (f"&sslrootcert={root}" if root else ""))
    check(code in (0, 1, 3), True, err)
    return code == 0


def without_tls(workspace):
    with servers.Postgres(tcp=True) as server:
        for mode, let_in in (("disable", True), ("prefer", True), ("require", False), ("verify-ca", False), ("verify-full", False)):
            check(reach(workspace, server, mode), let_in, f"no TLS, {mode}")


def certificates(workspace):
    with servers.Postgres(tcp=True, tls=True) as server, servers.Postgres(tcp=True, tls=True) as other:
        right, wrong = f"{server.folder}/server.crt", f"{other.folder}/server.crt"
        for path in (right, wrong):
            workspace.file(path.split("/")[-2] + ".crt", open(path, encoding="ascii").read())
        right, wrong = (f"{workspace.folder}/{path.split('/')[-2]}.crt" for path in (right, wrong))
        for mode, root, host, let_in in (
                ("require", "", "127.0.0.1", True), ("verify-ca", right, "127.0.0.1", True), ("verify-ca", wrong, "127.0.0.1", False),
                ("verify-full", right, "localhost", True), ("verify-full", right, "127.0.0.1", False),
                ("verify-full", wrong, "localhost", False), ("verify-full", "/nonexistent.crt", "localhost", False)):
            check(reach(workspace, server, mode, root, host), let_in, f"{mode}, {host}, {'right' if root == right else 'wrong'} authority")


def out_of_date(workspace):
    found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    if not found:
        return print("not tested without faketime: a certificate that is out of date")
    with servers.Postgres(tcp=True, tls=True) as server:
        workspace.file("own.crt", open(f"{server.folder}/server.crt", encoding="ascii").read())
        root = f"{workspace.folder}/own.crt"
        check(reach(workspace, server, "verify-full", root, "localhost"), True, "in date")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout",
                        f"{workspace.folder}/old.key", "-out", f"{workspace.folder}/old.crt"], check=True, capture_output=True,
                       env={**os.environ, "LD_PRELOAD": found[0], "FAKETIME": "-10d"})
        for name in ("key", "crt"):
            subprocess.run(["install", "-m", "600", "-o", str(os.stat(server.data).st_uid), f"{workspace.folder}/old.{name}",
                            f"{server.folder}/server.{name}"], check=True)
        server.psql("select pg_reload_conf()")
        root = f"{workspace.folder}/old.crt"
        servers.wait_until(lambda: "reloading configuration" in server.said(), "the new certificate")
        check(reach(workspace, server, "verify-full", root, "localhost"), False, "out of date")
    return None


def downgrade(workspace):
    """The one between answers the question for TLS with no, and hears nothing more."""
    heard = []
    with servers.Postgres(tcp=True, tls=True) as server, \
            MessageProxy(server.port, halt=lambda kind, body: heard.append(kind) is not None) as proxy:
        for mode in ("require", "verify-ca", "verify-full"):
            code, _, err = workspace.run("apply", "--url", f"{proxy.url}?sslmode={mode}")
            check(code, 1, err)
            check_in("M01", err)
    check(heard, [], "the one between heard messages")


def main():
    skip_without_postgres()
    with Workspace() as workspace:
        without_tls(workspace)
        certificates(workspace)
        downgrade(workspace)
        out_of_date(workspace)


if __name__ == "__main__":
    main()
