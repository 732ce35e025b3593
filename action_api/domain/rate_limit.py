"""Limits within a sliding window, and lockouts that grow with each repetition."""

from __future__ import annotations

import math
from dataclasses import dataclass

LONGEST_LOCKOUT_SECONDS = 3600
FORGET_LOCKOUTS_SECONDS = 86400


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` in any `window_seconds`."""

    count: int
    window_seconds: float


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether one more is let in, the times to store, and else the seconds to wait."""

    admitted: bool
    times: tuple[float, ...]
    retry_after_seconds: int = 0


def admit(times: tuple[float, ...], now: float, limit: Limit) -> Admission:
    """Judges one more at `now`, given the times of those let in before."""
    # one of another machine, whose clock is a little ahead, is one like any other
    recent = tuple(sorted(one for one in times if abs(now - one) < limit.window_seconds))
    if len(recent) < limit.count:
        return Admission(True, (*recent, now))
    free_at = recent[-limit.count] + limit.window_seconds
    return Admission(False, recent, max(1, math.ceil(free_at - now)))


@dataclass(frozen=True, slots=True)
class Lockout:
    """`level` counts the lockouts in a row; nothing but time and a right code lowers it."""

    level: int
    until: float

    def seconds_left(self, now: float) -> int:
        return max(0, math.ceil(self.until - now))


def locked_again(before: Lockout | None, now: float, first_seconds: int) -> Lockout:
    """The next lockout: twice the one before, up to an hour (or the first, if that is longer)."""
    level = 1
    if before is not None and now - before.until < FORGET_LOCKOUTS_SECONDS:
        level = before.level + 1
    longest = max(first_seconds, LONGEST_LOCKOUT_SECONDS)
    # the exponent is bounded: the result is, and nobody needs a number of a thousand digits
    seconds = min(first_seconds * 2 ** min(level - 1, 20), longest)
    return Lockout(level, now + seconds)
