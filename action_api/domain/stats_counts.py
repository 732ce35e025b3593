"""The counts that statistics are made of, and how counts are added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple


class PlayCounts(NamedTuple):
    """Plays, and the seconds of them that were seen. A tuple: a year of them is made in no time.

    `seconds` are capped by the running time already; `seconds_uncapped` belong to the
    `plays_uncapped` whose running time was not known, and are capped once the catalog has it.
    """

    plays: int = 0
    seconds: int = 0
    plays_uncapped: int = 0
    seconds_uncapped: int = 0

    def plus(self, other: PlayCounts) -> PlayCounts:
        return PlayCounts(
            self.plays + other.plays,
            self.seconds + other.seconds,
            self.plays_uncapped + other.plays_uncapped,
            self.seconds_uncapped + other.seconds_uncapped,
        )

    def minus(self, other: PlayCounts) -> PlayCounts:
        return PlayCounts(
            self.plays - other.plays,
            self.seconds - other.seconds,
            self.plays_uncapped - other.plays_uncapped,
            self.seconds_uncapped - other.seconds_uncapped,
        )

    def seconds_played(self, duration: int | None) -> int:
        """Seconds seen; `duration` is what the catalog says by now."""
        uncapped = self.seconds_uncapped
        if duration is not None:
            uncapped = min(uncapped, duration * max(1, self.plays_uncapped))
        return self.seconds + uncapped


NO_PLAYS = PlayCounts()


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """Everything ever counted of one item; `queued_unknown` of its adds had no running time."""

    played: PlayCounts = NO_PLAYS
    queued: int = 0
    seconds_queued: int = 0
    queued_unknown: int = 0
    last_played_at: int | None = None
    title: str = ""

    def plus(self, other: ItemCounts) -> ItemCounts:
        times = [one for one in (self.last_played_at, other.last_played_at) if one is not None]
        return ItemCounts(
            self.played.plus(other.played),
            self.queued + other.queued,
            self.seconds_queued + other.seconds_queued,
            self.queued_unknown + other.queued_unknown,
            max(times, default=None),
            other.title or self.title,
        )

    def seconds_in_queue(self, duration: int | None) -> int:
        """Running time of all its adds, as far as it is known; `duration` as the catalog has it."""
        return self.seconds_queued + self.queued_unknown * (duration or 0)

    @property
    def needs_duration(self) -> bool:
        """Whether its seconds depend on what the catalog says by now."""
        return bool(self.queued_unknown or self.played.seconds_uncapped)


@dataclass(frozen=True, slots=True)
class DayCounts:
    """What was counted on one day (UTC)."""

    queued: int = 0
    items: Mapping[str, PlayCounts] = field(default_factory=dict)

    def plus(self, other: DayCounts) -> DayCounts:
        items = dict(self.items)
        for video_id, counts in other.items.items():
            items[video_id] = items.get(video_id, NO_PLAYS).plus(counts)
        return DayCounts(self.queued + other.queued, items)


@dataclass(frozen=True, slots=True)
class Counted:
    """What some events add to items and days."""

    items: Mapping[str, ItemCounts] = field(default_factory=dict)
    days: Mapping[date, DayCounts] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.items and not self.days


@dataclass(frozen=True, slots=True, order=True)
class StreamPosition:
    """How far the events are included; a stream made anew is the next generation."""

    generation: int = 0
    sequence: int = 0

    def next_generation(self) -> StreamPosition:
        return replace(self, generation=self.generation + 1, sequence=0)
