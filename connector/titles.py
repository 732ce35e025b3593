"""Reads a raw title (a file name, usually) for people: name, year, show, season, episode, part."""

from __future__ import annotations

import re
from dataclasses import dataclass

from connector.search_rules import fold

# Every pattern is ASCII-only, has bounded repeats (linear time on hostile titles) and no
# lookbehind: the browser program carries a port of display_title and must agree to the letter.
_FLAGS = re.ASCII | re.IGNORECASE

_MEDIA_EXTENSIONS = (
    "mp4|mkv|avi|m4v|mpg|mpeg|mov|wmv|webm|divx|flv|ogv|ogm|m2ts|vob|3gp|mp3|m4a|flac|ogg|wav"
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_EXTENSION = re.compile(rf"(?:\.|([)\]}}]))(?:{_MEDIA_EXTENSIONS})\Z", _FLAGS)
# sloppy brackets are common in real names: [2006[  ]1997]  [.1993]  [2018.]  [2017[]
_YEAR = re.compile(
    r"[. ]?[\[\](){}]{1,2}[. ]?((?:18[89]|19[0-9]|20[0-9])[0-9])[. ]?[\[\](){}]{1,3}[. ]?", _FLAGS
)
# not after an apostrophe: It's.a.Wonderful.Life
_ACRONYM = re.compile(r"(^|[^A-Z0-9'’])([A-Z](?:\.[A-Z])+)(?![A-Z0-9])\.?", _FLAGS)
_TITLE_OF_ADDRESS = re.compile(r"(^|[^A-Z0-9])(Dr|Mrs?|Ms)\.(?=[A-Z0-9])", _FLAGS)
_ELLIPSIS = re.compile(r"\.{3,}")
_DECIMAL = re.compile(r"([0-9])\.(?=[0-9])")
_DOT_AS_SPACE = re.compile(r"\.(?=[^ ])")
_SPACES = re.compile(r" {2,}")
# dots that stay are hidden behind these (controls are gone by then, so they are free)
_KEPT_DOT, _KEPT_LAST_DOT = "\x00", "\x01"
_LAST_DOT_BEFORE_WORD = re.compile(r"\x01(?=[A-Z0-9])", _FLAGS)

_SPAN = r"(?:[ ._]{0,2}(?:[-+&][ ._]{0,2}EP?|EP?|[+&][ ._]{0,2})([0-9]{1,4})(?![0-9])){0,8}"
_SEASON_EPISODE = re.compile(
    rf"(?:^|[^A-Z0-9])(?:S([0-9]{{1,4}})[ ._-]{{0,3}}(?:EP?[ ._-]?|X)"
    rf"|Season[ ._-]{{0,3}}([0-9]{{1,4}})[ ._,-]{{0,4}}Episode[ ._-]{{0,3}})"
    rf"([0-9]{{1,4}})(?![0-9]){_SPAN}",
    _FLAGS,
)
# two digits at least in the episode: 4x4 is a car, 640x480 and 1920x1080 are pictures
_CROSS = re.compile(rf"(?:^|[^A-Z0-9])([0-9]{{1,2}})(x)([0-9]{{2,3}})(?![A-Z0-9]){_SPAN}", _FLAGS)
_PART = re.compile(r"(?:^|[^A-Z0-9])(?:Part|Pt|Volume|Vol)[ ._-]{0,3}([0-9]{1,3})(?![0-9])", _FLAGS)
_PART_OF = re.compile(r"(?:^|[^A-Z0-9])([0-9]{1,2})[ ._]?of[ ._]?([0-9]{1,2})(?![A-Z0-9])", _FLAGS)
_MAX_SPAN = 20


@dataclass(frozen=True, slots=True)
class ParsedTitle:
    """What a title says; `show` is folded and groups episodes, the rest is for people."""

    display_title: str
    year: int | None = None
    show: str | None = None
    show_title: str | None = None
    season: int | None = None
    episode: int | None = None
    episode_last: int | None = None
    part: int | None = None


def display_title(title: str) -> str:
    """The title for people. Deterministic, ASCII rules only, in this order:

    1. control characters become spaces, outer spaces go;
    2. one known media extension goes (`.mkv`, also stuck to a bracket: `[2003]mkv`);
    3. a year in brackets of any kind, sloppy ones too, becomes ` (1997) `;
    4. underscores become spaces;
    5. dots: acronyms keep theirs (`S.W.A.T.`, `L.A. Confidential`), so do `Dr.`, `Mr.`, `Mrs.`,
       `Ms.`; three or more are an ellipsis; two are a dot and a space (`Dr..No`); a dot between
       digits stays where the name has more spaces than dots (`Night 5.9.87`); a dot before a
       space or at the end stays; every other dot is a space;
    6. runs of spaces become one, outer spaces go. If nothing is left: the result of step 1.
    """
    clean = _without_controls(title)
    return _tidy(_EXTENSION.sub(r"\1", clean, count=1)) or clean


def parse(title: str) -> ParsedTitle:
    """Read everything a title says. Never raises; what is not there is None.

    A marker without a show before it (`S01E04.mkv`) gives season and episode but no show.
    """
    clean = _without_controls(title)
    stem = _EXTENSION.sub(r"\1", clean, count=1)
    year = _YEAR.search(stem)
    marker = _SEASON_EPISODE.search(stem) or _CROSS.search(stem)
    common = ParsedTitle(
        display_title=_tidy(stem) or clean,
        year=int(year.group(1)) if year else None,
        part=_part(stem),
    )
    if marker is None:
        return common
    before = stem[: marker.start()]
    show = fold(before)
    first = int(marker.group(3))
    return ParsedTitle(
        display_title=common.display_title,
        year=common.year,
        show=show or None,
        show_title=(_tidy(before).rstrip(" -_,:;([{&+") or show) if show else None,
        season=int(marker.group(1) or marker.group(2)),
        episode=first,
        episode_last=_last_of_span(first, marker.group(4)),
        part=common.part,
    )


def _without_controls(title: str) -> str:
    return _CONTROLS.sub(" ", title).strip(" ")


def _tidy(stem: str) -> str:
    text = _YEAR.sub(r" (\1) ", stem).replace("_", " ")
    spaced = text.count(" ") > text.count(".")
    text = _ACRONYM.sub(
        lambda found: found[1] + found[2].replace(".", _KEPT_DOT) + _KEPT_LAST_DOT, text
    )
    text = _LAST_DOT_BEFORE_WORD.sub(_KEPT_LAST_DOT + " ", text)
    text = _TITLE_OF_ADDRESS.sub(rf"\1\2{_KEPT_DOT} ", text)
    text = _ELLIPSIS.sub(_KEPT_DOT * 3 + " ", text).replace("..", _KEPT_DOT + " ")
    if spaced:
        text = _DECIMAL.sub(rf"\1{_KEPT_DOT}", text)
    text = _DOT_AS_SPACE.sub(" ", text)
    text = text.replace(_KEPT_DOT, ".").replace(_KEPT_LAST_DOT, ".")
    return _SPACES.sub(" ", text).strip(" ")


def _last_of_span(first: int, last: str | None) -> int:
    if last is None:
        return first
    return int(last) if first < int(last) <= first + _MAX_SPAN else first


def _part(stem: str) -> int | None:
    found = _PART.search(stem)
    if found:
        return int(found.group(1)) or None
    counted = _PART_OF.search(stem)
    if counted and 1 <= int(counted.group(1)) <= int(counted.group(2)):
        return int(counted.group(1))
    return None
