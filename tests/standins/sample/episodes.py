"""Episodes of the invented series, their files named in every habit the real catalog has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.standins.mediacms.item import pick_number
from tests.standins.sample.choose import choose
from tests.standins.sample.shows import Show, shows


@dataclass(frozen=True, slots=True)
class Episode:
    """A file of a series: season 0 holds specials; `last` is above `number` for a double."""

    show: Show
    season: int
    number: int
    last: int
    name: str
    title: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


_ADJECTIVES = _words(
    "Long|Last|Missing|Silver|Second|Hungry|Quiet|Perfect|Stolen|Broken|Golden|Frozen|Secret|"
    "Crooked|Lucky|Haunted|Borrowed|Phantom|Runaway|Paper|Empty|Honest|Midnight|Painted"
)
_THINGS = _words(
    "Goodbye|Suitcase|Postman|Piano|Anniversary|Shortcut|Parade|Photograph|Birthday|Blackout|"
    "Bargain|Rehearsal|Reunion|Alibi|Letter|Elevator|Visitor|Clock|Trophy|Tunnel|Recipe|Fog|"
    "Substitute|Lantern|Wager|Telegram|Garden|Lighthouse|Umbrella|Audition"
)
_PLACES = _words(
    "Coldwater|the Old Mill|Room 9|the Basement|the Carnival|the North Pole|Dry Gulch|"
    "the Wrong House|Aisle Five|Lower Dock|the Attic|the Observatory|the Third Moon|Pine Street"
)
_NAMES = _words(
    "Agnes|Buddy|Clementine|Desmond|Estelle|Floyd|Gus|Harriet|Ignatius|Josie|Kip|Leonora|Mavis|"
    "Norbert|Opal|Percy|Quentin|Rosalind|Stanley|Trudy|Ursula|Vernon|Winifred|Zelda"
)
_PATTERNS = (
    "The {adj} {thing}",
    "{thing} at {place}",
    "{name} and the {thing}",
    "A {thing} for {name}",
    "{name}'s {adj} {thing}",
    "One Night at {place}",
    "Who Took the {thing}?",
    "The {thing} Affair",
    "{name}, {other} and a {thing}",
    "Meet Me at {place}",
    "{adj} {thing}, {adj2} {thing2}",
    "{name} Says No",
    "The Trouble with {name}",
    "Return to {place}",
    "{thing} & {thing2}",
)
_TAILS = (" WEBDL-1080p", " (480p - DVDRip)", " 720p x264", " [Remastered]", " 640x480 XviD")
Style = Callable[[Show, int, str, str], str]


def _s(season: int) -> str:
    return f"{season:02d}"


def _dots(text: str) -> str:
    return text.replace(" ", ".")


STYLES: dict[str, Style] = {
    "space": lambda show, s, e, name: f"{show.name} S{_s(s)}E{e} {name}.mkv",
    "dash": lambda show, s, e, name: f"{show.name} - S{_s(s)}E{e} - {name}.mkv",
    "cross": lambda show, s, e, name: f"{show.name} - {s}x{e} - {name}.avi",
    "dotted": lambda show, s, e, name: f"{_dots(show.name)}.S{_s(s)}E{e}.{_dots(name)}.mp4",
    "dots": lambda show, s, e, name: f"{_dots(show.name)}.s{_s(s)}.e{e}.{_dots(name)}.mkv",
    "lower": lambda show, s, e, name: f"{show.name} s{_s(s)}e{e} {name}.mp4",
    "blank": lambda show, s, e, name: f"{show.name} - S{_s(s)} E{e} - {name}.mkv",
    "underscore": lambda show, s, e, name: (
        f"{show.name}_S{_s(s)}_E{e}_{name}".replace(" ", "_") + ".avi"
    ),
    "hyphen": lambda show, s, e, name: f"{show.name} S{_s(s)}-E{e} {name}.mp4",
    "words": lambda show, s, e, name: f"{show.name} Season {s} Episode {int(e)} {name}.mp4",
    "year": lambda show, s, e, name: (
        f"{_dots(show.name)}.S{show.first_year + s - 1}E{e}.{_dots(name)}.mkv"
    ),
    "number": lambda show, s, e, name: f"{show.name} - {s}{e} - {name}.mp4",
}


def episodes() -> Iterator[Episode]:
    """Every episode and special of every series."""
    for show in shows():
        taken: set[str] = set()
        for season, count in enumerate(show.seasons, start=1):
            number = 1
            while number <= count:
                is_double = number < count and _is_double(show, season, number)
                yield _episode(show, season, number, number + is_double, taken)
                number += 1 + is_double
        for number in range(1, 1 + pick_number(3, "specials", show.name)):
            yield _special(show, number, taken)


def _episode(show: Show, season: int, number: int, last: int, taken: set[str]) -> Episode:
    is_pilot = season == 1 and number == 1 and pick_number(3, "pilot", show.name) == 0
    name = "Pilot" if is_pilot else _name(taken, show.name, season, number)
    mark = f"{number:02d}"
    if last > number:
        mark += _second_mark(show, season, number, last)
    return Episode(show, season, number, last, name, _title(show, season, mark, name))


def _special(show: Show, number: int, taken: set[str]) -> Episode:
    name = choose(
        ("Behind the Scenes", "Christmas Special", "Reunion Special", "The Lost Episode"),
        "special", show.name, number,
    )  # fmt: skip
    # a special of a series that counts `101` or by years would read as something else
    style = show.style if show.style not in ("number", "year", "words") else "space"
    title = STYLES[style](show, 0, f"{number:02d}", name)
    taken.add(name)
    return Episode(show, 0, number, number, name, title)


def _is_double(show: Show, season: int, number: int) -> bool:
    """Whether two episodes are in one file; habits that cannot say so have none."""
    if show.style in ("words", "cross", "number"):
        return False
    return pick_number(31, "double", show.name, season, number) == 0


def _second_mark(show: Show, season: int, number: int, last: int) -> str:
    """How a double names its second episode."""
    kinds = (f"E{last:02d}", f"-E{last:02d}", f"+{last:02d}", f"& E{last:02d}")
    return choose(kinds, "second", show.name, season, number)


def _title(show: Show, season: int, mark: str, name: str) -> str:
    title = STYLES[show.style](show, season, mark, name)
    if pick_number(17, "tail", title):
        return title
    stem, _, extension = title.rpartition(".")
    tail = choose(_TAILS, "tail", title, "which")
    if " " not in stem:
        tail = _dots(tail.replace("(", "").replace(")", ""))
    return f"{stem}{tail}.{extension}"


def _name(taken: set[str], *key: object) -> str:
    """An episode title no other episode of the series has."""
    for attempt in range(1000):
        pattern = choose(_PATTERNS, *key, "pattern", attempt)
        words = {
            "adj": choose(_ADJECTIVES, *key, "adj", attempt),
            "adj2": choose(_ADJECTIVES, *key, "adj2", attempt),
            "thing": choose(_THINGS, *key, "thing", attempt),
            "thing2": choose(_THINGS, *key, "thing2", attempt),
            "place": choose(_PLACES, *key, "place", attempt),
            "name": choose(_NAMES, *key, "name", attempt),
            "other": choose(_NAMES, *key, "other", attempt),
        }
        is_repeating = words["adj"] == words["adj2"] or words["thing"] == words["thing2"]
        name = pattern.format(**words)
        if name not in taken and words["name"] != words["other"] and not is_repeating:
            taken.add(name)
            return name
    raise LookupError(f"no episode title left for {key}")
