"""Somebody on NATS beside the robot, for tests: commands, events and buckets."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg

from tests.standins.channel import Channel
from tests.standins.lab_manifests import LabManifests


class Caller:
    """Somebody on NATS beside the robot: sends commands, hears events, reads buckets."""

    def __init__(self, connection: Client, channel: Channel, lab: LabManifests) -> None:
        self.connection, self.channel, self.lab = connection, channel, lab
        self.events: list[dict[str, Any]] = []
        self._heard = asyncio.Event()

    async def hear(self, message: Msg) -> None:
        self.events.append(json.loads(message.data))
        self._heard.set()

    async def request(self, command: str, *, within: float = 10.0, **args: Any) -> dict[str, Any]:
        body = {"command": command, "service": "robot", "args": args, "meta": self.meta()}
        answer = await self.connection.request(
            "kryten.robot.command", json.dumps(body).encode(), timeout=within
        )
        reply: dict[str, Any] = json.loads(answer.data)
        return reply

    def meta(self) -> dict[str, str]:
        return {"source": "test", "domain": self.channel.domain, "channel": self.channel.name}

    async def add(self, name: str, pos: str = "end", *, temp: bool = False) -> dict[str, Any]:
        reply = await self.request(
            "addvideo", type="cm", id=self.lab.url(name), pos=pos, temp=temp, within=12.0
        )
        assert reply.keys() == {"service", "command", "success", "data"}
        data: dict[str, Any] = reply["data"]
        return data

    async def until(
        self, condition: Callable[[list[dict[str, Any]]], bool], *, within: float = 5.0
    ) -> list[dict[str, Any]]:
        """All events so far, once condition(events) holds."""
        async with asyncio.timeout(within):
            while not condition(self.events):
                self._heard.clear()
                await self._heard.wait()
        return self.events

    async def event(self, name: str, *, seen: int = 0, within: float = 5.0) -> dict[str, Any]:
        """The first event of that name after the `seen` ones already looked at."""

        def named(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [event for event in events[seen:] if event["event_name"] == name]

        return named(await self.until(lambda events: bool(named(events)), within=within))[0]

    async def told(self, name: str, payload: Any, *, seen: int = 0) -> None:
        """Returns when an event of that name and content came after the `seen` ones."""
        await self.until(
            lambda events: any(
                event["event_name"] == name and event["payload"] == payload
                for event in events[seen:]
            )
        )

    async def stored(self, kind: str, key: str, condition: Callable[[Any], bool]) -> None:
        """Returns when the robot's bucket holds what condition() accepts; it lags its events."""
        store = await self.connection.jetstream().key_value(f"kryten_{self.channel.name}_{kind}")
        watcher = await store.watch(key)
        async with asyncio.timeout(5):
            async for entry in watcher:
                # None ends what was there before the watch
                if entry is not None and condition(json.loads(entry.value or b"null")):
                    break
        await watcher.stop()  # type: ignore[no-untyped-call]


@contextlib.asynccontextmanager
async def calling(channel: Channel, lab: LabManifests) -> AsyncIterator[Caller]:
    connection = await nats.connect(channel.nats.url)
    caller = Caller(connection, channel, lab)
    subject = f"kryten.events.cytube.{channel.name.lower()}.>"
    await connection.subscribe(subject, cb=caller.hear)
    await connection.flush()
    try:
        yield caller
    finally:
        await connection.close()
