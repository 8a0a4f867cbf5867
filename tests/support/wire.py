"""A client of the Postgres protocol for what psql cannot do: many sessions held open at a chosen point, each of them cheap.
Simple queries alone, without TLS and without a password: for poolers of the tests that let everybody in."""

import re
import socket
import struct


class ServerError(Exception):
    """The message that the server sent."""


class Session:
    """One connection, to a URL of tests/support/servers; `query` gives the rows as tuples of text."""

    def __init__(self, url, timeout=30):
        host, port, database, folder = re.fullmatch(
            r"postgresql://[^@]*@([\d.]*):?(\d*)/(\w+)(?:\?host=(.*))?", url).groups()
        if folder:
            self._socket = socket.socket(socket.AF_UNIX)
            self._socket.settimeout(timeout)
            self._socket.connect(folder.replace("&port=", "/.s.PGSQL."))
        else:
            self._socket = socket.create_connection((host, int(port)), timeout)
        self._stream = self._socket.makefile("rb")
        self.key = None  # what the server, or a pooler in its place, calls its process
        words = ("user", "postgres", "database", database, "application_name", "harness")
        body = struct.pack("!i", 196608) + b"".join(word.encode() + b"\0" for word in words) + b"\0"
        self._socket.sendall(struct.pack("!i", len(body) + 4) + body)
        try:
            self.answer()
        except BaseException:
            self.close()
            raise

    def query(self, sql):
        self.ask(sql)
        return self.answer()

    def value(self, sql):
        return self.query(sql)[0][0]

    def ask(self, sql):
        """Sends a query; `answer` waits for its rows."""
        text = sql.encode() + b"\0"
        self._socket.sendall(b"Q" + struct.pack("!i", len(text) + 4) + text)

    def answer(self):
        rows, error = [], None
        while True:
            kind, body = self._message()
            if kind == b"D":
                rows.append(row(body))
            elif kind == b"K":
                self.key = struct.unpack("!i", body[:4])[0]
            elif kind == b"R" and struct.unpack("!i", body[:4])[0] != 0:
                raise ServerError("the server asks for a password")
            elif kind == b"E":
                fields = {field[:1]: field[1:].decode() for field in body.split(b"\0") if field}
                error = ServerError(fields[b"M"])
                if fields[b"S"] == "FATAL":
                    raise error
            elif kind == b"Z":
                if error:
                    raise error
                return rows

    def _message(self):
        head = self._stream.read(5)
        if len(head) < 5:
            raise ServerError("the server closed the connection")
        return head[:1], self._stream.read(struct.unpack("!i", head[1:])[0] - 4)

    def close(self):
        try:
            self._socket.sendall(b"X\0\0\0\4")
        except OSError:
            pass
        self._stream.close()
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def row(body):
    """The fields of a DataRow; None for null."""
    count, position, fields = struct.unpack("!h", body[:2])[0], 2, []
    for _ in range(count):
        size = struct.unpack("!i", body[position:position + 4])[0]
        position += 4
        fields.append(None if size < 0 else body[position:position + size].decode())
        position += max(size, 0)
    return tuple(fields)
