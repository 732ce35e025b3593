"""The link to a real NATS: it never blocks, knows its state, and comes back by itself."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import nats
import pytest
from kryten.config import ServiceConfig

from action_api.domain.errors import NatsUnavailable
from action_api.nats_link import LinkClient, NatsLink, end_tasks, limit_request
from action_api.settings import load_settings
from tests.standins.nats_server import NatsServer
from tests.standins.tcp_proxy import TcpProxy

pytestmark = pytest.mark.integration


@pytest.fixture
def server(tmp_path: Path) -> Iterator[NatsServer]:
    with NatsServer(tmp_path, user="we", password="secret-of-nats") as running:
        yield running


def link_to(server: NatsServer, password: str = "secret-of-nats") -> NatsLink:
    given = {"NATS_URL": server.url, "NATS_USER": "we", "NATS_PASSWORD": password}
    return NatsLink(load_settings(given, None))


@pytest.fixture
async def link(server: NatsServer) -> AsyncIterator[NatsLink]:
    link = link_to(server)
    await link.start()
    yield link
    await link.stop()


async def down(link: NatsLink) -> None:
    """Returns when the link knows that the connection is lost."""
    async with asyncio.timeout(20):
        while link.up:  # noqa: ASYNC110 - the truth is asked, nothing announces it
            await asyncio.sleep(0.01)


async def publish(link: NatsLink, subject: str, message: dict[str, Any]) -> None:
    async with link.session() as client:
        await client.nats.publish(subject, json.dumps(message).encode())


async def listening(server: NatsServer, subject: str) -> tuple[nats.NATS, asyncio.Queue[bytes]]:
    """Another client and what it hears on `subject`."""
    client = await nats.connect(server.url, user="we", password="secret-of-nats")
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    async def keep(message: nats.aio.msg.Msg) -> None:
        heard.put_nowait(message.data)
        if message.reply:
            await message.respond(b'{"answer": true}')

    await client.subscribe(subject, cb=keep)
    await client.flush()
    return client, heard


async def test_starting_without_nats_returns_at_once_and_connects_when_it_comes(
    server: NatsServer,
) -> None:
    server.stop()
    link = link_to(server)
    began = time.monotonic()
    await link.start()
    assert time.monotonic() - began < 0.5
    assert not await link.wait_up(0.5)
    assert "cannot be reached" in link.state.detail
    await asyncio.to_thread(server.start)
    assert await link.wait_up(20)
    await link.stop()


async def test_a_lost_connection_is_known_and_made_again_for_ever(
    server: NatsServer, link: NatsLink
) -> None:
    sessions: list[LinkClient] = []

    async def work(client: LinkClient) -> None:
        sessions.append(client)

    link.each_session("counting", work)
    assert await link.wait_up(20)
    for _ in range(2):
        await asyncio.to_thread(server.kill)
        await down(link)
        lost = link.state
        assert not lost.up
        async with asyncio.timeout(20):
            while "cannot be reached" not in link.state.detail:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
        # each attempt that fails says why; since when NATS is down stays the same
        assert link.state.since == lost.since
        await asyncio.to_thread(server.start)
        assert await link.wait_up(20)
        assert link.state.since > lost.since
    assert len(set(sessions)) >= 2
    assert link.last_outage is not None


async def test_what_is_sent_in_an_outage_is_refused_and_never_arrives(
    server: NatsServer, link: NatsLink
) -> None:
    assert await link.wait_up(20)
    await asyncio.to_thread(server.kill)
    for _ in range(5):
        with pytest.raises(NatsUnavailable):
            await publish(link, "test.late", {"n": 1})
        with pytest.raises(NatsUnavailable):
            await link.request("test.late", {"n": 2}, 0.5)
    await asyncio.to_thread(server.start)
    client, heard = await listening(server, "test.late")
    assert await link.wait_up(20)
    await publish(link, "test.late", {"n": 3})
    async with asyncio.timeout(20):
        assert json.loads(await heard.get()) == {"n": 3}
    assert heard.empty()
    await client.close()


async def test_a_request_is_answered_or_told_why_not(server: NatsServer, link: NatsLink) -> None:
    assert await link.wait_up(20)
    with pytest.raises(LookupError):
        await link.request("test.nobody", {})
    client, _ = await listening(server, "test.somebody")
    assert await link.request("test.somebody", {}) == {"answer": True}
    with pytest.raises(TimeoutError):
        await link.request("test.somebody", {}, 0.3, wanted=lambda reply: "other" in reply)
    await client.close()


async def test_a_hanging_nats_costs_one_request_no_more_than_its_deadline(
    server: NatsServer, link: NatsLink
) -> None:
    assert await link.wait_up(20)
    server.freeze()
    try:
        limit_request(0.5)
        began = time.monotonic()
        for _ in range(3):
            with pytest.raises((NatsUnavailable, TimeoutError)):
                await link.request("test.hang", {}, 5.0)
        assert time.monotonic() - began < 1.0
    finally:
        server.thaw()


async def test_a_session_task_that_fails_is_started_again(
    server: NatsServer, caplog: pytest.LogCaptureFixture
) -> None:
    link = link_to(server)
    worked = asyncio.Event()
    tries = 0

    async def work(client: LinkClient) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise RuntimeError("the first try")
        worked.set()

    link.each_session("trying", work)
    await link.start()
    async with asyncio.timeout(20):
        await worked.wait()
    assert "trying failed, trying again: the first try" in caplog.text
    await link.stop()


async def test_a_refused_password_is_told_and_not_shown(
    server: NatsServer, caplog: pytest.LogCaptureFixture
) -> None:
    link = link_to(server, password="wrong-password")
    await link.start()
    assert not await link.wait_up(1)
    assert "authorization" in link.state.detail.lower()
    await link.stop()
    assert "wrong-password" not in caplog.text


async def test_a_service_whose_connection_is_lost_ends_it_without_an_error(
    server: NatsServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where it is seen to be lost before nats-py has said so."""
    given = {"NATS_URL": server.url, "NATS_USER": "we", "NATS_PASSWORD": "secret-of-nats"}
    service = ServiceConfig.model_validate({"name": "playlist", "version": "1"})
    client = LinkClient(load_settings(given, None), service)
    said = asyncio.Event()

    async def keep_it_back() -> None:
        said.set()

    monkeypatch.setattr(client, "_on_closed", keep_it_back)
    await client.connect()
    await asyncio.to_thread(server.kill)
    await client.wait_lost()
    await client.disconnect()
    async with asyncio.timeout(20):
        await said.wait()
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == []


async def test_a_connection_cut_under_load_is_made_again(server: NatsServer) -> None:
    """What could not be written any more when the wire was cut keeps nobody from noticing it."""
    with TcpProxy(server.port) as wire:
        given = {"NATS_URL": f"nats://127.0.0.1:{wire.port}", "NATS_USER": "we"}
        link = NatsLink(load_settings(given | {"NATS_PASSWORD": "secret-of-nats"}, None))
        await link.start()

        async def talk() -> None:
            while True:
                with contextlib.suppress(NatsUnavailable):
                    await publish(link, "noise", {"filler": "x" * 20_000})
                await asyncio.sleep(0)

        talkers = [asyncio.create_task(talk()) for _ in range(20)]
        try:
            for _ in range(5):
                assert await link.wait_up(20)
                await asyncio.sleep(0.1)  # in the middle of the noise
                await asyncio.to_thread(wire.cut)
                await down(link)
                await asyncio.to_thread(wire.mend)
                assert await link.wait_up(20), "it never noticed that its connection was lost"
        finally:
            await end_tasks(talkers)
            await link.stop()
