"""The stand-in's database: an immutable tuple of items, swapped as a whole on every change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.standins.mediacms.item import Category, Item, category, pick_number, thumbnail_path

FIRST_ADDED = datetime(2022, 3, 1, 9, 0, tzinfo=UTC)


class Catalog:
    """Items and categories. A reader takes `items` once and has a frozen state, so another thread
    may change the catalog while a request is being answered."""

    def __init__(self, items: Iterable[Item], categories: Iterable[Category] | None = None) -> None:
        self.items: tuple[Item, ...] = tuple(items)
        self.version = 0
        named = tuple(categories) if categories is not None else _categories_of(self.items)
        self.categories: tuple[Category, ...] = named

    def get(self, token: str) -> Item | None:
        """The item with exactly this token (tokens are case-sensitive)."""
        return next((item for item in self.items if item.token == token), None)

    def add(self, items: Iterable[Item]) -> list[str]:
        """Put items in; returns their tokens."""
        new = tuple(items)
        known = {category.key for category in self.categories}
        missing = {key for item in new for key in item.categories} - known
        self.categories += tuple(category(key) for key in sorted(missing))
        self._swap(self.items + new)
        return [item.token for item in new]

    def add_newest(self, count: int) -> list[str]:
        """Upload `count` invented items, each newer than everything there is; returns tokens."""
        newest = max((item.added for item in self.items), default=FIRST_ADDED)
        serial = len(self.items) + self.version
        return self.add(
            _upload(serial + n, newest + timedelta(minutes=n + 1)) for n in range(count)
        )

    def remove(self, tokens: Iterable[str]) -> list[str]:
        """Take items out; returns the tokens that were there."""
        gone = set(tokens)
        there = [item.token for item in self.items if item.token in gone]
        self._swap(item for item in self.items if item.token not in gone)
        return there

    def remove_newest(self, count: int) -> list[str]:
        """Take out the `count` newest listable items; returns their tokens."""
        listable = [item for item in self.items if item.listable]
        newest = sorted(listable, key=lambda item: item.added, reverse=True)[:count]
        return self.remove(item.token for item in newest)

    def shrink(self, keep: int) -> list[str]:
        """Keep only the `keep` newest items; returns the tokens of the others."""
        by_age = sorted(self.items, key=lambda item: item.added, reverse=True)
        return self.remove(item.token for item in by_age[keep:])

    def change(self, tokens: Iterable[str], **fields: Any) -> list[str]:
        """Set fields of items, such as `state="private"`; returns the tokens that were there."""
        wanted = set(tokens)
        self._swap(replace(item, **fields) if item.token in wanted else item for item in self.items)
        return [item.token for item in self.items if item.token in wanted]

    def tokens(self, chosen: Callable[[Item], bool] = lambda item: item.listable) -> list[str]:
        """Tokens of the chosen items (the listable ones), in the catalog's own order."""
        return [item.token for item in self.items if chosen(item)]

    def _swap(self, items: Iterable[Item]) -> None:
        self.items = tuple(items)
        self.version += 1


def load_jsonl(path: Path) -> Catalog:
    """A catalog from lines of {"video_id","title","duration","thumbnail_url","categories"}.

    `duration` may be null (MediaCMS says 0 then). What the file does not tell (dates, views,
    likes, sizes) is invented from the video_id.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.strip()]
    return Catalog(_item_of(record, place) for place, record in enumerate(records))


def _item_of(record: dict[str, Any], place: int) -> Item:
    token = record["video_id"]
    address = record.get("thumbnail_url")
    return Item(
        token=token,
        title=record["title"],
        added=added_at(place, token),
        duration=record.get("duration") or 0,
        categories=tuple(record.get("categories") or ()),
        thumbnail=urlsplit(address).path if address else None,
        views=pick_number(900, "views", token),
        likes=pick_number(17, "likes", token),
        size_mb=(900 + pick_number(23_000, "size", token)) / 10,
    )


def added_at(place: int, token: str) -> datetime:
    """An upload time: one item every seven hours or so, with microseconds."""
    jitter = timedelta(
        minutes=pick_number(400, "minutes", token), microseconds=pick_number(10**6, "us", token)
    )
    return FIRST_ADDED + timedelta(hours=7 * place) + jitter


def _upload(serial: int, added: datetime) -> Item:
    token = f"New{serial:06d}"
    title = f"Fresh.Upload.{serial}.[2026].mp4"
    return Item(
        token=token,
        title=title,
        added=added,
        duration=5400 + pick_number(1800, "duration", token),
        categories=("Movies",),
        thumbnail=thumbnail_path(token, title),
    )


def _categories_of(items: Sequence[Item]) -> tuple[Category, ...]:
    return tuple(category(key) for key in sorted({key for it in items for key in it.categories}))
