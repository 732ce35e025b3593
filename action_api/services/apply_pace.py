"""Keeps adds within CyTube's limit: a burst, then a pause after each reply."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from action_api.domain.apply_pace import limiter_for_rank, wait_before_add

# another service may queue through the same robot: then ours come between its own
FIRST_RETRY_SECONDS = 0.1
LONGEST_RETRY_SECONDS = 0.6
# timers end early by a hair, and CyTube counts from its own clock
MARGIN_SECONDS = 0.005


class ApplyPace:
    """One per job: it does not know what was added before it, and begins by trying the burst."""

    def __init__(self, rank: float, clock: Callable[[], float]) -> None:
        self._limiter = limiter_for_rank(rank)
        self._clock = clock
        self._adds = 0
        self._replied_at: float | None = None
        self._retry_seconds = FIRST_RETRY_SECONDS

    async def wait(self) -> None:
        """Returns when the next add may be sent."""
        if self._replied_at is None:
            return
        idle = self._clock() - self._replied_at
        if idle > self._limiter.idle_seconds:
            self._adds = 0
        needed = wait_before_add(self._limiter, self._adds)
        if needed:
            await asyncio.sleep(max(0.0, needed + MARGIN_SECONDS - idle))

    def accepted(self) -> None:
        """Notes a reply to an add that was not throttled, whatever became of it."""
        self._adds += 1
        self._replied_at = self._clock()
        self._retry_seconds = FIRST_RETRY_SECONDS

    async def throttled(self) -> None:
        """Returns when a throttled add may be tried again."""
        self._adds = max(self._adds, self._limiter.burst)
        await asyncio.sleep(self._retry_seconds)
        self._retry_seconds = min(self._retry_seconds * 1.5, LONGEST_RETRY_SECONDS)
