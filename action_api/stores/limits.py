"""Rate limits and lockouts, counted in NATS so that they hold across processes and restarts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from action_api.domain.rate_limit import (
    FORGET_LOCKOUTS_SECONDS,
    Admission,
    Limit,
    Lockout,
    admit,
    locked_again,
)
from action_api.domain.usernames import name_key
from action_api.stores.kv import KvBucket, Record, encode_key


class LimitStore:
    def __init__(self, bucket: KvBucket, clock: Callable[[], float]) -> None:
        self._bucket = bucket
        self._clock = clock

    async def take(self, kind: str, subject: str, limits: Sequence[Limit]) -> Admission:
        """Counts one more of `kind` for `subject` where every limit admits it."""
        longest = max(limits, key=lambda one: one.window_seconds)
        outcome = Admission(False, ())

        def change(record: Record | None) -> Record | None:
            nonlocal outcome
            times = tuple((record or {}).get("times", ()))
            now = self._clock()
            judged = [admit(times, now, limit) for limit in limits]
            refused = [one for one in judged if not one.admitted]
            if refused:
                outcome = max(refused, key=lambda one: one.retry_after_seconds)
                return None
            outcome = admit(times, now, longest)
            return {"times": outcome.times}

        key = f"limit.{kind}.{encode_key(subject)}"
        await self._bucket.modify(key, change, longest.window_seconds)
        return outcome


class LockoutStore:
    def __init__(self, bucket: KvBucket, clock: Callable[[], float], first_seconds: int) -> None:
        self._bucket = bucket
        self._clock = clock
        self._first = first_seconds

    async def seconds_left(self, name: str) -> int:
        """Seconds the name stays locked; 0 where it is not."""
        entry = await self._bucket.get(_key(name))
        lockout = _read(entry.record) if entry else None
        return lockout.seconds_left(self._clock()) if lockout else 0

    async def lock(self, name: str, cause: str) -> int:
        """Locks the name, longer than the last time; the seconds it is locked for.

        `cause` is the challenge that ran out of attempts: it locks once, however often it is
        reported, so that nobody who sees it spent can get past a lock not written yet.
        """
        now = self._clock()
        lockout = Lockout(0, now)

        def change(record: Record | None) -> Record | None:
            nonlocal lockout
            before = _read(record)
            if before is not None and record is not None and record.get("cause") == cause:
                lockout = before
                return None
            lockout = locked_again(before, now, self._first)
            return {"level": lockout.level, "until": lockout.until, "cause": cause}

        await self._bucket.modify(_key(name), change, FORGET_LOCKOUTS_SECONDS + self._first)
        return lockout.seconds_left(now)

    async def forget(self, name: str) -> None:
        """Starts the name's lockouts anew, after it proved itself with a right code."""

        def change(record: Record | None) -> Record | None:
            return {"level": 0, "until": 0.0} if record and record["level"] else None

        await self._bucket.modify(_key(name), change, FORGET_LOCKOUTS_SECONDS)


def _read(record: Record | None) -> Lockout | None:
    return Lockout(int(record["level"]), float(record["until"])) if record else None


def _key(name: str) -> str:
    return f"lockout.{encode_key(name_key(name))}"
