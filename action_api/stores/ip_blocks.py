"""Addresses that may not sign in for a while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from action_api.stores.kv import KvBucket, Record, RevisionConflictError, decode_key, encode_key

PREFIX = "ipblock"


@dataclass(frozen=True, slots=True)
class IpBlock:
    """One blocked address (IPv6: its /64); `block_id` is its key, times are epoch seconds."""

    block_id: str
    address: str
    blocked_at: float
    blocked_until: float
    reason: str
    asked_by: str


class IpBlockStore:
    def __init__(self, bucket: KvBucket, clock: Callable[[], float]) -> None:
        self._bucket = bucket
        self._clock = clock

    async def active(self, address: str) -> IpBlock | None:
        """The block that keeps `address` out now, if there is one."""
        entry = await self._bucket.get(f"{PREFIX}.{encode_key(address)}")
        return self._alive(_read(entry.key, entry.record)) if entry else None

    async def add(self, address: str, seconds: int, reason: str, asked_by: str) -> IpBlock:
        """Blocks `address`; a block that lasts longer already stays as it is."""
        now = self._clock()
        key = f"{PREFIX}.{encode_key(address)}"
        wanted: Record = {
            "blocked_at": now,
            "blocked_until": now + seconds,
            "reason": reason,
            "asked_by": asked_by,
        }

        def change(record: Record | None) -> Record | None:
            longer = record is not None and record["blocked_until"] >= wanted["blocked_until"]
            return None if longer else wanted

        stored = await self._bucket.modify(key, change, seconds)
        return _read(key, stored or wanted)

    async def listed(self) -> list[IpBlock]:
        """The blocks in force, the newest first."""
        entries = await self._bucket.entries(f"{PREFIX}.*")
        blocks = [self._alive(_read(entry.key, entry.record or {})) for entry in entries]
        found = [one for one in blocks if one is not None]
        return sorted(found, key=lambda one: one.blocked_at, reverse=True)

    async def lift(self, block_id: str) -> IpBlock | None:
        """Ends a block; it as it was, or None where there is none of that id."""
        key = f"{PREFIX}.{block_id}"
        while True:
            entry = await self._bucket.get(key)
            if entry is None or entry.record is None:
                return None
            try:
                await self._bucket.delete(key, entry.revision)
            except RevisionConflictError:
                continue
            return self._alive(_read(key, entry.record))

    def _alive(self, block: IpBlock | None) -> IpBlock | None:
        return block if block is not None and block.blocked_until > self._clock() else None


def _read(key: str, record: Record | None) -> IpBlock:
    record = record or {}
    block_id = key.split(".", 1)[1]
    return IpBlock(
        block_id,
        decode_key(block_id),
        float(record.get("blocked_at", 0)),
        float(record.get("blocked_until", 0)),
        str(record.get("reason", "")),
        str(record.get("asked_by", "")),
    )
