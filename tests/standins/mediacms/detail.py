"""The body of /api/v1/media/TOKEN, key for key and in the recorded order."""

from __future__ import annotations

import random
from typing import Any

from tests.standins.mediacms.flavour import Flavour
from tests.standins.mediacms.item import Item, london, pick_number
from tests.standins.mediacms.rows import USER_LOGO, Rows, preview

RELATED = 100
HEIGHTS = ("2160", "1440", "1080", "720", "480", "360", "240")
MODERN_ONLY = ("is_shared", "chapter_data", "slideshow_items")


def detail(rows: Rows, item: Item, *, related: bool) -> dict[str, Any]:
    """Relative addresses, no token, and related rows that are others on every call."""
    body = (
        _identity(rows, item)
        | _pictures(rows, item)
        | _figures(rows.flavour, item)
        | _description(rows, item)
    )
    body["related_media"] = _related(rows, item) if related else []
    if not rows.flavour.modern:
        for key in MODERN_ONLY:
            del body[key]
    return body


def _identity(rows: Rows, item: Item) -> dict[str, Any]:
    return {
        "url": f"{rows.base}/view?m={item.token}",
        "user": item.user,
        "title": item.title,
        "description": "",
        "add_date": london(item.added),
        "edit_date": london(item.edited),
        "media_type": item.media_type,
        "state": item.state,
        "is_shared": False,
        "duration": item.duration,
    }


def _pictures(rows: Rows, item: Item) -> dict[str, Any]:
    thumbnail = rows.thumbnail(item)
    return {
        "thumbnail_url": thumbnail,
        "poster_url": thumbnail,
        "thumbnail_time": pick_number(10 * item.duration + 10, "thumb", item.token) / 10,
        "sprites_url": None,
        "preview_url": preview(item),
        "author_name": item.user,
        "author_profile": f"/user/{item.user}/",
        "author_thumbnail": USER_LOGO,
    }


def _figures(flavour: Flavour, item: Item) -> dict[str, Any]:
    return {
        "encodings_info": _encodings(flavour, item),
        "encoding_status": item.encoding_status,
        "views": item.views,
        "likes": item.likes,
        "dislikes": 0,
        "reported_times": 0,
        "user_featured": False,
        "original_media_url": _original(item),
        "size": f"{item.size_mb:.1f}MB",
        "video_height": 480,
        "enable_comments": True,
    }


def _description(rows: Rows, item: Item) -> dict[str, Any]:
    return {
        "categories_info": rows.categories_info(item),
        "is_reviewed": item.is_reviewed,
        "edit_url": f"/edit?m={item.token}",
        "tags_info": [{"title": tag, "url": f"/search?t={tag}"} for tag in rows.tags(item)],
        "hls_info": _hls(item),
        "license": None,
        "subtitles_info": [],
        "chapter_data": [],
        "ratings_info": [],
        "add_subtitle_url": f"/add_subtitle?m={item.token}",
        "allow_download": True,
        "slideshow_items": [],
    }


def _encodings(flavour: Flavour, item: Item) -> dict[str, Any]:
    info: dict[str, Any] = {height: {} for height in HEIGHTS}
    if flavour.modern:
        info["144"] = {}
    if item.encoding_status == "success" or not flavour.modern:
        info["480"] = {"h264": _encoding(item)}
    else:
        original = {"url": _original(item), "status": "success", "progress": 100}
        info["0-original"] = {"h264": original}
    return info


def _encoding(item: Item) -> dict[str, Any]:
    return {
        "title": "h264-480",
        "url": f"/media/encoded/13/{item.user}/{item.file_name}.mp4",
        "progress": 100 if item.encoding_status == "success" else 0,
        "size": "300.1MB",
        "encoding_id": pick_number(33_000, "encoding", item.token),
        "status": item.encoding_status,
    }


def _original(item: Item) -> str:
    return f"/media/original/user/{item.user}/{item.file_name}"


def _related(rows: Rows, item: Item) -> list[dict[str, Any]]:
    # random on purpose, as on the real server: the body must never be compared as a whole
    others = [other for other in rows.catalog.items if other.listable and other is not item]
    return [rows.list_row(other) for other in random.sample(others, min(RELATED, len(others)))]


def _hls(item: Item) -> dict[str, str]:
    if not item.has_hls or item.encoding_status != "success" or item.media_type != "video":
        return {}
    folder = f"/media/hls/{item.media_hash}"
    return {
        "master_file": f"{folder}/master.m3u8",
        "480_iframe": f"{folder}/media-1/iframes.m3u8",
        "480_playlist": f"{folder}/media-1/stream.m3u8",
    }
