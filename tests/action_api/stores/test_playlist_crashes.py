"""A process dies between any two steps of a change: what is left is finished or undone."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from action_api.domain.names import playlist_name_key
from action_api.domain.saved_playlist import Edit, changed, created, trashed
from action_api.nats_link import NatsLink
from action_api.stores.kv import KvBucket, Record, RevisionConflictError
from action_api.stores.playlist_names import PREFIX, NameHeldError
from action_api.stores.playlists import GRACE_SECONDS, PlaylistStore, Stored

_numbers = itertools.count(1)
NOW = 1_800_000_000.0


class DiedError(BaseException):
    """The process is gone: nothing of it may catch this."""


class DyingBucket(KvBucket):
    """A bucket of a process that dies right before its write number `dies_at` (from 0)."""

    dies_at = -1
    writes = 0

    def _count(self) -> None:
        if self.writes == self.dies_at:
            raise DiedError
        self.writes += 1

    async def create(self, key: str, record: Record, ttl_seconds: float | None = None) -> int:
        self._count()
        return await super().create(key, record, ttl_seconds)

    async def update(
        self, key: str, record: Record, last: int, ttl_seconds: float | None = None
    ) -> int:
        self._count()
        return await super().update(key, record, last, ttl_seconds)

    async def delete(self, key: str, last: int) -> None:
        self._count()
        await super().delete(key, last)


class Scene:
    """One bucket; `dying` is the process that dies, `store` another one that lives."""

    def __init__(self, link: NatsLink) -> None:
        name = f"crashes_{next(_numbers)}"
        self.now = NOW
        self.bucket = KvBucket(link, name, "a test's own")
        self.store = PlaylistStore(self.bucket, lambda: self.now)
        self.dying_bucket = DyingBucket(link, name, "a test's own")
        self.dying = PlaylistStore(self.dying_bucket, lambda: self.now)

    def edit(self) -> Edit:
        return Edit(f"op{next(_numbers)}", "Ann", self.now)

    async def holds_together(self) -> None:
        """Every playlist has its name, alone, and no name is held by anything else."""
        entries = await self.bucket.entries("list.*")
        assert all(entry.record and not entry.record.get("next") for entry in entries)
        found = [await self.store.get(entry.key.partition(".")[2]) for entry in entries]
        alive = {
            one.playlist.held_key: one.playlist.playlist_id
            for one in found
            if one is not None and one.playlist.held_key is not None
        }
        assert len(alive) == sum(
            one is not None and one.playlist.held_key is not None for one in found
        )
        names = {
            str((entry.record or {})["name_key"]): str((entry.record or {})["playlist_id"])
            for entry in await self.bucket.entries(f"{PREFIX}.*")
        }
        assert names == alive


Act = Callable[[Scene, PlaylistStore, Stored], Awaitable[Any]]


async def create(scene: Scene, store: PlaylistStore, stands: Stored) -> Stored:
    return await store.write(None, created("made", "Made", ["x"], scene.edit()))


async def rename(scene: Scene, store: PlaylistStore, stands: Stored) -> Stored:
    wanted = changed(stands.playlist, scene.edit(), name="Renamed", items=["new"])
    return await store.write(stands, wanted)


async def delete(scene: Scene, store: PlaylistStore, stands: Stored) -> Stored:
    return await store.write(stands, trashed(stands.playlist, scene.edit()))


async def restore(scene: Scene, store: PlaylistStore, stands: Stored) -> Stored:
    await scene.store.write(stands, trashed(stands.playlist, scene.edit()))
    gone = await store.for_change("kept")
    assert gone is not None
    return await store.write(gone, changed(gone.playlist, scene.edit()))


async def scene_with_one(link: NatsLink) -> tuple[Scene, Stored]:
    scene = Scene(link)
    kept = created("kept", "Kept", ["old"], scene.edit())
    return scene, await scene.store.write(None, kept)


async def dies(scene: Scene, act: Act, stands: Stored, step: int) -> bool:
    """Whether the change was cut off before its write `step`; else it was done."""
    scene.dying_bucket.dies_at = step
    try:
        await act(scene, scene.dying, stands)
    except DiedError:
        return True
    return False


ACTS: list[Act] = [create, rename, delete, restore]
STEPS = {create: 3, rename: 4, delete: 2, restore: 3}


@pytest.mark.parametrize("act", ACTS)
async def test_the_steps_are_as_many_as_the_tests_below_cut(link: NatsLink, act: Act) -> None:
    scene, stands = await scene_with_one(link)
    await act(scene, scene.dying, stands)
    assert scene.dying_bucket.writes == STEPS[act]
    await scene.holds_together()


CUTS = [(act, step) for act in ACTS for step in range(STEPS[act])]


@pytest.mark.parametrize(("act", "step"), CUTS)
async def test_the_repair_finishes_or_undoes_it(link: NatsLink, act: Act, step: int) -> None:
    scene, stands = await scene_with_one(link)
    assert await dies(scene, act, stands, step)
    scene.now += GRACE_SECONDS + 1
    await scene.store.repair()
    await scene.holds_together()
    found = await scene.store.get("kept")
    assert found is not None
    if act is rename:
        assert (found.playlist.name, found.playlist.items) in [
            ("Kept", ("old",)),
            ("Renamed", ("new",)),
        ]
    assert await scene.store.repair() == 0


@pytest.mark.parametrize(("act", "step"), CUTS)
async def test_the_next_change_of_the_playlist_finishes_or_undoes_it(
    link: NatsLink, act: Act, step: int
) -> None:
    scene, stands = await scene_with_one(link)
    assert await dies(scene, act, stands, step)
    playlist_id = "made" if act is create else "kept"
    found = await scene.store.for_change(playlist_id)
    if found is None:
        assert act is create
        await scene.store.write(None, created("made", "Made", [], scene.edit()))
    else:
        name = "Made" if act is create else "Anything else"
        await scene.store.write(found, changed(found.playlist, scene.edit(), name=name))
    await scene.store.repair()
    await scene.holds_together()


@pytest.mark.parametrize("name", ["Kept", "Made", "Renamed"])
@pytest.mark.parametrize(("act", "step"), CUTS)
async def test_whoever_wants_a_name_gets_it_or_meets_its_holder(
    link: NatsLink, act: Act, step: int, name: str
) -> None:
    scene, stands = await scene_with_one(link)
    assert await dies(scene, act, stands, step)
    other = created("other", name, [], scene.edit())
    holder = "other"
    try:
        await scene.store.write(None, other)
    except NameHeldError as error:
        holder = error.owner_id
    scene.now += GRACE_SECONDS + 1
    await scene.store.repair()
    await scene.holds_together()
    # None: the holder was about to give the name up when it died
    held_by = await scene.store.names.holder(playlist_name_key(name))
    assert held_by in {holder, None} if holder == "kept" else held_by == holder


async def test_a_slow_maker_whose_change_was_undone_takes_nothing(link: NatsLink) -> None:
    scene, stands = await scene_with_one(link)
    wanted = changed(stands.playlist, scene.edit(), name="Slow")
    take = scene.dying.names.take

    async def slow_take(claim: Any) -> None:
        """Somebody else meets the half-done change just before the name is taken."""
        found = await scene.store.for_change("kept")
        assert found is not None
        assert found.playlist.name == "Kept"
        await take(claim)

    scene.dying.names.take = slow_take  # type: ignore[method-assign]
    with pytest.raises(RevisionConflictError):
        await scene.dying.write(stands, wanted)
    await scene.holds_together()
    found = await scene.store.get("kept")
    assert found is not None
    assert found.playlist.name == "Kept"


async def until_gone(store: PlaylistStore, playlist_id: str) -> None:
    deadline = time.monotonic() + 10
    while await store.get(playlist_id) is not None:
        assert time.monotonic() < deadline, "the trash was not emptied"
        await asyncio.sleep(0.1)


async def test_the_trash_is_emptied_by_nats_itself_and_what_was_restored_stays(
    link: NatsLink,
) -> None:
    scene = Scene(link)
    store = PlaylistStore(scene.bucket, lambda: scene.now, trash_seconds=1.0)
    back = await store.write(None, created("back", "Back", [], scene.edit()))
    back = await store.write(back, trashed(back.playlist, scene.edit()))
    await store.write(back, changed(back.playlist, scene.edit()))
    soon = await store.write(None, created("soon", "Soon", [], scene.edit()))
    await store.write(soon, trashed(soon.playlist, scene.edit()))
    assert await store.get("soon") is not None
    await until_gone(store, "soon")
    found = await store.get("back")
    assert found is not None
    assert found.playlist.deleted_at is None


async def test_the_trash_is_kept_for_thirty_days(link: NatsLink) -> None:
    """What NATS is told, by what it keeps of the record: no clock of ours empties the trash."""
    scene = Scene(link)
    gone = await scene.store.write(None, created("gone", "Gone", [], scene.edit()))
    await scene.store.write(gone, trashed(gone.playlist, scene.edit()))
    async with link.session() as client:
        stream = f"KV_{scene.bucket.name}"
        kept = await client.nats.jetstream().get_last_msg(
            stream, f"$KV.{scene.bucket.name}.list.gone"
        )
    assert kept.headers is not None
    assert kept.headers["Nats-TTL"] == str(30 * 86400)
