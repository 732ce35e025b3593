"""The host's copy of the saved playlists: fed from NATS, read for every list, and in an outage."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from action_api.domain.names import playlist_name_key
from action_api.domain.saved_playlist import SavedPlaylist
from action_api.stores.local import LocalDatabase
from action_api.stores.playlists import TRASH_SECONDS, Stored, as_record, read_playlist

AS_OF, CHANGES = "as_of", "changes"
_SUMMARY = (
    "playlist_id, name, item_count, duration_seconds, created_by, created_at, updated_by, "
    "updated_at, revision, origin, deleted_at"
)
_PUT = """
INSERT INTO playlists (playlist_id, origin, kv_revision, stored_at, name, name_key, item_count,
    created_by, created_at, updated_by, updated_at, revision, deleted_at, record)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (playlist_id, origin) DO UPDATE SET kv_revision = excluded.kv_revision,
    stored_at = excluded.stored_at, name = excluded.name, name_key = excluded.name_key,
    item_count = excluded.item_count, duration_seconds = NULL, duration_snapshot = NULL,
    created_by = excluded.created_by, created_at = excluded.created_at,
    updated_by = excluded.updated_by, updated_at = excluded.updated_at,
    revision = excluded.revision, deleted_at = excluded.deleted_at, record = excluded.record
WHERE excluded.origin = 'local' OR excluded.kv_revision > playlists.kv_revision
    OR playlists.stored_at < ?
"""


@dataclass(frozen=True, slots=True)
class Summary:
    """A playlist without its items; `duration_seconds` counts the items of known duration."""

    playlist_id: str
    name: str
    item_count: int
    duration_seconds: int
    created_by: str
    created_at: float
    updated_by: str
    updated_at: float
    revision: int
    is_local: bool
    deleted_at: float | None


@dataclass(frozen=True, slots=True)
class Copy:
    """A playlist as this host sees it; `is_local` where it was edited here and not replayed yet."""

    playlist: SavedPlaylist
    is_local: bool


class PlaylistMirror:
    def __init__(self, database: LocalDatabase, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def put(self, stored: Iterable[Stored], before: float = 0.0) -> None:
        """Keeps playlists as NATS has them, unless a later revision is here.

        A row written before `before` (epoch seconds) gives way whatever its revision: NATS may
        have been set up anew.
        """
        rows = list(stored)
        if rows:
            await self._database.change(lambda db: self._put(db, rows, before))

    async def drop(self, playlist_id: str, kv_revision: int) -> None:
        """Forgets a playlist NATS has dropped with this revision."""
        await self._database.change(
            lambda db: db.execute(
                "DELETE FROM playlists WHERE playlist_id = ? AND origin = 'live' "
                "AND kv_revision < ?",
                (playlist_id, kv_revision),
            )
        )

    async def replace_all(self, stored: Iterable[Stored], since: float) -> None:
        """Makes the copy what NATS has: rows from before `since` that NATS has not are dropped."""
        rows = list(stored)

        def change(db: sqlite3.Connection) -> None:
            self._put(db, rows, since)
            db.execute("CREATE TEMP TABLE IF NOT EXISTS seen (playlist_id TEXT PRIMARY KEY)")
            db.execute("DELETE FROM seen")
            db.executemany(
                "INSERT INTO seen VALUES (?)", ((one.playlist.playlist_id,) for one in rows)
            )
            db.execute(
                "DELETE FROM playlists WHERE origin = 'live' AND stored_at < ? "
                "AND playlist_id NOT IN (SELECT playlist_id FROM seen)",
                (since,),
            )

        await self._database.change(change)

    async def get(self, playlist_id: str) -> Copy | None:
        """The playlist as this host sees it, in the trash or not."""
        return await self._database.read(lambda db: read_copy(db, playlist_id))

    async def revision_seen(self, playlist_id: str) -> int:
        """The latest revision of its key in NATS that this host knows of; 0 for none.

        NATS says nothing when the trash time of a playlist ends, so one past it is not counted.
        """
        oldest = self._clock() - TRASH_SECONDS

        def read(db: sqlite3.Connection) -> int:
            row = db.execute(
                "SELECT kv_revision FROM playlists WHERE playlist_id = ? AND origin = 'live' "
                "AND (deleted_at IS NULL OR deleted_at > ?)",
                (playlist_id, oldest),
            ).fetchone()
            return 0 if row is None else int(row["kv_revision"])

        return await self._database.read(read)

    async def has_local(self, playlist_id: str) -> bool:
        """Whether an edit made here waits to be replayed."""
        return await self._database.read(
            lambda db: (
                db.execute("SELECT 1 FROM outbox WHERE playlist_id = ?", (playlist_id,)).fetchone()
                is not None
            )
        )

    async def summaries(self) -> tuple[float, list[Summary]]:
        """How often playlists had changed, and all of them in order of their names."""

        def read(db: sqlite3.Connection) -> tuple[float, list[Summary]]:
            rows = db.execute(
                f"SELECT {_SUMMARY} FROM effective WHERE deleted_at IS NULL ORDER BY name_key"
            )
            return _fact(db, CHANGES) or 0.0, [_summary(row) for row in rows]

        return await self._database.read(read)

    async def trash(self) -> list[Summary]:
        """What can be restored, the last one deleted first."""
        oldest = self._clock() - TRASH_SECONDS
        rows = await self._database.read(
            lambda db: db.execute(
                f"SELECT {_SUMMARY} FROM effective WHERE deleted_at > ? ORDER BY deleted_at DESC",
                (oldest,),
            ).fetchall()
        )
        return [_summary(row) for row in rows]

    async def everything(self) -> list[Copy]:
        """All playlists with their items, those in the trash left out, in order of name."""
        rows = await self._database.read(
            lambda db: db.execute(
                "SELECT record, origin FROM effective WHERE deleted_at IS NULL ORDER BY name_key"
            ).fetchall()
        )
        return [_copy(row) for row in rows]

    async def names_like(self, name: str) -> dict[str, str]:
        """The folded names taken that begin as `name` does, each with its playlist's id."""
        start = playlist_name_key(name)[:20]
        try:
            start.encode()
        except UnicodeEncodeError:
            return {}  # half a character, which JSON can say and no name can hold
        rows = await self._database.read(
            lambda db: db.execute(
                "SELECT name_key, playlist_id FROM effective WHERE deleted_at IS NULL "
                "AND substr(name_key, 1, ?) = ?",
                (len(start), start),
            ).fetchall()
        )
        return {row["name_key"]: row["playlist_id"] for row in rows}

    async def uncounted(self, snapshot_id: str) -> list[Copy]:
        """The playlists whose durations are not those of this snapshot."""
        rows = await self._database.read(
            lambda db: db.execute(
                "SELECT record, origin FROM playlists WHERE duration_snapshot IS NOT ?",
                (snapshot_id,),
            ).fetchall()
        )
        return [_copy(row) for row in rows]

    async def count(
        self, snapshot_id: str, counted: Mapping[tuple[str, int], int], titles: Mapping[str, str]
    ) -> None:
        """Keeps durations by (playlist_id, revision), and the titles the catalog has now."""

        def change(db: sqlite3.Connection) -> None:
            db.executemany(
                "UPDATE playlists SET duration_seconds = ?, duration_snapshot = ? "
                "WHERE playlist_id = ? AND revision = ?",
                ((seconds, snapshot_id, *which) for which, seconds in counted.items()),
            )
            db.executemany("INSERT OR REPLACE INTO titles VALUES (?, ?)", titles.items())

        await self._database.change(change)

    async def titles(self, video_ids: Iterable[str]) -> dict[str, str]:
        """The last titles known of items, as far as they stood in playlists."""
        wanted = json.dumps(list(video_ids))
        rows = await self._database.read(
            lambda db: db.execute(
                "SELECT video_id, title FROM titles "
                "WHERE video_id IN (SELECT value FROM json_each(?))",
                (wanted,),
            ).fetchall()
        )
        return {row["video_id"]: row["title"] for row in rows}

    async def mark_current(self) -> None:
        """NATS has just said that the copy is what it has."""
        now = self._clock()
        await self._database.change(
            lambda db: db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (AS_OF, now))
        )

    async def as_of(self) -> float | None:
        """When the copy was last known to be what NATS has; None where it never was."""
        return await self._database.read(lambda db: _fact(db, AS_OF))

    async def changes(self) -> float:
        """A number that grows with every change of a playlist."""
        return await self._database.read(lambda db: _fact(db, CHANGES) or 0.0)

    def _put(self, db: sqlite3.Connection, rows: Iterable[Stored], before: float) -> None:
        now = self._clock()
        db.executemany(
            _PUT,
            ((*row_of(one.playlist, "live", one.kv_revision, now), before) for one in rows),
        )


def row_of(
    playlist: SavedPlaylist, origin: str, kv_revision: int, stored_at: float
) -> tuple[object, ...]:
    """The values of one row of the table playlists."""
    return (
        playlist.playlist_id,
        origin,
        kv_revision,
        stored_at,
        playlist.name,
        playlist_name_key(playlist.name),
        len(playlist.items),
        playlist.created_by,
        playlist.created_at,
        playlist.updated_by,
        playlist.updated_at,
        playlist.revision,
        playlist.deleted_at,
        json.dumps(as_record(playlist), separators=(",", ":")),
    )


def put_local(db: sqlite3.Connection, playlist: SavedPlaylist, now: float) -> None:
    """Keeps a playlist as edited here, inside the caller's transaction."""
    db.execute(_PUT, (*row_of(playlist, "local", 0, now), 0.0))


def read_copy(db: sqlite3.Connection, playlist_id: str, table: str = "effective") -> Copy | None:
    """The playlist as this host sees it, inside the caller's transaction."""
    row = db.execute(
        f"SELECT record, origin FROM {table} WHERE playlist_id = ?", (playlist_id,)
    ).fetchone()
    return None if row is None else _copy(row)


def _fact(db: sqlite3.Connection, name: str) -> float | None:
    row = db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return None if row is None else float(row["value"])


def _copy(row: sqlite3.Row) -> Copy:
    return Copy(read_playlist(json.loads(row["record"])), row["origin"] == "local")


def _summary(row: sqlite3.Row) -> Summary:
    return Summary(
        playlist_id=row["playlist_id"],
        name=row["name"],
        item_count=row["item_count"],
        duration_seconds=row["duration_seconds"] or 0,
        created_by=row["created_by"],
        created_at=row["created_at"],
        updated_by=row["updated_by"],
        updated_at=row["updated_at"],
        revision=row["revision"],
        is_local=row["origin"] == "local",
        deleted_at=row["deleted_at"],
    )
