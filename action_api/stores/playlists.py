"""The saved playlists in NATS: one record each, written by compare-and-set alone.

A change that takes a name has three steps: the whole next state is written beside the present one
(`next`), the name key is taken, the next state takes the present one's place. Taking the name is
the moment that counts: what is found half done is finished where the name was taken, else undone.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from action_api.domain.errors import NatsUnavailable
from action_api.domain.saved_playlist import SavedPlaylist
from action_api.stores.kv import BEHIND_SECONDS, Entry, KvBucket, Record, RevisionConflictError
from action_api.stores.playlist_names import (
    LIST_PREFIX,
    PREFIX,
    Claim,
    NameHeldError,
    PlaylistNames,
)

TRASH_SECONDS = 30 * 86400
# how long a half-done change is left alone by the repair: its maker is at work, as a rule
GRACE_SECONDS = 30.0
# how long reading everything may take
REPAIR_SECONDS = 30.0
LOOK_SECONDS = 0.02
_FIELDS = tuple(field.name for field in fields(SavedPlaylist))


@dataclass(frozen=True, slots=True)
class Stored:
    """A playlist and the revision of its key, which a change must name."""

    playlist: SavedPlaylist
    kv_revision: int


async def _nothing_seen(_playlist_id: str) -> int:
    return 0


class PlaylistStore:
    def __init__(
        self,
        bucket: KvBucket,
        clock: Callable[[], float],
        trash_seconds: float = TRASH_SECONDS,
        seen: Callable[[str], Awaitable[int]] = _nothing_seen,
    ) -> None:
        """`seen` tells which revision of a playlist's key this host knows of, 0 for none."""
        self._bucket = bucket
        self._clock = clock
        self._seen = seen
        self._trash_seconds = trash_seconds
        self.names = PlaylistNames(bucket)

    async def get(self, playlist_id: str) -> Stored | None:
        """The playlist as it stands, in the trash or not; None where there is none."""
        return stored(await self._entry(playlist_id))

    async def for_change(self, playlist_id: str) -> Stored | None:
        """The same, after what somebody left half done on it is settled."""
        while True:
            entry = await self._entry(playlist_id)
            if entry is None or entry.record is None:
                return None
            if not entry.record.get("next"):
                return stored(entry)
            await self._settle(entry)

    async def write(self, stands: Stored | None, wanted: SavedPlaylist) -> Stored:
        """Stores `wanted` in place of `stands`, None for a new one.

        Raises NameHeldError, and RevisionConflictError where somebody else was quicker.
        """
        before = _claim_of(stands.playlist) if stands else None
        key_after = wanted.held_key
        if key_after is None or (before is not None and before.folded == key_after):
            if stands is not None:
                wanted = replace(wanted, claim=stands.playlist.claim)
            saved = await self._put(stands, wanted)
        else:
            wanted = replace(wanted, claim=wanted.ops[-1])
            saved = await self._put_with_name(stands, wanted)
        if before is not None and before.folded != key_after:
            # the change is made: a name that cannot be freed now is stale, and free for all
            with contextlib.suppress(NatsUnavailable):
                await self.names.release(before)
        return saved

    async def _entry(self, playlist_id: str) -> Entry | None:
        """What NATS has, asked again for a while where this host has seen a later revision."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + BEHIND_SECONDS
        while True:
            entry = await self._bucket.get(_key(playlist_id))
            is_behind = (entry.revision if entry else 0) < await self._seen(playlist_id)
            if not is_behind or loop.time() > ends_at:
                return entry
            await asyncio.sleep(LOOK_SECONDS)

    async def repair(self) -> int:
        """Finishes or undoes what crashes left half done; how many records that were."""
        repaired = 0
        entries = await self._bucket.entries(f"{LIST_PREFIX}.*", REPAIR_SECONDS)
        for entry in entries:
            record = entry.record or {}
            if record.get("next") and record["next_at"] < self._clock() - GRACE_SECONDS:
                await self._settle(entry)
                repaired += 1
        for entry in await self._bucket.entries(f"{PREFIX}.*", REPAIR_SECONDS):
            repaired += await self.names.release_stale(entry)
        for found in [stored(entry) for entry in entries]:
            claim = _claim_of(found.playlist) if found else None
            if found and claim and not await self.names.is_taken_by(claim):
                repaired += await self._claim_again(found)
        return repaired

    async def _claim_again(self, found: Stored) -> bool:
        """Restores a name key that was lost; a record that has changed meanwhile is let be."""
        current = await self.get(found.playlist.playlist_id)
        if current is None or current.kv_revision != found.kv_revision:
            return False
        claim = _claim_of(current.playlist)
        with contextlib.suppress(NameHeldError):
            if claim is not None:
                await self.names.take(claim)
                return True
        return False

    async def _put(self, stands: Stored | None, wanted: SavedPlaylist) -> Stored:
        record: Record = {"body": asdict(wanted)}
        key = _key(wanted.playlist_id)
        if stands is None:
            revision = await self._bucket.create(key, record, self._ttl(wanted))
        else:
            revision = await self._bucket.update(key, record, stands.kv_revision, self._ttl(wanted))
        return Stored(wanted, revision)

    async def _put_with_name(self, stands: Stored | None, wanted: SavedPlaylist) -> Stored:
        claim = _claim_of(wanted)
        assert claim is not None
        pending = await self._announce(stands, wanted)
        try:
            await self.names.take(claim)
        except NameHeldError:
            with contextlib.suppress(RevisionConflictError):
                await self._undo(pending)
            raise
        try:
            return await self._put(Stored(wanted, pending.revision), wanted)
        except RevisionConflictError:
            found = await self.get(wanted.playlist_id)
            if found is not None and claim.token in found.playlist.ops:
                return found  # somebody who met it half done has finished it
            await self.names.release(claim)
            raise

    async def _announce(self, stands: Stored | None, wanted: SavedPlaylist) -> Entry:
        """The first step: the next state, written beside the present one."""
        key = _key(wanted.playlist_id)
        record: Record = {
            "body": asdict(stands.playlist) if stands else None,
            "next": asdict(wanted),
            "next_at": self._clock(),
        }
        if stands is None:
            return Entry(key, record, await self._bucket.create(key, record))
        ttl = self._ttl(stands.playlist)
        return Entry(key, record, await self._bucket.update(key, record, stands.kv_revision, ttl))

    async def _settle(self, entry: Entry) -> None:
        """Finishes the change whose name was taken, undoes another; whoever does it first."""
        record = entry.record or {}
        wanted = _read(record["next"])
        claim = _claim_of(wanted)
        try:
            if claim is None or not await self.names.is_taken_by(claim):
                await self._undo(entry)
                return
            await self._put(Stored(wanted, entry.revision), wanted)
        except RevisionConflictError:
            return
        before = _claim_of(_read(record["body"])) if record.get("body") else None
        if before is not None and before.folded != claim.folded:
            await self.names.release(before)

    async def _undo(self, entry: Entry) -> None:
        body = (entry.record or {}).get("body")
        if body is None:
            await self._bucket.delete(entry.key, entry.revision)
            return
        ttl = self._ttl(_read(body))
        await self._bucket.update(entry.key, {"body": body}, entry.revision, ttl)

    def _ttl(self, playlist: SavedPlaylist) -> float | None:
        """Seconds until NATS drops it: what is left of its time in the trash."""
        if playlist.deleted_at is None:
            return None
        return playlist.deleted_at + self._trash_seconds - self._clock()


def stored(entry: Entry | None) -> Stored | None:
    """The playlist of a key's entry; None where it is gone or was never saved to the end."""
    if entry is None or entry.record is None or entry.record.get("body") is None:
        return None
    return Stored(_read(entry.record["body"]), entry.revision)


def as_record(playlist: SavedPlaylist) -> Record:
    """What of a playlist is stored."""
    return asdict(playlist)


def _read(body: dict[str, Any]) -> SavedPlaylist:
    known = {name: body[name] for name in _FIELDS if name in body}
    return SavedPlaylist(**known | {"items": tuple(body["items"]), "ops": tuple(body["ops"])})


read_playlist = _read


def _claim_of(playlist: SavedPlaylist) -> Claim | None:
    folded = playlist.held_key
    return None if folded is None else Claim(folded, playlist.playlist_id, playlist.claim)


def _key(playlist_id: str) -> str:
    return f"{LIST_PREFIX}.{playlist_id}"
