"""Apply jobs over a real nats-server: one at a time, whole or not there, of any size."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from action_api.domain import apply_job
from action_api.domain.apply_job import ApplyJob, Sent
from action_api.domain.apply_plan import Mode, QueueEntry, WantedItem
from action_api.nats_link import NatsLink
from action_api.stores.apply_jobs import (
    PART_SIZE,
    ActiveApplyError,
    ApplyStore,
    LostPartsError,
    WishItem,
)
from action_api.stores.kv import KvBucket

WISH = [WishItem(WantedItem("http://m/1", "v1", "Title"), 60)]


@pytest.fixture
def store(link: NatsLink, request: pytest.FixtureRequest) -> ApplyStore:
    name = f"test_{abs(hash(request.node.name))}"
    return ApplyStore(KvBucket(link, name, "a test's own"))


def job(job_id: str, **changes: object) -> ApplyJob:
    made = ApplyJob(job_id, "p1", "Friday", Mode.APPEND, "Ann", 1.0, 1.0, total=1)
    return replace(made, **changes)  # type: ignore[arg-type]


async def test_of_many_that_open_at_once_one_has_the_turn(store: ApplyStore) -> None:
    names = [f"job{number}" for number in range(15)]
    outcomes = await asyncio.gather(
        *(store.open(job(name), WISH) for name in names), return_exceptions=True
    )
    opened = [name for name, outcome in zip(names, outcomes, strict=True) if outcome is None]
    assert len(opened) == 1
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert all(isinstance(one, ActiveApplyError) for one in refused)
    assert {one.job_id for one in refused if isinstance(one, ActiveApplyError)} == set(opened)
    latest = await store.latest()
    assert latest is not None
    assert [latest.job_id] == opened
    assert [one.job_id for one in await store.listed(50)] == opened


async def test_a_record_comes_back_as_it_was_written(store: ApplyStore) -> None:
    await store.open(job("j1"), WISH)
    full = job(
        "j1",
        mode=Mode.HARD_REPLACE,
        state="running",
        worker="w",
        standing=(3, None, 0),
        placed={0: 0, 2: 17},
        failed={1: "404 \u2713"},
        skipped={5: "twice"},
        sent=Sent(4, 2.5),
        unsettled=(7,),
        detail="Queueing",
    )
    assert await store.change("j1", lambda _: full) == full
    assert await store.get("j1") == full
    assert await store.wish("j1") == tuple(WISH)


@pytest.mark.parametrize("unknown", ["j2", "", "no key", "*", ">", "j1.", "\u2713", "x" * 5000])
async def test_what_is_no_id_of_a_job_names_none(store: ApplyStore, unknown: str) -> None:
    await store.open(job("j1"), WISH)
    assert await store.get(unknown) is None
    assert await store.change(unknown, lambda found: found) is None


async def test_four_thousand_items_and_entries_are_kept(store: ApplyStore) -> None:
    title = "\u2713 a title of a hundred characters ".ljust(100, "x")
    wish = [WishItem(WantedItem(f"http://m/{n}", f"v{n}", title), n) for n in range(4000)]
    queue = [QueueEntry(n, f"http://m/{n}", queued_by="ann", title=title) for n in range(4000)]
    await store.open(job("big", total=4000), wish)
    await store.keep_before("big", queue)
    assert await store.wish("big") == tuple(wish)
    assert await store.before("big") == tuple(queue)
    everything = {n: n for n in range(4000)}
    placed = await store.change("big", lambda found: apply_job.placed(found, everything, 2.0))
    assert placed is not None
    assert (await store.get("big")) == placed


async def test_a_job_of_which_every_item_failed_with_many_words_is_kept(store: ApplyStore) -> None:
    """One that NATS does not take could never end, and no other would have its turn."""
    full = job("bad", total=4000, standing=tuple(range(10_000, 14_000)))
    for words in ("x" * 300, '"\u2713"' * 100):
        reason = apply_job.item_failed(full, 0, words, 2.0).failed[0]
        full = replace(full, failed=dict.fromkeys(range(4000), reason))
        record = ApplyStore._record(full)
        await store._bucket.modify("apply.bad", lambda _, record=record: record)
        assert await store.get("bad") == full


async def test_a_part_that_comes_late_is_waited_for_and_a_lost_one_is_said(
    store: ApplyStore,
) -> None:
    """Taken for all there is, a part of a wish would make the queue what nobody asked for."""
    queue = [QueueEntry(n, f"http://m/{n}") for n in range(PART_SIZE + 1)]
    await store.keep_before("big", queue)
    key = "apply-before.big.1"
    entry = await store._bucket.get(key)
    assert entry is not None
    assert entry.record is not None
    await store._bucket.delete(key, entry.revision)
    with pytest.raises(LostPartsError):
        await store.before("big")
    reading = asyncio.create_task(store.before("big"))
    await asyncio.sleep(0.2)
    await store._bucket.create(key, entry.record)
    assert await reading == tuple(queue)
    with pytest.raises(LostPartsError):
        await store.wish("never")


async def test_the_queue_as_it_was_is_kept_once(store: ApplyStore) -> None:
    first = [QueueEntry(1, "a")]
    await store.keep_before("j1", first)
    await store.keep_before("j1", [QueueEntry(2, "b")])
    assert await store.before("j1") == tuple(first)


async def test_a_finished_job_is_opened_again_unless_another_has_the_turn(
    store: ApplyStore,
) -> None:
    def again(found: ApplyJob) -> ApplyJob:
        return apply_job.retried(found, 9.0)

    await store.open(job("old"), WISH)
    assert await store.reopen("old", again) is None, "it is not finished"
    await store.change("old", lambda found: apply_job.ended(found, "failed", 2.0))
    await store.open(job("new"), WISH)
    with pytest.raises(ActiveApplyError):
        await store.reopen("old", again)
    await store.change("new", lambda found: apply_job.ended(found, "done", 3.0))
    opened = await store.reopen("old", again)
    assert opened is not None
    assert opened.state == "pending"
    latest = await store.latest()
    assert latest is not None
    assert latest.job_id == "old"
    assert await store.reopen("nope", again) is None
