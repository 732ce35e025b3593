"""Counting over a real nats-server, cut off at every write: nothing is lost, nothing is twice."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import nats.js.errors
import pytest
from nats.js import api
from nats.js.client import JetStreamContext

from action_api.cytube.queue import video_id_reader
from action_api.domain.stats_counts import ItemCounts
from action_api.domain.stats_head import StatsHead
from action_api.nats_link import NatsLink, end_tasks
from action_api.services import record_playback
from action_api.services.record_playback import PlaybackRecorder
from action_api.settings import Settings, load_settings
from action_api.stores import event_stream
from action_api.stores.event_stream import CONSUMER, STREAM, EventStream
from action_api.stores.kv import KvBucket, Record
from action_api.stores.stats import StatsStore, shard_of
from tests.integration.stats_harness import (
    DOMAIN,
    SUBJECT,
    Event,
    envelope,
    joined,
    queued,
    started,
    update,
)
from tests.standins.nats_server import NatsServer

NOON = 1_717_243_200.0  # 2024-06-01 12:00 UTC
BUCKET = "kryten_playlist_stats"


@pytest.fixture
def settings(server: NatsServer) -> Settings:
    return load_settings(
        {"NATS_URL": server.url, "CYTUBE_DOMAIN": DOMAIN, "CYTUBE_CHANNEL": "lab"}, None
    )


@pytest.fixture
async def link(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[NatsLink]:
    """Connected to a NATS without stream and counts; workers lose patience soon."""
    monkeypatch.setattr(record_playback, "PATIENCE_SECONDS", 0.4)
    monkeypatch.setattr(record_playback, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(record_playback, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(record_playback, "FETCH_SECONDS", 0.3)
    link = NatsLink(settings)
    await link.start()
    assert await link.wait_up(20)
    async with link.session() as client:
        jetstream = link.jetstream(client)
        for info in await jetstream.streams_info():
            await jetstream.delete_stream(str(info.config.name))
    yield link
    await link.stop()


class Cut(BaseException):
    """The worker is gone at this moment, whatever it would do about an error."""


class CutBucket(KvBucket):
    """A bucket whose process ends at the n-th write, before or just after it is done."""

    def __init__(self, link: NatsLink, writes: int, *, is_done: bool) -> None:
        super().__init__(link, BUCKET, "a test's own")
        self._left = writes
        self._is_done = is_done

    async def _write(self, act: Callable[..., Awaitable[int]]) -> int:
        self._left -= 1
        if self._left < 0:
            raise Cut
        if self._left == 0:
            if self._is_done:
                await super()._write(act)
            raise Cut
        return await super()._write(act)


def recorder(
    link: NatsLink, settings: Settings, name: str, bucket: KvBucket | None = None
) -> PlaybackRecorder:
    store = StatsStore(bucket or KvBucket(link, BUCKET, "a test's own"))
    reader = video_id_reader(settings.manifest_url_template)
    return PlaybackRecorder(link, EventStream(settings, link), store, name, DOMAIN, reader)


@contextlib.asynccontextmanager
async def running(*workers: PlaybackRecorder) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(worker.run()) for worker in workers]
    try:
        yield
    finally:
        await end_tasks(tasks, 5.0)
        for task in tasks:
            if not task.cancelled() and not isinstance(task.exception(), Cut):
                task.result()


async def tell(link: NatsLink, events: list[Event], start: float = NOON) -> None:
    """Publishes events a second apart."""
    await publish(link, [envelope(event, start + at) for at, event in enumerate(events)])


async def publish(link: NatsLink, messages: list[tuple[str, bytes]]) -> None:
    """On plain NATS, as the robot does; returns when the stream has them."""
    before = await last_sequence(link)
    async with link.session() as client:
        for subject, data in messages:
            await client.nats.publish(subject, data)

    async def has_them() -> bool:
        return await last_sequence(link) >= before + len(messages)

    await until(has_them, "the stream has them")


async def last_sequence(link: NatsLink) -> int:
    async with link.session() as client:
        return int((await link.jetstream(client).stream_info(STREAM)).state.last_seq)


async def records(link: NatsLink) -> dict[str, Record]:
    found = await KvBucket(link, BUCKET, "a test's own").entries()
    return {entry.key: entry.record for entry in found if entry.record is not None}


async def until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Returns once the condition holds; fails with `what` where it never does."""
    try:
        async with asyncio.timeout(40):
            while not await condition():  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.05)
    except TimeoutError:
        pytest.fail(f"not within 40 s: {what}")


async def until_counted(link: NatsLink, sequence: int | None = None) -> None:
    """Until all events of the stream are in every record they go to."""
    wanted = sequence or await last_sequence(link)

    async def is_counted() -> bool:
        found = await records(link)
        position = found.get("head", {}).get("position", [0, 0])
        if position[1] < wanted:
            return False
        pending = found["head"]["pending"]
        keys = {f"item.{shard_of(one):02}" for one in pending["items"]}
        keys |= {f"day.{day}" for day in pending["days"]}
        return all(found.get(key, {}).get("included") == position for key in keys)

    await until(is_counted, "everything counted")


def counts(found: dict[str, Record]) -> dict[str, Any]:
    """What the records say, without how far they are."""
    return {
        key: {name: value for name, value in record.items() if name in {"items", "queued"}}
        for key, record in found.items()
        if key != "head"
    }


def totals(found: dict[str, Record]) -> dict[str, tuple[int, int, int]]:
    """Plays, seconds and adds by item."""
    rows = [row for key, one in found.items() if key.startswith("item.") for row in [one["items"]]]
    return {video_id: (row[0], row[1], row[4]) for items in rows for video_id, row in items.items()}


# three batches' worth: adds, plays, a robot that comes anew, seconds
EVENTS: list[Event] = [
    queued("A", 1),
    queued("B", 2),
    *started("A", 1),
    update(0),
    *joined("A", 1, 4.0),
    *started("B", 2),
    update(0),
    queued("A", 3),
    *started("A", 3),
]
EXPECTED = {"A": (2, 6, 2), "B": (1, 3, 1)}


async def stream_made(link: NatsLink, settings: Settings) -> None:
    await EventStream(settings, link).open()


async def test_events_of_before_the_worker_came_are_counted(
    link: NatsLink, settings: Settings
) -> None:
    await stream_made(link, settings)
    await tell(link, EVENTS)
    async with running(recorder(link, settings, "one")):
        await until_counted(link)
    assert totals(await records(link)) == EXPECTED


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
async def test_a_worker_that_ends_at_any_write_leaves_nothing_out_and_nothing_twice(
    link: NatsLink, settings: Settings, is_done: bool
) -> None:
    """Cut at the 1st write of the first worker, the 2nd of the next, and so on, to the end."""
    await stream_made(link, settings)
    await tell(link, EVENTS)
    for writes in range(1, 7):
        cut = CutBucket(link, writes, is_done=is_done)
        worker = asyncio.create_task(recorder(link, settings, f"cut {writes}", cut).run())
        done, _ = await asyncio.wait({worker}, timeout=3)
        if not done:
            await end_tasks([worker], 5.0)  # it had so many writes that it was done
            continue
        assert isinstance(worker.exception(), Cut)
        await tell(link, [queued("A", 10 + writes)])
    extra = 0
    async with link.session() as client:
        stored = await link.jetstream(client).stream_info(STREAM)
        extra = stored.state.messages - len(EVENTS)
    async with running(recorder(link, settings, "last")):
        await until_counted(link)
    plays, seconds, adds = EXPECTED["A"]
    assert totals(await records(link)) == {"A": (plays, seconds, adds + extra), "B": EXPECTED["B"]}
    assert extra >= 4, "it was never cut"


async def test_a_consumer_that_begins_again_from_the_first_event_changes_nothing(
    link: NatsLink, settings: Settings
) -> None:
    await stream_made(link, settings)
    await tell(link, EVENTS)
    async with running(recorder(link, settings, "one")):
        await until_counted(link)
    before = counts(await records(link))
    async with link.session() as client:
        jetstream = link.jetstream(client)
        await jetstream.delete_consumer(STREAM, CONSUMER)
        config = api.ConsumerConfig(durable_name=CONSUMER, ack_policy=api.AckPolicy.ALL)
        await jetstream.add_consumer(STREAM, config)
    async with running(recorder(link, settings, "two")):
        await tell(link, [queued("C", 9)])
        await until_counted(link)
    after = counts(await records(link))
    assert totals(await records(link)) == EXPECTED | {"C": (0, 0, 1)}
    shards = {f"item.{shard_of('C'):02}", "day.2024-06-01"}
    assert {key: one for key, one in after.items() if key not in shards} == {
        key: one for key, one in before.items() if key not in shards
    }


async def restarted_at_one(jetstream: JetStreamContext) -> None:
    await jetstream.delete_consumer(STREAM, CONSUMER)
    config = api.ConsumerConfig(durable_name=CONSUMER, ack_policy=api.AckPolicy.ALL)
    await jetstream.add_consumer(STREAM, config)


async def deleted(jetstream: JetStreamContext) -> None:
    await jetstream.delete_consumer(STREAM, CONSUMER)


async def robbed(jetstream: JetStreamContext) -> None:
    """Somebody else reads from our consumer: the events are handed to him."""
    reading = await jetstream.pull_subscribe_bind(durable=CONSUMER, stream=STREAM)
    for _ in range(3):
        with contextlib.suppress(TimeoutError):
            await reading.fetch(2, timeout=0.2)


@pytest.mark.parametrize("meddle", [restarted_at_one, deleted, robbed])
async def test_whatever_is_done_to_the_consumer_while_it_runs_the_counts_are_right(
    link: NatsLink, settings: Settings, meddle: Callable[[JetStreamContext], Awaitable[None]]
) -> None:
    await stream_made(link, settings)
    async with running(recorder(link, settings, "one")):
        await tell(link, EVENTS[:5])
        await until_counted(link)
        async with link.session(20) as client:
            meddling = asyncio.create_task(meddle(link.jetstream(client)))
            await tell(link, EVENTS[5:9], NOON + 5)
            await meddling
        await tell(link, EVENTS[9:], NOON + 9)
        await until_counted(link, len(EVENTS))
    assert totals(await records(link)) == EXPECTED


async def test_a_stream_made_anew_is_counted_too_and_the_old_counts_stay(
    link: NatsLink, settings: Settings
) -> None:
    await stream_made(link, settings)
    async with running(recorder(link, settings, "one")):
        await tell(link, EVENTS)
        await until_counted(link)
        async with link.session() as client:
            await link.jetstream(client).delete_stream(STREAM)

        async def is_there() -> bool:
            async with link.session() as client:
                try:
                    await link.jetstream(client).stream_info(STREAM)
                except nats.js.errors.NotFoundError:
                    return False
            return True

        await until(is_there, "the worker makes the stream again")
        await tell(link, [queued("A", 20), queued("A", 21)])

        async def is_second_generation() -> bool:
            return bool((await records(link)).get("head", {}).get("position") == [2, 2])

        await until(is_second_generation, "the new stream counted")
        await until_counted(link)
    plays, seconds, adds = EXPECTED["A"]
    assert totals(await records(link)) == {"A": (plays, seconds, adds + 2), "B": EXPECTED["B"]}


async def test_where_the_head_was_lost_counting_goes_on_from_what_the_counts_include(
    link: NatsLink, settings: Settings
) -> None:
    await stream_made(link, settings)
    async with running(recorder(link, settings, "one")):
        await tell(link, EVENTS)
        await until_counted(link)
    bucket = KvBucket(link, BUCKET, "a test's own")
    head = await bucket.get("head")
    assert head is not None
    await bucket.delete("head", head.revision)
    await tell(link, [queued("C", 30)])
    async with running(recorder(link, settings, "two")):
        await until_counted(link)
    assert totals(await records(link)) == EXPECTED | {"C": (0, 0, 1)}


async def test_events_that_are_gone_from_the_stream_hold_nothing_up(
    link: NatsLink, settings: Settings
) -> None:
    await stream_made(link, settings)
    await tell(link, [queued("A", 1), queued("A", 2), queued("B", 3), queued("B", 4)])
    async with link.session() as client:
        jetstream = link.jetstream(client)
        for sequence in (1, 3):
            await jetstream.delete_msg(STREAM, sequence)
    async with running(recorder(link, settings, "one")):
        await until_counted(link)
        async with link.session() as client:
            await link.jetstream(client).purge_stream(STREAM)
        await tell(link, [queued("A", 5)])
        await until_counted(link)
    assert totals(await records(link)) == {"A": (0, 0, 2), "B": (0, 0, 1)}


async def test_of_two_workers_one_counts_and_the_other_takes_over_when_it_is_gone(
    link: NatsLink, settings: Settings
) -> None:
    await stream_made(link, settings)
    one, two = recorder(link, settings, "one"), recorder(link, settings, "two")
    async with running(two):
        hung = asyncio.create_task(one.run())
        await tell(link, EVENTS[:6])
        await until_counted(link)
        holder = (await records(link))["head"]["worker"]
        assert holder in {"one", "two"}
        await end_tasks([hung], 5.0)
        await tell(link, EVENTS[6:], NOON + 6)
        await until_counted(link)
        assert (await records(link))["head"]["worker"] == "two"
    assert totals(await records(link)) == EXPECTED
    assert (await records(link))["head"]["worker"] is None, "a worker that stops lets go"


async def test_two_workers_who_both_believe_it_is_their_turn_do_no_harm(
    link: NatsLink, settings: Settings
) -> None:
    """Both are called the same, so that each takes the other's turn for its own."""
    await stream_made(link, settings)
    async with running(*(recorder(link, settings, "same") for _ in range(2))):
        for at in range(0, len(EVENTS), 3):
            await tell(link, EVENTS[at : at + 3], NOON + at)
        await until_counted(link, len(EVENTS))
    assert totals(await records(link)) == EXPECTED


async def test_another_cytube_s_events_and_nonsense_are_left_out(
    link: NatsLink, settings: Settings
) -> None:
    await stream_made(link, settings)
    subject, message = envelope(queued("A", 1), NOON)
    elsewhere = message.replace(DOMAIN.encode(), b"cytube.elsewhere")
    nonsense = (elsewhere, b"", b"[1]", b'{"payload":{}}', b"{" * 9000, b"\xff\xfe")
    await publish(link, [(subject, data) for data in (*nonsense, message)])
    await publish(link, [(f"{SUBJECT}.mediaupdate", b'{"payload":{"currentTime":"x"}}')])
    async with running(recorder(link, settings, "one")):
        await until_counted(link)
    assert totals(await records(link)) == {"A": (0, 0, 1)}


@pytest.mark.parametrize(
    ("timestamp", "day"),
    [("2024-03-01T23:59:59+00:00", "2024-03-01"), ("2024-03-01T23:59:59", "2024-03-01")],
)
async def test_an_event_belongs_to_the_day_the_robot_says(
    link: NatsLink, settings: Settings, timestamp: str, day: str
) -> None:
    await stream_made(link, settings)
    subject, message = envelope(queued("A", 1), NOON)
    told = message.replace(b"2024-06-01T12:00:00+00:00", timestamp.encode())
    await publish(link, [(subject, told)])
    async with running(recorder(link, settings, "one")):
        await until_counted(link)
    assert f"day.{day}" in await records(link)


async def test_a_robot_s_clock_that_is_ahead_is_not_believed(
    link: NatsLink, settings: Settings
) -> None:
    await stream_made(link, settings)
    await publish(link, [envelope(queued("A", 1), 4e9)])
    async with running(recorder(link, settings, "one")):
        await until_counted(link)
    days = [key for key in await records(link) if key.startswith("day.")]
    assert len(days) == 1
    assert not days[0].startswith("day.2096")


async def test_another_stream_on_our_subjects_is_named_in_the_log(
    link: NatsLink, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    async with link.session() as client:
        config = api.StreamConfig(name="theirs", subjects=["kryten.events.>"])
        await link.jetstream(client).add_stream(config)
    with caplog.at_level("WARNING", "action_api"):
        async with running(recorder(link, settings, "one")):

            async def is_said() -> bool:
                return "take that subject out of it" in caplog.text

            await until(is_said, "the way out")
    assert caplog.text.count("take that subject out of it") == 1


async def test_a_fault_that_lasts_is_told_once_and_counting_goes_on_after_it(
    link: NatsLink,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A traceback at each try would bury all else that the log has to say."""
    monkeypatch.setattr(record_playback, "FAULT_SECONDS", 0.01)
    await stream_made(link, settings)
    await tell(link, EVENTS)
    tries = 0
    whole = StatsStore.head

    async def broken(store: StatsStore) -> tuple[StatsHead, int]:
        nonlocal tries
        tries += 1
        if tries <= 4:
            raise RuntimeError("a fault of ours")
        return await whole(store)

    monkeypatch.setattr(StatsStore, "head", broken)
    with caplog.at_level("WARNING", "action_api"):
        async with running(recorder(link, settings, "one")):
            await until_counted(link)
    assert totals(await records(link)) == EXPECTED
    faults = [record for record in caplog.records if record.levelname == "ERROR"]
    assert [record.exc_info is not None for record in faults] == [True]


def test_the_stream_is_bounded_in_age_and_size() -> None:
    assert event_stream.KEEP_SECONDS <= 60 * 86400
    assert event_stream.MOST_BYTES <= 256 * 1024 * 1024


def test_no_shard_nears_the_limit_of_nats_with_a_large_catalog() -> None:
    """11,000 items with long titles and years of plays: the fullest shard is far below 1 MiB."""
    row = [99999, 9999999, 0, 0, 99999, 99999999, 0, 1795396541, "x" * 100]
    sizes = [0] * 64
    for number in range(11_000):
        sizes[shard_of(f"m{number:09x}")] += len(f'"m{number:09x}":{row},')
    assert max(sizes) < 60_000
    assert ItemCounts().plus(ItemCounts(title="x")).title == "x"
