"""Likes: once per user and item within a window, so many per user and hour, counted by day.

A user is known here by a keyed hash alone. An item's likes are one value, so that what makes a
like count once and what it adds to can be stored by one compare-and-set.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from action_api.domain.windows import Window, day_of

HOUR_SECONDS = 3600
# keeps an item's value under half of NATS's 1 MiB: the latest are the ones that matter
MOST_LIKERS = 8000
# CyTube hands its last lines to a robot that comes back: a line older than this is not obeyed
OLDEST_LINE_SECONDS = 30.0
# a line that took longer to get here was not heard as it was said
PROMPT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class LikeRules:
    """`dedupe_seconds` 0: every like counts, within `per_hour`."""

    dedupe_seconds: float
    per_hour: int


@dataclass(frozen=True, slots=True)
class Slot:
    """One like out of a user's allowance of the hour."""

    at: float
    video_id: str


@dataclass(frozen=True, slots=True)
class Allowance:
    """The slots to store and, where the like is refused, the seconds until one is free."""

    slots: tuple[Slot, ...]
    wait_seconds: int = 0


def allowed(slots: Iterable[Slot], video_id: str, now: float, rules: LikeRules) -> Allowance:
    """Takes a slot for a like of `video_id`, given those taken before.

    An item that has one keeps it while likes are counted once: whoever asks for the same like
    again, or at the same moment, uses up nothing more.
    """
    # one of another machine, whose clock is ahead, is a slot like any other
    recent = sorted(
        (slot for slot in slots if abs(now - slot.at) < HOUR_SECONDS), key=lambda slot: slot.at
    )
    if rules.dedupe_seconds and any(slot.video_id == video_id for slot in recent):
        return Allowance(tuple(recent))
    if len(recent) < rules.per_hour:
        return Allowance((*recent, Slot(now, video_id)))
    free_at = recent[-rules.per_hour].at + HOUR_SECONDS
    return Allowance(tuple(recent), max(1, math.ceil(free_at - now)))


@dataclass(frozen=True, slots=True)
class ItemLikes:
    """The likes of one item: by UTC day (`2026-11-23`), and who gave one of late and when."""

    video_id: str
    title: str = ""
    days: Mapping[str, int] = field(default_factory=dict)
    last_at: float | None = None
    likers: Mapping[str, float] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.days.values())

    def within(self, window: Window, today: date) -> int:
        """The likes of the window's days."""
        if window is Window.ALL:
            return self.total
        earliest = window.first_day(today)
        # written so, days compare as text: thousands of items have hundreds of them each
        first, last = (earliest or date.min).isoformat(), today.isoformat()
        return sum(count for day, count in self.days.items() if first <= day <= last)

    def is_liked_by(self, user: str, now: float, rules: LikeRules) -> bool:
        """Whether one more of this user would be the same like again."""
        at = self.likers.get(user)
        return at is not None and at > now - rules.dedupe_seconds


def liked(item: ItemLikes, title: str, user: str, now: float, rules: LikeRules) -> ItemLikes | None:
    """The item with one like more; None where it is the same like again."""
    if item.is_liked_by(user, now, rules):
        return None
    day = day_of(now).isoformat()
    likers = _still_needed(item, now, rules)
    if rules.dedupe_seconds:
        likers |= {user: now}
    while len(likers) > MOST_LIKERS:
        del likers[min(likers, key=likers.__getitem__)]
    return ItemLikes(
        video_id=item.video_id,
        title=title,
        days={**item.days, day: item.days.get(day, 0) + 1},
        last_at=now,
        likers=likers,
    )


def without_old_likers(item: ItemLikes, now: float, rules: LikeRules) -> ItemLikes | None:
    """The item without the users whose window is over; None where there are none."""
    likers = _still_needed(item, now, rules)
    return None if len(likers) == len(item.likers) else replace(item, likers=likers)


def _still_needed(item: ItemLikes, now: float, rules: LikeRules) -> dict[str, float]:
    return {who: at for who, at in item.likers.items() if at > now - rules.dedupe_seconds}


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item and its likes within the window asked for."""

    item: ItemLikes
    likes: int


def top_liked(items: Iterable[ItemLikes], window: Window, today: date) -> list[Ranked]:
    """The items liked within the window: most likes first, then the one liked last."""
    ranked = [Ranked(item, item.within(window, today)) for item in items]
    return sorted(
        (one for one in ranked if one.likes),
        key=lambda one: (-one.likes, -(one.item.last_at or 0.0), one.item.video_id),
    )


def likes_by_day(items: Iterable[ItemLikes]) -> dict[str, int]:
    """The likes of all items together by day."""
    days: defaultdict[str, int] = defaultdict(int)
    for item in items:
        for day, count in item.days.items():
            days[day] += count
    return dict(days)


def is_heard_now(said_at: float, now: float, began_at: float | None) -> bool:
    """Whether a chat line was said of what plays now, and is no old line shown once more.

    `began_at` is when what plays began. A line that was heard as it was said needs no comparison
    with it: the clocks of CyTube and of this machine differ by a little.
    """
    age = now - said_at
    if age <= PROMPT_SECONDS:
        return True
    return age <= OLDEST_LINE_SECONDS and began_at is not None and said_at >= began_at
