"""Sorting without a tie-breaker: which rows of a static catalog a walk loses and doubles."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from tests.standins.mediacms.flavour import Flavour
from tests.standins.mediacms.item import Item, pick_number
from tests.standins.mediacms.paging import PAGE_SIZE
from tests.standins.mediacms.queries import Selection

TIE_MODES = ("stable", "measured", "hostile")
# How far a row may wander inside its tie from one page to the next. With 25 the losses are of
# the size measured: 5 of 2,753 for one 120-way tie, 14 by views, 450 of 5,462 by likes.
WANDER = 25


def check_tie_mode(mode: str) -> str:
    """The mode itself; ValueError names the ones there are."""
    if mode not in TIE_MODES:
        raise ValueError(f"ties {mode!r}: must be one of {', '.join(TIE_MODES)}")
    return mode


def ties_wander(selection: Selection, flavour: Flavour, mode: str) -> bool:
    """Whether equal rows change places between pages of this selection."""
    if mode == "measured":
        # the new versions sort a DISTINCT, which compares every column
        return not flavour.modern and not selection.indexed
    return mode == "hostile"


def in_order(selection: Selection) -> list[Item]:
    """All rows by the sort field, ties in an order that only the token decides."""
    by_chance = sorted(selection.rows, key=lambda item: pick_number(2**40, "tie", item.token))
    by_chance.sort(key=lambda item: sort_value(item, selection.sort_by))
    if selection.descending:
        by_chance.sort(key=lambda item: sort_value(item, selection.sort_by), reverse=True)
    return by_chance


def page_of(ordered: list[Item], sort_by: str, page: int, *, wander: bool) -> list[Item]:
    """One page of the ordered rows; with `wander`, ties stand differently on every page."""
    start = (page - 1) * PAGE_SIZE
    stop = start + PAGE_SIZE
    if not wander:
        return ordered[start:stop]
    first, last = _tie_bounds(ordered, sort_by, start, stop)
    rows: list[Item] = []
    for _, tied in groupby(ordered[first:last], key=lambda item: sort_value(item, sort_by)):
        rows += _wandered(list(tied), page)
    return rows[start - first : stop - first]


def _wandered(tied: list[Item], page: int) -> list[Item]:
    places = [
        place + pick_number(WANDER, page, place, item.token) for place, item in enumerate(tied)
    ]
    return [tied[place] for place in sorted(range(len(tied)), key=lambda place: places[place])]


def sort_value(item: Item, sort_by: str) -> Any:
    """The value of a sort field that can be compared."""
    match sort_by:
        case "title":
            return item.title.casefold()
        case "edit_date":
            return item.edited
        case "views":
            return item.views
        case "likes":
            return item.likes
    return item.added


def _tie_bounds(ordered: list[Item], sort_by: str, start: int, stop: int) -> tuple[int, int]:
    """The page's bounds widened to whole ties."""
    stop = min(stop, len(ordered))
    while 0 < start < len(ordered) and _tied(ordered, sort_by, start - 1):
        start -= 1
    while stop < len(ordered) and _tied(ordered, sort_by, stop - 1):
        stop += 1
    return start, stop


def _tied(ordered: list[Item], sort_by: str, place: int) -> bool:
    here, after = ordered[place], ordered[place + 1]
    return bool(sort_value(here, sort_by) == sort_value(after, sort_by))
