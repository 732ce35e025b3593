"""What users are to be told, until they dismiss it: kept in NATS, read from this host's copy."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields

from action_api.stores.kv import (
    Entry,
    KvBucket,
    Record,
    RevisionConflictError,
    decode_key,
    encode_key,
)
from action_api.stores.local import LocalDatabase

PREFIX = "notice"
KEPT_SECONDS = 90 * 86400


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one user; `copy_id` is the playlist that holds the user's own version."""

    notice_id: str
    user: str
    kind: str
    detail: str
    playlist_id: str
    playlist_name: str
    copy_id: str | None
    copy_name: str | None
    at: float


_FIELDS = tuple(field.name for field in fields(Notice))


class NoticeStore:
    def __init__(
        self, bucket: KvBucket, database: LocalDatabase, clock: Callable[[], float]
    ) -> None:
        self._bucket = bucket
        self._database = database
        self._clock = clock

    async def add(self, notice: Notice) -> None:
        """Keeps a notice; one of the same id is there already where a replay was repeated."""
        try:
            await self._bucket.create(
                _key(notice.user, notice.notice_id), asdict(notice), KEPT_SECONDS
            )
        except RevisionConflictError:
            return
        await self.keep([notice])

    async def of_user(self, user: str) -> list[Notice]:
        """The user's notices, the newest first."""
        rows = await self._database.read(
            lambda db: db.execute(
                "SELECT record FROM notices WHERE user_key = ?", (user.lower(),)
            ).fetchall()
        )
        oldest = self._clock() - KEPT_SECONDS
        found = [_read(json.loads(row["record"])) for row in rows]
        alive = [notice for notice in found if notice.at > oldest]
        return sorted(alive, key=lambda notice: notice.at, reverse=True)

    async def dismiss(self, user: str, notice_id: str) -> bool:
        """Whether there was such a notice; raises NatsUnavailable."""
        key = _key(user, notice_id)
        entry = await self._bucket.get(key)
        if entry is not None:
            try:
                await self._bucket.delete(key, entry.revision)
            except RevisionConflictError:
                entry = None  # dismissed in another tab at this moment
        await self.forget(key)
        return entry is not None

    async def keep(self, notices: Iterable[Notice]) -> None:
        """Puts notices into this host's copy."""
        now = self._clock()
        rows = [
            (notice.notice_id, notice.user.lower(), now, json.dumps(asdict(notice)))
            for notice in notices
        ]
        await self._database.change(
            lambda db: db.executemany("INSERT OR REPLACE INTO notices VALUES (?, ?, ?, ?)", rows)
        )

    async def forget(self, key: str) -> None:
        """Takes the notice under this key out of this host's copy."""
        # several users are told of one operation, each under the same id
        _, user, notice_id = key.split(".")
        gone = (decode_key(user), notice_id)
        await self._database.change(
            lambda db: db.execute("DELETE FROM notices WHERE user_key = ? AND notice_id = ?", gone)
        )

    async def replace_all(self, notices: Iterable[Notice], since: float) -> None:
        """Makes the copy what NATS has."""
        await self.keep(notices)

        def change(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM notices WHERE stored_at < ?", (since,))

        await self._database.change(change)


def notice_of(entry: Entry) -> Notice | None:
    """The notice of a key's entry; None where it is gone."""
    return None if entry.record is None else _read(entry.record)


def _read(record: Record) -> Notice:
    return Notice(**{name: record[name] for name in _FIELDS})


def _key(user: str, notice_id: str) -> str:
    return f"{PREFIX}.{encode_key(user.lower())}.{notice_id}"
