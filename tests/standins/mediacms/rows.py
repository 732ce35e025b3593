"""The JSON rows, key for key and in the recorded order: list, search, category and tag rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.standins.mediacms.catalog import Catalog
from tests.standins.mediacms.flavour import Flavour, ServerError
from tests.standins.mediacms.item import Category, Item, london

USER_LOGO = "/media/userlogos/user.jpg"
AUDIO_POSTER = "/media/userlogos/poster_audio.jpg"


class Rows:
    """Serialises for one request: `base` is the scheme and host the client asked with."""

    def __init__(self, catalog: Catalog, flavour: Flavour, base: str) -> None:
        self.catalog = catalog
        self.flavour = flavour
        self.base = base

    def list_row(self, item: Item) -> dict[str, Any]:
        """A row of /media and /manage_media: absolute addresses, no categories, no tags.

        ServerError for a token the old versions cannot make an address of (a hyphen): one such
        item breaks its whole page, on every try.
        """
        if not re.fullmatch(self.flavour.token_pattern, item.token):
            raise ServerError(f"no address for {item.token}")
        thumbnail = self.thumbnail(item)
        return {
            "friendly_token": item.token,
            "url": f"{self.base}/view?m={item.token}",
            "api_url": f"{self.base}/api/v1/media/{item.token}",
            "user": item.user,
            "title": item.title,
            "description": "",
            "add_date": london(item.added),
            "views": item.views,
            "media_type": item.media_type,
            "state": item.state,
            "duration": item.duration,
            "thumbnail_url": self.base + thumbnail if thumbnail else None,
            "is_reviewed": item.is_reviewed,
            "preview_url": preview(item),
            "author_name": item.user,
            "author_profile": f"{self.base}/user/{item.user}/",
            "author_thumbnail": self.base + USER_LOGO,
            "encoding_status": item.encoding_status,
            "likes": item.likes,
            "dislikes": 0,
            "reported_times": 0,
            "featured": item.featured,
            "user_featured": False,
            "size": f"{item.size_mb:.1f}MB",
        }

    def search_row(self, item: Item) -> dict[str, Any]:
        """A row of /search: relative thumbnail, categories, no state and no encoding status."""
        row: dict[str, Any] = {
            "title": item.title,
            "author_name": item.user,
            "author_profile": f"/user/{item.user}/",
            "thumbnail_url": self.thumbnail(item),
            "add_date": london(item.added),
            "views": item.views,
            "description": "",
            "friendly_token": item.token,
            "duration": item.duration,
            "url": f"{self.base}/view?m={item.token}",
        }
        if self.flavour.modern:
            row["api_url"] = f"{self.base}/api/v1/media/{item.token}"
        row |= {
            "media_type": item.media_type,
            "preview_url": preview(item),
            "categories_info": self.categories_info(item),
        }
        return row

    def category_rows(self) -> list[dict[str, Any]]:
        """The bare list of /categories, ordered by title, empty categories included."""
        items = self.catalog.items
        modern = self.flavour.modern
        counted = items if modern else [item for item in items if item.listable]
        counts = Counter(key for item in counted for key in item.categories)
        rows = []
        for entry in sorted(self.catalog.categories, key=lambda c: (self._title(c), c.key)):
            row: dict[str, Any] = {"title": self._title(entry)}
            if modern:
                row["uid"] = entry.uid
            row |= {
                "description": entry.description,
                "is_global": True,
                "media_count": counts[entry.key],
                "user": "admin",
                "thumbnail_url": self._most_viewed(i for i in items if entry.key in i.categories),
            }
            if modern:
                row["is_lms_course"] = False
            rows.append(row)
        return rows

    def tag_rows(self) -> list[dict[str, Any]]:
        """The rows of /tags, most used first."""
        items = [item for item in self.catalog.items if item.listable]
        counts = Counter(tag for item in items for tag in self.tags(item))
        return [
            {
                "title": tag,
                "media_count": count,
                "thumbnail_url": self._most_viewed(i for i in items if tag in self.tags(i)),
            }
            for tag, count in counts.most_common()
        ]

    def tags_of_page(self, page: Iterable[Item]) -> str:
        """The union of the page's tags as one string: the list's `tags` key of the new versions."""
        return ", ".join(sorted({tag for item in page for tag in self.tags(item)}))

    def _title(self, entry: Category) -> str:
        return entry.title if self.flavour.modern else entry.legacy_title

    def tags(self, item: Item) -> tuple[str, ...]:
        """The item's tags as this version writes them."""
        return item.tags if self.flavour.modern else tuple(map(slug_of_tag, item.tags))

    def thumbnail(self, item: Item) -> str | None:
        """The thumbnail's path; the new versions have one for every audio item."""
        if item.thumbnail is None and item.media_type == "audio" and self.flavour.modern:
            return AUDIO_POSTER
        return item.thumbnail

    def categories_info(self, item: Item) -> list[dict[str, Any]]:
        """All categories of an item, by title."""
        titles = sorted(self._title(c) for c in self.catalog.categories if c.key in item.categories)
        extra = {"is_lms_course": False} if self.flavour.modern else {}
        return [{"title": title, "url": f"/search?c={title}"} | extra for title in titles]

    def _most_viewed(self, items: Iterable[Item]) -> str | None:
        top = max((i for i in items if i.listable), key=lambda i: i.views, default=None)
        return None if top is None else self.thumbnail(top)


def slug_of_tag(tag: str) -> str:
    """A tag as v1.x stores it: `late night` is `late-night`, `español` is `espanol`."""
    plain = tag.translate(str.maketrans("áéíóúüñ", "aeiouun"))
    return "-".join(plain.split())


def preview(item: Item) -> str | None:
    """The animated preview's path; only videos have one."""
    if item.media_type != "video":
        return None
    return f"/media/encoded/1/{item.user}/{item.file_name}.gif"
