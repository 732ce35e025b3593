"""What MediaCMS offers: its addresses, parameters and shapes. The file to edit when it differs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from connector.errors import NotFound, NotMediaCMS
from connector.http import JsonClient

PAGE_SIZE = 50  # fixed in every version; page_size, limit and per_page are ignored
CAP = 1000  # from v6.4.0 lists and search end here, silently
SORT_FIELDS = ("add_date", "title", "edit_date", "views", "likes")

# A stop word passes the guard "q, c or t is required", is then dropped, and no filter is left:
# the whole public catalog, with the categories that the list does not carry.
EVERYTHING = "the"

# what the detail address takes; anything else is an HTML 404
_DETAIL_TOKEN = re.compile(r"[\w-]{1,200}", re.ASCII)

Query = Mapping[str, str]

LIST = "/api/v1/media"
SEARCH = "/api/v1/search"
MANAGE = "/api/v1/manage_media"
# oldest first: what is added during a walk then appears on its last page and shifts nothing
OLDEST_FIRST: Query = {"sort_by": "add_date", "ordering": "asc"}
SEARCH_EVERYTHING: Query = {"q": EVERYTHING, **OLDEST_FIRST}
MANAGE_PUBLIC: Query = {
    "state": "public",
    "encoding_status": "success",
    "is_reviewed": "true",
    **OLDEST_FIRST,
}


@dataclass(slots=True)
class Row:
    """The little we keep of a row: values as given, for normalise to judge."""

    token: str
    title: object
    duration: object
    thumbnail_url: object
    add_date: object
    media_type: object
    listable: bool | None  # None: this kind of row does not say
    categories: tuple[str, ...] | None  # None: this kind of row does not say

    def raw(self) -> dict[str, object]:
        """The row as normalise reads it."""
        return {
            "friendly_token": self.token,
            "title": self.title,
            "duration": self.duration,
            "thumbnail_url": self.thumbnail_url,
            "add_date": self.add_date,
            "media_type": self.media_type,
            "categories_info": list(self.categories or ()),
        }


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list or search; `odd` are rows without a token, kept as they came."""

    count: int
    rows: list[Row]
    odd: list[object]
    more: bool
    keys: frozenset[str]
    row_keys: frozenset[str]

    @property
    def length(self) -> int:
        return len(self.rows) + len(self.odd)


async def page(client: JsonClient, path: str, query: Query, number: int) -> Page:
    """Page `number` (1-based). `next` only says that there is more: its host is not to be trusted.

    Past the last page MediaCMS answers 404: that is an empty page here.
    """
    try:
        body = await client.get(path, {**query, "page": number} if number > 1 else query)
    except NotFound:
        if number == 1:
            raise NotMediaCMS(
                f"{client.base_url}{path} answers 404. Is MEDIACMS_URL the address of a MediaCMS?"
            ) from None
        return Page(0, [], [], False, frozenset(), frozenset())
    return read_page(f"{client.base_url}{path}", body)


def read_page(address: str, body: object) -> Page:
    if body == {}:  # search's answer to a query it takes for empty
        return Page(0, [], [], False, frozenset(), frozenset())
    if not isinstance(body, dict) or not isinstance(body.get("results"), list):
        raise NotMediaCMS(
            f"{address} answers JSON without `results`. Is MEDIACMS_URL the address of a MediaCMS?"
        )
    results: list[object] = body["results"]
    count = body.get("count")
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise NotMediaCMS(f"{address} answers a `count` of {count!r:.40}, not a number")
    rows, odd = [], []
    for raw in results:
        row = read_row(raw)
        if row is None:
            odd.append(raw)
        else:
            rows.append(row)
    first = results[0] if results and isinstance(results[0], dict) else {}
    keys = frozenset(key for key in body if isinstance(key, str))
    return Page(count, rows, odd, body.get("next") is not None, keys, frozenset(first))


async def detail(client: JsonClient, token: str) -> Row:
    """One item with categories and state.

    Raises Gone when it is missing or private, NotFound when the token cannot be addressed,
    PageFailed when MediaCMS cannot show it.
    """
    if not _DETAIL_TOKEN.fullmatch(token):
        raise NotFound(f"{token[:80]!r} cannot be addressed in {LIST}/")
    body = await client.get(f"{LIST}/{token}")
    # the detail body has no friendly_token: it is the one we asked for
    row = read_row({**body, "friendly_token": token}) if isinstance(body, dict) else None
    if row is None or row.categories is None:
        raise NotMediaCMS(f"{client.base_url}{LIST}/{token} answers JSON that is no item")
    return row


async def category_counts(client: JsonClient) -> dict[str, int]:
    """Category titles with the stored, roughly right number of items; not paginated."""
    body = await client.get("/api/v1/categories")
    if not isinstance(body, list):
        raise NotMediaCMS(f"{client.base_url}/api/v1/categories does not answer a list")
    counts: dict[str, int] = {}
    for entry in body:
        if isinstance(entry, dict) and isinstance(entry.get("title"), str):
            number = entry.get("media_count")
            counts[entry["title"]] = number if isinstance(number, int) else 0
    return counts


def read_row(raw: object) -> Row | None:
    """A list, search or detail row; None without a usable token."""
    if not isinstance(raw, dict):
        return None
    token = raw.get("friendly_token")
    if not isinstance(token, str) or not token:
        return None
    return Row(
        token=token,
        title=raw.get("title"),
        duration=raw.get("duration"),
        thumbnail_url=raw.get("thumbnail_url"),
        add_date=raw.get("add_date"),
        media_type=raw.get("media_type"),
        listable=_listable(raw),
        categories=_categories(raw.get("categories_info")),
    )


def _listable(raw: Mapping[str, object]) -> bool | None:
    if "state" not in raw or "encoding_status" not in raw:
        return None
    return (
        raw["state"] == "public"
        and raw["encoding_status"] == "success"
        and raw.get("is_reviewed", True) is True
    )


def _categories(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    titles = (entry.get("title") for entry in value if isinstance(entry, dict))
    return tuple(title for title in titles if isinstance(title, str))


def version_range(list_page: Page, search_page: Page) -> str:
    """Which versions answer like this; there is no version endpoint."""
    if "tags" in list_page.keys:
        return "v7.2.0 or later"
    if search_page.rows and "api_url" not in search_page.row_keys:
        return "v2.0 or earlier"
    if CAP in (list_page.count, search_page.count):
        return "v6.4.0 to v6.7.1, or exactly 1000 items"
    return "v2.1.0 to v6.3.0"
