"""Applies by playlist over a real nats-server: each job once, however often it is told."""

from __future__ import annotations

import asyncio

import pytest

from action_api.nats_link import NatsLink
from action_api.stores import stats_playlists
from action_api.stores.kv import KvBucket
from action_api.stores.stats_playlists import PlaylistApplies, PlaylistStatsStore

NOON = 1_717_243_200


@pytest.fixture
def store(link: NatsLink) -> PlaylistStatsStore:
    return PlaylistStatsStore(KvBucket(link, "test_playlists", "x", shapes=stats_playlists.SHAPES))


async def test_a_playlist_that_was_never_applied_has_no_record(store: PlaylistStatsStore) -> None:
    assert await store.get("never") is None
    assert await store.get("no key: * >") is None


async def test_a_job_counts_once_though_many_workers_tell_of_it(store: PlaylistStatsStore) -> None:
    await asyncio.gather(*(store.add("p1", "job1", NOON) for _ in range(8)))
    await store.add("p1", "job2", NOON + 60)
    await store.add("p1", "job1", NOON)
    assert await store.get("p1") == PlaylistApplies(2, NOON + 60)


async def test_a_retry_of_a_job_is_the_same_apply_that_ended_later(
    store: PlaylistStatsStore,
) -> None:
    await store.add("p2", "job1", NOON)
    await store.add("p2", "job1", NOON + 300)
    assert await store.get("p2") == PlaylistApplies(1, NOON + 300)


async def test_years_of_applies_keep_the_record_small(
    store: PlaylistStatsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jobs are forgotten once their own records are gone; the count stays."""
    monkeypatch.setattr(stats_playlists, "MOST_REMEMBERED", 5)
    for number in range(12):
        await store.add("p3", f"job{number}", NOON + number)
    await store.add("p3", "next year", NOON + 365 * 86400)
    entry = await store._bucket.get("playlist.p3")
    assert entry is not None
    assert entry.record is not None
    assert entry.record["jobs"] == {"next year": NOON + 365 * 86400}
    assert await store.get("p3") == PlaylistApplies(13, NOON + 365 * 86400)
