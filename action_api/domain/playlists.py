"""What holds of a playlist's items: the limit, and what changed between revisions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from action_api.domain.errors import InvalidRequest, PlaylistError

MAX_ITEMS = 4000
# an item and how many of the same stand before it: a name for every position
Copy = tuple[str, int]
VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class TooManyItemsError(PlaylistError):
    """More items than a queue can hold."""

    code = "too_many_items"
    title = "Too many items"

    def __init__(self, count: int) -> None:
        super().__init__(
            f"{count} items are too many: a playlist holds at most {MAX_ITEMS}, "
            "as many as CyTube's queue.",
            limit=MAX_ITEMS,
            count=count,
        )


def checked_items(video_ids: Sequence[str]) -> tuple[str, ...]:
    """Return the items; raises TooManyItemsError, and InvalidRequest naming the unsound one.

    The same item may stand more than once: the editor tells duplicates, nothing forbids them.
    """
    if len(video_ids) > MAX_ITEMS:
        raise TooManyItemsError(len(video_ids))
    for at, video_id in enumerate(video_ids):
        if not VIDEO_ID.fullmatch(video_id):
            raise InvalidRequest(
                f"items[{at}] is {video_id[:80]!r}: a video_id is 1 to 64 letters, digits, "
                "'_' and '-'.",
                f"items[{at}]",
            )
    return tuple(video_ids)


@dataclass(frozen=True, slots=True)
class Change:
    """One item that was added (`before` None), removed (`after` None) or moved; 0-based."""

    video_id: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one revision's items to another's; the fewest moves that explain it."""

    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    moved: tuple[Change, ...]


def difference(before: Sequence[str], after: Sequence[str]) -> Difference:
    """Return what was added, removed and moved; the n-th copy of an item stays the n-th copy."""
    old, new = _numbered(before), _numbered(after)
    at_before = {copy: at for at, copy in enumerate(old)}
    at_after = {copy: at for at, copy in enumerate(new)}
    common = [copy for copy in new if copy in at_before]
    unmoved = _longest_ascending([at_before[copy] for copy in common])
    return Difference(
        added=tuple(
            Change(copy[0], None, at) for at, copy in enumerate(new) if copy not in at_before
        ),
        removed=tuple(
            Change(copy[0], at, None) for at, copy in enumerate(old) if copy not in at_after
        ),
        moved=tuple(
            Change(copy[0], at_before[copy], at_after[copy])
            for copy in common
            if at_before[copy] not in unmoved
        ),
    )


def merged(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    """Return theirs with my changes since `base`: a proposal for a conflict, never saved unasked.

    What either side removed is gone and what either added is there once. An item that only I
    moved, or that I added, goes behind the item it follows in mine; where both moved one, their
    place holds.
    """
    base_copies, my_copies = _numbered(base), _numbered(mine)
    gone = set(base_copies) - set(my_copies)
    result = [copy for copy in _numbered(theirs) if copy not in gone]
    standing = set(result)
    added = set(my_copies) - set(base_copies) - standing
    moved = (_moved(base, mine) - _moved(base, theirs)) & standing
    previous: Copy | None = None
    for copy in my_copies:
        if copy in moved:
            result.remove(copy)
        if copy in moved or copy in added:
            result.insert(0 if previous is None else result.index(previous) + 1, copy)
        if copy in standing or copy in added:
            previous = copy
    return tuple(video_id for video_id, _ in result)


def _moved(before: Sequence[str], after: Sequence[str]) -> set[Copy]:
    copies = _numbered(before)
    changes = difference(before, after).moved
    return {copies[change.before] for change in changes if change.before is not None}


def _numbered(video_ids: Sequence[str]) -> list[Copy]:
    seen: dict[str, int] = defaultdict(int)
    numbered = []
    for video_id in video_ids:
        numbered.append((video_id, seen[video_id]))
        seen[video_id] += 1
    return numbered


def _longest_ascending(values: Sequence[int]) -> set[int]:
    """Return the members of a longest ascending subsequence of distinct values."""
    tails: list[int] = []
    previous: dict[int, int | None] = {}
    for value in values:
        at = bisect_left(tails, value)
        previous[value] = tails[at - 1] if at else None
        if at == len(tails):
            tails.append(value)
        else:
            tails[at] = value
    found: set[int] = set()
    value_or_none = tails[-1] if tails else None
    while value_or_none is not None:
        found.add(value_or_none)
        value_or_none = previous[value_or_none]
    return found
