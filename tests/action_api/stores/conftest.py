"""The stores are tested on a real NATS server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from action_api.nats_link import NatsLink
from action_api.settings import load_settings
from tests.standins.nats_server import NatsServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    with NatsServer(tmp_path_factory.mktemp("nats")) as running:
        yield running


@pytest.fixture
async def link(server: NatsServer) -> AsyncIterator[NatsLink]:
    link = NatsLink(load_settings({"NATS_URL": server.url}, None))
    await link.start()
    assert await link.wait_up(20)
    yield link
    await link.stop()
