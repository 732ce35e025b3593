"""What the single values in a record of statistics may be: anything else is none of ours.

Plain checks and not pydantic's: a year of days has a hundred thousand rows, read at each start.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# the largest number that every reader of JSON takes for a whole one
MOST_WHOLE = 2**53 - 1
# the last second of the year 9999, beyond which there are no dates
LATEST_SECOND = 253_402_300_799


def whole(value: Any, most: int = MOST_WHOLE) -> int:
    """A count, or seconds; raises TypeError or ValueError for anything else."""
    if type(value) is not int:
        raise TypeError("no whole number")
    if not 0 <= value <= most:
        raise ValueError("a number that nothing counts up to")
    return value


def number(value: Any, least: float = -MOST_WHOLE, most: float = MOST_WHOLE) -> float:
    """Seconds with their fraction; raises TypeError or ValueError for anything else."""
    if type(value) not in {int, float}:
        raise TypeError("no number")
    if not least <= value <= most:  # true for NaN, whatever the limits
        raise ValueError("a number beyond its limits")
    return float(value)


def moment(value: Any) -> int | None:
    """Seconds since the epoch, None for never."""
    return None if value is None else whole(value, LATEST_SECOND)


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def check_counts(rows: Iterable[Any], least: int) -> None:
    """Raises TypeError or ValueError unless each row has `least` counts or more, and only these."""
    for row in rows:
        if type(row) is not list or len(row) < least:
            raise TypeError("no row of counts")
        for value in row:
            # as `whole`, without a call for each of so many
            if type(value) is not int or not 0 <= value <= MOST_WHOLE:
                raise ValueError("a row with something that is no count")
