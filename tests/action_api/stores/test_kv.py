"""The KV bucket over a real nats-server: compare-and-set, expiry, keys, typed errors."""

from __future__ import annotations

import asyncio

import nats
import pytest
from hypothesis import given
from hypothesis import strategies as st

from action_api.domain.errors import NatsUnavailable
from action_api.nats_link import NatsLink
from action_api.settings import load_settings
from action_api.stores.audit import KEPT_PAGES, PAGE_EVENTS, AuditStore
from action_api.stores.kv import (
    LEFT_SECONDS,
    Entry,
    KvBucket,
    NewerSchemaError,
    RevisionConflictError,
    decode_key,
    encode_key,
)
from tests.standins.nats_server import NatsServer
from tests.standins.processes import free_port


@pytest.fixture
def bucket(link: NatsLink, request: pytest.FixtureRequest) -> KvBucket:
    return KvBucket(link, f"test_{abs(hash(request.node.name))}", "a test's own")


async def test_create_update_and_delete_hold_to_revisions(bucket: KvBucket) -> None:
    first = await bucket.create("k", {"n": 1})
    with pytest.raises(RevisionConflictError):
        await bucket.create("k", {"n": 9})
    second = await bucket.update("k", {"n": 2}, first)
    with pytest.raises(RevisionConflictError):
        await bucket.update("k", {"n": 9}, first)
    with pytest.raises(RevisionConflictError):
        await bucket.delete("k", first)
    entry = await bucket.get("k")
    assert entry == Entry("k", {"schema_version": 1, "n": 2}, second)
    await bucket.delete("k", second)
    assert await bucket.get("k") is None
    await bucket.create("k", {"n": 3})


async def test_parallel_changes_of_two_processes_lose_nothing(
    server: NatsServer, link: NatsLink, bucket: KvBucket
) -> None:
    other_link = NatsLink(load_settings({"NATS_URL": server.url}, None))
    await other_link.start()
    assert await other_link.wait_up(20)
    other = KvBucket(other_link, bucket.name, "the same")

    def one_more(record: dict[str, object] | None) -> dict[str, object]:
        return {"n": int(str((record or {"n": 0})["n"])) + 1}

    await asyncio.gather(
        *(one.modify("count", one_more) for one in (bucket, other) for _ in range(25))
    )
    await other_link.stop()
    entry = await bucket.get("count")
    assert entry is not None
    assert entry.record is not None
    assert entry.record["n"] == 50


async def test_a_record_ends_with_its_time_also_after_an_update(bucket: KvBucket) -> None:
    revision = await bucket.create("brief", {}, ttl_seconds=1)
    await bucket.update("brief", {}, revision, ttl_seconds=1)
    async with asyncio.timeout(20):
        # the server ends it, and says nothing when it does
        while await bucket.get("brief") is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert [entry.key for entry in await bucket.entries()] == []


async def test_entries_are_those_of_the_pattern(bucket: KvBucket) -> None:
    for key in ("a.1", "a.2", "b.1"):
        await bucket.create(key, {"key": key})
    assert sorted(entry.key for entry in await bucket.entries("a.*")) == ["a.1", "a.2"]
    assert len(await bucket.entries()) == 3


async def test_a_follower_hears_what_is_there_and_what_comes(
    link: NatsLink, bucket: KvBucket
) -> None:
    await bucket.create("k", {"n": 1})
    heard: asyncio.Queue[Entry] = asyncio.Queue()
    async with link.session() as client:
        following = asyncio.create_task(bucket.follow(client, ">", heard.put))
    async with asyncio.timeout(20):
        first = await heard.get()
        await bucket.update("k", {"n": 2}, first.revision)
        second = await heard.get()
        await bucket.delete("k", second.revision)
        third = await heard.get()
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    assert [one.record and one.record["n"] for one in (first, second, third)] == [1, 2, None]


async def test_a_newer_records_schema_is_refused(bucket: KvBucket) -> None:
    await bucket.create("k", {"schema_version": 99})
    with pytest.raises(NewerSchemaError, match="update this one"):
        await bucket.get("k")


async def test_without_nats_everything_fails_at_once() -> None:
    link = NatsLink(load_settings({"NATS_URL": f"nats://127.0.0.1:{free_port()}"}, None))
    await link.start()
    bucket = KvBucket(link, "test", "never made")
    async with asyncio.timeout(1):
        with pytest.raises(NatsUnavailable):
            await bucket.get("k")
        with pytest.raises(NatsUnavailable):
            await bucket.modify("k", lambda _: {})
    await link.stop()


async def test_a_bucket_made_without_expiry_is_settled_on_opening(
    server: NatsServer, link: NatsLink
) -> None:
    client = await nats.connect(server.url)
    jetstream = client.jetstream()
    await jetstream.create_key_value(bucket="older")
    info = await jetstream.stream_info("KV_older")
    assert info.config.allow_msg_ttl in {True, False, None}
    await KvBucket(link, "older", "opened").create("k", {}, ttl_seconds=60)
    assert (await jetstream.stream_info("KV_older")).config.allow_msg_ttl is True
    await client.close()


async def test_the_audit_trail_loses_nothing_and_stays_bounded(bucket: KvBucket) -> None:
    audit = AuditStore(bucket, lambda: 0.0)
    await asyncio.gather(
        *(audit.add("alice", "web", "test", str(number)) for number in range(PAGE_EVENTS + 30))
    )
    events = await audit.newest(1000)
    assert sorted(int(event.subject) for event in events) == list(range(PAGE_EVENTS + 30))
    assert [event.subject for event in await audit.newest(5)] == [
        event.subject for event in events[:5]
    ]
    assert KEPT_PAGES * PAGE_EVENTS >= 10_000


async def test_the_audit_trail_is_told_also_right_after_a_page_was_turned(
    bucket: KvBucket,
) -> None:
    """Whoever adds an event turns the page first, and may be killed in between."""
    audit = AuditStore(bucket, lambda: 0.0)
    await audit.add("alice", "web", "test", "1")
    await bucket.create("head", {"page": 2})
    assert [event.subject for event in await audit.newest(10)] == ["1"]


async def test_a_listing_leaves_nothing_behind_for_long(link: NatsLink, bucket: KvBucket) -> None:
    await bucket.create("k", {})
    for _ in range(3):
        assert len(await bucket.entries()) == 1
    async with link.session() as client:
        left = await link.jetstream(client).consumers_info(f"KV_{bucket.name}")
    kept = [one.config.inactive_threshold for one in left]
    assert all(seconds is not None and seconds <= LEFT_SECONDS for seconds in kept), kept


@given(st.text(max_size=40))
def test_any_text_is_a_key_and_comes_back(text: str) -> None:
    key = encode_key(text)
    assert decode_key(key) == text
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-=ABCDEF")


def test_keys_of_addresses_and_names_stay_apart() -> None:
    keys = {encode_key(text) for text in ("1.2.3.4", "2001:db8::/64", "1-2-3-4", "a", "A")}
    assert len(keys) == 5
