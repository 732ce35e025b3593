"""Writes a playlist as json, txt, csv or m3u, safe to open whatever its titles hold."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

# a spreadsheet takes a cell that begins so for a formula (OWASP: CSV Injection)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# every break str.splitlines knows, other controls, and what turns text around
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]+"
)


class ExportFormat(StrEnum):
    """How a playlist is written."""

    JSON = "json"
    TXT = "txt"
    CSV = "csv"
    M3U = "m3u"


MEDIA_TYPES = {
    ExportFormat.JSON: "application/json; charset=utf-8",
    ExportFormat.TXT: "text/plain; charset=utf-8",
    ExportFormat.CSV: "text/csv; charset=utf-8; header=present",
    ExportFormat.M3U: "audio/x-mpegurl; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class ExportItem:
    """One item joined with the snapshot; the title is empty where the catalog has none."""

    video_id: str
    title: str
    duration_seconds: int | None
    manifest_url: str


def export(name: str, items: Sequence[ExportItem], wanted: ExportFormat) -> str:
    """Return the file's text, ending in a newline; every format can be imported again."""
    match wanted:
        case ExportFormat.JSON:
            return _json(name, items)
        case ExportFormat.TXT:
            return _txt(name, items)
        case ExportFormat.CSV:
            return _csv(items)
        case ExportFormat.M3U:
            return _m3u(name, items)


def file_name(name: str, wanted: ExportFormat) -> str:
    """Return a plain ASCII file name for a Content-Disposition header."""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:60] or "playlist"
    return f"{stem}.{wanted}"


def _json(name: str, items: Sequence[ExportItem]) -> str:
    written = {
        "name": name,
        "items": [
            {
                "video_id": item.video_id,
                "title": item.title,
                "duration_seconds": item.duration_seconds,
                "manifest_url": item.manifest_url,
            }
            for item in items
        ],
    }
    # ASCII only: a lone surrogate in a title stays writable as UTF-8
    return json.dumps(written, indent=2) + "\n"


def _txt(name: str, items: Sequence[ExportItem]) -> str:
    lines = [f"# {_one_line(name)}"]
    lines += [f"{item.video_id}\t{_one_line(item.title)}".rstrip() for item in items]
    return "\n".join(lines) + "\n"


def _csv(items: Sequence[ExportItem]) -> str:
    text = io.StringIO()
    # RFC 4180: CRLF, quotes doubled
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["position", "video_id", "title", "duration_seconds", "manifest_url"])
    for position, item in enumerate(items, 1):
        duration = "" if item.duration_seconds is None else item.duration_seconds
        cells = [item.video_id, _one_line(item.title), duration, item.manifest_url]
        writer.writerow([position, *(_inert(cell) for cell in cells)])
    return text.getvalue()


def _m3u(name: str, items: Sequence[ExportItem]) -> str:
    lines = ["#EXTM3U", f"#PLAYLIST:{_one_line(name)}"]
    for item in items:
        duration = -1 if item.duration_seconds is None else item.duration_seconds
        lines.append(f"#EXTINF:{duration},{_one_line(item.title) or item.video_id}")
        lines.append(_one_line(item.manifest_url))
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text).strip()


def _inert(cell: str | int) -> str | int:
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell
