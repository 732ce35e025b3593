"""Applies are counted by playlist, and one record that cannot be used keeps no other from it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from action_api.domain.apply_job import ApplyJob
from action_api.domain.apply_plan import Mode
from action_api.nats_link import NatsLink
from action_api.services.record_applies import ApplyRecorder
from action_api.stores import stats_playlists
from action_api.stores.apply_jobs import ApplyStore
from action_api.stores.kv import KvBucket, UnusableRecordError
from action_api.stores.stats_playlists import PlaylistApplies, PlaylistStatsStore

DONE = ApplyJob("job", "p1", "Friday", Mode.APPEND, "Ann", 1.0, 1.0, total=1, state="done")


async def test_a_playlist_whose_record_is_none_of_ours_is_left_out_and_all_others_are_counted(
    idle_link: NatsLink,
) -> None:
    counts = KvBucket(idle_link, "test_stats", "a test's own", shapes=stats_playlists.SHAPES)
    jobs = KvBucket(idle_link, "test_applies", "a test's own")
    store = PlaylistStatsStore(counts)
    ApplyRecorder(idle_link, ApplyStore(jobs), store)
    await idle_link.start()
    assert await idle_link.wait_up(20)
    await counts.create("playlist.bad", {"applies": "many"})
    for number, playlist in enumerate(("bad", "good", "bad", "good")):
        job = replace(DONE, job_id=f"job{number}", playlist_id=playlist, updated_at=10.0 + number)
        await jobs.create(f"apply.{job.job_id}", ApplyStore._record(job))
    async with asyncio.timeout(30):
        while True:
            await asyncio.sleep(0.05)
            if await store.get("good") == PlaylistApplies(2, 13):
                break
    with pytest.raises(UnusableRecordError):
        await store.get("bad")
