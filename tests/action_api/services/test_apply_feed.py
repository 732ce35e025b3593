"""Whoever watches an apply sees it to its end."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from action_api.domain.apply_job import ApplyJob
from action_api.domain.apply_plan import Mode, WantedItem
from action_api.nats_link import NatsLink
from action_api.services.apply_feed import ApplyFeed
from action_api.stores.apply_jobs import ApplyStore, WishItem
from action_api.stores.kv import KvBucket

ASKED = ApplyJob("job", "p1", "Friday", Mode.APPEND, "Ann", 1000.0, 1000.0, total=1)


async def watched(feed: ApplyFeed, job: ApplyJob) -> list[str]:
    return [one.state async for one in feed.changes(job) if one is not None]


async def test_an_apply_is_seen_to_its_end_whatever_the_clock_of_its_worker_says(
    idle_link: NatsLink,
) -> None:
    """The job was asked for on a machine whose clock is minutes ahead of the worker's."""
    bucket = KvBucket(idle_link, "test_feed", "a test's own")
    feed = ApplyFeed(ApplyStore(bucket), idle_link)
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
    feed = ApplyFeed(ApplyStore(KvBucket(idle_link, "test_feed_behind", "a test's own")), idle_link)
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
    feed = ApplyFeed(ApplyStore(KvBucket(idle_link, "test_feed_retry", "a test's own")), idle_link)
    feed._on_job(replace(ASKED, state="failed", updated_at=9000.0))
    again = replace(ASKED, state="pending", asked_at=2000.0, updated_at=2000.0)
    changes = feed.changes(again)
    assert await anext(changes) == again
    feed._on_job(replace(again, state="done", updated_at=9001.0))
    assert [one.state async for one in changes if one is not None] == ["done"]


async def test_a_wish_that_is_not_there_yet_is_asked_for_again(link: NatsLink) -> None:
    store = ApplyStore(KvBucket(link, "test_feed_wish", "a test's own"))
    feed = ApplyFeed(store, link)
    assert await feed.wish("job") == ()
    wish = (WishItem(WantedItem("http://m/1", "v1", "Title"), 60),)
    await store.open(ASKED, wish)
    assert await feed.wish("job") == wish
