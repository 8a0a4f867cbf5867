#!/usr/bin/env python3
"""The server's answers are garbled at a random byte, and soon after the connection ends: the program ends with an error, never with
a crash, and what it says it applied is there. Each case can be repeated by its number."""

import os
import random
import socket
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import inv  # noqa: E402
import servers  # noqa: E402
from message_proxy import hang_up  # noqa: E402
from program import check, skip_without_postgres  # noqa: E402


class Garbler:
    """Forwards the first connection, whose answers are garbled from byte `at` on for a while; later ones as they are."""

    def __init__(self, port, chance):
        self._to, self._chance, self._first = ("127.0.0.1", port), chance, True
        self.at = chance.randrange(1, 6000)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            garbles, self._first = self._first, False
            server = socket.create_connection(self._to)
            threading.Thread(target=forward, args=(client, server, lambda data, _: data), daemon=True).start()
            threading.Thread(target=forward, args=(server, client, self._garble if garbles else lambda data, _: data), daemon=True).start()

    def _garble(self, data, passed):
        """None: the end."""
        if passed > self.at + 200:
            return None
        data = bytearray(data)
        for i in range(len(data)):
            if passed + i >= self.at and self._chance.random() < 0.1:
                data[i] = self._chance.choice((0, 255, ord("E"), ord("Z"), ord("D"), self._chance.randrange(256)))
        return bytes(data)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()


def forward(source, target, change):
    passed = 0
    try:
        while data := source.recv(4096):
            # What is garbled may ask the client to wait for ever: the connection does not.
            source.settimeout(1 if passed else None)
            data, count = change(data, passed), len(data)
            if data is None:
                break
            passed += count
            target.sendall(data)
    except OSError:
        pass
    hang_up(source)
    hang_up(target)


def main():
    skip_without_postgres()
    with servers.Postgres(tcp=True) as server, inv.workspace(inv.TRANSACTIONS) as workspace:
        oracle = inv.Oracle(server)
        oracle.expect(workspace)
        for number in range(1000 if inv.every_point() else 25):
            oracle.empty()
            with Garbler(server.port, random.Random(number)) as garbler:
                flags = [["--no-pipeline"], []][number % 2]
                code, out, err = workspace.run("apply", "--url", server.tcp_url_of(port=garbler.port), *flags)
            what = f"case {number}, from byte {garbler.at}"
            inv.sound(code, err, what)
            check(all(32 <= ord(c) or c == "\n" for c in out + err), True, f"{what}: raw control bytes\n{out}{err}")
            check(set(inv.applied_in(out)) <= set(oracle.history()), True, f"{what}: said, and not there\n{out}{err}")
            inv.rerun(workspace, server.tcp_url, what)
            oracle.check(what)


if __name__ == "__main__":
    main()
