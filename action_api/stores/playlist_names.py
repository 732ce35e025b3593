"""Who holds which playlist name: one key per folded name, made with `create`.

A name key and the playlist's record name each other by a claim, the id of the operation that took
the name. A key whose claim its playlist does not carry is stale, whatever crash left it: whoever
wants the name takes it over. So no name is ever lost, and none is held twice.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from action_api.domain.names import playlist_name_key
from action_api.stores.kv import (
    Entry,
    KvBucket,
    Record,
    RevisionConflictError,
    UnusableRecordError,
)

PREFIX = "name"
LIST_PREFIX = "list"


class NameHeldError(Exception):
    """Another playlist has this name."""

    def __init__(self, owner_id: str) -> None:
        super().__init__(owner_id)
        self.owner_id = owner_id


@dataclass(frozen=True, slots=True)
class Claim:
    """One playlist's hold on one folded name."""

    folded: str
    playlist_id: str
    token: str


def name_entry_key(folded: str) -> str:
    """The key of a folded name: hashed, for a name can fold to more than a key can hold."""
    return f"{PREFIX}.{hashlib.sha256(folded.encode()).hexdigest()}"


class PlaylistNames:
    def __init__(self, bucket: KvBucket) -> None:
        self._bucket = bucket

    async def take(self, claim: Claim) -> None:
        """Takes the name, from a stale holder too; raises NameHeldError."""
        key = name_entry_key(claim.folded)
        record = _record(claim)
        while True:
            try:
                await self._bucket.create(key, record)
                return
            except RevisionConflictError:
                entry = await self._bucket.get(key)
            if entry is None or entry.record is None:
                continue
            held = _claim(entry.record)
            if held == claim:
                return
            if not await self.is_stale(held):
                raise NameHeldError(held.playlist_id)
            try:
                await self._bucket.update(key, record, entry.revision)
                return
            except RevisionConflictError:
                continue

    async def holder(self, folded: str) -> str | None:
        """The id of the playlist that has the name now."""
        entry = await self._bucket.get(name_entry_key(folded))
        if entry is None or entry.record is None:
            return None
        held = _claim(entry.record)
        return None if await self.is_stale(held) else held.playlist_id

    async def is_taken_by(self, claim: Claim) -> bool:
        """Whether just this claim stands."""
        entry = await self._bucket.get(name_entry_key(claim.folded))
        return entry is not None and entry.record is not None and _claim(entry.record) == claim

    async def release(self, claim: Claim) -> None:
        """Frees the name if this claim still stands."""
        key = name_entry_key(claim.folded)
        entry = await self._bucket.get(key)
        if entry is None or entry.record is None or _claim(entry.record) != claim:
            return
        try:
            await self._bucket.delete(key, entry.revision)
        except RevisionConflictError:
            return  # somebody took it over

    async def is_stale(self, held: Claim) -> bool:
        """Whether the playlist the claim names carries it neither as its name nor as its next."""
        try:
            owner = await self._bucket.get(f"{LIST_PREFIX}.{held.playlist_id}")
        except UnusableRecordError:
            return False  # who knows what it says: the name stays its own
        if owner is None or owner.record is None:
            return True
        return not any(
            state is not None
            and state.get("deleted_at") is None
            and state["claim"] == held.token
            and playlist_name_key(state["name"]) == held.folded
            for state in (owner.record.get("body"), owner.record.get("next"))
        )

    async def release_stale(self, entry: Entry) -> bool:
        """Frees the name of one entry of a listing where it is stale; whether it was."""
        if entry.record is None or not await self.is_stale(_claim(entry.record)):
            return False
        try:
            await self._bucket.delete(entry.key, entry.revision)
        except RevisionConflictError:
            return False
        return True


def _record(claim: Claim) -> Record:
    return {"name_key": claim.folded, "playlist_id": claim.playlist_id, "claim": claim.token}


def _claim(record: Record) -> Claim:
    return Claim(str(record["name_key"]), str(record["playlist_id"]), str(record["claim"]))
