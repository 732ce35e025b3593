"""The search bundle: everything the browser searches, as a few small binary files.

Format 1. Every file starts with 4 bytes of magic, the format version and three zeros, and a
checksum of 8 bytes of what follows; the numbers there are LEB128 varints, sections carry their
length in bytes. Compressors do the rest, so the encoding only brings like things together (sizes in
docs/BENCHMARKS.md), in a way that the browser undoes with few operations a row:

``search`` (KPLS): number of rows, of categories, rows a thumbnail file, then sections
  1. shared: a byte a row, how many ASCII characters its title shares with the previous row's start
  2. rest: what of the title comes after that, ending in a newline (escapes below)
  3. tail texts: the endings many titles have, such as ``.[YEAR].mp4``, each ending in a newline
  4. tails: a byte a row, 0 for none, else the number of its ending (shared and rest leave it out)
  5. years: a byte for each row whose ending has a year, counted from 1900
  6. minutes: a byte a row, 255 meaning section 8 has it; 7. seconds: a byte a row, 60 = unknown
  8. long durations: the whole minutes of those rows, varints
  9. category sets: for each its size and category numbers, varints
 10. category set of each row, in planes of one byte, the lowest first
 11. reasons: texts, each ending in a newline; 12. unavailable: row (distance to the one before)
     and number of the reason, varints
``ids`` (KPLI): number of rows, sections lengths (bytes of each id; one varint where all are equal)
  and ids.
``thumbnails-N`` (KPLT): number of rows, sections prefix, suffix (what all addresses in the file
  share), and the rest of each address, 0x03 alone for none, each ending in a newline.

In texts that end in a newline the bytes 0x01 to 0x03 and the newline itself are written as 0x01 and
the byte + 0x40; 0x02 stands for the year, and 0x03 for no address.
The checksum is Fletcher's over 32-bit little-endian words (the last one filled up with zeros):
quick to run in a browser that has not compiled it yet. Front coding of sorted texts is as in
Witten, Moffat & Bell, Managing Gigabytes, section 4.1.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

FORMAT_VERSION = 1
THUMBNAIL_ROWS = 512
# the pointer names every file: a huge catalog gets longer thumbnail files, not a huge pointer
MAX_THUMBNAIL_FILES = 128
MAX_SHARED = 255
MAX_TAILS = 255
FIRST_YEAR = 1900
LONG_MINUTES = 255
UNKNOWN_SECONDS = 60

_YEAR = "\x02"
_NO_ADDRESS = b"\x03"
_TAIL_LENGTH = 24
_TAIL = re.compile(r"(?:([ ._(\[,-]{0,4})((?:19|20)[0-9]{2})([\]) ]{0,3}))?(\.[A-Za-z0-9]{2,4})?\Z")
_ESCAPED = re.compile(rb"[\x01-\x03\n]")


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
    titles = _TitleColumns.of([row.title for row in rows])
    reasons, unavailable = _unavailable_columns(rows)
    return _file(
        b"KPLS",
        [len(rows), len(categories), chunk],
        [
            titles.shared,
            titles.rest,
            titles.tail_texts,
            titles.tails,
            titles.years,
            *_duration_columns(rows),
            *_category_columns(rows, categories),
            reasons,
            unavailable,
        ],
    )


@dataclass(frozen=True, slots=True)
class _TitleColumns:
    """Sections 1 to 5."""

    shared: bytes
    rest: bytes
    tail_texts: bytes
    tails: bytes
    years: bytes

    @classmethod
    def of(cls, titles: Sequence[str]) -> _TitleColumns:
        splits = [_split_tail(title) for title in titles]
        counted = Counter(tail for _, tail, _ in splits if tail)
        common = sorted(
            (tail for tail, count in counted.items() if count > 1),
            key=lambda tail: (-counted[tail], tail),
        )[:MAX_TAILS]
        number = {tail: index + 1 for index, tail in enumerate(common)}
        shared, rest, tails, years = bytearray(), bytearray(), bytearray(), bytearray()
        previous = ""
        for title, (stem, tail, year) in zip(titles, splits, strict=True):
            tails.append(number.get(tail, 0))
            if tail in number and year is not None:
                years.append(year - FIRST_YEAR)
            text = stem if tail in number else title
            length = _shared_ascii(previous, text)
            shared.append(length)
            rest += _line(text[length:].encode())
            previous = text
        return cls(
            shared=bytes(shared),
            rest=bytes(rest),
            # the year in them is a mark, not text: no escapes
            tail_texts="".join(f"{tail}\n" for tail in common).encode(),
            tails=bytes(tails),
            years=bytes(years),
        )


def _split_tail(title: str) -> tuple[str, str, int | None]:
    """Return a title's stem, its ending with the year as a mark, and the year."""
    end = title[-_TAIL_LENGTH:]
    match = _TAIL.search(end)
    if match is None or not match[0]:
        return title, "", None
    stem = title[: len(title) - len(match[0])]
    before, year, after, extension = match.groups(default="")
    if not year:
        return stem, extension, None
    return stem, f"{before}{_YEAR}{after}{extension}", int(year)


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
            long_minutes += _varint(whole)
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
    listed = b"".join(_varints((len(members), *members)) for members in distinct)
    return listed, bytes(planes)


def _unavailable_columns(rows: Sequence[BundleRow]) -> tuple[bytes, bytes]:
    reasons: dict[str, int] = {}
    listed = bytearray()
    previous = 0
    for index, row in enumerate(rows):
        if row.unavailable_reason is None:
            continue
        reason = reasons.setdefault(row.unavailable_reason, len(reasons))
        listed += _varints((index - previous, reason))
        previous = index
    return b"".join(_line(reason.encode()) for reason in reasons), bytes(listed)


def _encode_ids(rows: Sequence[BundleRow]) -> bytes:
    ids = [row.video_id.encode() for row in rows]
    lengths = [len(video_id) for video_id in ids]
    if len(set(lengths)) == 1:
        lengths = lengths[:1]
    return _file(b"KPLI", [len(rows)], [_varints(lengths), b"".join(ids)])


def _encode_thumbnails(addresses: Sequence[str | None]) -> bytes:
    known = [address for address in addresses if address is not None]
    prefix = _shared_prefix(known)
    suffix = _shared_prefix([address[len(prefix) :][::-1] for address in known])[::-1]
    lines = bytearray()
    for address in addresses:
        if address is None:
            lines += _NO_ADDRESS + b"\n"
        else:
            lines += _line(address[len(prefix) : len(address) - len(suffix)].encode())
    return _file(b"KPLT", [len(addresses)], [prefix.encode(), suffix.encode(), bytes(lines)])


def _file(magic: bytes, numbers: Sequence[int], sections: Sequence[bytes]) -> bytes:
    body = _varints(numbers) + b"".join(_varint(len(part)) for part in sections)
    body += b"".join(sections)
    return magic + bytes([FORMAT_VERSION, 0, 0, 0]) + _checksum(body) + body


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


def _shared_ascii(first: str, second: str) -> int:
    # ASCII is as long in UTF-16 as in UTF-8, so that the browser can cut its strings there
    for index, (one, other) in enumerate(zip(first[:MAX_SHARED], second, strict=False)):
        if one != other or not one.isascii():
            return index
    return min(len(first), len(second), MAX_SHARED)


def _checksum(body: bytes) -> bytes:
    padded = body + bytes(-len(body) % 4)
    sums = accumulate(struct.unpack(f"<{len(padded) // 4}I", padded))
    total = twice = 0
    for total in sums:
        twice += total
    return struct.pack("<2I", total & 0xFFFFFFFF, twice & 0xFFFFFFFF)


def _line(text: bytes) -> bytes:
    return _ESCAPED.sub(lambda match: bytes((1, match[0][0] + 0x40)), text) + b"\n"


def _varints(numbers: Iterable[int]) -> bytes:
    return b"".join(map(_varint, numbers))


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)
