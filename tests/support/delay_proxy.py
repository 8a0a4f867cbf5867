"""A TCP forwarder that can delay, count and cut what passes: the far database of a test on one machine."""

import asyncio
import dataclasses
import socket
import struct
import threading

UP, DOWN = "up", "down"  # from the client to the server; back


@dataclasses.dataclass
class Traffic:
    """Of one connection. A round trip: the server is heard after the client spoke; opening the connection is the first."""

    sent: int = 0
    received: int = 0
    round_trips: int = 1
    asked: bool = False  # the client has spoken since it last heard


@dataclasses.dataclass(frozen=True)
class Cut:
    """What happens once `after` bytes of a connection passed in one direction: "reset" breaks it off, "close" ends it in
    good order, "stall" lets nothing more pass in that direction while all stays open."""

    direction: str
    after: int
    how: str = "reset"


class _Over(Exception):
    """A connection that was cut."""


async def over_now(how):
    if how == "stall":
        await asyncio.get_running_loop().create_future()  # until the proxy stops
    raise _Over


def reset(writer):
    """Breaks off with RST instead of FIN."""
    if writer.get_extra_info("socket").family != socket.AF_UNIX:
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def count(traffic, direction, size):
    if direction == UP:
        traffic.sent += size
        traffic.asked = True
    else:
        traffic.received += size
        traffic.round_trips += traffic.asked
        traffic.asked = False


class DelayProxy:
    """Listens on a free port of 127.0.0.1 and forwards to `target`: (host, port), or the path of a Unix socket. Every byte
    arrives `delay_ms` later, each way, however many are under way. `delay_ms` and `cut` may be changed between connections;
    with `once` a cut is for the next connection alone."""

    def __init__(self, target, delay_ms=0.0, cut=None, once=False):
        self.target, self.delay_ms, self.cut, self.once = target, delay_ms, cut, once
        self.connections = []
        self._loop = asyncio.new_event_loop()
        self._tasks = set()
        self._listener = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = self._listener.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    async def _serve(self, client_reader, client_writer):
        self._tasks.add(asyncio.current_task())
        traffic, delay, cut = Traffic(), self.delay_ms / 1000, self.cut
        self.cut = None if self.once else cut
        self.connections.append(traffic)
        writers, ways = [client_writer], []
        try:
            # The kernel answers a connect on loopback at once: its round trip is waited for here.
            await asyncio.sleep(2 * delay)
            server_reader, server_writer = await self._connect()
            writers.append(server_writer)
            ways = [asyncio.create_task(self._forward(UP, client_reader, server_writer, traffic, delay, cut)),
                    asyncio.create_task(self._forward(DOWN, server_reader, client_writer, traffic, delay, cut))]
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_EXCEPTION)
            if any(isinstance(way.exception(), _Over) and cut.how == "reset" for way in done):
                for writer in writers:
                    reset(writer)
        except (OSError, asyncio.CancelledError):
            pass  # the server does not listen, or the proxy stops: the client sees an end
        finally:
            for way in ways:
                way.cancel()
            for writer in writers:
                writer.close()
            self._tasks.discard(asyncio.current_task())

    async def _connect(self):
        if isinstance(self.target, str):
            return await asyncio.open_unix_connection(self.target)
        return await asyncio.open_connection(*self.target)

    async def _forward(self, direction, reader, writer, traffic, delay, cut):
        """Reads at once, writes when the delay has passed: what is under way does not wait for each other."""
        under_way, passed = asyncio.Queue(), 0

        async def read():
            chunk = b"-"
            while chunk:
                try:
                    chunk = await reader.read(65536)
                except OSError:
                    chunk = b""
                under_way.put_nowait((self._loop.time() + delay, chunk))

        reading = asyncio.create_task(read())
        try:
            while True:
                due, chunk = await under_way.get()
                await asyncio.sleep(max(0, due - self._loop.time()))
                if not chunk:
                    break
                over = cut and cut.direction == direction and passed + len(chunk) >= cut.after
                chunk = chunk[:cut.after - passed] if over else chunk
                passed += len(chunk)
                count(traffic, direction, len(chunk))
                writer.write(chunk)
                await writer.drain()
                if over:
                    await over_now(cut.how)
            writer.write_eof()
        finally:
            reading.cancel()

    @property
    def round_trips(self):
        """Of all connections so far."""
        return sum(traffic.round_trips for traffic in self.connections)

    def stop(self):
        async def end_all():
            self._listener.close()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end_all(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
