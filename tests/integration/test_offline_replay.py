"""The replay of offline edits dies between any two of its steps, and is done again."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from action_api.bootstrap import Common, build_common
from action_api.domain.saved_playlist import SavedPlaylist, changed
from action_api.playlist_parts import PlaylistParts, build_playlists
from action_api.services.manage_lists import Actor
from action_api.settings import load_settings
from action_api.stores.kv import KvBucket, Record
from action_api.stores.outbox import Outbox
from tests.integration.api_harness import forget_everything
from tests.standins.nats_server import NatsServer

pytestmark = pytest.mark.integration

ANN, BOB = Actor("Ann", "web"), Actor("bob", "web")
_numbers = itertools.count(1)


class DiedError(BaseException):
    """The process is gone: nothing of it may catch this."""


class Mortal:
    """Lets the process die right before its write number `dies_at`, in NATS or on the host."""

    def __init__(self) -> None:
        self.dies_at = -1
        self.writes = 0

    def step(self) -> None:
        if self.writes == self.dies_at:
            raise DiedError
        self.writes += 1


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    with NatsServer(tmp_path_factory.mktemp("nats")) as running:
        yield running


class Host:
    """One program of one host."""

    def __init__(self, common: Common) -> None:
        self.common = common
        self.parts: PlaylistParts = build_playlists(common)
        self.outbox = Outbox(common.database, common.clock)

    async def edit_offline(self, playlist: dict[str, Any], actor: Actor, **what: Any) -> None:
        """The same as the API does while NATS is down."""
        save = self.parts.save
        edit = save._local(save._edit(actor))
        await self.outbox.edit(playlist["id"], edit, lambda old: changed(_there(old), edit, **what))

    async def close(self) -> None:
        await self.common.link.stop()
        self.common.database.close()


def _there(old: SavedPlaylist | None) -> SavedPlaylist:
    assert old is not None
    return old


@pytest.fixture
async def host(server: NatsServer, tmp_path: Path) -> AsyncIterator[Host]:
    await asyncio.to_thread(forget_everything, server.url)
    made = Host(
        build_common(load_settings({"NATS_URL": server.url, "STATE_DIR": str(tmp_path)}, None))
    )
    # the test replays by hand: registered, never started
    made.common.link._sessions = [
        one for one in made.common.link._sessions if "replaying" not in one[0]
    ]
    await made.common.link.start()
    assert await made.common.link.wait_up(20)
    assert await made.parts.feed.is_live(5)
    yield made
    await made.close()


def let_die(monkeypatch: pytest.MonkeyPatch, step: int) -> Mortal:
    """Every write of this process counts from now on."""
    mortal = Mortal()
    mortal.dies_at = step
    for name in ("create", "update", "delete"):
        real = getattr(KvBucket, name)

        async def write(self: KvBucket, *given: Any, _real: Any = real) -> Any:
            if self.name.endswith("_playlists"):
                mortal.step()
            return await _real(self, *given)

        monkeypatch.setattr(KvBucket, name, write)
    settle = Outbox.settle

    async def settled(self: Outbox, *given: Any) -> None:
        mortal.step()
        await settle(self, *given)
        mortal.step()

    monkeypatch.setattr(Outbox, "settle", settled)
    return mortal


async def conflict(host: Host) -> dict[str, Any]:
    """Ann edited and renamed offline what bob changed in NATS."""
    playlist = await host.parts.save.create("Contested", ["old"], ANN)
    await host.edit_offline(playlist, ANN, items=["mine"], name="Mine now")
    stands = await host.parts.store.for_change(playlist["id"])
    assert stands is not None
    bobs = changed(stands.playlist, host.parts.save._edit(BOB), items=["bobs"])
    await host.parts.store.write(stands, bobs)
    return playlist


async def plain(host: Host) -> dict[str, Any]:
    """Ann edited and renamed offline, and nobody else did anything."""
    playlist = await host.parts.save.create("Plain", ["old"], ANN)
    await host.edit_offline(playlist, ANN, items=["new"], name="Plainer")
    return playlist


async def in_nats(host: Host) -> dict[str, tuple[str, ...]]:
    """Every playlist in NATS: name and items."""
    entries = await host.common.buckets.playlists.entries("list.*")
    found: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        record: Record = entry.record or {}
        assert not record.get("next"), "nothing is left half done"
        found[record["body"]["name"]] = tuple(record["body"]["items"])
    return found


async def died_and_replayed_again(host: Host, monkeypatch: pytest.MonkeyPatch, step: int) -> bool:
    """Whether the replay died before `step`; in any case it is done afterwards."""
    died = False
    with monkeypatch.context() as patched:
        let_die(patched, step)
        try:
            await host.parts.replay.replay_waiting()
        except DiedError:
            died = True
    await host.parts.replay.replay_waiting()
    assert await host.outbox.waiting() == []
    return died


@pytest.mark.parametrize("step", range(7))
async def test_a_plain_edit_is_replayed_once_wherever_the_replay_dies(
    host: Host, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    playlist = await plain(host)
    assert await died_and_replayed_again(host, monkeypatch, step) == (step < 6)
    assert await in_nats(host) == {"Plainer": ("new",)}
    stored = await host.parts.store.get(playlist["id"])
    assert stored is not None
    assert len(set(stored.playlist.ops)) == len(stored.playlist.ops) == 2
    shown = await host.parts.playlists.shown(playlist["id"])
    assert (shown["source"], shown["name"]) == ("live", "Plainer")
    assert await host.parts.notices.of("Ann") == []


@pytest.mark.parametrize("step", range(7))
async def test_a_conflict_makes_one_copy_and_one_notice_wherever_the_replay_dies(
    host: Host, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    await conflict(host)
    assert await died_and_replayed_again(host, monkeypatch, step) == (step < 6)
    found = await in_nats(host)
    (copy,) = [name for name in found if name.startswith("Mine now (edited offline by Ann, ")]
    assert found == {"Contested": ("bobs",), copy: ("mine",)}
    (notice,) = await host.parts.notices.of("Ann")
    assert (notice["copy"]["name"], notice["playlist"]["name"]) == (copy, "Contested")
    assert await host.parts.notices.of("bob") == []


async def test_two_processes_replay_an_edit_once(host: Host, server: NatsServer) -> None:
    await plain(host)
    assert await host.outbox.lease("somebody else", 10)
    assert await host.parts.replay.replay_waiting() == 0
    assert await in_nats(host) == {"Plain": ("old",)}
    await host.outbox.release("somebody else")
    assert await host.parts.replay.replay_waiting() == 1
    assert await in_nats(host) == {"Plainer": ("new",)}


async def test_an_edit_made_during_the_replay_is_based_on_what_was_replayed(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    playlist = await plain(host)
    settle = Outbox.settle

    async def edit_first(self: Outbox, *given: Any) -> None:
        monkeypatch.setattr(Outbox, "settle", settle)
        await host.edit_offline(playlist, BOB, items=["newer"])
        await settle(self, *given)

    monkeypatch.setattr(Outbox, "settle", edit_first)
    await host.parts.replay.replay_waiting()
    (waiting,) = await host.outbox.waiting()
    assert waiting.playlist.items == ("newer",)
    assert await host.parts.replay.replay_waiting() == 1
    assert await in_nats(host) == {"Plainer": ("newer",)}


async def test_copies_of_one_day_have_names_of_their_own(host: Host) -> None:
    for _ in range(2):
        playlist = await host.parts.save.create("Twice", ["old"], ANN)
        await host.edit_offline(playlist, ANN, items=[f"mine{next(_numbers)}"])
        stands = await host.parts.store.for_change(playlist["id"])
        assert stands is not None
        edit = host.parts.save._edit(BOB)
        await host.parts.store.write(stands, changed(stands.playlist, edit, name=f"B{edit.op_id}"))
        await host.parts.replay.replay_waiting()
    copies = sorted(name for name in await in_nats(host) if name.startswith("Twice"))
    assert len(copies) == 2
    assert copies[1] == f"{copies[0]} (2)"
