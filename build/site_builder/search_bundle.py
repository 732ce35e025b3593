"""The search bundle: everything the browser searches, as a few small binary files.

Format 2. Every file starts with 4 bytes of magic, the format version and three zeros, and the first
8 bytes of the SHA-256 of what follows, which browsers have built in. The numbers there are LEB128
varints, sections carry their length in bytes. Compressors do the rest, so the encoding only brings
like things together (sizes in docs/BENCHMARKS.md), in a way that the browser undoes with few
operations a row:

``search`` (KPLS): number of rows, of categories, rows a thumbnail file, then sections
  1. shared: a byte a row, how many characters its title shares with the previous row's start
  2. rest: what of the title comes after that, printable ASCII, ending in a newline; 0x02 alone for
     a title with other characters
  3. tail texts: the endings many titles have, such as ``.[0x02].mp4`` where 0x02 is the year, each
     ending in a newline
  4. tails: a byte a row, 0 for none, else the number of its ending (shared and rest leave it out)
  5. years: a byte for each row whose ending has a year, counted from 1900
  6. unusual: the titles with other characters, whole, each ending in a newline
  7. minutes: a byte a row, 255 meaning section 9 has it; 8. seconds: a byte a row, 60 = unknown
  9. long durations: the whole minutes of those rows, varints
 10. category sets: for each its size and category numbers, varints
 11. category set of each row, in planes of one byte, the lowest first
 12. reasons: texts, each ending in a newline; 13. unavailable: row (distance to the one before)
     and number of the reason, varints
``ids`` (KPLI): number of rows, sections lengths (bytes of each id; one varint where all are equal)
  and ids.
``thumbnails-N`` (KPLT): number of rows, sections prefix, suffix (what all addresses in the file
  share), and the rest of each address, 0x03 alone for none, each ending in a newline.

In texts of any characters that end in a newline the bytes 0x01 to 0x03 and the newline itself are
written as 0x01 and the byte + 0x40; elsewhere 0x02 and 0x03 are the marks named above.
Front coding of sorted texts is as in Witten, Moffat & Bell, Managing Gigabytes, section 4.1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from site_builder.search_bundle_bytes import FORMAT_VERSION, file, line, varints
from site_builder.search_bundle_titles import TitleColumns

THUMBNAIL_ROWS = 512
# the pointer names every file: a huge catalog gets longer thumbnail files, not a huge pointer
MAX_THUMBNAIL_FILES = 128
LONG_MINUTES = 255
UNKNOWN_SECONDS = 60

_NO_ADDRESS = b"\x03"


@dataclass(frozen=True, slots=True)
class BundleRow:
    """One item as the browser needs it; ``categories`` are names."""

    video_id: str
    title: str
    duration_seconds: int | None
    categories: tuple[str, ...]
    thumbnail_url: str | None
    unavailable_reason: str | None


@dataclass(frozen=True, slots=True)
class SearchBundle:
    """The files by role (``search``, ``ids``, ``thumbnails-0`` …), not compressed."""

    files: dict[str, bytes]
    format_version: int


def encode(rows: Sequence[BundleRow], categories: Sequence[str]) -> SearchBundle:
    """Encode rows, which are in title order; equal input gives equal bytes.

    ``categories`` fixes the numbers of the categories: the pointer lists them in this order.
    Raises ValueError for a row whose category is not among them.
    """
    chunk = _thumbnail_rows(len(rows))
    files = {"search": _encode_search(rows, categories, chunk), "ids": _encode_ids(rows)}
    for start in range(0, len(rows), chunk):
        addresses = [row.thumbnail_url for row in rows[start : start + chunk]]
        files[f"thumbnails-{start // chunk}"] = _encode_thumbnails(addresses)
    return SearchBundle(files=files, format_version=FORMAT_VERSION)


def _thumbnail_rows(row_count: int) -> int:
    rows = THUMBNAIL_ROWS
    while rows * MAX_THUMBNAIL_FILES < row_count:
        rows *= 2
    return rows


def _encode_search(rows: Sequence[BundleRow], categories: Sequence[str], chunk: int) -> bytes:
    titles = TitleColumns.of([row.title for row in rows])
    reasons, unavailable = _unavailable_columns(rows)
    return file(
        b"KPLS",
        [len(rows), len(categories), chunk],
        [
            titles.shared,
            titles.rest,
            titles.tail_texts,
            titles.tails,
            titles.years,
            titles.unusual,
            *_duration_columns(rows),
            *_category_columns(rows, categories),
            reasons,
            unavailable,
        ],
    )


def _duration_columns(rows: Sequence[BundleRow]) -> tuple[bytes, bytes, bytes]:
    minutes, seconds, long_minutes = bytearray(), bytearray(), bytearray()
    for row in rows:
        if row.duration_seconds is None:
            minutes.append(0)
            seconds.append(UNKNOWN_SECONDS)
            continue
        whole, left = divmod(row.duration_seconds, 60)
        minutes.append(min(whole, LONG_MINUTES))
        seconds.append(left)
        if whole >= LONG_MINUTES:
            long_minutes += varints([whole])
    return bytes(minutes), bytes(seconds), bytes(long_minutes)


def _category_columns(rows: Sequence[BundleRow], categories: Sequence[str]) -> tuple[bytes, bytes]:
    number = {category: index for index, category in enumerate(categories)}
    sets: list[tuple[int, ...]] = []
    for row in rows:
        unknown = [category for category in row.categories if category not in number]
        if unknown:
            raise ValueError(
                f"video_id {row.video_id!r} has category {unknown[0]!r}, which is not among the"
                f" {len(categories)} categories given: give encode() every category"
            )
        sets.append(tuple(sorted({number[category] for category in row.categories})))
    counted = Counter(sets)
    distinct = sorted(counted, key=lambda members: (-counted[members], members))
    place = {members: index for index, members in enumerate(distinct)}
    places = [place[members] for members in sets]
    planes = bytearray()
    for shift in range(0, max(len(distinct) - 1, 1).bit_length(), 8):
        planes += bytes(index >> shift & 0xFF for index in places)
    listed = b"".join(varints((len(members), *members)) for members in distinct)
    return listed, bytes(planes)


def _unavailable_columns(rows: Sequence[BundleRow]) -> tuple[bytes, bytes]:
    reasons: dict[str, int] = {}
    listed = bytearray()
    previous = 0
    for index, row in enumerate(rows):
        if row.unavailable_reason is None:
            continue
        reason = reasons.setdefault(row.unavailable_reason, len(reasons))
        listed += varints((index - previous, reason))
        previous = index
    return b"".join(line(reason.encode()) for reason in reasons), bytes(listed)


def _encode_ids(rows: Sequence[BundleRow]) -> bytes:
    ids = [row.video_id.encode() for row in rows]
    lengths = [len(video_id) for video_id in ids]
    if len(set(lengths)) == 1:
        lengths = lengths[:1]
    return file(b"KPLI", [len(rows)], [varints(lengths), b"".join(ids)])


def _encode_thumbnails(addresses: Sequence[str | None]) -> bytes:
    known = [address for address in addresses if address is not None]
    prefix = _shared_prefix(known)
    suffix = _shared_prefix([address[len(prefix) :][::-1] for address in known])[::-1]
    lines = bytearray()
    for address in addresses:
        if address is None:
            lines += _NO_ADDRESS + b"\n"
        else:
            lines += line(address[len(prefix) : len(address) - len(suffix)].encode())
    return file(b"KPLT", [len(addresses)], [prefix.encode(), suffix.encode(), bytes(lines)])


def _shared_prefix(texts: Sequence[str]) -> str:
    if not texts:
        return ""
    # what the first and the last in order share, all between them share
    first = min(texts)
    return first[: _shared_length(first, max(texts))]


def _shared_length(first: Sequence[object], second: Sequence[object]) -> int:
    for index, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return index
    return min(len(first), len(second))
