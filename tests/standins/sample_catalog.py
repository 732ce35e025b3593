"""The project's own sample catalog: 5,455 listable items and 22 hidden ones, the same everywhere.

Films out of copyright, invented films and invented series, named as people name files. The
awkward cases of the measured servers are in it: categories that are substrings of others, items
in none, equal upload dates, hostile titles, no duration, no thumbnail, hidden rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any

from tests.standins.mediacms.catalog import added_at
from tests.standins.mediacms.item import (
    Category,
    Item,
    category,
    digest,
    pick_number,
    thumbnail_path,
)
from tests.standins.sample.choose import choose
from tests.standins.sample.episodes import Episode, episodes
from tests.standins.sample.films import Film, invented_films, known_films
from tests.standins.sample.odd import HIDDEN, ODD_TITLES

LISTABLE = 5455
UNCATEGORISED = 50
WITHOUT_DURATION = 11
WITHOUT_THUMBNAIL = 12
SAME_DATE = 120
TAGS = (
    "pilot", "christmas", "grindhouse", "weekend only", "español",
    "vhs rip", "riffed", "remastered", "late night", "double feature",
)  # fmt: skip
_TITLES = (
    "1.Family Comedies", "100% Grindhouse #1 + more?", "1960s", "1970s", "1980s", "1990s",
    "2. Cult Classics", "2000s", "2010s", "2020s", 'Action/Adventure "Uncut"', "Cartoons",
    "Christmas", "Cine Español", "Commercials & Bumpers", "Empty Category", "Horror",
    "Horror Comedy", "Kung Fu", "Movies", "Pre-1960", "Sci-Fi & Fantasy", "Space Opera", "TV",
    "TV Specials", "Wrestling", "horror shorts",
)  # fmt: skip
# on the new versions a second category of the same title; the old ones could not have that
_SECOND_KUNG_FU = category("Kung Fu", legacy_title="Kung Fu (Subtitled)", key="Kung Fu II")
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class _Draft:
    """An item before it has a token, a date and figures."""

    title: str
    categories: tuple[str, ...]
    seconds: int
    media_type: str = "video"


def sample_categories() -> list[Category]:
    """28 categories, two of them titled "Kung Fu" on the new versions, one of them empty."""
    return [*map(category, _TITLES), _SECOND_KUNG_FU]


@cache
def sample_items() -> tuple[Item, ...]:
    """The items, in the order of their upload."""
    drafts = [*_odd(), *_wrestling(), *_bumpers(), *_episodes(), *_known_films()]
    drafts += map(_of_film, invented_films(LISTABLE - len(drafts)))
    by_upload = sorted(enumerate(drafts), key=lambda pair: digest("upload", *pair))
    items = [_item(draft, serial, place) for place, (serial, draft) in enumerate(by_upload)]
    items = _with_gaps(items)
    return (*_with_same_date(items), *_hidden())


def _known_films() -> Iterator[_Draft]:
    yield from map(_of_film, known_films())


def _of_film(film: Film) -> _Draft:
    categories = film.categories
    if "Kung Fu" in categories and pick_number(2, "subtitled", film.name):
        both = pick_number(9, "both", film.name) == 0
        rest = tuple(name for name in categories if name != "Kung Fu" or both)
        categories = (*rest, _SECOND_KUNG_FU.key)
    seconds = 60 * film.minutes + pick_number(60, "seconds", film.title)
    return _Draft(film.title, categories, seconds)


def _episodes() -> Iterator[_Draft]:
    yield from map(_of_episode, episodes())


def _of_episode(episode: Episode) -> _Draft:
    show = episode.show
    categories = ["TV", *show.categories]
    if episode.season == 0:
        categories.append("TV Specials")
    if "Christmas" in episode.name:
        categories.append("Christmas")
    minutes = show.minutes * (1 + episode.last - episode.number)
    return _Draft(
        episode.title,
        tuple(categories[:4]),
        60 * minutes + pick_number(150, "seconds", episode.title) - 75,
    )


def _bumpers() -> Iterator[_Draft]:
    hosts = ("Count Popcorn", "Reel Ruth", "The Projectionist", "Vinnie Velvet", "Madame Matinee")
    for n in range(1, 61):
        title = f"{choose(hosts, 'host', n)} Bumper {n:02d}.mp4"
        yield _Draft(title, ("Commercials & Bumpers",), 12 + pick_number(60, "bumper", n))
    goods = ("Popcorn", "Root Beer", "Drive-In Speakers", "Roller Skates", "Station Wagons")
    for n in range(1, 31):
        year = 1952 + pick_number(40, "advert", n)
        title = f"{year} {choose(goods, 'goods', n)} Commercial {n}.mkv"
        yield _Draft(title, ("Commercials & Bumpers",), 20 + pick_number(70, "spot", n))
    for n in range(1, 5):
        yield _Draft(f"Organ Interlude {n}.mp3", ("Commercials & Bumpers",), 95 + n, "audio")


def _wrestling() -> Iterator[_Draft]:
    for n in range(11):
        day = f"19{84 + n // 3}-{1 + pick_number(12, 'm', n):02d}-{1 + pick_number(28, 'd', n):02d}"
        yield _Draft(f"{day} Salt Flat City Wrestling.mp4", ("Wrestling",), 5400 + 60 * n)


def _odd() -> Iterator[_Draft]:
    for title in ODD_TITLES:
        yield _Draft(title, ("Movies",), 1234)


def _item(draft: _Draft, serial: int, place: int) -> Item:
    token = _token(serial)
    user = choose(("user5", "user2", *["admin"] * 10), "user", token)
    # MediaCMS cuts titles; its own limit on the old versions is 99 characters
    title = draft.title[:99]
    return Item(
        token=token,
        title=title,
        added=added_at(place, token),
        duration=draft.seconds,
        categories=draft.categories,
        tags=_tags(draft, token),
        user=user,
        thumbnail=None if draft.media_type == "audio" else thumbnail_path(token, title, user),
        media_type=draft.media_type,
        views=pick_number(900, "views", token),
        likes=pick_number(17, "likes", token),
        size_mb=(900 + pick_number(23_000, "size", token)) / 10,
        has_hls=draft.title not in ODD_TITLES,
        featured=pick_number(700, "featured", token) == 0,
    )


def _token(serial: int) -> str:
    """Nine letters and digits, as MediaCMS makes them."""
    number = int(digest("token", serial), 16)
    return "".join(_BASE62[number // 62**n % 62] for n in range(9))


def _tags(draft: _Draft, token: str) -> tuple[str, ...]:
    own = ("pilot",) if "Pilot" in draft.title else ()
    chance = tuple(tag for tag in TAGS[1:] if pick_number(48, "tag", tag, token) == 0)
    return own + chance


def _with_gaps(items: list[Item]) -> list[Item]:
    """Takes categories, durations and thumbnails away from a few items."""

    def chosen(what: str, count: int) -> set[str]:
        by_chance = sorted(items, key=lambda item: digest("gap", what, item.token))
        return {item.token for item in by_chance[:count]}

    bare = chosen("categories", UNCATEGORISED)
    endless = chosen("duration", WITHOUT_DURATION)
    faceless = chosen("thumbnail", WITHOUT_THUMBNAIL)
    changed = []
    for item in items:
        gaps: dict[str, Any] = {}
        if item.token in bare:
            gaps["categories"] = ()
        if item.token in endless:
            gaps["duration"] = 0
        if item.token in faceless:
            gaps["thumbnail"] = None
        changed.append(replace(item, **gaps) if gaps else item)
    return changed


def _with_same_date(items: list[Item]) -> list[Item]:
    """One bulk import: 120 items of one upload time, which no order by date can tell apart."""
    start = len(items) // 2
    same = items[start].added.replace(microsecond=0)
    return [
        replace(item, added=same) if start <= place < start + SAME_DATE else item
        for place, item in enumerate(items)
    ]


def _hidden() -> Iterator[Item]:
    oldest = added_at(0, "hidden") - timedelta(days=40)
    for n, (token, title, fields) in enumerate(HIDDEN):
        is_encoding = "encoding_status" in fields
        known: dict[str, Any] = {
            "token": token,
            "title": title,
            "added": oldest + timedelta(hours=7 * n),
            "duration": 0 if is_encoding else 1234,
            "categories": ("Horror",) if is_encoding else ("Horror", "Movies"),
            "views": pick_number(900, "views", token),
            "has_hls": False,
        }
        yield Item(**known, **fields)
