"""What browsers tell of searching and applying: times and counts, of nobody in particular."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from action_api.domain.errors import RateLimited
from action_api.services import metrics

WINDOW_SECONDS = 60.0
# a browser sends six at most; many may share an address
BEACONS_PER_WINDOW = 60
# more addresses than that within a minute are no visitors of ours
MOST_ADDRESSES = 20_000


@dataclass(frozen=True, slots=True)
class Told:
    """One beacon: seconds of searches, what happened for the first time in a visit."""

    search_seconds: Sequence[float]
    searched: bool
    added: bool
    landing_to_apply_seconds: float | None


class BeaconLimit:
    """Counts by address in this process alone: cheap, and lost on a restart."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._ends_at = 0.0
        self._counts: dict[str, int] = {}

    def take(self, address: str) -> None:
        """Counts one more from `address`; raises RateLimited."""
        now = self._clock()
        # a window that ends later than one can was begun before the clock was set back
        if not now < self._ends_at <= now + WINDOW_SECONDS:
            self._counts.clear()
            self._ends_at = now + WINDOW_SECONDS
        count = self._counts.get(address, 0)
        is_one_too_many = not count and len(self._counts) >= MOST_ADDRESSES
        if count >= BEACONS_PER_WINDOW or is_one_too_many:
            raise RateLimited("Too many beacons", max(1, math.ceil(self._ends_at - now)))
        self._counts[address] = count + 1


class Telemetry:
    """Counts beacons; keeps nothing of them but sums."""

    def __init__(self, limit: BeaconLimit) -> None:
        self._limit = limit

    def decline(self) -> None:
        """For a beacon of somebody who asks not to be tracked: not read."""
        metrics.BEACONS.labels("declined").inc()

    def count(self, told: Told, address: str) -> None:
        """Raises RateLimited."""
        try:
            self._limit.take(address)
        except RateLimited:
            metrics.BEACONS.labels("limited").inc()
            raise
        metrics.BEACONS.labels("counted").inc()
        for seconds in told.search_seconds:
            metrics.SEARCH_SECONDS.observe(seconds)
        if told.searched:
            metrics.SEARCH_SESSIONS.labels("searched").inc()
        if told.added:
            metrics.SEARCH_SESSIONS.labels("added").inc()
        if told.landing_to_apply_seconds is not None:
            metrics.LANDING_TO_APPLY.observe(told.landing_to_apply_seconds)
