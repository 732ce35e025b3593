"""The JSON bodies, key for key and in the recorded order: list, search, detail, category rows."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.standins.mediacms.catalog import Catalog
from tests.standins.mediacms.flavour import Flavour, ServerError
from tests.standins.mediacms.item import Category, Item, london, pick_number

USER_LOGO = "/media/userlogos/user.jpg"
AUDIO_POSTER = "/media/userlogos/poster_audio.jpg"
RELATED = 100


class Rows:
    """Serialises for one request: `base` is the scheme and host the client asked with."""

    def __init__(self, catalog: Catalog, flavour: Flavour, base: str) -> None:
        self._catalog = catalog
        self._flavour = flavour
        self._base = base

    def list_row(self, item: Item) -> dict[str, Any]:
        """A row of /media and /manage_media: absolute addresses, no categories, no tags.

        ServerError for a token the old versions cannot make an address of (a hyphen): one such
        item breaks its whole page, on every try.
        """
        if not re.fullmatch(self._flavour.token_pattern, item.token):
            raise ServerError(f"no address for {item.token}")
        thumbnail = self._thumbnail(item)
        return {
            "friendly_token": item.token,
            "url": f"{self._base}/view?m={item.token}",
            "api_url": f"{self._base}/api/v1/media/{item.token}",
            "user": item.user,
            "title": item.title,
            "description": "",
            "add_date": london(item.added),
            "views": item.views,
            "media_type": item.media_type,
            "state": item.state,
            "duration": item.duration,
            "thumbnail_url": self._base + thumbnail if thumbnail else None,
            "is_reviewed": item.is_reviewed,
            "preview_url": _preview(item),
            "author_name": item.user,
            "author_profile": f"{self._base}/user/{item.user}/",
            "author_thumbnail": self._base + USER_LOGO,
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
            "thumbnail_url": self._thumbnail(item),
            "add_date": london(item.added),
            "views": item.views,
            "description": "",
            "friendly_token": item.token,
            "duration": item.duration,
            "url": f"{self._base}/view?m={item.token}",
        }
        if self._flavour.modern:
            row["api_url"] = f"{self._base}/api/v1/media/{item.token}"
        row |= {
            "media_type": item.media_type,
            "preview_url": _preview(item),
            "categories_info": self._categories_info(item),
        }
        return row

    def detail(self, item: Item, *, related: bool) -> dict[str, Any]:
        """The body of /media/TOKEN: relative addresses, no token, related rows in random order."""
        modern = self._flavour.modern
        thumbnail = self._thumbnail(item)
        body: dict[str, Any] = {
            "url": f"{self._base}/view?m={item.token}",
            "user": item.user,
            "title": item.title,
            "description": "",
            "add_date": london(item.added),
            "edit_date": london(item.edited),
            "media_type": item.media_type,
            "state": item.state,
        }
        if modern:
            body["is_shared"] = False
        body |= {
            "duration": item.duration,
            "thumbnail_url": thumbnail,
            "poster_url": thumbnail,
            "thumbnail_time": pick_number(10 * item.duration + 10, "thumb", item.token) / 10,
            "sprites_url": None,
            "preview_url": _preview(item),
            "author_name": item.user,
            "author_profile": f"/user/{item.user}/",
            "author_thumbnail": USER_LOGO,
            "encodings_info": self._encodings(item),
            "encoding_status": item.encoding_status,
            "views": item.views,
            "likes": item.likes,
            "dislikes": 0,
            "reported_times": 0,
            "user_featured": False,
            "original_media_url": f"/media/original/user/{item.user}/{item.file_name}",
            "size": f"{item.size_mb:.1f}MB",
            "video_height": 480,
            "enable_comments": True,
            "categories_info": self._categories_info(item),
            "is_reviewed": item.is_reviewed,
            "edit_url": f"/edit?m={item.token}",
            "tags_info": [{"title": tag, "url": f"/search?t={tag}"} for tag in self._tags(item)],
            "hls_info": _hls(item),
            "license": None,
            "subtitles_info": [],
        }
        if modern:
            body["chapter_data"] = []
        body |= {
            "ratings_info": [],
            "add_subtitle_url": f"/add_subtitle?m={item.token}",
            "allow_download": True,
        }
        if modern:
            body["slideshow_items"] = []
        body["related_media"] = self._related(item) if related else []
        return body

    def category_rows(self) -> list[dict[str, Any]]:
        """The bare list of /categories, ordered by title, empty categories included."""
        items = self._catalog.items
        modern = self._flavour.modern
        counted = items if modern else [item for item in items if item.listable]
        counts = Counter(key for item in counted for key in item.categories)
        rows = []
        for entry in sorted(self._catalog.categories, key=lambda c: (self._title(c), c.key)):
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
        items = [item for item in self._catalog.items if item.listable]
        counts = Counter(tag for item in items for tag in self._tags(item))
        return [
            {
                "title": tag,
                "media_count": count,
                "thumbnail_url": self._most_viewed(i for i in items if tag in self._tags(i)),
            }
            for tag, count in counts.most_common()
        ]

    def tags_of_page(self, page: Iterable[Item]) -> str:
        """The union of the page's tags as one string: the list's `tags` key of the new versions."""
        return ", ".join(sorted({tag for item in page for tag in self._tags(item)}))

    def _title(self, entry: Category) -> str:
        return entry.title if self._flavour.modern else entry.legacy_title

    def _tags(self, item: Item) -> tuple[str, ...]:
        return item.tags if self._flavour.modern else tuple(map(slug_of_tag, item.tags))

    def _thumbnail(self, item: Item) -> str | None:
        if item.thumbnail is None and item.media_type == "audio" and self._flavour.modern:
            return AUDIO_POSTER
        return item.thumbnail

    def _categories_info(self, item: Item) -> list[dict[str, Any]]:
        titles = sorted(
            self._title(c) for c in self._catalog.categories if c.key in item.categories
        )
        extra = {"is_lms_course": False} if self._flavour.modern else {}
        return [{"title": title, "url": f"/search?c={title}"} | extra for title in titles]

    def _encodings(self, item: Item) -> dict[str, Any]:
        heights = ["2160", "1440", "1080", "720", "480", "360", "240"]
        info: dict[str, Any] = {height: {} for height in heights}
        if self._flavour.modern:
            info["144"] = {}
        if item.encoding_status == "success" or not self._flavour.modern:
            info["480"] = {"h264": _encoding(item)}
        else:
            original = f"/media/original/user/{item.user}/{item.file_name}"
            info["0-original"] = {"h264": {"url": original, "status": "success", "progress": 100}}
        return info

    def _related(self, item: Item) -> list[dict[str, Any]]:
        # random on purpose, as on the real server: the body must never be compared as a whole
        others = [other for other in self._catalog.items if other.listable and other is not item]
        return [self.list_row(it) for it in random.sample(others, min(RELATED, len(others)))]

    def _most_viewed(self, items: Iterable[Item]) -> str | None:
        top = max((i for i in items if i.listable), key=lambda i: i.views, default=None)
        return None if top is None else self._thumbnail(top)


def slug_of_tag(tag: str) -> str:
    """A tag as v1.x stores it: `late night` is `late-night`, `español` is `espanol`."""
    plain = tag.translate(str.maketrans("áéíóúüñ", "aeiouun"))
    return "-".join(plain.split())


def _encoding(item: Item) -> dict[str, Any]:
    return {
        "title": "h264-480",
        "url": f"/media/encoded/13/{item.user}/{item.file_name}.mp4",
        "progress": 100 if item.encoding_status == "success" else 0,
        "size": "300.1MB",
        "encoding_id": pick_number(33_000, "encoding", item.token),
        "status": item.encoding_status,
    }


def _preview(item: Item) -> str | None:
    if item.media_type != "video":
        return None
    return f"/media/encoded/1/{item.user}/{item.file_name}.gif"


def _hls(item: Item) -> dict[str, str]:
    if not item.has_hls or item.encoding_status != "success" or item.media_type != "video":
        return {}
    folder = f"/media/hls/{item.media_hash}"
    return {
        "master_file": f"{folder}/master.m3u8",
        "480_iframe": f"{folder}/media-1/iframes.m3u8",
        "480_playlist": f"{folder}/media-1/stream.m3u8",
    }
