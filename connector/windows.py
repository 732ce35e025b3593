"""Looks through a search that is cut at 1000 by many small windows, as long as each one pays."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from connector import mediacms
from connector.http import JsonClient
from connector.mediacms import CAP, EVERYTHING, PAGE_SIZE, SEARCH, SORT_FIELDS, Query, Row
from connector.source import Progress
from connector.walk import walk

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Aim:
    """What the windows are for: `found` counts what they gave, `lacking` what is still wanted."""

    keep: Callable[[Row], None]
    found: Callable[[], int]
    lacking: Callable[[], int | None]  # None: nobody knows


async def look_through(client: JsonClient, aim: Aim, progress: Progress) -> int:
    """Walk windows until nothing lacks or none pays; returns how many were walked.

    A window pays when it gives more new items than it takes requests: a single item's detail
    costs one request, too. Rows lost to ties inside a window do no harm: only what is seen counts.
    """
    sizes = await mediacms.category_counts(client)
    walked = 0
    for windows in _series(sizes):
        for query in windows:
            lacking = aim.lacking()
            if lacking == 0:
                return walked
            before = aim.found()
            seen = await walk(
                client, SEARCH, query, what=_what(query), keep=aim.keep, progress=progress
            )
            walked += 1
            gained = aim.found() - before
            logger.info("%s: %d rows, %d new", seen.what, seen.rows_seen, gained)
            whole = seen.last_count != CAP
            if whole or gained * PAGE_SIZE < seen.rows_seen:
                break
    return walked


def _series(sizes: Mapping[str, int]) -> Iterator[Iterator[Query]]:
    """Series of windows on the same rows; after a whole or a poor one the rest is left out."""
    yield _sorted_ways({"q": EVERYTHING})
    for title in sorted(sizes, key=lambda title: (sizes[title], title)):
        # blanks around the parameter are cut and an empty one is ignored by MediaCMS
        if title.strip():
            yield _sorted_ways({"c": title})


def _sorted_ways(what: Query) -> Iterator[Query]:
    for sort_by in SORT_FIELDS:
        for ordering in ("asc", "desc"):
            yield {**what, "sort_by": sort_by, "ordering": ordering}


def _what(query: Query) -> str:
    subject = f"category {query['c'][:40]!r}" if "c" in query else "search"
    return f"{subject} by {query['sort_by']} {query['ordering']}"
