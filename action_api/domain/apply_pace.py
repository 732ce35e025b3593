"""How long an apply takes at best: CyTube's limit on adds, as measured."""

from __future__ import annotations

from dataclasses import dataclass

# what one add, move, delete or jump takes to be confirmed while nothing is slow
REPLY_SECONDS = 0.02
MOD_RANK = 2


@dataclass(frozen=True, slots=True)
class Limiter:
    """CyTube's throttle on one socket: `burst` adds at once, then `interval_seconds` after each
    accepted one; the burst comes back after `idle_seconds` without an accepted add."""

    burst: int
    interval_seconds: float
    idle_seconds: float


MOD_LIMITER = Limiter(burst=10, interval_seconds=0.5, idle_seconds=5.0)
USER_LIMITER = Limiter(burst=3, interval_seconds=1.0, idle_seconds=3.0)


def limiter_for_rank(rank: float) -> Limiter:
    """Return the throttle CyTube puts on a user of this rank in the channel (leaders are 1.5)."""
    return MOD_LIMITER if rank >= MOD_RANK else USER_LIMITER


def wait_before_add(limiter: Limiter, adds_so_far: int) -> float:
    """Return the seconds to wait after the last reply before the next add of one run."""
    return 0.0 if adds_so_far < limiter.burst else limiter.interval_seconds


def floor_seconds(adds: int, limiter: Limiter) -> float:
    """Return the least time the throttle leaves for so many adds, replies taking no time."""
    return max(0, adds - limiter.burst) * limiter.interval_seconds


def estimated_seconds(
    adds: int, other_steps: int, rank: float, reply_seconds: float = REPLY_SECONDS
) -> float:
    """Return the seconds that adds and other steps take, one outstanding at a time.

    Measured: 100 adds by a mod take 46.9 s, of which 45 s are the throttle's.
    """
    replies = (adds + other_steps) * reply_seconds
    return floor_seconds(adds, limiter_for_rank(rank)) + replies
