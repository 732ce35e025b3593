"""Decides which wanted items get a place on the queue and says why the others do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from action_api.domain.apply_plan import (
    ApplyOptions,
    Mode,
    QueueEntry,
    SkipCode,
    Skipped,
    WantedItem,
)


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a plan is made from; `playing` is the uid of a standing entry or None."""

    queue: tuple[QueueEntry, ...]
    playing: int | None
    wanted: tuple[WantedItem, ...]
    mode: Mode
    options: ApplyOptions
    placed: Mapping[int, int]
    replaceable: frozenset[int] | None

    @property
    def protected(self) -> tuple[QueueEntry, ...]:
        """The entries that may be neither moved nor removed: up to the playing one."""
        return self.queue[: self._split]

    @property
    def part(self) -> tuple[QueueEntry, ...]:
        """The entries behind the protected ones."""
        return self.queue[self._split :]

    @property
    def playing_entry(self) -> QueueEntry | None:
        """The playing entry, where it is known."""
        return next((entry for entry in self.queue if entry.uid == self.playing), None)

    @property
    def stranger_uids(self) -> frozenset[int]:
        """The entries of `part` that are other people's and stay."""
        own = set(self.placed.values())
        others = (entry.uid for entry in self.part if entry.uid not in own)
        if self.mode is Mode.APPEND:
            return frozenset(others)
        if self.replaceable is None:
            return frozenset()
        return frozenset(others) - self.replaceable

    @property
    def _split(self) -> int:
        if self.mode is Mode.HARD_REPLACE or self.playing is None:
            return 0
        return next(at for at, entry in enumerate(self.queue, 1) if entry.uid == self.playing)


def wanted_from_queue(
    entries: Sequence[QueueEntry], playing_uid: int | None
) -> tuple[tuple[WantedItem, ...], int]:
    """Return the wish that restores a queue as it was, and the index that played (0 if unknown).

    For hard_replace with `play` set to that index and `allow_empty`.
    """
    wish = tuple(
        WantedItem(
            media_id=entry.media_id,
            video_id=entry.video_id,
            title=entry.title,
            temp=entry.temp,
            media_type=entry.media_type,
        )
        for entry in entries
    )
    played = (at for at, entry in enumerate(entries) if entry.uid == playing_uid)
    return wish, next(played, 0)


def select_slots(situation: Situation) -> tuple[list[int], tuple[Skipped, ...]]:
    """Return the wanted indexes that get a place behind the protected entries, and the others.

    Items placed earlier that were played since, or are gone, are in neither: they are done.
    """
    part_uids = {entry.uid for entry in situation.part}
    standing = _fixed_media(situation)
    taken = {
        situation.wanted[index].media_id
        for index, uid in situation.placed.items()
        if uid in part_uids
    }
    indexes: list[int] = []
    skipped: list[Skipped] = []
    for index, item in enumerate(situation.wanted):
        if index in situation.placed:
            if situation.placed[index] in part_uids:
                indexes.append(index)
        elif item.unavailable_reason is not None:
            reason = item.unavailable_reason
            skipped.append(Skipped(index, item, SkipCode.UNAVAILABLE, reason))
        elif situation.options.allow_duplicates:
            indexes.append(index)
        elif item.media_id in standing:
            uid = standing[item.media_id]
            reason = _why_stands(situation, uid)
            skipped.append(Skipped(index, item, SkipCode.ALREADY_QUEUED, reason, uid))
        elif item.media_id in taken:
            reason = "The playlist has this item more than once; the channel refuses a second copy"
            skipped.append(Skipped(index, item, SkipCode.DUPLICATE, reason))
        else:
            taken.add(item.media_id)
            indexes.append(index)
    return _cut_to_limit(situation, indexes, skipped)


def _fixed_media(situation: Situation) -> dict[str, int]:
    """Return the media that stands where it may not be moved, with its entry."""
    fixed = {entry.media_id: entry.uid for entry in situation.protected}
    if situation.mode is Mode.APPEND:
        strangers = situation.stranger_uids
        fixed |= {entry.media_id: entry.uid for entry in situation.part if entry.uid in strangers}
    return fixed


def _why_stands(situation: Situation, uid: int) -> str:
    if uid == situation.playing:
        return "This item is playing now; the channel refuses a second copy"
    if situation.mode is Mode.APPEND:
        return "This item is already on the queue; the channel refuses a second copy"
    return "This item stands before the playing one; the channel refuses a second copy"


def _cut_to_limit(
    situation: Situation, indexes: Sequence[int], skipped: list[Skipped]
) -> tuple[list[int], tuple[Skipped, ...]]:
    room = situation.options.limit - len(situation.protected) - len(situation.stranger_uids)
    free = [index for index in indexes if index not in situation.placed]
    surplus = min(len(free), max(0, len(indexes) - room))
    cut = set(free[len(free) - surplus :])
    reason = f"The queue holds at most {situation.options.limit} entries"
    full = [
        Skipped(index, situation.wanted[index], SkipCode.QUEUE_FULL, reason)
        for index in sorted(cut)
    ]
    kept = [index for index in indexes if index not in cut]
    return kept, tuple(sorted([*skipped, *full], key=lambda entry: entry.index))
