"""A TCP proxy on loopback whose wire can be slow, cut, or silent: the network between two parts."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from typing import Any, Self

from tests.standins.processes import free_port
from tests.standins.startable import Startable

CHUNK = 65536
START_SECONDS = 10.0


class TcpProxy(Startable):
    """Hands on connections to 127.0.0.1:`target`, from a thread of its own.

    `slow` delays every chunk, each way. `cut` ends every connection and refuses new ones, as a
    router that is gone. `silence` leaves connections open and carries nothing: what is sent
    meanwhile arrives when the wire is mended, as TCP has it. `mend` ends all of these.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = free_port()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="tcp-proxy")
        self._server: asyncio.Server | None = None
        self._delay = 0.0
        self._flowing = asyncio.Event()
        self._pairs: set[asyncio.Task[None]] = set()

    def start(self) -> Self:
        self._thread.start()
        self._run(self._open())
        self._run(self._let_flow())
        return self

    def stop(self) -> None:
        """Ends every connection and the thread."""
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_SECONDS)
        self._loop.close()

    def slow(self, seconds: float) -> None:
        """Every chunk arrives so much later, each way."""
        self._delay = seconds

    def cut(self) -> None:
        self._run(self._close())

    def silence(self) -> None:
        self._loop.call_soon_threadsafe(self._flowing.clear)

    def mend(self) -> None:
        """As it was at the start."""
        self._delay = 0.0
        self._run(self._open())
        self._run(self._let_flow())

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(START_SECONDS)

    async def _open(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._on_client, "127.0.0.1", self.port)

    async def _let_flow(self) -> None:
        self._flowing.set()

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        pairs = list(self._pairs)
        for pair in pairs:
            pair.cancel()
        await asyncio.gather(*pairs, return_exceptions=True)

    async def _on_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pair = asyncio.create_task(self._carry_pair(reader, writer))
        self._pairs.add(pair)
        pair.add_done_callback(self._pairs.discard)

    async def _carry_pair(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends it."""
        far_writer: asyncio.StreamWriter | None = None
        try:
            await self._flowing.wait()
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
            ways = [
                asyncio.create_task(self._carry(reader, far_writer)),
                asyncio.create_task(self._carry(far_reader, writer)),
            ]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        except OSError:
            pass  # nobody listens behind: the client sees its connection end
        finally:
            for one in (writer, far_writer):
                if one is not None:
                    one.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One way of a connection; chunks keep their order, and several may be on their way."""
        on_their_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=256)
        delivering = asyncio.create_task(self._deliver(on_their_way, writer))
        try:
            with contextlib.suppress(OSError):
                while data := await reader.read(CHUNK):
                    await on_their_way.put((self._loop.time() + self._delay, data))
            await on_their_way.put((self._loop.time() + self._delay, b""))
            await delivering
        finally:
            delivering.cancel()

    async def _deliver(
        self, on_their_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        while True:
            due, data = await on_their_way.get()
            await asyncio.sleep(max(0.0, due - self._loop.time()))
            await self._flowing.wait()
            if not data:
                return
            try:
                writer.write(data)
                await writer.drain()
            except OSError:
                return
