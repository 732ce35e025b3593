"""The titles of the search bundle: front-coded, with their common endings apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from site_builder.search_bundle_bytes import line

MAX_SHARED = 255
MAX_TAILS = 255
FIRST_YEAR = 1900

_YEAR = "\x02"
_UNUSUAL = "\x02"
_TAIL_LENGTH = 24
_TAIL = re.compile(r"(?:([ ._(\[,-]{0,4})((?:19|20)[0-9]{2})([\]) ]{0,3}))?(\.[A-Za-z0-9]{2,4})?\Z")
_USUAL = re.compile(r"[ -~]*")


@dataclass(frozen=True, slots=True)
class TitleColumns:
    """Sections 1 to 6 of the search file."""

    shared: bytes
    rest: bytes
    tail_texts: bytes
    tails: bytes
    years: bytes
    unusual: bytes

    @classmethod
    def of(cls, titles: Sequence[str]) -> TitleColumns:
        """Encode titles, which are in title order."""
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
            text = title if tail and tail not in number else stem
            length = _shared_length(previous, text)
            shared.append(length)
            rest += f"{text[length:]}\n".encode("ascii")
            # no row continues a mark: the browser looks for whole lines
            previous = "" if text == _UNUSUAL else text
        return cls(
            shared=bytes(shared),
            rest=bytes(rest),
            # the year in them is a mark, not text: no escapes
            tail_texts="".join(f"{tail}\n" for tail in common).encode("ascii"),
            tails=bytes(tails),
            years=bytes(years),
            unusual=b"".join(line(title.encode()) for title in titles if not is_usual(title)),
        )


def is_usual(title: str) -> bool:
    """Return whether a title is printable ASCII, which the browser takes apart by the line."""
    return _USUAL.fullmatch(title) is not None


def _split_tail(title: str) -> tuple[str, str, int | None]:
    """Return a title's stem, its ending with the year as a mark, and the year."""
    if not is_usual(title):
        return _UNUSUAL, "", None
    match = _TAIL.search(title[-_TAIL_LENGTH:])
    if match is None or not match[0]:
        return title, "", None
    stem = title[: len(title) - len(match[0])]
    before, year, after, extension = match.groups(default="")
    if not year:
        return stem, extension, None
    return stem, f"{before}{_YEAR}{after}{extension}", int(year)


def _shared_length(first: str, second: str) -> int:
    for index, (one, other) in enumerate(zip(first[:MAX_SHARED], second, strict=False)):
        if one != other:
            return index
    return min(len(first), len(second), MAX_SHARED)
