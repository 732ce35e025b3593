"""Finds the arrangement of a queue that needs the fewest moves, adds going to the end."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How standing entries become the target.

    `source[t]`: the position in `standing` that target place t is filled from, None = by an add.
    `unmoved`: the target places whose entries need no move when every add goes to the end, in
    target order. Standing positions in no `source` are surplus.
    """

    source: tuple[int | None, ...]
    unmoved: frozenset[int]


def arrange(standing: Sequence[Hashable], target: Sequence[Hashable]) -> Arrangement:
    """Return the arrangement with the most kept entries and, among those, the fewest moves.

    Equal keys are the same media. An entry never moved keeps its order among the other unmoved
    ones, and unmoved adds stand after all unmoved standing entries: so the best is, over every
    place x to divide the target, the longest common subsequence of `standing` and `target[:x]`
    plus the adds that can take places from x on.
    """
    rows = _lcs_rows(standing, target)
    adds = Counter(target) - Counter(standing)
    divide = _best_division(rows, target, adds)
    source: list[int | None] = [None] * len(target)
    pairs = _lcs_pairs(rows, len(standing), divide)
    for position, place in pairs:
        source[place] = position
    unmoved = {place for _, place in pairs}
    fixed = set(unmoved)
    for place in range(len(target) - 1, -1, -1):
        if place not in fixed and adds[target[place]] > 0:
            adds[target[place]] -= 1
            fixed.add(place)
            if place >= divide:
                unmoved.add(place)
    free: dict[Hashable, deque[int]] = defaultdict(deque)
    used = {position for position, _ in pairs}
    for position, key in enumerate(standing):
        if position not in used:
            free[key].append(position)
    for place, key in enumerate(target):
        if place not in fixed:
            source[place] = free[key].popleft()
    return Arrangement(tuple(source), frozenset(unmoved))


def _lcs_rows(standing: Sequence[Hashable], target: Sequence[Hashable]) -> list[int]:
    """Return, for each prefix of `target`, the LCS row as bits over `standing`.

    Bit i of row j is 0 where standing[i] makes the LCS of standing[:i + 1] and target[:j] longer.
    Bit-parallel, O(n * m / word size): H. Hyyrö, "Bit-parallel LCS-length computation revisited",
    AWOCA 2004.
    """
    places: dict[Hashable, int] = defaultdict(int)
    for position, key in enumerate(standing):
        places[key] |= 1 << position
    full = (1 << len(standing)) - 1
    row = full
    rows = [row]
    for key in target:
        matched = row & places.get(key, 0)
        row = ((row + matched) | (row - matched)) & full
        rows.append(row)
    return rows


def _lcs_pairs(rows: Sequence[int], standing_count: int, divide: int) -> list[tuple[int, int]]:
    pairs = []
    position, place = standing_count - 1, divide
    while position >= 0 and place > 0:
        bit = 1 << position
        if rows[place] & bit:
            position -= 1
        elif not rows[place - 1] & bit:
            place -= 1
        else:
            place -= 1
            pairs.append((position, place))
            position -= 1
    return pairs


def _best_division(rows: Sequence[int], target: Sequence[Hashable], adds: Counter[Hashable]) -> int:
    """Return where to divide the target; the last of the best, so that fewer adds decide."""
    width = rows[0].bit_length()
    seen: Counter[Hashable] = Counter()
    tail = 0
    best, best_divide = -1, len(target)
    for divide in range(len(target), -1, -1):
        if divide < len(target):
            key = target[divide]
            seen[key] += 1
            tail += seen[key] <= adds[key]
        unmoved = width - rows[divide].bit_count() + tail
        if unmoved > best:
            best, best_divide = unmoved, divide
    return best_divide
