"""The windows statistics and likes are asked for: whole days in UTC, today's included."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from action_api.domain.errors import InvalidRequest


class Window(StrEnum):
    """A number of days up to and with today, or everything there is."""

    WEEK = "7d"
    MONTH = "30d"
    YEAR = "365d"
    ALL = "all"

    @property
    def days(self) -> int | None:
        """How many days it takes in; None: all of them."""
        return None if self is Window.ALL else int(self.value.removesuffix("d"))

    def first_day(self, today: date) -> date | None:
        """The earliest day it takes in; None where there is no earliest."""
        return None if self.days is None else today - timedelta(days=self.days - 1)

    def holds(self, day: date, today: date) -> bool:
        """Whether it takes in `day`, asked on `today`; a later day than that is never held."""
        first = self.first_day(today)
        return (first is None or first <= day) and day <= today


def window_of(value: object, default: Window = Window.MONTH) -> Window:
    """The window named by what came in, `default` where nothing did; raises InvalidRequest."""
    if value is None:
        return default
    try:
        return Window(str(value))
    except ValueError:
        names = ", ".join(window.value for window in Window)
        shown = repr(value)[:40]
        raise InvalidRequest(f"'window' is {shown}: one of {names} is needed.", "window") from None


def day_of(epoch_seconds: float) -> date:
    """The UTC day of a moment."""
    return datetime.fromtimestamp(epoch_seconds, UTC).date()
