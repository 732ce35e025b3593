"""The edits made on this host while NATS is down: one row a playlist, until it is replayed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from action_api.domain.saved_playlist import Edit, SavedPlaylist
from action_api.stores.local import LocalDatabase
from action_api.stores.mirror import Copy, put_local, read_copy
from action_api.stores.playlist_names import NameHeldError
from action_api.stores.playlists import Stored

KEPT_OPS = 200
LEASE = "replay"

Decide = Callable[[SavedPlaylist | None], SavedPlaylist]


@dataclass(frozen=True, slots=True)
class LocalEdit:
    """A playlist as edited here, and what the edits began with.

    `version` counts the edits, `base_revision` is the live revision before the first of them (None
    where the playlist was created here), `op_ids` and `authors` are oldest first.
    """

    playlist: SavedPlaylist
    version: int
    base_revision: int | None
    op_ids: tuple[str, ...]
    authors: tuple[str, ...]
    edited_at: float


class Outbox:
    def __init__(self, database: LocalDatabase, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def edit(self, playlist_id: str, edit: Edit, decide: Decide) -> SavedPlaylist:
        """Lets `decide` make the next state of the playlist as this host sees it, and keeps it.

        `decide` gets None where there is no such playlist, and may raise: then nothing is kept.
        Raises NameHeldError where another playlist of this host's copy has the name.
        """

        def change(db: sqlite3.Connection) -> SavedPlaylist:
            seen = read_copy(db, playlist_id)
            wanted = decide(seen.playlist if seen else None)
            if seen is not None and wanted == seen.playlist:
                return wanted
            _refuse_held_name(db, seen, wanted)
            put_local(db, wanted, self._clock())
            _queue(db, seen, wanted, edit)
            return wanted

        return await self._database.change(change, durable=True)

    async def waiting(self) -> list[LocalEdit]:
        """What is to be replayed, the oldest first."""
        return await self._database.read(_waiting)

    async def settle(self, edit: LocalEdit, live: Stored | None) -> None:
        """The edit is in NATS, where the playlist is now `live` (None: it is not there).

        Edits made here meanwhile stay; they are based on `live` from now on. So does everything
        where another process has settled this edit before: what waits now is not this edit.
        """

        def change(db: sqlite3.Connection) -> None:
            playlist_id = edit.playlist.playlist_id
            row = db.execute(
                "SELECT op_ids FROM outbox WHERE playlist_id = ?", (playlist_id,)
            ).fetchone()
            waiting = () if row is None else tuple(json.loads(row["op_ids"]))
            if edit.op_ids[-1] not in waiting:
                return
            if waiting[-1] == edit.op_ids[-1]:
                db.execute("DELETE FROM outbox WHERE playlist_id = ?", (playlist_id,))
                db.execute(
                    "DELETE FROM playlists WHERE playlist_id = ? AND origin = 'local'",
                    (playlist_id,),
                )
            elif live is not None:
                db.execute(
                    "UPDATE outbox SET base_revision = ? WHERE playlist_id = ?",
                    (live.playlist.revision, playlist_id),
                )

        await self._database.change(change, durable=True)

    async def lease(self, holder: str, seconds: float) -> bool:
        """Whether `holder` is the one process of this host that may replay for `seconds`."""

        def change(db: sqlite3.Connection) -> bool:
            # asked inside the transaction: one who waited for it would seem to come from the past
            now = self._clock()
            row = db.execute("SELECT * FROM leases WHERE name = ?", (LEASE,)).fetchone()
            free = row is None or row["holder"] == holder or row["until"] < now
            # a clock that was set back must not keep everybody out
            if not free and row["until"] - now <= seconds:
                return False
            db.execute(
                "INSERT OR REPLACE INTO leases VALUES (?, ?, ?)", (LEASE, holder, now + seconds)
            )
            return True

        return await self._database.change(change)

    async def release(self, holder: str) -> None:
        await self._database.change(
            lambda db: db.execute(
                "DELETE FROM leases WHERE name = ? AND holder = ?", (LEASE, holder)
            )
        )


def _refuse_held_name(db: sqlite3.Connection, seen: Copy | None, wanted: SavedPlaylist) -> None:
    key = wanted.held_key
    if key is None or (seen is not None and seen.playlist.held_key == key):
        return
    row = db.execute(
        "SELECT playlist_id FROM effective WHERE name_key = ? AND deleted_at IS NULL "
        "AND playlist_id <> ?",
        (key, wanted.playlist_id),
    ).fetchone()
    if row is not None:
        raise NameHeldError(row["playlist_id"])


def _queue(db: sqlite3.Connection, seen: Copy | None, wanted: SavedPlaylist, edit: Edit) -> None:
    row = db.execute("SELECT * FROM outbox WHERE playlist_id = ?", (wanted.playlist_id,)).fetchone()
    op_ids = [*json.loads(row["op_ids"]), edit.op_id] if row else [edit.op_id]
    authors = json.loads(row["authors"]) if row else []
    authors = [one for one in authors if one != edit.by] + [edit.by]
    base = row["base_revision"] if row else (seen.playlist.revision if seen else None)
    version = row["version"] + 1 if row else 1
    db.execute(
        "INSERT OR REPLACE INTO outbox VALUES (?, ?, ?, ?, ?, ?)",
        (
            wanted.playlist_id,
            version,
            base,
            json.dumps(op_ids[-KEPT_OPS:]),
            json.dumps(authors),
            edit.at,
        ),
    )


def _waiting(db: sqlite3.Connection) -> list[LocalEdit]:
    found = []
    for row in db.execute("SELECT * FROM outbox ORDER BY edited_at").fetchall():
        copy = read_copy(db, row["playlist_id"])
        if copy is None:
            continue
        found.append(
            LocalEdit(
                copy.playlist,
                row["version"],
                row["base_revision"],
                tuple(json.loads(row["op_ids"])),
                tuple(json.loads(row["authors"])),
                row["edited_at"],
            )
        )
    return found
