"""Which rows a request selects: the filters of /media, /search and /manage_media."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.standins.mediacms.auth import Viewer
from tests.standins.mediacms.catalog import Catalog
from tests.standins.mediacms.flavour import Flavour, ServerError
from tests.standins.mediacms.item import Item
from tests.standins.mediacms.rows import slug_of_tag

Params = Mapping[str, str]
Test = Callable[[Item], bool]

SORT_FIELDS = ("title", "add_date", "edit_date", "views", "likes")
MEDIA_TYPES = ("video", "audio", "image", "pdf")
DURATIONS = {
    "0-20": (0, 1200),
    "20-40": (1200, 2400),
    "40-60": (2400, 3600),
    "60-120": (3600, None),
}
# Enough of MediaCMS's English and Spanish stop words: a query of nothing else filters nothing.
_STOP_WORDS = (
    "a about above after again all also am an and any are as at be been before being below both "
    "but by can could did do does down during each few first for four from full get give go had "
    "has have he her here him his how i if in into is it its just last least less made make many "
    "may me mine more most move much must my name never next nine no none nor not nothing now of "
    "off often on once one only or other our out over own part per please put really same say see "
    "she should show side since six so some still such take ten than that the their them then "
    "there these they this those three to together top two under until up us used very via was we "
    "well were what when where which while who whole why will with within would yet you your "
    "con de del el ella en entre es la las lo los para pero por que se sin su un una y"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())
_NOT_IN_QUERY = re.compile(r"[\"'(){}^&|<>!:;#]")


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows (an item may come twice), and the order they are wanted in."""

    rows: tuple[Item, ...]
    sort_by: str = "add_date"
    descending: bool = True
    indexed: bool = True
    """read off the add_date index: ties keep one order from page to page"""


def media_list(catalog: Catalog, flavour: Flavour, viewer: Viewer, params: Params) -> Selection:
    """What /media lists: listable items; editors of the new versions get the hidden ones too."""
    author = params.get("author", "").strip()
    own = bool(author) and viewer.name == author
    sees_all = (flavour.modern and viewer.is_editor) or own
    tests: list[Test] = [] if sees_all else [lambda item: item.listable]
    if author:
        tests.append(lambda item: item.user == author)
    if params.get("show") == "featured":
        tests.append(lambda item: item.featured)
    if flavour.modern:
        tests += _modern_filters(catalog, flavour, params)
    rows = _rows(catalog.items, tests)
    if flavour.modern and viewer.is_editor:
        return _sorted_as_asked(rows, params)
    return Selection(rows)


def search(catalog: Catalog, flavour: Flavour, viewer: Viewer, params: Params) -> Selection | None:
    """What /search finds; None when none of q, c, t was given (the answer is then `{}`)."""
    query, title, tag = (params.get(name, "").strip() for name in ("q", "c", "t"))
    if not (query or title or tag):
        return None
    tests: list[Test] = []
    if flavour.modern and not viewer.is_editor:
        tests.append(lambda item: item.listable)
    elif not flavour.modern:
        tests.append(lambda item: item.searchable)
    words = query_words(query)
    tests += [_has_word(word) for word in words]
    if tag:
        tests.append(lambda item: tag in _tags(flavour, item))
    if (media_type := params.get("media_type", "")) in MEDIA_TYPES:
        tests.append(lambda item: item.media_type == media_type)
    if author := params.get("author", "").strip():
        tests.append(lambda item: item.user == author)
    tests += _since(params.get("upload_date", ""))
    rows = _rows(catalog.items, tests)
    if title:
        rows = _joined(catalog, flavour, rows, title)
    chosen = _sorted_as_asked(rows, params)
    indexed = chosen.sort_by == "add_date" and not title
    return Selection(chosen.rows, chosen.sort_by, chosen.descending, indexed or flavour.modern)


def manage_media(catalog: Catalog, flavour: Flavour, params: Params) -> Selection:
    """What /manage_media lists to an editor: everything, filtered exactly, never capped."""
    tests: list[Test] = []
    if params.get("state") in ("public", "private", "unlisted"):
        tests.append(lambda item: item.state == params["state"])
    if params.get("encoding_status") in ("pending", "running", "fail", "success"):
        tests.append(lambda item: item.encoding_status == params["encoding_status"])
    if (reviewed := params.get("is_reviewed", "")) in ("true", "false"):
        tests.append(lambda item: item.is_reviewed == (reviewed == "true"))
    if params.get("media_type") in MEDIA_TYPES:
        tests.append(lambda item: item.media_type == params["media_type"])
    rows = _rows(catalog.items, tests)
    if flavour.modern and (title := params.get("category", "").strip()):
        rows = _joined(catalog, flavour, rows, title)
    return _sorted_as_asked(rows, params)


def query_words(query: str) -> list[str]:
    """The word beginnings a `q` is turned into; ServerError where the real query is broken."""
    if "\x00" in query:
        raise ServerError("a NUL in q")
    words = [w for w in _NOT_IN_QUERY.sub("", query).lower().split() if w not in STOP_WORDS]
    # the real server strips trailing y's and hands the database an empty term
    stems = [word.rstrip("y") for word in words]
    if not all(stems):
        raise ServerError("a word of only y's")
    return stems


def _modern_filters(catalog: Catalog, flavour: Flavour, params: Params) -> list[Test]:
    """The list's filters since v7.2.0."""
    tests: list[Test] = [_has_word(word) for word in query_words(params.get("q", "").strip())]
    if tag := params.get("t", "").strip():
        tests.append(lambda item: tag in _tags(flavour, item))
    if (media_type := params.get("media_type", "")) in MEDIA_TYPES:
        tests.append(lambda item: item.media_type == media_type)
    if (state := params.get("publish_state", "")) in ("public", "private", "unlisted"):
        tests.append(lambda item: item.state == state)
    if span := DURATIONS.get(params.get("duration", "")):
        low, high = span
        tests.append(lambda item: low <= item.duration < (high or item.duration + 1))
    return tests + _since(params.get("upload_date", ""))


def _since(word: str) -> list[Test]:
    """`upload_date`: today, this_week, this_month, this_year."""
    now = datetime.now(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = {
        "today": midnight,
        "this_week": now - timedelta(days=7),
        "this_month": midnight.replace(day=1),
        "this_year": midnight.replace(month=1, day=1),
    }
    if word not in starts:
        return []
    return [lambda item: item.added >= starts[word]]


def _joined(
    catalog: Catalog, flavour: Flavour, rows: Iterable[Item], title: str
) -> tuple[Item, ...]:
    """Rows in a category whose title contains `title` (case-sensitive substring).

    The old versions join without DISTINCT: an item in two such categories comes twice.
    """
    titles = {c.key: c.title if flavour.modern else c.legacy_title for c in catalog.categories}
    keys = {key for key, text in titles.items() if title in text}
    if flavour.modern:
        return tuple(item for item in rows if not keys.isdisjoint(item.categories))
    return tuple(item for item in rows for key in item.categories if key in keys)


def _has_word(stem: str) -> Test:
    return lambda item: any(word.startswith(stem) for word in _words_of(item))


def _words_of(item: Item) -> list[str]:
    text = " ".join((item.title, item.user, *item.tags)).lower()
    return re.findall(r"[^\W_]+", text)


def _tags(flavour: Flavour, item: Item) -> Iterable[str]:
    return item.tags if flavour.modern else map(slug_of_tag, item.tags)


def _rows(items: Iterable[Item], tests: list[Test]) -> tuple[Item, ...]:
    return tuple(item for item in items if all(test(item) for test in tests))


def _sorted_as_asked(rows: tuple[Item, ...], params: Params) -> Selection:
    sort_by = params.get("sort_by", "").strip()
    known = sort_by in SORT_FIELDS
    descending = params.get("ordering", "").strip() != "asc"
    return Selection(rows, sort_by if known else "add_date", descending)
