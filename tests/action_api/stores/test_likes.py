"""Likes over a real nats-server: counted once, whoever asks at the same moment or dies midway."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from action_api.domain.likes import HOUR_SECONDS, ItemLikes, LikeRules
from action_api.domain.windows import Window, day_of
from action_api.nats_link import NatsLink
from action_api.services.likes import Likes, LikesFeed
from action_api.settings import load_settings
from action_api.stores.catalog import CatalogStore
from action_api.stores.kv import KvBucket, Record
from action_api.stores.likes import LikeStore
from action_api.stores.record_shapes import SHAPES
from tests.standins.nats_server import NatsServer

NOW = 1_800_000_000.0
RULES = LikeRules(24 * 3600.0, 20)
ANN, BOB = "a" * 32, "b" * 32
_numbers = itertools.count(1)


class DiedError(BaseException):
    """The process is gone: nothing of it may catch this."""


class DyingBucket(KvBucket):
    """A bucket of a process that dies at its write number `dies_at` (from 0).

    It dies before the write, or after it where `is_written`: then NATS has it, and nobody knows.
    """

    dies_at = -1
    is_written = False
    writes = 0

    async def create(self, key: str, record: Record, ttl_seconds: float | None = None) -> int:
        self._die(before=True)
        revision = await super().create(key, record, ttl_seconds)
        return self._done(revision)

    async def update(
        self, key: str, record: Record, last: int, ttl_seconds: float | None = None
    ) -> int:
        self._die(before=True)
        return self._done(await super().update(key, record, last, ttl_seconds))

    def _done(self, revision: int) -> int:
        self._die(before=False)
        self.writes += 1
        return revision

    def _die(self, *, before: bool) -> None:
        if self.writes == self.dies_at and before is not self.is_written:
            raise DiedError


async def connected(server: NatsServer) -> NatsLink:
    link = NatsLink(load_settings({"NATS_URL": server.url}, None))
    await link.start()
    assert await link.wait_up(20)
    return link


@pytest.fixture
def name() -> str:
    return f"likes_{next(_numbers)}"


@pytest.fixture
def store(link: NatsLink, name: str) -> LikeStore:
    return LikeStore(KvBucket(link, name, "a test's own"), lambda: NOW)


async def like(store: LikeStore, user: str, video_id: str, rules: LikeRules = RULES) -> bool:
    """A like as the service makes it; whether it was counted."""
    assert await store.allow(user, video_id, rules) == 0
    return (await store.add(user, video_id, f"Title of {video_id}", rules)).is_new


async def slots(store: LikeStore, user: str) -> int:
    entry = await store._bucket.get(f"user.{user}")
    return len((entry.record or {})["slots"]) if entry else 0


async def test_fifty_of_the_same_like_over_two_connections_count_once(
    server: NatsServer, name: str, store: LikeStore
) -> None:
    other_link = await connected(server)
    other = LikeStore(KvBucket(other_link, name, "the same"), lambda: NOW)
    counted = await asyncio.gather(*(like(one, ANN, "a") for one in (store, other) * 25))
    await other_link.stop()
    assert sum(counted) == 1
    assert (await store.item("a")).total == 1
    assert await slots(store, ANN) == 1, "one slot of the allowance, not fifty"


async def test_parallel_likes_of_many_users_are_all_counted(
    server: NatsServer, name: str, store: LikeStore
) -> None:
    other_link = await connected(server)
    other = LikeStore(KvBucket(other_link, name, "the same"), lambda: NOW)
    users = [f"{number:032x}" for number in range(40)]
    counted = await asyncio.gather(
        *(like((store, other)[at % 2], user, "a") for at, user in enumerate(users))
    )
    await other_link.stop()
    assert all(counted)
    item = await store.item("a")
    assert (item.total, set(item.likers)) == (40, set(users))


async def test_parallel_likes_of_many_items_keep_to_the_allowance(store: LikeStore) -> None:
    waits = await asyncio.gather(*(store.allow(ANN, f"item{one}", RULES) for one in range(30)))
    assert sum(wait == 0 for wait in waits) == 20
    assert {wait for wait in waits if wait} == {HOUR_SECONDS}
    assert await slots(store, ANN) == 20
    assert await store.allow(BOB, "item0", RULES) == 0, "everybody has an allowance of their own"


@pytest.mark.parametrize("is_written", [False, True], ids=["before-write", "after-write"])
@pytest.mark.parametrize("dies_at", [0, 1])
async def test_a_like_cut_off_anywhere_is_whole_or_not_there_and_counts_once_when_asked_again(
    link: NatsLink, name: str, store: LikeStore, dies_at: int, is_written: bool
) -> None:
    assert await like(store, BOB, "a")
    dying = DyingBucket(link, name, "a test's own")
    dying.dies_at, dying.is_written = dies_at, is_written
    with pytest.raises(DiedError):
        await like(LikeStore(dying, lambda: NOW), ANN, "a")
    between = await store.item("a")
    assert between.total == len(between.likers), "counts and who is counted are one value"
    assert (ANN in between.likers) is (dies_at == 1 and is_written)
    await like(store, ANN, "a")
    await like(store, ANN, "a")
    after = await store.item("a")
    assert (after.total, after.within(Window.ALL, day_of(NOW)), set(after.likers)) == (
        2,
        2,
        {ANN, BOB},
    )
    assert await slots(store, ANN) == 1


async def test_a_like_is_two_writes_which_the_test_above_cuts(link: NatsLink, name: str) -> None:
    bucket = DyingBucket(link, name, "a test's own")
    await like(LikeStore(bucket, lambda: NOW), ANN, "a")
    assert bucket.writes == 2


async def test_a_line_of_chat_is_obeyed_once_and_no_older_one_after_it(store: LikeStore) -> None:
    heard = await asyncio.gather(*(store.is_first_hearing(ANN, NOW) for _ in range(10)))
    assert sum(heard) == 1
    assert await store.is_first_hearing(ANN, NOW + 0.001)
    assert not await store.is_first_hearing(ANN, NOW)
    assert await store.is_first_hearing(BOB, NOW)
    assert await like(store, ANN, "a"), "the allowance is none the smaller"
    assert not await store.is_first_hearing(ANN, NOW)


async def test_the_feed_holds_the_last_like_as_soon_as_it_is_stored(
    server: NatsServer, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    reader = NatsLink(load_settings({"NATS_URL": server.url}, None))
    read_store = LikeStore(KvBucket(reader, name, "a test's own"), lambda: NOW)
    feed = LikesFeed(read_store, reader)
    nowhere = CatalogStore(tmp_path_factory.mktemp("no-catalog"))
    likes = Likes(read_store, feed, nowhere, lambda: NOW)
    await reader.start()
    assert await reader.wait_up(20)
    writer = await connected(server)
    store = LikeStore(KvBucket(writer, name, "a test's own"), lambda: NOW)
    for number in range(30):
        await like(store, f"{number:032x}", "a")
        top = await likes.top(Window.WEEK, 10)
        assert [(one.video_id, one.title, one.likes) for one in top.items] == [
            ("a", "Title of a", number + 1)
        ]
        assert (top.likes, top.liked_items) == (number + 1, 1)
        assert await feed.by_day() == {day_of(NOW).isoformat(): number + 1}
    await writer.stop()
    await reader.stop()


class ReadAnew(LikeStore):
    """Counts how often everything was read because the feed was behind."""

    times = 0

    async def all(self) -> list[ItemLikes]:
        self.times += 1
        return await super().all()


async def test_a_newest_record_that_is_none_of_ours_does_not_leave_the_feed_behind(
    server: NatsServer, link: NatsLink, name: str, store: LikeStore
) -> None:
    """It is left out and waited for no more, else each read would wait and read everything."""
    await like(store, ANN, "a")
    reader = NatsLink(load_settings({"NATS_URL": server.url}, None))
    bucket = KvBucket(reader, name, "a test's own", shapes=SHAPES["likes"])
    read_store = ReadAnew(bucket, lambda: NOW)
    feed = LikesFeed(read_store, reader)
    await reader.start()
    assert await reader.wait_up(20)
    await KvBucket(link, name, "a test's own").create("item.b", {"days": "none of ours"})
    async with asyncio.timeout(30):
        while True:  # the feed may still be on its way to it
            before = read_store.times
            top = await feed.top(Window.WEEK, day_of(NOW))
            assert [(one.item.video_id, one.likes) for one in top] == [("a", 1)]
            if read_store.times == before:
                break
    assert await feed.by_day() == {day_of(NOW).isoformat(): 1}
    assert read_store.times == before
    await reader.stop()


async def test_who_liked_is_forgotten_after_the_window_and_the_counts_stay(
    link: NatsLink, name: str, store: LikeStore
) -> None:
    await like(store, ANN, "early")
    await like(store, ANN, "both")
    later = LikeStore(KvBucket(link, name, "later"), lambda: NOW + RULES.dedupe_seconds + 1)
    before = LikeStore(KvBucket(link, name, "before"), lambda: NOW + RULES.dedupe_seconds - 1)
    await like(before, BOB, "both")
    assert await before.forget_old_likers(RULES) == 0
    assert sum(await asyncio.gather(*(later.forget_old_likers(RULES) for _ in range(2)))) == 2
    early, both = await store.item("early"), await store.item("both")
    assert (early.total, early.likers, early.title) == (1, {}, "Title of early")
    assert (both.total, set(both.likers)) == (2, {BOB})


async def test_items_of_every_kind_of_id_come_back_as_themselves(store: LikeStore) -> None:
    ids = ["aB", "Ab", "ab", "A_-9", "z" * 64]
    for video_id in ids:
        await like(store, ANN, video_id)
    assert sorted(item.video_id for item in await store.all()) == sorted(ids)
    assert await store.item("never") == ItemLikes("never")
