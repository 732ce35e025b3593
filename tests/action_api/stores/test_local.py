"""The host's own file: a copy that gives way to NATS, an outbox that does not, one lease."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from action_api.domain.playlist_errors import LocalStateUnusable
from action_api.domain.saved_playlist import Edit, SavedPlaylist, changed, created
from action_api.stores.local import FILE_NAME, LocalDatabase
from action_api.stores.mirror import PlaylistMirror
from action_api.stores.outbox import Outbox
from action_api.stores.playlist_names import NameHeldError
from action_api.stores.playlists import Stored

NOW = 1_800_000_000.0


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[LocalDatabase]:
    made = LocalDatabase(tmp_path)
    yield made
    made.close()


def playlist(number: int, name: str | None = None) -> SavedPlaylist:
    edit = Edit(f"op{number}", "Ann", NOW)
    return created(f"p{number}", name or f"List {number}", ["a", "b"], edit)


def edited(old: SavedPlaylist | None, edit: Edit, *items: str) -> SavedPlaylist:
    assert old is not None
    return changed(old, edit, items=items)


async def test_an_older_revision_never_takes_the_place_of_a_newer(
    database: LocalDatabase, clock: Clock
) -> None:
    mirror = PlaylistMirror(database, clock)
    old = playlist(1)
    new = changed(old, Edit("later", "bob", NOW), items=["c"])
    await mirror.put([Stored(new, 8)])
    await mirror.put([Stored(old, 7)])
    copy = await mirror.get("p1")
    assert copy is not None
    assert copy.playlist == new


async def test_a_nats_set_up_anew_replaces_the_copy(database: LocalDatabase, clock: Clock) -> None:
    mirror = PlaylistMirror(database, clock)
    await mirror.put([Stored(playlist(1), 900), Stored(playlist(2), 901)])
    clock.now += 10
    fresh = changed(playlist(2), Edit("new", "bob", NOW), items=["z"])
    await mirror.replace_all([Stored(fresh, 3)], clock.now)
    _, summaries = await mirror.summaries()
    assert [(one.playlist_id, one.item_count) for one in summaries] == [("p2", 1)]


async def test_what_another_process_writes_during_the_first_pass_stays(
    database: LocalDatabase, clock: Clock
) -> None:
    mirror = PlaylistMirror(database, clock)
    since = clock.now
    clock.now += 1
    await mirror.put([Stored(playlist(1), 12)])
    await mirror.replace_all([Stored(playlist(2), 11)], since)
    _, summaries = await mirror.summaries()
    assert [one.playlist_id for one in summaries] == ["p1", "p2"]


async def test_a_local_edit_is_seen_by_other_processes_and_survives_feeding(
    database: LocalDatabase, clock: Clock, tmp_path: Path
) -> None:
    mirror, outbox = PlaylistMirror(database, clock), Outbox(database, clock)
    await mirror.put([Stored(playlist(1), 1)])
    edit = Edit("offline", "Ann", NOW, step=1000)
    await outbox.edit("p1", edit, lambda old: edited(old, edit, "mine"))
    other = LocalDatabase(tmp_path)
    await mirror.replace_all([Stored(playlist(1), 1)], clock.now + 1)
    seen = await PlaylistMirror(other, clock).get("p1")
    assert seen is not None
    assert (seen.playlist.items, seen.is_local) == (("mine",), True)
    (waiting,) = await Outbox(other, clock).waiting()
    assert (waiting.base_revision, waiting.op_ids, waiting.authors) == (1, ("offline",), ("Ann",))
    other.close()


async def test_edits_of_one_playlist_wait_as_one(database: LocalDatabase, clock: Clock) -> None:
    mirror, outbox = PlaylistMirror(database, clock), Outbox(database, clock)
    await mirror.put([Stored(playlist(1), 1)])
    for number, author in enumerate(("Ann", "bob", "Ann")):
        edit = Edit(f"offline{number}", author, NOW)
        await outbox.edit("p1", edit, lambda old, edit=edit: edited(old, edit, edit.op_id))
    (waiting,) = await outbox.waiting()
    assert (waiting.version, waiting.base_revision) == (3, 1)
    assert waiting.op_ids == ("offline0", "offline1", "offline2")
    assert waiting.authors == ("bob", "Ann")
    await outbox.settle(waiting, None)
    assert await outbox.waiting() == []


async def test_a_name_is_given_once_offline_too(database: LocalDatabase, clock: Clock) -> None:
    outbox = Outbox(database, clock)
    edit = Edit("first", "Ann", NOW)
    await outbox.edit("p1", edit, lambda _: playlist(1, "Straße"))
    with pytest.raises(NameHeldError) as held:
        await outbox.edit("p2", edit, lambda _: playlist(2, "STRASSE"))
    assert held.value.owner_id == "p1"
    assert len(await outbox.waiting()) == 1


async def test_a_name_that_is_no_text_is_nobodys(database: LocalDatabase, clock: Clock) -> None:
    mirror = PlaylistMirror(database, clock)
    await mirror.put([Stored(playlist(1), 1)])
    assert await mirror.names_like("\ud800") == {}
    assert await mirror.names_like("list 1") == {"list 1": "p1"}


async def test_parallel_edits_of_many_processes_lose_none(
    database: LocalDatabase, clock: Clock, tmp_path: Path
) -> None:
    await PlaylistMirror(database, clock).put([Stored(playlist(1), 1)])
    databases = [LocalDatabase(tmp_path) for _ in range(4)]

    async def add(number: int) -> None:
        edit = Edit(f"op-{number}", "Ann", NOW)

        def decide(old: SavedPlaylist | None) -> SavedPlaylist:
            assert old is not None
            return changed(old, edit, items=[*old.items, f"i{number}"])

        await Outbox(databases[number % 4], clock).edit("p1", edit, decide)

    await asyncio.gather(*(add(number) for number in range(20)))
    seen = await PlaylistMirror(database, clock).get("p1")
    assert seen is not None
    assert set(seen.playlist.items) == {"a", "b", *(f"i{number}" for number in range(20))}
    for one in databases:
        one.close()


async def test_one_process_holds_the_lease_until_its_time_is_over(
    database: LocalDatabase, clock: Clock
) -> None:
    outbox = Outbox(database, clock)
    assert await outbox.lease("one", 10)
    assert not await outbox.lease("two", 10)
    assert await outbox.lease("one", 10)
    clock.now += 11
    assert await outbox.lease("two", 10)
    clock.now -= 3600  # a clock set back locks nobody out
    assert await outbox.lease("one", 10)
    await outbox.release("one")
    assert await outbox.lease("two", 10)


async def test_an_edit_settled_twice_takes_nothing_that_was_made_since(
    database: LocalDatabase, clock: Clock
) -> None:
    """Two processes may replay the same edit, one of them so slowly that the next one waits."""
    mirror, outbox = PlaylistMirror(database, clock), Outbox(database, clock)
    first, second = Edit("op1", "Ann", NOW), Edit("op2", "Ann", NOW)
    await mirror.put([Stored(playlist(1), 1)])
    await outbox.edit("p1", first, lambda old: edited(old, first, "a"))
    (seen,) = await outbox.waiting()
    live = Stored(seen.playlist, 7)
    await mirror.put([live])
    await outbox.settle(seen, live)
    await outbox.edit("p1", second, lambda old: edited(old, second, "a", "b"))
    await outbox.settle(seen, live)
    (waiting,) = await outbox.waiting()
    assert (waiting.op_ids, waiting.playlist.items) == (("op2",), ("a", "b"))


async def test_processes_that_open_a_file_not_made_yet_all_can(tmp_path: Path) -> None:
    """As on the first start of a host, when API and worker begin together."""
    for number in range(40):
        hosts = [LocalDatabase(tmp_path / str(number)) for _ in range(4)]
        found = await asyncio.gather(*(PlaylistMirror(host, time.time).as_of() for host in hosts))
        assert found == [None] * 4
        for host in hosts:
            host.close()


async def test_of_processes_that_ask_at_the_same_moment_one_gets_the_lease(
    tmp_path: Path,
) -> None:
    hosts = [LocalDatabase(tmp_path) for _ in range(2)]
    boxes = [Outbox(host, time.time) for host in hosts]
    for _ in range(150):
        got = await asyncio.gather(
            *(box.lease(str(number), 15) for number, box in enumerate(boxes))
        )
        assert sorted(got) == [False, True]
        await boxes[got.index(True)].release(str(got.index(True)))
    for host in hosts:
        host.close()


async def test_a_file_that_cannot_be_used_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("not a directory")
    with pytest.raises(LocalStateUnusable, match="STATE_DIR"):
        await LocalDatabase(tmp_path / "state").read(lambda db: db.execute("SELECT 1"))


async def test_a_newer_versions_file_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LocalStateUnusable, match="newer version"):
        await LocalDatabase(tmp_path).read(lambda db: db.execute("SELECT 1"))


async def test_a_damaged_file_is_said_in_words(tmp_path: Path) -> None:
    """Not every fault of the disk says so as it is opened: it must fail no request as a fault."""
    (tmp_path / FILE_NAME).write_bytes(b"no database at all " * 1000)
    with pytest.raises(LocalStateUnusable, match="move the file away"):
        await LocalDatabase(tmp_path).read(lambda db: db.execute("SELECT 1"))


async def test_a_full_disk_is_named_and_the_file_works_on(database: LocalDatabase) -> None:
    rows = [(str(number), "x" * 500) for number in range(2000)]

    def fill(db: sqlite3.Connection) -> None:
        db.executemany("INSERT INTO titles VALUES (?, ?)", rows)

    pages = await database.read(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
    await database.read(lambda db: db.execute(f"PRAGMA max_page_count = {pages + 3}").fetchone())
    with pytest.raises(LocalStateUnusable, match="full"):
        await database.change(fill)
    await database.read(lambda db: db.execute("PRAGMA max_page_count = 100000").fetchone())
    await database.change(fill)
    count = await database.read(lambda db: db.execute("SELECT count(*) FROM titles").fetchone()[0])
    assert count == len(rows)
