"""Turns one raw row of a source into a catalog item, or says why it cannot be one."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from connector import titles
from connector.item import CatalogItem, Rejected

VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
# a month: anything longer is a broken file's header, not a running time
MAX_DURATION_SECONDS = 31 * 24 * 3600
MAX_TEXT = 4000
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_TYPES = frozenset({"video", "audio", "image", "pdf"})


@dataclass(frozen=True, slots=True)
class Rules:
    """What the configuration adds to a row."""

    manifest_url_template: str
    base_url: str | None = None  # MediaCMS's address; None for an export without one


def normalise(raw: object, rules: Rules) -> CatalogItem | Rejected:
    """Read a row with MediaCMS's names (`friendly_token`, `categories_info`, …) or an export's.

    Pure and total: any JSON value gives an item or a rejection, never an exception.
    """
    if not isinstance(raw, dict):
        return Rejected(_shown(raw), f"not an object but {type(raw).__name__}")
    video_id = _identifier(raw.get("friendly_token", raw.get("video_id")))
    title = raw.get("title")
    if not video_id:
        return Rejected(_shown(title), "no friendly_token / video_id")
    if not isinstance(title, str) or not writable(title).strip():
        return Rejected(_shown(video_id), "no title")
    return _item(video_id, writable(title), raw, rules)


def writable(text: str) -> str:
    """`text` as SQLite and UTF-8 can hold it: NUL and lone surrogates become U+FFFD; bounded."""
    return _UNWRITABLE.sub("\ufffd", text[:MAX_TEXT])


def video_id_fault(video_id: str) -> str | None:
    """Why an item with this id cannot be queued; None when the id is sound."""
    if VIDEO_ID.fullmatch(video_id):
        return None
    return f"its video_id {video_id[:80]!r} is not 1 to 64 of A-Z a-z 0-9 _ -"


def _item(video_id: str, title: str, raw: dict[str, object], rules: Rules) -> CatalogItem:
    parsed = titles.parse(title)
    duration = seconds(raw.get("duration"))
    thumbnail = rebased(raw.get("thumbnail_url"), rules.base_url)
    media_type = raw.get("media_type")
    return CatalogItem(
        video_id=video_id,
        title=title,
        display_title=parsed.display_title,
        categories=categories(raw.get("categories_info", raw.get("categories"))),
        duration_seconds=duration,
        manifest_url=rules.manifest_url_template.replace("{video_id}", quote(video_id, safe="")),
        thumbnail_url=thumbnail,
        page_url=_page_url(video_id, rules.base_url),
        media_type=media_type if isinstance(media_type, str) and media_type in _TYPES else None,
        added_at=utc(raw.get("add_date")),
        year=parsed.year,
        show=parsed.show,
        show_title=parsed.show_title,
        season=parsed.season,
        episode=parsed.episode,
        episode_last=parsed.episode_last,
        part=parsed.part,
        unavailable_reason=video_id_fault(video_id),
        queue_warning=_queue_warning(duration, thumbnail),
    )


def seconds(value: object) -> int | None:
    """Whole seconds; None (unknown) for 0, null, negative, NaN, what is no number, over a month."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if not 0 < value <= MAX_DURATION_SECONDS:
        return None
    return max(1, round(value))


def utc(value: object) -> str | None:
    """An ISO 8601 time with any offset as RFC 3339 UTC, whole seconds; no offset counts as UTC."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)
    except (ValueError, OverflowError):
        return None


def categories(value: object) -> tuple[str, ...]:
    """The category titles of `[{"title": …}]` or `["…"]`, sorted, each once, blanks left out."""
    if not isinstance(value, list):
        return ()
    found = set()
    for entry in value:
        name = entry.get("title") if isinstance(entry, dict) else entry
        if isinstance(name, str) and writable(name).strip():
            found.add(writable(name).strip())
    return tuple(sorted(found))


def rebased(value: object, base_url: str | None) -> str | None:
    """A media address on the configured MediaCMS: its own host and scheme are not to be trusted.

    MediaCMS builds absolute addresses from the request's Host, says http behind a TLS proxy, and
    gives relative ones in search rows. Without a base (an export), absolute http(s) stays.
    """
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        address = urlsplit(writable(value).strip())
    except ValueError:
        return None
    if base_url is None:
        absolute = address.scheme in ("http", "https") and address.netloc
        return quote(address.geturl(), safe=_KEEP) if absolute else None
    if address.scheme not in ("", "http", "https") or not address.path.startswith("/"):
        return None
    path = quote(address.path, safe=_KEEP) + (
        f"?{quote(address.query, safe=_KEEP)}" if address.query else ""
    )
    root = urlsplit(base_url)
    return f"{root.scheme}://{root.netloc}{path}"


_KEEP = "/:?#[]@!$&'()*+,;=%~-._"


def _page_url(video_id: str, base_url: str | None) -> str | None:
    return None if base_url is None else f"{base_url.rstrip('/')}/view?m={quote(video_id, safe='')}"


def _queue_warning(duration: int | None, thumbnail: str | None) -> str | None:
    lacking = [
        name for name, value in (("duration", duration), ("thumbnail", thumbnail)) if value is None
    ]
    return f"may fail to queue: no {' and no '.join(lacking)}" if lacking else None


def _identifier(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    # str() of a huge int can be refused by Python's digit limit, so ints are bounded first
    if isinstance(value, int) and abs(value) >= 10**64:
        return ""
    return writable(str(value)).strip()[:200]


def _shown(value: object) -> str:
    if isinstance(value, str):
        return repr(writable(value)[:80])
    return type(value).__name__
