"""What talks to NATS is tested on a real NATS server, one for each module."""

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
async def idle_link(server: NatsServer) -> AsyncIterator[NatsLink]:
    """Not started yet."""
    link = NatsLink(load_settings({"NATS_URL": server.url}, None))
    yield link
    await link.stop()


@pytest.fixture
async def link(idle_link: NatsLink) -> NatsLink:
    """Connected."""
    await idle_link.start()
    assert await idle_link.wait_up(20)
    return idle_link
