"""Whoever watches an apply sees it to its end."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import replace

from action_api.domain.apply_job import ApplyJob, State
from action_api.domain.apply_plan import Mode, WantedItem
from action_api.nats_link import NatsLink
from action_api.services.apply_feed import KEPT_JOBS, ApplyFeed
from action_api.settings import load_settings
from action_api.stores.apply_jobs import ApplyStore, WishItem
from action_api.stores.jobs import KEEP_SECONDS
from action_api.stores.kv import Entry, KvBucket
from tests.standins.nats_server import NatsServer

NOW = 2000.0
_numbers = itertools.count(1)
ASKED = ApplyJob("job", "p1", "Friday", Mode.APPEND, "Ann", 1000.0, 1000.0, total=1)


def store_of(link: NatsLink, name: str) -> ApplyStore:
    return ApplyStore(KvBucket(link, name, "a test's own"))


async def watched(feed: ApplyFeed, job: ApplyJob) -> list[str]:
    return [one.state async for one in feed.changes(job) if one is not None]


async def test_an_apply_is_seen_to_its_end_whatever_the_clock_of_its_worker_says(
    idle_link: NatsLink,
) -> None:
    """The job was asked for on a machine whose clock is minutes ahead of the worker's."""
    bucket = KvBucket(idle_link, "test_feed", "a test's own")
    feed = ApplyFeed(ApplyStore(bucket), idle_link, lambda: NOW)
    await idle_link.start()
    assert await idle_link.wait_up(20)
    revision = await bucket.create("apply.job", ApplyStore._record(ASKED))
    async with asyncio.timeout(10):
        watching = asyncio.create_task(watched(feed, ASKED))
        for state in ("running", "done"):
            await asyncio.sleep(0.4)
            job = replace(ASKED, state=state, updated_at=500.0)
            revision = await bucket.update("apply.job", ApplyStore._record(job), revision)
        assert await watching == ["pending", "running", "done"]


async def test_what_was_just_read_is_not_taken_back_by_what_came_before_it(
    idle_link: NatsLink,
) -> None:
    feed = ApplyFeed(
        ApplyStore(KvBucket(idle_link, "test_feed_behind", "a test's own")), idle_link, lambda: NOW
    )
    feed._on_job(ASKED)
    running = replace(ASKED, state="running", updated_at=1001.0)
    changes = feed.changes(running)
    assert await anext(changes) == running
    feed._on_job(running)
    feed._on_job(replace(running, state="done", updated_at=1002.0))
    assert [one.state async for one in changes if one is not None] == ["done"]


async def test_a_retried_apply_is_not_shown_as_over_by_a_worker_whose_clock_is_ahead(
    idle_link: NatsLink,
) -> None:
    feed = ApplyFeed(
        ApplyStore(KvBucket(idle_link, "test_feed_retry", "a test's own")), idle_link, lambda: NOW
    )
    feed._on_job(replace(ASKED, state="failed", updated_at=9000.0))
    again = replace(ASKED, state="pending", asked_at=2000.0, updated_at=2000.0)
    changes = feed.changes(again)
    assert await anext(changes) == again
    feed._on_job(replace(again, state="done", updated_at=9001.0))
    assert [one.state async for one in changes if one is not None] == ["done"]


async def test_a_wish_that_is_not_there_yet_is_asked_for_again(link: NatsLink) -> None:
    store = ApplyStore(KvBucket(link, "test_feed_wish", "a test's own"))
    feed = ApplyFeed(store, link, lambda: NOW)
    assert await feed.wish("job") == ()
    wish = (WishItem(WantedItem("http://m/1", "v1", "Title"), 60),)
    await store.open(ASKED, wish)
    assert await feed.wish("job") == wish


@contextlib.asynccontextmanager
async def another_process(server: NatsServer) -> AsyncIterator[KvBucket]:
    """A bucket of its own, as another process has it."""
    link = NatsLink(load_settings({"NATS_URL": server.url}, None))
    await link.start()
    assert await link.wait_up(20)
    try:
        yield KvBucket(link, f"test_feed_{next(_numbers)}", "a test's own")
    finally:
        await link.stop()


class CountedBucket(KvBucket):
    """Counts how often everything was read."""

    listings = 0

    async def entries(self, pattern: str = ">", within: float = 20.0) -> list[Entry]:
        self.listings += 1
        return await super().entries(pattern, within)


async def made(bucket: KvBucket, number: int, state: State = "done") -> ApplyJob:
    at = 1000.0 + number
    job = replace(ASKED, job_id=f"job{number}", state=state, created_at=at, updated_at=at)
    await bucket.create(f"apply.{job.job_id}", ApplyStore._record(job))
    return job


async def test_the_last_jobs_are_told_without_reading_all_and_with_what_was_just_made(
    server: NatsServer, idle_link: NatsLink
) -> None:
    async with another_process(server) as other:
        jobs = [await made(other, number) for number in range(KEPT_JOBS + 20)]
        bucket = CountedBucket(idle_link, other.name, "the same")
        feed = ApplyFeed(ApplyStore(bucket), idle_link, lambda: NOW)
        await idle_link.start()
        assert await idle_link.wait_up(20)
        async with asyncio.timeout(20):
            # until all there are have been told they are read
            await feed.listed(1)
            while bucket.listings:
                bucket.listings = 0
                await feed.listed(1)
        assert await feed.listed(KEPT_JOBS) == jobs[:19:-1]
        for number in range(100, 110):
            newest = await made(other, number)
            assert await feed.listed(1) == [newest]
        assert bucket.listings == 0


async def test_a_job_that_lost_its_turn_or_whose_time_has_ended_is_not_listed(
    server: NatsServer, idle_link: NatsLink
) -> None:
    now = NOW
    async with another_process(server) as other:
        feed = ApplyFeed(store_of(idle_link, other.name), idle_link, lambda: now)
        await idle_link.start()
        assert await idle_link.wait_up(20)
        done = await made(other, 1)
        await made(other, 2, "pending")
        waits = await made(other, 3, "pending")
        await other.create(ApplyStore.latest_key, {"job_id": waits.job_id})
        async with asyncio.timeout(20):
            # until all there are have been told they are read
            while not feed._mark.revision:
                await feed.listed(1)
        assert await feed.listed(10) == [waits, done]
        now = done.updated_at + KEEP_SECONDS + 1
        assert await feed.listed(10) == [waits]
