"""Django REST framework's page-number pagination: the envelope, its links, and its refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

PAGE_SIZE = 50


class InvalidPageError(Exception):
    """A page that is not there: past the end, 0, or not a number."""


def page_number(raw: str | None, count: int, *, empty_is_first: bool) -> int:
    """The page asked for, 1 … the last; `last` is a word; InvalidPageError otherwise."""
    last = max(1, -(-count // PAGE_SIZE))
    if raw is None or (raw == "" and empty_is_first):
        return 1
    if raw == "last":
        return last
    if not raw.isdecimal() or not 1 <= int(raw) <= last:
        raise InvalidPageError(raw)
    return int(raw)


def envelope(
    url: str, query: str, page: int, count: int, results: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The paged answer. `url` is absolute without its query; `query` is the raw query string."""
    has_next = page * PAGE_SIZE < count
    return {
        "count": count,
        "next": _link(url, query, page + 1) if has_next else None,
        "previous": _link(url, query, page - 1) if page > 1 else None,
        "results": results,
    }


def _link(url: str, query: str, page: int) -> str:
    """The address of another page: parameters sorted by name, page 1 written without `page`."""
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "page"]
    if page > 1:
        pairs.append(("page", str(page)))
    # sorted is stable, so a repeated parameter keeps its order
    text = urlencode(sorted(pairs, key=lambda pair: pair[0]))
    return f"{url}?{text}" if text else url
