"""Says what keeps happening now and then, instead of each time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

EVERY_SECONDS = 60.0


class SparingLog:
    """The first of its kind at once, then one line a minute that tells how many were left out."""

    def __init__(
        self,
        logger: logging.Logger,
        every_seconds: float = EVERY_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._logger = logger
        self._every = every_seconds
        self._clock = clock
        self._next = float("-inf")
        self._left_out = 0

    def warning(self, message: str, *values: object) -> None:
        """One line, or one more for the count of the next line."""
        now = self._clock()
        if now < self._next:
            self._left_out += 1
            return
        more = f" ({self._left_out} more like this were left out)" if self._left_out else ""
        self._logger.warning(f"{message}%s", *values, more)  # noqa: G004 - the message of a caller
        self._next = now + self._every
        self._left_out = 0
