"""All counts in memory, with running sums for each window of days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over items."""

    queued: int = 0
    plays: int = 0
    seconds_queued: int = 0
    seconds_played: int = 0

    def plus(self, counts: ItemCounts, duration: int | None = None, sign: int = 1) -> Totals:
        """With an item's counts (`sign` -1: without); `duration` as the catalog has it."""
        return Totals(
            self.queued + sign * counts.queued,
            self.plays + sign * counts.played.plays,
            self.seconds_queued + sign * counts.seconds_in_queue(duration),
            self.seconds_played + sign * counts.played.seconds_played(duration),
        )


@dataclass(slots=True)
class _Sum:
    """What was played in a window, and in which order they rank as of `changes`."""

    today: date
    items: dict[str, PlayCounts]
    ranked: list[str] = field(default_factory=list)
    changes: int = -1


class StatsBook:
    """Takes records as they come; `changes` counts them.

    `totals` leave out the items of `waiting`, whose seconds depend on what the catalog says.
    """

    def __init__(self) -> None:
        self.items: dict[str, ItemCounts] = {}
        self.totals = Totals()
        self.waiting: set[str] = set()
        self.changes = 0
        self._days: dict[date, DayCounts] = {}
        self._rows: dict[date, DayRow] = {}
        self._sums: dict[Window, _Sum] = {}

    def take_items(self, items: Mapping[str, ItemCounts]) -> None:
        """Puts these in place of what was known of the same items."""
        for video_id, counts in items.items():
            before = self.items.get(video_id)
            if before == counts:
                continue
            if before is not None and not before.needs_duration:
                self.totals = self.totals.plus(before, sign=-1)
            if counts.needs_duration:
                self.waiting.add(video_id)
            else:
                self.totals = self.totals.plus(counts)
            self.items[video_id] = counts
        self.changes += 1

    def take_day(self, day: date, counts: DayCounts) -> None:
        """Puts `counts` in place of what was known of the day."""
        before = self._days.get(day, DayCounts())
        self._days[day] = counts
        self._rows[day] = _row(day, counts)
        for window, total in self._sums.items():
            if window is not Window.ALL and window.holds(day, total.today):
                _exchange(total.items, before, counts)
        self.changes += 1

    def top(self, window: Window, today: date, limit: int) -> list[TopRow]:
        """The most played; of equally many the one played last comes first, then by video_id."""
        total = self._sum(window, today)
        if total.changes != self.changes:
            played = [one for one, counts in total.items.items() if counts.plays > 0]
            total.ranked = sorted(played, key=lambda one: self._rank(one, total.items[one]))
            total.changes = self.changes
        return [TopRow(one, total.items[one], self._last(one)) for one in total.ranked[:limit]]

    def plays_in_windows(self, video_id: str, today: date) -> dict[str, int]:
        """How often an item was played, by window."""
        return {
            window.value: self._sum(window, today).items.get(video_id, NO_PLAYS).plays
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

    def _sum(self, window: Window, today: date) -> _Sum:
        total = self._sums.get(window)
        if window is Window.ALL:
            if total is None or total.changes != self.changes:
                items = {one: counts.played for one, counts in self.items.items()}
                self._sums[window] = total = _Sum(today, items)
        elif total is None or total.today != today:
            inside = (one.items for day, one in self._days.items() if window.holds(day, today))
            self._sums[window] = total = _Sum(today, _added_up(inside))
        return total

    def _rank(self, video_id: str, played: PlayCounts) -> tuple[int, int, str]:
        return -played.plays, -(self._last(video_id) or 0), video_id

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


def _added_up(days: Iterable[Mapping[str, PlayCounts]]) -> dict[str, PlayCounts]:
    """The sum of many days: a hundred thousand rows, which `plus` would be slow for."""
    sums: dict[str, list[int]] = {}
    for day in days:
        for video_id, (plays, seconds, plays_uncapped, seconds_uncapped) in day.items():
            row = sums.get(video_id)
            if row is None:
                sums[video_id] = [plays, seconds, plays_uncapped, seconds_uncapped]
                continue
            row[0] += plays
            row[1] += seconds
            row[2] += plays_uncapped
            row[3] += seconds_uncapped
    return {video_id: PlayCounts(*row) for video_id, row in sums.items()}


def _exchange(items: dict[str, PlayCounts], before: DayCounts, after: DayCounts) -> None:
    """Takes one day's counts out of a sum and puts others in."""
    for video_id in _either(before.items, after.items):
        old, new = before.items.get(video_id, NO_PLAYS), after.items.get(video_id, NO_PLAYS)
        if old != new:
            items[video_id] = items.get(video_id, NO_PLAYS).minus(old).plus(new)


def _either(one: Mapping[str, object], other: Mapping[str, object]) -> Iterable[str]:
    return one.keys() | other.keys() if one else other.keys()
