"""What workers tell of their numbers is believed only where it can be."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Iterator

import nats
import pytest
from nats.aio.msg import Msg

from action_api.nats_link import NatsLink
from action_api.services.telemetry_numbers import Numbers, subject
from action_api.settings import load_settings
from tests.standins.nats_server import NatsServer

LIKES = '["playlist_likes_total", {"result": "ok"}, 1000000]'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    with NatsServer(tmp_path_factory.mktemp("nats")) as running:
        yield running


@pytest.fixture
async def numbers(server: NatsServer) -> AsyncIterator[Numbers]:
    link = NatsLink(load_settings({"NATS_URL": server.url}, None))
    await link.start()
    assert await link.wait_up(20)
    yield Numbers(link, "kryten", time.time)
    await link.stop()


@pytest.mark.parametrize(
    ("samples", "since"),
    [
        (f'{LIKES}, ["playlist_likes_total", {{"result": "ok"}}, Infinity]', ""),
        (f'{LIKES}, ["playlist_likes_total", {{"result": "ok"}}, NaN]', ""),
        (f'{LIKES}, ["playlist_likes_total", {{"result": "ok"}}, -5]', ""),
        (f'{LIKES}, ["playlist_search_seconds_bucket", {{}}, 3]', ""),
        (f'{LIKES}, ["playlist_search_seconds_bucket", {{"le": "soon"}}, 3]', ""),
        (f'{LIKES}, ["playlist_search_seconds_bucket", {{"le": "nan"}}, 3]', ""),
        (LIKES, '"worker": NaN'),
        (LIKES, '"worker": 1e300'),
    ],
    ids=["endless", "no number", "below 0", "no bound", "a word", "nan", "no time", "too late"],
)
async def test_a_worker_that_tells_impossible_numbers_is_left_out_whole(
    server: NatsServer, numbers: Numbers, samples: str, since: str
) -> None:
    answer = f'{{"registry": "elsewhere", "since": {{{since}}}, "samples": [{samples}]}}'
    assert json.loads(answer)

    async def babble(message: Msg) -> None:
        await message.respond(answer.encode())

    client = await nats.connect(server.url)
    try:
        await client.subscribe(subject("kryten"), cb=babble)
        await client.flush()
        report = await numbers.report()
    finally:
        await client.close()
    likes = next(one for one in report.figures if one.measure_id == "likes")
    assert report.workers == 1
    assert likes.value is not None
    assert likes.value < 1_000_000
    assert "worker" not in report.since
