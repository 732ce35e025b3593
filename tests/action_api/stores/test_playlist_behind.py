"""A server that takes over may tell a playlist as it stood: what was saved here is not lost."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from action_api.bootstrap import build_common
from action_api.domain.errors import NotFound
from action_api.domain.playlist_errors import StaleRevision
from action_api.playlist_parts import PlaylistParts, build_playlists
from action_api.services.manage_lists import Actor
from action_api.settings import load_settings
from action_api.stores.kv import BEHIND_SECONDS, Entry, KvBucket
from tests.integration.playlist_harness import service_settings
from tests.standins.nats_server import NatsServer

ANN = Actor("Ann", "web")


class BehindBucket(KvBucket):
    """Answers the next `lies` reads of playlists with what stood when `remember` was called."""

    lies = 0
    reads = 0

    async def remember(self, playlist_id: str) -> None:
        self.before: Entry | None = await super().get(f"list.{playlist_id}")

    async def get(self, key: str) -> Entry | None:
        if not key.startswith("list."):
            return await super().get(key)
        self.reads += 1
        if self.lies <= 0:
            return await super().get(key)
        self.lies -= 1
        return self.before


class Scene:
    def __init__(self, parts: PlaylistParts, bucket: BehindBucket) -> None:
        self.parts = parts
        self.bucket = bucket

    async def saved_twice(self) -> dict[str, object]:
        """A playlist at its second revision, of which the bucket remembers the first."""
        first = await self.parts.save.create("List", ["a"], ANN)
        await self.bucket.remember(str(first["id"]))
        return await self.parts.save.replace(
            str(first["id"]), "List", ["a", "b"], frozenset({int(str(first["revision"]))}), ANN
        )


@pytest.fixture
async def scene(server: NatsServer, tmp_path: Path) -> AsyncIterator[Scene]:
    common = build_common(load_settings(service_settings(server, tmp_path), None))
    bucket = BehindBucket(common.link, f"behind_{tmp_path.name}"[:60], "a test's own")
    common.buckets.playlists = bucket
    parts = build_playlists(common)
    await common.link.start()
    assert await common.link.wait_up(20)
    yield Scene(parts, bucket)
    await common.link.stop()
    common.database.close()


async def test_a_save_based_on_what_was_saved_is_no_conflict(scene: Scene) -> None:
    shown = await scene.saved_twice()
    scene.bucket.lies = 3
    based_on = frozenset({int(str(shown["revision"]))})
    kept = await scene.parts.save.replace(str(shown["id"]), "List", ["c"], based_on, ANN)
    assert scene.bucket.lies == 0
    assert kept["stored"] == "live"
    assert kept["revision"] == int(str(shown["revision"])) + 1
    found = await scene.parts.store.get(str(shown["id"]))
    assert found is not None
    assert found.playlist.items == ("c",)


async def test_reading_waits_for_what_was_saved(scene: Scene) -> None:
    shown = await scene.saved_twice()
    scene.bucket.lies = 3
    found = await scene.parts.playlists.found(str(shown["id"]))
    assert found.source == "live"
    assert found.playlist.items == ("a", "b")


async def test_a_playlist_the_server_does_not_know_yet_is_not_missing(scene: Scene) -> None:
    shown = await scene.saved_twice()
    scene.bucket.before = None
    scene.bucket.lies = 3
    await scene.parts.save.delete(str(shown["id"]), frozenset({int(str(shown["revision"]))}), ANN)
    with pytest.raises(NotFound, match="trash"):
        await scene.parts.playlists.found(str(shown["id"]))


async def test_another_edit_is_a_conflict_at_once(scene: Scene) -> None:
    shown = await scene.saved_twice()
    scene.bucket.reads = 0
    with pytest.raises(StaleRevision):
        await scene.parts.save.replace(str(shown["id"]), "List", ["c"], frozenset({1}), ANN)
    assert scene.bucket.reads == 1


async def test_a_server_that_stays_behind_is_believed_in_the_end(scene: Scene) -> None:
    """As after NATS was set up anew: its word counts, a second later."""
    shown = await scene.saved_twice()
    scene.bucket.lies = 10**9
    began = time.monotonic()
    found = await scene.parts.store.get(str(shown["id"]))
    assert time.monotonic() - began >= BEHIND_SECONDS
    assert found is not None
    assert found.playlist.items == ("a",)
