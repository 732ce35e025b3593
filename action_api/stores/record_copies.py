"""Copies of single KV records on this host: what a process started in an outage knows of roles."""

from __future__ import annotations

import json
import logging

from action_api.domain.playlist_errors import LocalStateUnusable
from action_api.stores.kv import Entry, Record
from action_api.stores.local import LocalDatabase

logger = logging.getLogger(__name__)


class RecordCopies:
    """The records of one bucket; a fault of the host's file is logged and never in the way."""

    def __init__(self, database: LocalDatabase, bucket: str) -> None:
        self._database = database
        self._bucket = bucket
        self._kept: dict[str, int] = {}

    async def keep(self, entry: Entry) -> None:
        """Keeps a record as NATS has it, if it is newer than what this process kept last."""
        if self._kept.get(entry.key) == entry.revision:
            return
        text = json.dumps(entry.record or {}, separators=(",", ":"))
        row = (self._bucket, entry.key, entry.revision, text)
        try:
            await self._database.change(
                lambda db: db.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", row)
            )
        except LocalStateUnusable as error:
            logger.warning("%s/%s not copied: %s", self._bucket, entry.key, error.detail)
            return
        self._kept[entry.key] = entry.revision

    async def get(self, key: str) -> Record:
        """The record as it was copied last; empty where there is none."""
        try:
            row = await self._database.read(
                lambda db: db.execute(
                    "SELECT record FROM records WHERE bucket = ? AND key = ?", (self._bucket, key)
                ).fetchone()
            )
        except LocalStateUnusable as error:
            logger.warning("%s/%s not read: %s", self._bucket, key, error.detail)
            return {}
        if row is None:
            return {}
        found: Record = json.loads(row["record"])
        return found
