"""Reads a whole snapshot, once, into the frozen values that pages are made of."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from site_builder.errors import SiteError
from site_builder.settings import origin_of

SOUND_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
SOUND_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
# Each origin makes every response's headers longer; items say where their pictures are.
MAX_THUMBNAIL_ORIGINS = 8
DATASETTE_ITEMS = "catalog/items"

COLUMNS = (
    "video_id",
    "title",
    "display_title",
    "duration_seconds",
    "manifest_url",
    "thumbnail_url",
    "page_url",
    "year",
    "show",
    "show_title",
    "season",
    "episode",
    "part",
    "unavailable_reason",
    "queue_warning",
    "added_at",
)
THUMBNAIL = COLUMNS.index("thumbnail_url")


@dataclass(frozen=True, slots=True)
class Category:
    """A category as it is linked to: its name, address and number of items."""

    name: str
    slug: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item as the templates see it; `url` is None where it has no page of its own."""

    video_id: str
    title: str
    display_title: str
    duration_seconds: int | None
    runtime: str
    manifest_url: str
    thumbnail_url: str | None
    page_url: str | None
    year: int | None
    show: str | None
    show_title: str | None
    season: int | None
    episode: int | None
    part: int | None
    unavailable_reason: str | None
    queue_warning: str | None
    added_at: str | None
    categories: tuple[Category, ...]
    url: str | None
    datasette_url: str | None


@dataclass(frozen=True, slots=True)
class Catalog:
    """A snapshot in memory: items in title order, categories by name, and where pictures are."""

    snapshot_id: str
    taken_at: str
    items: tuple[Item, ...]
    categories: tuple[Category, ...]
    thumbnail_origins: tuple[str, ...]


def read(connection: sqlite3.Connection, datasette_url: str = "") -> Catalog:
    """Read the snapshot behind `connection`. Raises SiteError where it contradicts itself."""
    snapshot_id, taken_at, item_count = connection.execute(
        "SELECT snapshot_id, taken_at, item_count FROM snapshot"
    ).fetchone()
    categories = _categories(connection)
    by_item: defaultdict[str, list[Category]] = defaultdict(list)
    for video_id, name in connection.execute(
        "SELECT video_id, category FROM item_categories ORDER BY video_id, category"
    ):
        by_item[video_id].append(categories[name])
    rows = connection.execute(
        f"SELECT {', '.join(COLUMNS)} FROM items ORDER BY title_order"
    ).fetchall()
    if len(rows) != item_count:
        raise SiteError(
            f"snapshot {snapshot_id} says it has {item_count} items but holds {len(rows)}; "
            "fetch the catalog again"
        )
    origins = _thumbnail_origins(row[THUMBNAIL] for row in rows)
    return Catalog(
        snapshot_id=snapshot_id,
        taken_at=taken_at,
        items=tuple(_item(row, by_item[row[0]], origins, datasette_url) for row in rows),
        categories=tuple(categories.values()),
        thumbnail_origins=origins,
    )


def runtime(seconds: int | None) -> str:
    """`1:35:02`, `4:07`, or an empty string where the duration is not known."""
    if seconds is None:
        return ""
    hours, rest = divmod(int(seconds), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def by_category(items: Iterable[Item]) -> dict[str, list[Item]]:
    """The items of each category's slug, in title order."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        for category in item.categories:
            found[category.slug].append(item)
    return found


def by_show(items: Iterable[Item]) -> dict[str, list[Item]]:
    """The episodes of each show in run order: season, number, part, specials (season 0) last."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.show and item.episode is not None and item.url:
            found[item.show].append(item)
    for episodes in found.values():
        episodes.sort(key=_run_order)  # stable: equal numbers stay in title order
    return found


def _run_order(item: Item) -> tuple[bool, int, int, int]:
    season = 1 if item.season is None else item.season
    return season == 0, season, item.episode or 0, item.part or 0


def _categories(connection: sqlite3.Connection) -> dict[str, Category]:
    rows = connection.execute(
        "SELECT category, slug, item_count FROM categories ORDER BY category COLLATE NOCASE, slug"
    )
    found = {}
    for name, slug, count in rows:
        if not SOUND_SLUG.fullmatch(slug):
            raise SiteError(
                f"category {name!r} has the slug {slug!r}, which cannot be an address; "
                "fetch the catalog again with a current kryten-connector"
            )
        found[name] = Category(name, slug, count, f"/category/{slug}/")
    return found


def _thumbnail_origins(urls: Iterable[str | None]) -> tuple[str, ...]:
    counted = Counter(origin for url in urls if url and (origin := origin_of(url)))
    ranked = sorted(counted, key=lambda origin: (-counted[origin], origin))
    return tuple(sorted(ranked[:MAX_THUMBNAIL_ORIGINS]))


def _item(
    row: Sequence[Any],
    categories: Sequence[Category],
    origins: Sequence[str],
    datasette_url: str,
) -> Item:
    values = dict(zip(COLUMNS, row, strict=True))
    video_id = values["video_id"]
    sound = SOUND_VIDEO_ID.fullmatch(video_id) is not None
    # an address that is not on the web, or that the policy would block, is none
    if _origin(values["thumbnail_url"]) not in origins:
        values["thumbnail_url"] = None
    if _origin(values["page_url"]) is None:
        values["page_url"] = None
    return Item(
        **values,
        runtime=runtime(values["duration_seconds"]),
        categories=tuple(categories),
        url=f"/video/{video_id}/" if sound else None,
        datasette_url=f"{datasette_url}/{DATASETTE_ITEMS}/{video_id}"
        if datasette_url and sound
        else None,
    )


def _origin(url: str | None) -> str | None:
    return origin_of(url) if url else None
