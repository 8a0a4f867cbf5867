"""A server that says yes: it answers each query of a client with success and keeps the bytes that came."""

import os
import re
import socket
import struct
import tempfile
import threading

COPY_IN = re.compile(rb"^(\s+|--[^\n]*\n|/\*.*?\*/)*copy\b.*\bfrom\s+std(?:in|out)\b", re.I | re.S)
STRINGS = re.compile(rb"^\s*(?:set\s+(?:session\s+|local\s+)?standard_conforming_strings\s*(?:=|to)\s*'?(\w+)|reset\s+"
                     rb"(?:all|standard_conforming_strings))", re.I)


def message(kind, body=b""):
    return kind + struct.pack("!i", len(body) + 4) + body


def parameter(name, value):
    return message(b"S", name + b"\0" + value + b"\0")


class FakeServer:
    """`queries` of the connection that ended last: (text, data of COPY or None)."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="migrate-fake-")
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(os.path.join(self.folder, ".s.PGSQL.5432"))
        self.listener.listen()
        self.queries = []

    def serve_one(self, run_client):
        """Runs the client in a thread of its own and answers it until it goes."""
        client = threading.Thread(target=run_client)
        client.start()
        connection, _ = self.listener.accept()
        self.queries = []
        with connection, connection.makefile("rb") as stream:
            self.answer(connection, stream)
        client.join()
        return self.queries

    def answer(self, connection, stream):
        size = struct.unpack("!i", stream.read(4))[0]
        stream.read(size - 4)
        hello = message(b"R", struct.pack("!i", 0))
        for name, value in ((b"server_version", b"15.0"), (b"client_encoding", b"UTF8"), (b"server_encoding", b"UTF8"),
                            (b"standard_conforming_strings", b"on")):
            hello += parameter(name, value)
        connection.sendall(hello + message(b"K", struct.pack("!ii", 1, 1)) + message(b"Z", b"I"))
        while True:
            kind, body = self.receive(stream)
            if kind in (b"X", b""):
                return
            if kind == b"Q":
                self.answer_query(connection, stream, body.rstrip(b"\0"))

    def answer_query(self, connection, stream, text):
        data = None
        if COPY_IN.match(text):
            connection.sendall(message(b"G", struct.pack("!bh", 0, 0)))
            data = self.receive_data(stream)
        self.queries.append((text, data))
        reply = message(b"C", b"SELECT 0\0")
        if strings := STRINGS.match(text):
            off = strings[1] and strings[1].lower() in (b"off", b"false", b"no", b"0")
            reply = parameter(b"standard_conforming_strings", b"off" if off else b"on") + reply
        connection.sendall(reply + message(b"Z", b"I"))

    def receive_data(self, stream):
        data = b""
        while True:
            kind, body = self.receive(stream)
            if kind == b"d":
                data += body
            elif kind in (b"c", b"f", b""):
                return data

    @staticmethod
    def receive(stream):
        kind = stream.read(1)
        if not kind:
            return b"", b""
        size = struct.unpack("!i", stream.read(4))[0]
        return kind, stream.read(size - 4)
