"""What workers tell of their numbers is believed only where it can be."""

from __future__ import annotations

import json
import time

import nats
import pytest
from nats.aio.msg import Msg

from action_api.nats_link import NatsLink
from action_api.services import telemetry_numbers
from action_api.services.telemetry_numbers import Numbers, subject
from tests.standins.nats_server import NatsServer

LIKES = '["playlist_likes_total", {"result": "ok"}, 1000000]'


@pytest.fixture
def numbers(link: NatsLink, monkeypatch: pytest.MonkeyPatch) -> Numbers:
    # on a busy machine the worker's answer may be late
    monkeypatch.setattr(telemetry_numbers, "FIRST_ANSWER_SECONDS", 20.0)
    return Numbers(link, "kryten", time.time)


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
