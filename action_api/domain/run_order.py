"""Puts the episodes of each show in ascending order without moving anything else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

# The same markers as connector.titles reads as a part. As with episodes, what stands before the
# marker is the title: "Kill.Bill.Vol.1.[2003].mp4" and "Kill Bill Vol. 2 [2004].mkv" are one.
# ASCII and bounded on purpose.
_PART_MARKER = re.compile(
    r"(?<![a-z0-9])(?:(?:part|pt|volume|vol)[ ._-]{0,3}[0-9]{1,3}(?![0-9])"
    r"|[0-9]{1,2}[ ._]?of[ ._]?[0-9]{1,2}(?![a-z0-9]))",
    re.ASCII,
)
_EXTENSION = re.compile(r"\.[a-z0-9]{2,4}\Z", re.ASCII)
_PUNCTUATION = re.compile(r"[\W_]+")


class Ordered(Protocol):
    """What run order needs to know of an item."""

    @property
    def title(self) -> str: ...
    @property
    def show(self) -> str | None: ...
    @property
    def season(self) -> int | None: ...
    @property
    def number(self) -> int | None: ...
    @property
    def part(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Item:
    """One catalog item as the snapshot knows it, ready to be ordered.

    `show` is the snapshot's folded show, `number` its episode (the first of a span);
    `unavailable_reason` is None where the item can be queued.
    """

    video_id: str
    title: str
    duration_seconds: int | None = None
    show: str | None = None
    season: int | None = None
    number: int | None = None
    part: int | None = None
    unavailable_reason: str | None = None


Group = tuple[str, str]
Place = tuple[bool, int, int, int]
T = TypeVar("T")


def run_group(item: Ordered) -> Group | None:
    """Return what the item is in order with: its show, or its title up to the part marker.

    None where nothing in the title says an order: such an item keeps its position.
    """
    if item.show is not None and item.season is not None and item.number is not None:
        return ("show", item.show)
    if item.part is not None:
        return ("title", _title_of_parts(item.title))
    return None


def _title_of_parts(title: str) -> str:
    stem = _EXTENSION.sub("", title.lower())
    before, *after = _PART_MARKER.split(stem, maxsplit=1)
    # "1of2 The Stand": what stands before is empty there
    pieces = (_PUNCTUATION.sub(" ", piece).strip() for piece in (before, *after))
    return next((piece for piece in pieces if piece), "")


def run_place(item: Ordered) -> Place:
    """Return the sort key within one group: specials (season 0) last, then number, then part."""
    season, number = item.season or 0, item.number or 0
    is_special = item.season == 0
    return (is_special, season, number, item.part or 0)


def in_run_order(items: Sequence[T], item_of: Callable[[T], Ordered]) -> list[T]:
    """Return the entries with each group's positions filled ascending; equal places stay stable.

    >>> [X2, movie, Y2, X1, Y1]  ->  [X1, movie, Y1, X2, Y2]
    """
    positions: dict[Group, list[int]] = defaultdict(list)
    for position, entry in enumerate(items):
        group = run_group(item_of(entry))
        if group is not None:
            positions[group].append(position)
    ordered = list(items)
    for held in positions.values():
        entries = sorted((items[at] for at in held), key=lambda entry: run_place(item_of(entry)))
        for position, entry in zip(held, entries, strict=True):
            ordered[position] = entry
    return ordered


def order_items(items: Sequence[Item]) -> list[Item]:
    """Return the items of one source in run order."""
    return in_run_order(items, lambda item: item)
