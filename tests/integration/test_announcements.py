"""The service in the ecosystem's eyes: one announcement, heartbeats, a goodbye, by the worker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import nats
import pytest
from kryten.config import ServiceConfig
from nats.aio.client import Client
from nats.aio.msg import Msg

from action_api import __version__
from action_api.nats_link import NatsLink
from action_api.settings import load_settings
from tests.integration.api_harness import running_worker
from tests.integration.playlist_harness import Service
from tests.standins.nats_server import NatsServer

pytestmark = pytest.mark.integration

LIFECYCLE = "kryten.lifecycle.playlist."
POLL = "kryten.service.discovery.poll"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    with NatsServer(tmp_path_factory.mktemp("nats")) as running:
        yield running


class Listener:
    """Hears the lifecycle of the service; poll() is what makes services announce themselves."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._heard: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()

    @classmethod
    async def of(cls, server: NatsServer) -> Listener:
        listener = cls(await nats.connect(server.url))
        await listener._client.subscribe(f"{LIFECYCLE}>", cb=listener._keep)
        await listener._client.flush()
        return listener

    async def _keep(self, message: Msg) -> None:
        event = message.subject.removeprefix(LIFECYCLE)
        await self._heard.put((event, json.loads(message.data)))

    async def next(self, event: str, within: float = 20) -> dict[str, Any]:
        async with asyncio.timeout(within):
            while True:
                heard, told = await self._heard.get()
                if heard == event:
                    return told

    async def poll(self) -> None:
        await self._client.publish(POLL, b"{}")

    async def close(self) -> None:
        await self._client.close()


@pytest.fixture
async def listener(server: NatsServer) -> AsyncIterator[Listener]:
    listening = await Listener.of(server)
    yield listening
    await listening.close()


async def test_a_service_beats_and_says_goodbye(server: NatsServer, listener: Listener) -> None:
    """kryten-py's heartbeat comes as often as asked for, and the end is announced."""
    # the quickest kryten-py takes
    wanted = {"name": "playlist", "version": __version__, "heartbeat_interval": 5}
    service = ServiceConfig.model_validate(wanted)
    link = NatsLink(load_settings({"NATS_URL": server.url}, None), service)
    await link.start()
    assert (await listener.next("startup"))["version"] == __version__
    beat = await listener.next("heartbeat")
    assert (beat["service"], beat["version"]) == ("playlist", __version__)
    await link.stop()
    await listener.next("shutdown")


async def test_of_api_and_worker_the_worker_alone_announces(
    server: NatsServer, listener: Listener, tmp_path: Path
) -> None:
    """Two processes of the API are connected and say nothing, the worker answers once."""
    service = Service(server, tmp_path)
    try:
        await asyncio.to_thread(service.start)
        await listener.poll()
        with pytest.raises(TimeoutError):
            await listener.next("startup", within=1)
        with running_worker(service.environment, tmp_path / "worker"):
            await listener.next("startup")
            await listener.poll()
            await listener.next("startup")
            with pytest.raises(TimeoutError):
                await listener.next("startup", within=1)
    finally:
        await asyncio.to_thread(service.stop)
