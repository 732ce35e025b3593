"""A small socket.io client: what a browser or a bot sends to and hears from CyTube."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp


@dataclass(frozen=True, slots=True)
class Frame:
    """One event from the server."""

    event: str
    args: list[Any]


class CytubeClient:
    """One connection (Engine.IO 4, websocket); `frames` are all events so far, in order."""

    def __init__(self, websocket: aiohttp.ClientWebSocketResponse) -> None:
        self._websocket = websocket
        self._arrived = asyncio.Condition()
        self.frames: list[Frame] = []

    async def emit(self, event: str, *args: Any) -> None:
        await self._websocket.send_str("42" + json.dumps([event, *args]))

    async def wait_for(
        self, condition: Callable[[list[Frame]], bool], *, what: str, within: float = 5.0
    ) -> list[Frame]:
        """Waits until condition(frames) holds; TimeoutError naming `what` and the last frames."""
        try:
            async with asyncio.timeout(within), self._arrived:
                await self._arrived.wait_for(lambda: condition(self.frames))
        except TimeoutError:
            last = [frame.event for frame in self.frames[-10:]]
            raise TimeoutError(f"{what}: not within {within:g} s; last frames {last}") from None
        return self.frames

    async def wait_event(self, event: str, *, seen: int = 0, within: float = 5.0) -> Frame:
        """The first `event` after the `seen` frames already looked at."""
        frames = await self.wait_for(
            lambda all_: any(frame.event == event for frame in all_[seen:]),
            what=f"event {event}",
            within=within,
        )
        return next(frame for frame in frames[seen:] if frame.event == event)

    async def listen(self) -> None:
        """Takes in what the server sends until the connection ends."""
        async for message in self._websocket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                break
            if message.data == "2":
                await self._websocket.send_str("3")
            elif message.data.startswith("42"):
                event, *args = json.loads(message.data[2:])
                async with self._arrived:
                    self.frames.append(Frame(event, args))
                    self._arrived.notify_all()


@contextlib.asynccontextmanager
async def connect(base: str) -> AsyncIterator[CytubeClient]:
    """A client of the CyTube at `base` (http://host:port)."""
    address = f"{base}/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as websocket:
        await websocket.receive_str()
        await websocket.send_str("40")
        # the server drops a client that speaks before it was let in
        await websocket.receive_str()
        client = CytubeClient(websocket)
        listening = asyncio.create_task(client.listen())
        try:
            yield client
        finally:
            await websocket.close()
            await listening
