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
        self._say(logging.WARNING, message, values)

    def exception(self, message: str, *values: object) -> None:
        """The same for an exception that is being handled, with its traceback."""
        self._say(logging.ERROR, message, values, with_traceback=True)

    def _say(
        self, level: int, message: str, values: tuple[object, ...], *, with_traceback: bool = False
    ) -> None:
        now = self._clock()
        if now < self._next:
            self._left_out += 1
            return
        more = f" ({self._left_out} more like this were left out)" if self._left_out else ""
        # the message is a caller's own
        self._logger.log(level, f"{message}%s", *values, more, exc_info=with_traceback)  # noqa: G004
        self._next = now + self._every
        self._left_out = 0
