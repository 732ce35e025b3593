"""Puts the steps of an apply in an order that never loses an item or leaves the channel empty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from action_api.domain.apply_plan import (
    Add,
    Added,
    Delete,
    Jump,
    Move,
    QueueEntry,
    Ref,
    SetTemp,
    Standing,
    Step,
)


@dataclass(frozen=True, slots=True)
class Target:
    """One place of the queue as it shall be, after the protected entries.

    `index` is the wanted index, None for an entry of somebody else that stays; `temp` is the flag
    it shall have.
    """

    ref: Ref
    index: int | None
    media_id: str
    media_type: str
    temp: bool
    needs_move: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The queue as it is, the places as they shall be, and what goes.

    `after_protected`: the last entry that may not be touched, None where the target is the whole
    queue. `jump_to`: what shall play, None where what plays may go on. `playing` None: unknown.
    """

    standing: tuple[QueueEntry, ...]
    after_protected: Ref | None
    targets: tuple[Target, ...]
    removed: tuple[QueueEntry, ...]
    playing: int | None
    jump_to: Ref | None
    limit: int


def moves(layout: Layout) -> tuple[Move, ...]:
    """Return the moves, each behind an entry that is in its place by then."""
    found = []
    before = layout.after_protected
    for target in layout.targets:
        if target.needs_move:
            found.append(Move(target.ref, before))
        before = target.ref
    return tuple(found)


def build_steps(layout: Layout) -> tuple[Step, ...]:
    """Return the steps: adds, moves, the jump, deletes.

    Adds come first, so that what stood before goes on playing while the slow, throttled part
    runs; only what the queue's limit has no room for is deleted before. The playing entry is
    deleted last of all, after the jump away from it.
    """
    anchor = _anchor(layout)
    removable = [entry.uid for entry in layout.removed if entry.uid != anchor]
    add_count = sum(isinstance(target.ref, Added) for target in layout.targets)
    excess = max(0, len(layout.standing) + add_count - layout.limit)
    # from the end: those are the last that would have been played
    first_deletes = removable[len(removable) - min(excess, len(removable)) :]
    last_deletes = removable[: len(removable) - len(first_deletes)]
    if anchor is not None and excess > len(removable):
        return _tight_steps(layout, anchor, first_deletes)
    leaving = _leaving(layout)
    if anchor is not None:
        last_deletes.append(anchor)
    return (
        *_deletes(first_deletes),
        *_adds(layout, leaving),
        *moves(layout),
        *_made_permanent(layout, leaving),
        *([] if layout.jump_to is None else [Jump(layout.jump_to)]),
        *_flags(layout, leaving),
        *_deletes(last_deletes),
    )


def _tight_steps(layout: Layout, anchor: int, deletes: Sequence[int]) -> tuple[Step, ...]:
    """The steps where the last add finds room only once the playing entry is gone.

    Something else has to play meanwhile: what shall play in the end where it stands already, else
    anything that stays, else the first item added.
    """
    assert layout.jump_to is not None, "an anchor is something to jump away from"
    refs = [target.ref for target in layout.targets]
    standing = [ref for ref in refs if isinstance(ref, Standing)]
    wanted_stands = isinstance(layout.jump_to, Standing)
    bridge = layout.jump_to if wanted_stands else (standing or refs)[0]
    jumps_again = bridge != layout.jump_to
    leaving = _leaving(layout) | ({bridge} if jumps_again else set())
    adds = _adds(layout, leaving)
    bridge_adds = [add for add in adds if Added(add.index) == bridge]
    return (
        *_deletes(deletes),
        *bridge_adds,
        *_made_permanent(layout, leaving),
        Jump(bridge),
        Delete(anchor),
        *(add for add in adds if add not in bridge_adds),
        *moves(layout),
        *([Jump(layout.jump_to)] if jumps_again else []),
        *_flags(layout, leaving),
    )


def _anchor(layout: Layout) -> int | None:
    """Return the entry that keeps the channel playing and is removed in the end."""
    if layout.jump_to is None:
        return None
    removed = [entry.uid for entry in layout.removed]
    if layout.playing is not None:
        return layout.playing if layout.playing in removed else None
    is_all_removed = len(removed) == len(layout.standing)
    return removed[0] if removed and is_all_removed else None


def _leaving(layout: Layout) -> set[Ref]:
    """Return what may be playing when the jump comes: CyTube deletes a temp entry jumped from."""
    if layout.jump_to is None:
        return set()
    if layout.playing is not None:
        return {Standing(layout.playing)}
    if layout.standing:
        return {Standing(entry.uid) for entry in layout.standing}
    # on an empty queue the first add starts by itself
    return {layout.targets[0].ref}


def _adds(layout: Layout, leaving: set[Ref]) -> list[Add]:
    return [
        Add(
            target.ref.index,
            target.media_id,
            target.temp and target.ref not in leaving,
            target.media_type,
        )
        for target in layout.targets
        if isinstance(target.ref, Added)
    ]


def _made_permanent(layout: Layout, leaving: set[Ref]) -> list[SetTemp]:
    is_temp = _temp_flags(layout)
    return [
        SetTemp(target.ref, False)
        for target in layout.targets
        if target.ref in leaving and is_temp.get(target.ref, False)
    ]


def _flags(layout: Layout, leaving: set[Ref]) -> list[SetTemp]:
    is_temp = _temp_flags(layout)
    found = []
    for target in layout.targets:
        added_as = isinstance(target.ref, Added) and target.temp
        now = (is_temp.get(target.ref, added_as)) and target.ref not in leaving
        if now != target.temp:
            found.append(SetTemp(target.ref, target.temp))
    return found


def _temp_flags(layout: Layout) -> dict[Ref, bool]:
    return {Standing(entry.uid): entry.temp for entry in layout.standing}


def _deletes(uids: Iterable[int]) -> list[Delete]:
    return [Delete(uid) for uid in uids]
