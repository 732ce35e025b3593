"""All counts in memory, with running sums for each window of days."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from action_api.domain.stats_counts import NO_PLAYS, DayCounts, ItemCounts, PlayCounts
from action_api.domain.windows import Window

# a series over everything begins no earlier than so many days ago
MOST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class TopRow:
    """An item among the most played of a window; `played` is within the window."""

    video_id: str
    played: PlayCounts
    last_played_at: int | None


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of a series; `uncapped`: items whose seconds wait for a running time."""

    day: date
    queued: int = 0
    plays: int = 0
    seconds: int = 0
    uncapped: Mapping[str, PlayCounts] | None = None


@dataclass(slots=True)
class _Sum:
    today: date
    items: dict[str, PlayCounts]


class StatsBook:
    """Takes records as they come; `changes` counts them."""

    def __init__(self) -> None:
        self.items: dict[str, ItemCounts] = {}
        self.changes = 0
        self._days: dict[date, DayCounts] = {}
        self._rows: dict[date, DayRow] = {}
        self._sums: dict[Window, _Sum] = {}

    def take_items(self, items: Mapping[str, ItemCounts]) -> None:
        """Puts these in place of what was known of the same items."""
        self.items.update(items)
        self.changes += 1

    def take_day(self, day: date, counts: DayCounts) -> None:
        """Puts `counts` in place of what was known of the day."""
        before = self._days.get(day, DayCounts())
        self._days[day] = counts
        self._rows[day] = _row(day, counts)
        for window, total in self._sums.items():
            if window.holds(day, total.today):
                _exchange(total.items, before, counts)
        self.changes += 1

    def top(self, window: Window, today: date, limit: int) -> list[TopRow]:
        """The most played; of equally many the one played last comes first, then by video_id."""
        if window is Window.ALL:
            played = {one: counts.played for one, counts in self.items.items()}
        else:
            played = self._sum(window, today)
        found = [
            (-counts.plays, -(self._last(one) or 0), one, counts)
            for one, counts in played.items()
            if counts.plays > 0
        ]
        # video_ids are unique, so that the counts themselves are never compared
        best = heapq.nsmallest(limit, found)
        return [TopRow(one, counts, self._last(one)) for _, _, one, counts in best]

    def plays_in_windows(self, video_id: str, today: date) -> dict[str, int]:
        """How often an item was played, by window."""
        total = self.items.get(video_id, ItemCounts()).played.plays
        return {
            window.value: total
            if window is Window.ALL
            else self._sum(window, today).get(video_id, NO_PLAYS).plays
            for window in Window
        }

    def days(self, window: Window, today: date) -> list[DayRow]:
        """Every day of the window, the earliest first, days without anything included."""
        first = window.first_day(today)
        if first is None:
            known = min((day for day in self._rows if day <= today), default=today)
            first = max(known, today - timedelta(days=MOST_DAYS - 1))
        dates = (first + timedelta(days=n) for n in range((today - first).days + 1))
        return [self._rows.get(day) or DayRow(day) for day in dates]

    def _sum(self, window: Window, today: date) -> dict[str, PlayCounts]:
        total = self._sums.get(window)
        if total is None or total.today != today:
            items: dict[str, PlayCounts] = {}
            for day, counts in self._days.items():
                if window.holds(day, today):
                    _exchange(items, DayCounts(), counts)
            self._sums[window] = total = _Sum(today, items)
        return total.items

    def _last(self, video_id: str) -> int | None:
        counts = self.items.get(video_id)
        return None if counts is None else counts.last_played_at


def _row(day: date, counts: DayCounts) -> DayRow:
    played = counts.items
    uncapped = {one: row for one, row in played.items() if row.seconds_uncapped}
    return DayRow(
        day,
        counts.queued,
        sum(row.plays for row in played.values()),
        sum(row.seconds for row in played.values()),
        uncapped or None,
    )


def _exchange(items: dict[str, PlayCounts], before: DayCounts, after: DayCounts) -> None:
    """Takes one day's counts out of a sum and puts others in."""
    for video_id in _either(before.items, after.items):
        old, new = before.items.get(video_id, NO_PLAYS), after.items.get(video_id, NO_PLAYS)
        if old != new:
            items[video_id] = items.get(video_id, NO_PLAYS).minus(old).plus(new)


def _either(one: Mapping[str, object], other: Mapping[str, object]) -> Iterable[str]:
    return one.keys() | other.keys() if one else other.keys()
