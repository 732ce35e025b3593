"""The counts in memory are those of a real nats-server, whatever else stands in the bucket."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from action_api.domain.errors import NatsUnavailable
from action_api.domain.stats_counts import (
    Counted,
    DayCounts,
    ItemCounts,
    PlayCounts,
    StreamPosition,
)
from action_api.domain.windows import Window
from action_api.nats_link import NatsLink
from action_api.services.stats_feed import StatsFeed
from action_api.stores.kv import KvBucket
from action_api.stores.stats import StatsStore
from action_api.stores.stats_records import SHAPES
from tests.standins.nats_server import NatsServer

DAY = date(2024, 6, 1)
PLAYED = PlayCounts(2, 900)
COUNTED = Counted(
    {"A": ItemCounts(PLAYED, 1, 600, 0, 1_717_243_200, "Title A")},
    {DAY: DayCounts(1, {"A": PLAYED})},
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[NatsServer]:
    with NatsServer(tmp_path / "nats") as running:
        yield running


async def test_a_reader_has_what_is_counted_and_hears_of_more(
    idle_link: NatsLink, caplog: pytest.LogCaptureFixture
) -> None:
    """Records that are none of ours are left out and told once: a broken row, no day, a word."""
    bucket = KvBucket(idle_link, "kryten_playlist_stats", "a test's own", shapes=SHAPES)
    store = StatsStore(bucket)
    feed = StatsFeed(idle_link, store)
    await idle_link.start()
    assert await idle_link.wait_up(20)
    for key in ("item.xx", "day.2024-06-02", "day.never"):
        await bucket.create(key, {"included": [1, 1], "items": {"A": "rows"}, "queued": 0})
    late = {"A": [1, 2, "in the last columns", None]}
    await bucket.create("day.2024-05-31", {"included": [1, 1], "items": late, "queued": 0})
    await bucket.create("day.noday", {"included": [1, 1], "items": {}, "queued": 9})
    await store.settle(StreamPosition(1, 5), COUNTED)
    # a second time, and an older batch, change nothing
    await store.settle(StreamPosition(1, 5), COUNTED)
    await store.settle(StreamPosition(1, 4), COUNTED)
    async with asyncio.timeout(20):
        while "A" not in (await feed.book(10)).items:  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.05)
        book = await feed.book(10)
        assert dict(book.items) == COUNTED.items
        await store.settle(StreamPosition(2, 1), COUNTED)
        while book.items["A"].played.plays != 4:  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.05)
        while [row.plays for row in book.days(Window.WEEK, DAY)] != [0] * 6 + [4]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert [row.played for row in book.top(Window.WEEK, DAY, 10)] == [PLAYED.plus(PLAYED)]
    told = [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]
    assert [record.getMessage().partition(": ")[0] for record in told] == ["left out"]


async def test_without_nats_nothing_is_read(idle_link: NatsLink, server: NatsServer) -> None:
    store = StatsStore(KvBucket(idle_link, "kryten_playlist_stats", "a test's own"))
    feed = StatsFeed(idle_link, store)
    await idle_link.start()
    assert await idle_link.wait_up(20)
    assert (await feed.book(20)).items == {}
    server.stop()
    async with asyncio.timeout(20):
        while idle_link.up:  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.05)
    with pytest.raises(NatsUnavailable):
        await feed.book(0.2)
