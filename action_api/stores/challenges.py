"""The challenge of each name: a newer one takes the place of the older."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

from action_api.domain.otp import Challenge
from action_api.domain.usernames import name_key
from action_api.stores.kv import KvBucket, Record, encode_key

# how long a dead challenge is kept, so that its late user hears "too old" and not "never asked"
KEEP_SECONDS = 3600
_FIELDS = tuple(field.name for field in fields(Challenge))


class ChallengeStore:
    def __init__(self, bucket: KvBucket, clock: Callable[[], float]) -> None:
        self._bucket = bucket
        self._clock = clock

    async def get(self, name: str) -> Challenge | None:
        """The name's challenge, alive or dead; None where there is none to speak of."""
        entry = await self._bucket.get(_key(name))
        return _read(entry.record) if entry else None

    async def replace(self, challenge: Challenge) -> None:
        """Stores a new challenge, which ends the one before."""
        await self._bucket.modify(
            _key(challenge.name), lambda _: asdict(challenge), self._ttl(challenge)
        )

    async def change(
        self, name: str, decide: Callable[[Challenge | None], Challenge | None]
    ) -> None:
        """Lets `decide` judge the challenge as it stands and stores what it returns, if anything.

        `decide` may be called again where somebody else was quicker; only its last call counts.
        """

        def change(record: Record | None) -> Record | None:
            decided = decide(_read(record))
            return None if decided is None else asdict(decided)

        await self._bucket.modify(_key(name), change, KEEP_SECONDS)

    def _ttl(self, challenge: Challenge) -> float:
        return challenge.expires_at - self._clock() + KEEP_SECONDS


def _read(record: Record | None) -> Challenge | None:
    if not record:
        return None
    known: dict[str, Any] = {name: record[name] for name in _FIELDS if name in record}
    return Challenge(**known)


def _key(name: str) -> str:
    return f"challenge.{encode_key(name_key(name))}"
