"""The statistics as people get them: joined with the catalog, the same for web, file and shell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from action_api.domain.errors import NotFound
from action_api.domain.stats_book import DayRow, StatsBook, TopRow
from action_api.domain.stats_counts import ItemCounts
from action_api.domain.windows import Window, day_of
from action_api.services.likes import LikesFeed
from action_api.services.playlists import Playlists
from action_api.services.stats_feed import StatsFeed
from action_api.services.times import rfc3339
from action_api.stores.catalog import CatalogStore, Lookup
from action_api.stores.stats_playlists import PlaylistApplies, PlaylistStatsStore

MOST_ROWS = 100
DEFAULT_ROWS = 10
ROWS_IN_FILE = 50


@dataclass(frozen=True, slots=True)
class StatsReads:
    """What statistics are read from; without `likes` the days show none."""

    feed: StatsFeed
    applies: PlaylistStatsStore
    catalog: CatalogStore
    playlists: Playlists
    likes: LikesFeed | None = None


class StatsViews:
    """Every call raises NatsUnavailable where the counts cannot be read now."""

    def __init__(self, reads: StatsReads, clock: Callable[[], float]) -> None:
        self._reads = reads
        self._clock = clock

    async def summary(self) -> dict[str, Any]:
        """The JSON of all totals."""
        book = await self._reads.feed.book()
        return _summary(book, await self._waiting(book))

    async def top(self, window: Window, limit: int = DEFAULT_ROWS) -> dict[str, Any]:
        """The JSON of the most played items of a window."""
        book = await self._reads.feed.book()
        rows = book.top(window, self._today(), limit)
        lookup = await self._reads.catalog.look_up(row.video_id for row in rows)
        return {"window": window.value, "items": _shown_top(rows, book, lookup)}

    async def item(self, video_id: str) -> dict[str, Any]:
        """The JSON of one item; raises NotFound where neither catalog nor channel ever had it."""
        book = await self._reads.feed.book()
        lookup = await self._reads.catalog.look_up([video_id])
        counts = book.items.get(video_id)
        if counts is None and video_id not in lookup.entries:
            raise NotFound(f"There is no item {video_id[:64]!r}, and none was ever played.")
        counts = counts or ItemCounts()
        duration = _duration(lookup, video_id)
        return {
            **_named(video_id, book, lookup),
            "queued": counts.queued,
            "plays": counts.played.plays,
            "seconds_queued": counts.seconds_in_queue(duration),
            "seconds_played": counts.played.seconds_played(duration),
            "last_played_at": _time(counts.last_played_at),
            "plays_in_window": book.plays_in_windows(video_id, self._today()),
        }

    async def playlist(self, playlist_id: str) -> dict[str, Any]:
        """The JSON of one playlist's numbers; raises NotFound."""
        applies = await self._reads.applies.get(playlist_id)
        if applies is None:
            await self._reads.playlists.found(playlist_id)
            applies = PlaylistApplies()
        return {"applies": applies.applies, "last_applied_at": _time(applies.last_applied_at)}

    async def days(self, window: Window) -> dict[str, Any]:
        """The JSON of each day of a window."""
        book = await self._reads.feed.book()
        rows = book.days(window, self._today())
        shown = _shown_days(rows, await self._waiting(book), await self._likes())
        return {"window": window.value, "days": shown}

    async def changes(self) -> tuple[object, ...]:
        """Stays the same as long as `document` would, but for its `as_of`."""
        book = await self._reads.feed.book()
        likes = sum((await self._likes()).values())
        return book.changes, likes, self._today(), await self._reads.catalog.live_id()

    async def document(self) -> dict[str, Any]:
        """The JSON of everything the pages show, for when the API is down."""
        book = await self._reads.feed.book()
        today = self._today()
        waiting = await self._waiting(book)
        tops = {window: book.top(window, today, ROWS_IN_FILE) for window in Window}
        wanted = {row.video_id for rows in tops.values() for row in rows}
        lookup = await self._reads.catalog.look_up(wanted)
        return {
            "as_of": rfc3339(self._clock()),
            "summary": _summary(book, waiting),
            "top_played": {
                window.value: _shown_top(rows, book, lookup) for window, rows in tops.items()
            },
            "days": _shown_days(book.days(Window.YEAR, today), waiting, await self._likes()),
            "items": {
                video_id: [counts.played.plays, counts.last_played_at]
                for video_id, counts in book.items.items()
                if counts.played.plays
            },
        }

    async def _waiting(self, book: StatsBook) -> Lookup:
        """What the catalog has of those items whose seconds wait for a running time."""
        if not book.waiting:
            return Lookup(None, {})
        return await self._reads.catalog.look_up(book.waiting)

    async def _likes(self) -> Counter[str]:
        """Likes by day."""
        likes = self._reads.likes
        return Counter() if likes is None else Counter(await likes.by_day())

    def _today(self) -> date:
        return day_of(self._clock())


def _summary(book: StatsBook, waiting: Lookup) -> dict[str, Any]:
    totals = book.totals
    for video_id in book.waiting:
        totals = totals.plus(book.items[video_id], _duration(waiting, video_id))
    return {
        "items_queued": totals.queued,
        "items_played": totals.plays,
        "seconds_queued": totals.seconds_queued,
        "seconds_played": totals.seconds_played,
    }


def _shown_top(rows: Iterable[TopRow], book: StatsBook, lookup: Lookup) -> list[dict[str, Any]]:
    return [
        {
            **_named(row.video_id, book, lookup),
            "plays": row.played.plays,
            "seconds_played": row.played.seconds_played(_duration(lookup, row.video_id)),
            "last_played_at": _time(row.last_played_at),
        }
        for row in rows
    ]


def _named(video_id: str, book: StatsBook, lookup: Lookup) -> dict[str, Any]:
    """Title as the catalog has it; for one it has no more, as the channel showed it last."""
    entry = lookup.entries.get(video_id)
    counts = book.items.get(video_id)
    told = counts.title if counts is not None else ""
    return {
        "video_id": video_id,
        "title": entry.item.title if entry is not None else told or video_id,
        "available": lookup.reason(video_id) is None,
    }


def _shown_days(
    rows: Iterable[DayRow], waiting: Lookup, likes: Mapping[str, int]
) -> list[dict[str, Any]]:
    return [
        {
            "date": row.day.isoformat(),
            "items_queued": row.queued,
            "items_played": row.plays,
            "seconds_played": row.seconds + _uncapped_seconds(row, waiting),
            "likes": likes.get(row.day.isoformat(), 0),
        }
        for row in rows
    ]


def _uncapped_seconds(row: DayRow, waiting: Lookup) -> int:
    uncapped: Mapping[str, Any] = row.uncapped or {}
    return sum(
        counts.seconds_played(_duration(waiting, video_id)) - counts.seconds
        for video_id, counts in uncapped.items()
    )


def _duration(lookup: Lookup, video_id: str) -> int | None:
    entry = lookup.entries.get(video_id)
    return None if entry is None else entry.item.duration_seconds


def _time(epoch_seconds: int | None) -> str | None:
    return None if epoch_seconds is None else rfc3339(epoch_seconds)
