"""What the stand-in's database holds: items, categories, and how MediaCMS names their files."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_NOT_IN_FILE_NAME = re.compile(r"[^\w.\-]+")
_NOT_IN_THUMBNAIL_NAME = re.compile(r"[^\w.\-\s]+")
_MAX_FILE_NAME = 80


@dataclass(frozen=True, slots=True)
class Item:
    """One MediaCMS entry: `categories` are category keys, `duration` is in seconds (0 unknown)."""

    token: str
    title: str
    added: datetime
    duration: int = 0
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    user: str = "admin"
    thumbnail: str | None = None
    state: str = "public"
    is_reviewed: bool = True
    encoding_status: str = "success"
    media_type: str = "video"
    views: int = 0
    likes: int = 0
    size_mb: float = 700.0
    has_hls: bool = True
    featured: bool = False

    @property
    def searchable(self) -> bool:
        """In the search of the old versions: public and reviewed, whatever its encoding."""
        return self.state == "public" and self.is_reviewed

    @property
    def listable(self) -> bool:
        """In the list of every version."""
        return self.searchable and self.encoding_status == "success"

    @property
    def edited(self) -> datetime:
        return self.added + timedelta(minutes=37)

    @property
    def media_hash(self) -> str:
        """The item's uid in file names: 32 hexadecimal digits."""
        return digest("uid", self.token)

    @property
    def file_name(self) -> str:
        """The uploaded file as MediaCMS stores it, brackets and blanks turned into underscores."""
        return f"{self.media_hash}.{_NOT_IN_FILE_NAME.sub('_', self.title)[:_MAX_FILE_NAME]}"


@dataclass(frozen=True, slots=True)
class Category:
    """A category row; before v5.0.0 titles were unique, so `legacy_title` may have to differ."""

    key: str
    title: str
    legacy_title: str
    description: str = ""

    @property
    def uid(self) -> str:
        return digest("category", self.key)[:16]


def category(title: str, *, legacy_title: str | None = None, key: str | None = None) -> Category:
    """A category whose key is its title unless said otherwise."""
    return Category(key or title, title, legacy_title or title)


def digest(*parts: object) -> str:
    """32 hexadecimal digits made of the parts: the one source of chance, the same everywhere."""
    return hashlib.md5("\x1f".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


def pick_number(below: int, *parts: object) -> int:
    """A number 0 … below - 1 that the parts decide."""
    return int(digest(*parts)[:12], 16) % below


def thumbnail_path(token: str, title: str, user: str = "admin") -> str:
    """Where MediaCMS would store the thumbnail: brackets out, blanks to underscores, a suffix."""
    name = re.sub(r"\s+", "_", _NOT_IN_THUMBNAIL_NAME.sub("", title).strip())[:_MAX_FILE_NAME]
    folder = f"/media/original/thumbnails/user/{user}"
    return f"{folder}/{digest('uid', token)}.{name}_{digest('thumbnail', token)[:7]}.jpg"


def london(moment: datetime) -> str:
    """ISO-8601 as Django writes it in the default zone: `Z` in winter, `+01:00` in summer."""
    moment = moment.astimezone(UTC)
    begins, ends = _last_sunday(moment.year, 3), _last_sunday(moment.year, 10)
    if begins <= moment < ends:
        return (moment + timedelta(hours=1)).replace(tzinfo=None).isoformat() + "+01:00"
    return moment.replace(tzinfo=None).isoformat() + "Z"


def _last_sunday(year: int, month: int) -> datetime:
    """One o'clock UTC on the month's last Sunday, when British clocks change (31-day months)."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
