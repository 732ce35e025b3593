"""Reads pasted text as playlist items: ids, addresses, titles, or an export of ours."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from action_api.domain.playlists import MAX_ITEMS, VIDEO_ID, TooManyItemsError

DEFAULT_MANIFEST_PATH = "/api/v1/media/cytube/{video_id}.json"
MAX_SHOWN_INPUT = 200
MAX_SHOWN_MATCHES = 5
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_COMMENT = re.compile(r"#(?:\s|EXT|PLAYLIST:|\Z)")
_DETAIL_PATH = re.compile(r"/api/v1/media/([A-Za-z0-9_-]{1,64})/?")
_ID_PARAMETERS = ("m", "friendly_token")


class Resolver(Protocol):
    """What the catalog is asked."""

    def has(self, video_id: str) -> bool:
        """Whether the catalog has the item."""
        ...

    def find_title(self, title: str) -> Sequence[str]:
        """The video_ids whose title, as given or for people, is this one, case aside."""
        ...


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """What became of one line (1-based): a video_id, or the reason why there is none."""

    line: int
    input: str
    video_id: str | None
    reason: str | None


def import_text(
    text: str, resolver: Resolver, *, manifest_url_template: str = DEFAULT_MANIFEST_PATH
) -> tuple[ImportedLine, ...]:
    """Return one report per line that holds something; blank lines and comments are left out.

    Exports of ours (json, csv, txt, m3u) are read back as they are. Raises TooManyItemsError.
    """
    manifest = _manifest_pattern(manifest_url_template)
    lines: list[ImportedLine] = []
    for number, value in _inputs(text.removeprefix("\ufeff")):
        if len(lines) == MAX_ITEMS:
            raise TooManyItemsError(len(text.splitlines()))
        lines.append(_resolved(number, value, resolver, manifest))
    return tuple(lines)


def _inputs(text: str) -> Iterator[tuple[int, str]]:
    stripped = text.lstrip()
    if stripped.startswith(("{", "[")):
        found = _json_ids(stripped)
        if found is not None:
            yield from enumerate(found, 1)
            return
    if stripped.startswith("position,video_id,"):
        yield from _csv_ids(text)
        return
    # not splitlines(): a form feed or U+2028 in a title does not end a pasted line
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        value = line.strip()
        if value and not _COMMENT.match(value):
            yield number, value


def _json_ids(text: str) -> list[str] | None:
    """Return the ids of a JSON export or a plain list of ids, None where it is neither."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    items = found.get("items") if isinstance(found, dict) else found
    if not isinstance(items, list):
        return None
    ids = [item.get("video_id") if isinstance(item, dict) else item for item in items]
    return [str(video_id).strip() for video_id in ids]


def _csv_ids(text: str) -> Iterator[tuple[int, str]]:
    reader = csv.DictReader(io.StringIO(text))
    try:
        for row in reader:
            # the apostrophe is the export's guard against formulas
            value = (row.get("video_id") or "").strip().removeprefix("'")
            if value:
                yield reader.line_num, value
    except csv.Error:
        yield reader.line_num + 1, "(this line is no CSV)"


def _resolved(
    number: int, value: str, resolver: Resolver, manifest: re.Pattern[str]
) -> ImportedLine:
    shown = value if len(value) <= MAX_SHOWN_INPUT else value[: MAX_SHOWN_INPUT - 1] + "…"
    if _ADDRESS.match(value):
        video_id, reason = _from_address(value, resolver, manifest)
    else:
        video_id, reason = _from_words(value, resolver)
    return ImportedLine(number, shown, video_id, reason)


def _from_address(
    value: str, resolver: Resolver, manifest: re.Pattern[str]
) -> tuple[str | None, str | None]:
    try:
        parts = urlsplit(value.split()[0])
    except ValueError:
        return None, "This address cannot be read"
    video_id = _id_in_address(parts.path, parts.query, manifest)
    if video_id is None:
        return None, "This is no address of a MediaCMS item: paste the item's page, or its id"
    if not resolver.has(video_id):
        return None, f"The catalog has no item {video_id}"
    return video_id, None


def _id_in_address(path: str, query: str, manifest: re.Pattern[str]) -> str | None:
    found = manifest.fullmatch(path) or _DETAIL_PATH.fullmatch(path)
    if found:
        return found[1]
    try:
        parameters = parse_qs(query, max_num_fields=50)
    except ValueError:
        return None
    for name in _ID_PARAMETERS:
        for value in parameters.get(name, []):
            if VIDEO_ID.fullmatch(value):
                return value
    return None


def _from_words(value: str, resolver: Resolver) -> tuple[str | None, str | None]:
    first = value.split("\t", 1)[0].strip()
    if VIDEO_ID.fullmatch(first) and resolver.has(first):
        return first, None
    matches = resolver.find_title(value)
    if len(matches) == 1:
        return matches[0], None
    if not matches:
        what = "id or title" if VIDEO_ID.fullmatch(first) else "title"
        return None, f"The catalog has no item with this {what}"
    listed = ", ".join(matches[:MAX_SHOWN_MATCHES])
    more = ", …" if len(matches) > MAX_SHOWN_MATCHES else ""
    return None, f"{len(matches)} items have this title: paste one of the ids {listed}{more}"


def _manifest_pattern(template: str) -> re.Pattern[str]:
    path = urlsplit(template.replace("{video_id}", "VIDEO-ID")).path
    return re.compile(re.escape(path).replace(re.escape("VIDEO-ID"), "([A-Za-z0-9_-]{1,64})"))
