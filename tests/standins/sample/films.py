"""Films of the sample: known ones out of copyright and invented ones, as files are named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.standins.mediacms.item import digest, pick_number
from tests.standins.sample.choose import choose
from tests.standins.sample.film_words import GENRES, Genre
from tests.standins.sample.public_domain import public_domain_films


@dataclass(frozen=True, slots=True)
class Film:
    """A film's file: `name` is the film, `title` the file; a film in parts has several files."""

    name: str
    year: int
    title: str
    categories: tuple[str, ...]
    minutes: int


def known_films() -> Iterator[Film]:
    """The public-domain films, one file each."""
    for name, year in public_domain_films():
        categories = ("Movies", _decade(year))
        yield Film(name, year, _file_name(name, year), categories, _minutes(name, year))


def invented_films(count: int) -> list[Film]:
    """`count` files of invented films, every genre in its share."""
    taken = {name for name, _ in public_domain_films()}
    films = [film for genre in GENRES for film in _of_genre(genre, taken)]
    if len(films) < count:
        raise ValueError(f"{count} invented films wanted, the genres make {len(films)}")
    return sorted(films, key=lambda film: digest("film", film.title))[:count]


def _of_genre(genre: Genre, taken: set[str]) -> Iterator[Film]:
    for serial in range(genre.count):
        name = _name(genre, serial, taken)
        first, last = genre.years
        year = first + pick_number(last - first + 1, "year", name)
        categories = ("Movies", *_narrowed(genre, name), _decade(year))
        minutes = 3 + pick_number(14, "short", name) if genre.name == "horror short" else None
        for title in _files(name, year):
            yield Film(
                name, year, title, tuple(dict.fromkeys(categories)), minutes or _minutes(name, year)
            )


def _narrowed(genre: Genre, name: str) -> tuple[str, ...]:
    """A genre of two categories puts a film in one of them or both."""
    if len(genre.categories) == 1:
        return genre.categories
    return (genre.categories, genre.categories[:1], genre.categories[1:])[
        pick_number(3, "cat", name)
    ]


def _name(genre: Genre, serial: int, taken: set[str]) -> str:
    for attempt in range(1000):
        key = (genre.name, serial, attempt)
        words = {slot: choose(list_, slot, *key) for slot, list_ in genre.words.items()}
        name = choose(genre.patterns, "pattern", *key).format(**words)
        name = name[0].upper() + name[1:]
        is_repeating = any(words.get(a) == words.get(b) for a, b in _PAIRS if b in words)
        if name not in taken and not is_repeating:
            taken.add(name)
            return name
    raise LookupError(f"no film title left in the genre {genre.name!r}")


_PAIRS = (("adj", "other"), ("noun", "noun2"), ("noun", "other"))


def _files(name: str, year: int) -> list[str]:
    """The film's files: nearly always one; some come in parts."""
    match pick_number(160, "parts", name):
        case 0:
            return [_dotted(name, year, f".pt{n}.mp4") for n in (1, 2)]
        case 1:
            return [f"{name} ({year}) Part {n}.mkv" for n in (1, 2)]
        case 2:
            return [f"{name} {n}of2.avi" for n in (1, 2)]
        case 3:
            return [f"{name} Vol. {n} [{year}].mkv" for n in (1, 2, 3)]
    return [_file_name(name, year)]


def _file_name(name: str, year: int) -> str:
    match pick_number(24, "habit", name, year):
        case 0:
            return f"{name} ({year}).mkv"
        case 1:
            return f"{name.replace(' ', '_')}_{year}_720p.mp4"
        case 2:
            return _dotted(name, year, ".1080p.x264.mkv")
        case 3:
            return f"{name} [{year}] VHS Rip.avi"
        case 4:
            return f"{name}.mp4"
        case 5:
            return _dotted(name, year, ".mkv")
        case 6:
            return _dotted(name.lower(), year, ".avi")
    return _dotted(name, year, ".mp4")


def _dotted(name: str, year: int, tail: str) -> str:
    return f"{'.'.join(name.replace('.', '').split())}.[{year}]{tail}"


def _decade(year: int) -> str:
    return "Pre-1960" if year < 1960 else f"{year // 10 * 10}s"


def _minutes(name: str, year: int) -> int:
    """A plausible running time: shorter long ago."""
    shortest = 12 if year < 1913 else 52 if year < 1940 else 66 if year < 1970 else 76
    return shortest + pick_number(18 if year < 1913 else 52, "minutes", name)
