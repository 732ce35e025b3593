"""Look-ups in the live snapshot: titles, durations, availability; each sees one whole snapshot."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from action_api.domain.run_order import Item
from connector.search_rules import fold, lower, parse_query
from connector.snapshot import SnapshotError, live_path, open_read_only
from connector.titles import ParsedTitle, parse

NOT_IN_CATALOG = "This item is not in the catalog any more."
NO_CATALOG = "There is no catalog on this server yet."
MOST_CANDIDATES = 400
_COLUMNS = (
    "video_id, title, display_title, duration_seconds, manifest_url, show, season, episode, part, "
    "unavailable_reason"
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One item of the live snapshot; `unavailable_reason` None means it can be queued."""

    item: Item
    display_title: str
    manifest_url: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the live snapshot says of some items; `snapshot_id` None where there is no snapshot."""

    snapshot_id: str | None
    entries: Mapping[str, CatalogEntry]

    def reason(self, video_id: str) -> str | None:
        """Why the item cannot be queued; None where it can."""
        if self.snapshot_id is None:
            return NO_CATALOG
        entry = self.entries.get(video_id)
        return NOT_IN_CATALOG if entry is None else entry.item.unavailable_reason


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An available item that may be what is missing."""

    video_id: str
    title: str


class CatalogStore:
    """Opens the snapshot for each look-up, so that a new one counts from the next look-up on."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    async def look_up(self, video_ids: Iterable[str]) -> Lookup:
        """The items of these ids; those the catalog has not are left out."""
        wanted = json.dumps(list(dict.fromkeys(video_ids)))

        def read(db: sqlite3.Connection, snapshot_id: str) -> Lookup:
            rows = db.execute(
                f"SELECT {_COLUMNS} FROM items WHERE video_id IN (SELECT value FROM json_each(?))",
                (wanted,),
            )
            return Lookup(snapshot_id, {row[0]: _entry(row) for row in rows})

        return await self._read(read) or Lookup(None, {})

    async def live_id(self) -> str | None:
        """The live snapshot's id; None where there is none."""
        return await self._read(lambda _, snapshot_id: snapshot_id)

    async def suggest(
        self, titles: Mapping[str, str], limit: int = 3
    ) -> dict[str, list[Suggestion]]:
        """For each missing video_id, by its title: available items to put in its place."""

        def read(db: sqlite3.Connection, _: str) -> dict[str, list[Suggestion]]:
            return {
                video_id: _similar(db, video_id, title, limit) for video_id, title in titles.items()
            }

        return await self._read(read) or {}

    async def resolver(self) -> TitleResolver:
        """What pasted lines are read by."""
        found = await self._read(lambda db, _: TitleResolver(db))
        return found or TitleResolver(None)

    async def _read(self, work: Callable[[sqlite3.Connection, str], T]) -> T | None:
        """What `work` makes of the live snapshot; None where there is none that can be read."""

        def read() -> T | None:
            try:
                connection = open_read_only(live_path(self._data_dir))
            except SnapshotError:
                return None
            with closing(connection):
                row = connection.execute("SELECT snapshot_id FROM snapshot").fetchone()
                return work(connection, str(row[0]))

        return await asyncio.to_thread(read)


class TitleResolver:
    """The catalog's ids and titles as domain.import_lines asks for them."""

    def __init__(self, db: sqlite3.Connection | None) -> None:
        self._ids: set[str] = set()
        self._exact: defaultdict[str, list[str]] = defaultdict(list)
        self._folded: defaultdict[str, list[str]] = defaultdict(list)
        query = (
            "SELECT video_id, title, display_title, folded_title, folded_display FROM items "
            "ORDER BY title_order"
        )
        for video_id, title, display, *folded in db.execute(query) if db is not None else ():
            self._ids.add(video_id)
            for form in {lower(title), lower(display)}:
                self._exact[form].append(video_id)
            for form in {*folded} - {""}:
                self._folded[form].append(video_id)

    def has(self, video_id: str) -> bool:
        return video_id in self._ids

    def find_title(self, title: str) -> Sequence[str]:
        """Those of just this title, case aside; where there are none, punctuation aside too."""
        return self._exact.get(lower(title)) or self._folded.get(fold(title)) or ()


def _entry(row: Sequence[object]) -> CatalogEntry:
    video_id, title, display, duration, manifest, show, season, episode, part, reason = row
    return CatalogEntry(
        Item(
            video_id=str(video_id),
            title=str(title),
            duration_seconds=_number(duration),
            show=None if show is None else str(show),
            season=_number(season),
            number=_number(episode),
            part=_number(part),
            unavailable_reason=None if reason is None else str(reason),
        ),
        str(display),
        str(manifest),
    )


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _similar(db: sqlite3.Connection, video_id: str, title: str, limit: int) -> list[Suggestion]:
    """Copies of the same film or episode first, then what a search for its title finds."""
    parsed = parse(title)
    rows = db.execute(
        "SELECT video_id, title FROM items WHERE video_id <> ? AND unavailable_reason IS NULL "
        "AND (folded_display = ? OR (show = ? AND season = ? AND episode = ?)) "
        "ORDER BY title_order LIMIT ?",
        (video_id, fold(parsed.display_title), parsed.show, parsed.season, parsed.episode, limit),
    )
    found = dict(rows.fetchall())
    if len(found) < limit and parsed.episode is None:
        found |= _search(db, video_id, parsed)
    return [Suggestion(one, found[one]) for one in list(found)[:limit]]


def _search(db: sqlite3.Connection, video_id: str, parsed: ParsedTitle) -> dict[str, str]:
    """Other editions: what holds the title's words, its year aside, best first."""
    query = parse_query(fold(parsed.display_title.rpartition(" (")[0] or parsed.display_title))
    if not query.terms:
        return {}
    candidates = db.execute(
        "SELECT video_id, title, folded_title FROM items WHERE instr(folded_title, ?) > 0 "
        "AND unavailable_reason IS NULL AND video_id <> ? ORDER BY title_order LIMIT ?",
        (max(query.terms, key=len), video_id, MOST_CANDIDATES),
    ).fetchall()
    ranked = [(query.rank_folded(row[1], row[2]), at) for at, row in enumerate(candidates)]
    best = sorted((tier, at) for tier, at in ranked if tier is not None)
    return {candidates[at][0]: candidates[at][1] for _, at in best}
