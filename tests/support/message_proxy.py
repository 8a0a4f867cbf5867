"""A proxy that understands the messages of the Postgres protocol: for faults that fall between two of them."""

import socket
import struct
import threading

CANCEL = 80877102
TLS, GSS = 80877103, 80877104


class MessageProxy:
    """In front of a server's TCP port. `swallow_cancels`: requests to cancel go nowhere. `tell`: parameters that the server
    is made to report at the login. `cut(kind, body)`: true where the connection ends behind this message of the server.
    `halt(kind, body)`: true where this message of the client goes nowhere: the server works off what came before and then sees
    an end; the client hears nothing more."""

    def __init__(self, port, host="127.0.0.1", swallow_cancels=False, tell=None, cut=None, halt=None):
        self._to = (host, port)
        self._swallow_cancels, self._tell, self._cut, self.halt = swallow_cancels, tell or {}, cut, halt
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self):
        return f"postgresql://postgres:s3cret-p%C3%A4ssword@127.0.0.1:{self.port}/postgres"

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        server = None
        try:
            start = self._startup(client)
            if struct.unpack("!i", start[4:8])[0] == CANCEL and self._swallow_cancels:
                return
            server = socket.create_connection(self._to)
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server.sendall(start)
            threading.Thread(target=self._up, args=(client, server), daemon=True).start()
            self._down(client, server)
        except (EOFError, OSError):
            pass
        finally:
            for one in (client, server):
                if one:
                    hang_up(one)

    @staticmethod
    def _startup(client):
        while True:
            head = exactly(client, 4)
            body = exactly(client, struct.unpack("!i", head)[0] - 4)
            if struct.unpack("!i", body[:4])[0] not in (TLS, GSS):
                return head + body
            client.sendall(b"N")

    def _up(self, client, server):
        try:
            if self.halt:
                self._up_to_halt(client.makefile("rb"), client, server)
            while data := client.recv(65536):
                server.sendall(data)
        except (EOFError, OSError):
            pass
        hang_up(server, socket.SHUT_WR)

    def _up_to_halt(self, messages, client, server):
        while len(head := messages.read(5)) == 5:
            body = messages.read(struct.unpack("!i", head[1:])[0] - 4)
            if self.halt(head[:1], body):
                hang_up(client)
                break
            server.sendall(head + body)
        raise EOFError

    def _down(self, client, server):
        while True:
            kind = exactly(server, 1)
            length = exactly(server, 4)
            body = exactly(server, struct.unpack("!i", length)[0] - 4)
            if kind == b"S" and body.split(b"\0")[0].decode() in self._tell:
                continue
            if kind == b"K":
                for name, value in self._tell.items():
                    text = f"{name}\0{value}\0".encode()
                    client.sendall(b"S" + struct.pack("!i", len(text) + 4) + text)
            try:
                client.sendall(kind + length + body)
            except OSError:
                pass  # the server is not to notice before it has read everything
            if self._cut and self._cut(kind, body):
                return

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()


def hang_up(one, how=socket.SHUT_RDWR):
    try:
        one.shutdown(how)
    except OSError:
        pass


def exactly(one, count):
    data = b""
    while len(data) < count:
        part = one.recv(count - len(data))
        if not part:
            raise EOFError
        data += part
    return data
