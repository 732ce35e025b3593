"""What a title says: tables of real file names, and properties that hold for any text."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connector.titles import display_title, parse

REAL_TITLES = Path(__file__).parents[3] / "shared" / "data" / "catalog.jsonl"

EPISODES = [
    # title, show, season, first, last
    ("The Twilight Zone 1959 S01E35 The Mighty Casey.mp4", "the twilight zone 1959", 1, 35, 35),
    ("Allen Gregory s01e4 - Interracial McAdams", "allen gregory", 1, 4, 4),
    ("X.s01.e04.mkv", "x", 1, 4, 4),
    ("Are.You.Afraid.of.the.Dark.S01.E13.The.Tale.avi", "are you afraid of the dark", 1, 13, 13),
    ("MARTIAL LAW - S01 E18 - Big Trouble.mp4", "martial law", 1, 18, 18),
    ("Hood 2 Hood S01_E01 - San Francisco & Oakland.mp4", "hood 2 hood", 1, 1, 1),
    ("Show S01-E04.mkv", "show", 1, 4, 4),
    ("Star Trek - 2x18 - Obsession.avi", "star trek", 2, 18, 18),
    ("Lexx - 02x18 - Brigadoom.mp4", "lexx", 2, 18, 18),
    ("Its Always Sunny in Philadelphia Season 06 Episode 12 - Dee.avi",
     "its always sunny in philadelphia", 6, 12, 12),
    ("Small Wonder   Season 1 Episode 8 S01E08 The Bully [Dijd3j1fEEw].webm",
     "small wonder", 1, 8, 8),
    ("Insomniac S2024E05.mkv", "insomniac", 2024, 5, 5),
    ("RoboCop The Series S01E01E02 The Future.mkv", "robocop the series", 1, 1, 2),
    ("Show S01E01-E02.mkv", "show", 1, 1, 2),
    ("Thunder in Paradise s01e17+18 Deadly Lessons.avi", "thunder in paradise", 1, 17, 18),
    ("Star Trek Deep Space Nine.S01E01& E02.The Embassy.mp4",
     "star trek deep space nine", 1, 1, 2),
    ("Its Always Sunny in Philadelphia Season 05 Episode 13 & 14 - Christmas.avi",
     "its always sunny in philadelphia", 5, 13, 14),
    ("Show S01E01E02E03.mkv", "show", 1, 1, 3),
    ("Show S01E05E02.mkv", "show", 1, 5, 5),  # a span cannot run backwards
    ("Show S00E03 Special.mkv", "show", 0, 3, 3),
    ("The Violent Years - MST3K (S06 E10)", "the violent years mst3k", 6, 10, 10),
    ("Bullet.in.the.Face S1E1- Meet Gunter Vogler.avi", "bullet in the face", 1, 1, 1),
    ("V.I.P. S01E04 One Wedding and Val's Funeral.mkv", "v i p", 1, 4, 4),
    ("Robot Chicken S04X02 Star Wars Episode II.mp4", "robot chicken", 4, 2, 2),
]  # fmt: skip

NOT_EPISODES = [
    "Film 1920x1080.mkv",
    "Film.640x480.mp4",
    "The 4x4 Show.mp4",
    "Class1E2 lecture.mp4",
    "Great.Performances.Macbeth.2010.1080p.WEBRip.x264.AAC-[YTS.MX].mp4",
    "The Simpsons S28 Treehouse of Horror XXVII.mp4",
    "Star.Wars.Episode.V.The.Empire.Strikes.Back.[1980].mp4",
    "Season.Of.The.Witch.[2011].mp4",
    "Danger 5 - 101 - I Danced For Hitler.mp4",
    "Parker Lewis Can't Lose 203 Full Mental Jacket.avi",
    "Chuck Norris 420 Grindhouse Bumper 01.mp4",
    "Nightmares.and.Dreamscapes.ep6.The.Fifth.Quarter.mkv",
    "Terminator.2.[1991].mp4",
    "1987-04-20 WWF Prime Time Wrestling.avi",
]

DISPLAY = [
    ("The.Shining.[1997].pt1.mp4", "The Shining (1997) pt1"),
    ("Gremlins.[1984].mp4", "Gremlins (1984)"),
    ("Sky Heist (1975)", "Sky Heist (1975)"),
    ("Over.The.Hedge.[2006[.mp4", "Over The Hedge (2006)"),
    ("The.Truman.Show.]1998].mkv", "The Truman Show (1998)"),
    ("Super.Mario.Bros.[.1993].mp4", "Super Mario Bros (1993)"),
    ("Brawl.In.Cell.Block.99.[2017[].mkv", "Brawl In Cell Block 99 (2017)"),
    ("Coffee.and.Cigarettes.[2003]mkv", "Coffee and Cigarettes (2003)"),
    ("S.W.A.T.[2003].mp4", "S.W.A.T. (2003)"),
    ("S.W.A.T. S01E01.mkv", "S.W.A.T. S01E01"),
    ("L.A.Confidential.[1997].mkv", "L.A. Confidential (1997)"),
    ("E.T..The.Extra-Terrestrial.[1982].mkv", "E.T. The Extra-Terrestrial (1982)"),
    ("G.I..Joe.Retaliation.[2013].mkv", "G.I. Joe Retaliation (2013)"),
    ("Titan.A.E..[2000].mp4", "Titan A.E. (2000)"),
    ("Farscape S01E02 I, E.T..mp4", "Farscape S01E02 I, E.T."),
    ("It's.a.Wonderful.Life.[1946].mkv", "It's a Wonderful Life (1946)"),
    ("Dr..No.[1962].mkv", "Dr. No (1962)"),
    ("Dr.Strangelove.[1964].mkv", "Dr. Strangelove (1964)"),
    ("Mr.Robot.S01E01.mkv", "Mr. Robot S01E01"),
    ("Mr. Show - 2x05 - Operation Hell on Earth.mkv",
     "Mr. Show - 2x05 - Operation Hell on Earth"),
    ("St..Elmo's.Fire.[1985].mp4", "St. Elmo's Fire (1985)"),
    ("Once.Upon.A.Time.....In.Hollywood.[2019].mp4", "Once Upon A Time... In Hollywood (2019)"),
    ("Oh..What..Fun..[2025].mp4", "Oh. What. Fun. (2025)"),
    ("WCW Saturday Night 5.9.87.mp4", "WCW Saturday Night 5.9.87"),
    ("The.Taking.of.Pelham.1.2.3.[2009].mp4", "The Taking of Pelham 1 2 3 (2009)"),
    ("snackbar_castleberry_barbeque.mpg", "snackbar castleberry barbeque"),
    ("Tales.From.The.Crypt.s02e07.The Sacrifice.avi", "Tales From The Crypt s02e07 The Sacrifice"),
    ("film.rar", "film rar"),
    (".mp4", ".mp4"),
    ("line\nbreak\x00and\ttab.mkv", "line break and tab"),
    ("<img src=x onerror=alert(1)>.mp4", "<img src=x onerror=alert(1)>"),
    ("日本.映画.[1999].mkv", "日本 映画 (1999)"),
    ("Kelvin \u212a.m\u212av", "Kelvin \u212a m\u212av"),  # a Kelvin sign is no K in JavaScript
]  # fmt: skip

PARTS = [
    ("MTV's Aeon Flux Part 3.mkv", 3),
    ("The.Shining.[1997].pt1.mp4", 1),
    ("Film 2of2.avi", 2),
    ("Film 2 of 2.avi", 2),
    ("Guardians.Of.The.Galaxy.Vol..2.[2017].mp4", 2),
    ("Kill.Bill.Vol. 1.mp4", 1),
    ("Sausage.Party.[2016].mp4", None),
    ("House.of.1000.Corpses.[2003].mp4", None),
    ("Office 5of2.mp4", None),
    ("Depart 2.mp4", None),
]


@pytest.mark.parametrize(("title", "show", "season", "first", "last"), EPISODES)
def test_every_form_of_episode_is_read(
    title: str, show: str, season: int, first: int, last: int
) -> None:
    """Show, season and number come out of each form that people write."""
    parsed = parse(title)
    found = (parsed.show, parsed.season, parsed.episode, parsed.episode_last)
    assert found == (show, season, first, last)


@pytest.mark.parametrize("title", NOT_EPISODES)
def test_what_only_looks_like_an_episode_is_none(title: str) -> None:
    """Resolutions, cars, codecs and film numbers are not read as episodes."""
    parsed = parse(title)
    assert (parsed.show, parsed.season, parsed.episode) == (None, None, None)


@pytest.mark.parametrize(("title", "expected"), DISPLAY)
def test_the_title_for_people(title: str, expected: str) -> None:
    """A file name becomes what a person would write, step by step as documented."""
    assert display_title(title) == expected
    assert parse(title).display_title == expected


@pytest.mark.parametrize(("title", "part"), PARTS)
def test_parts(title: str, part: int | None) -> None:
    """A part's number is read, and what only looks like one is not."""
    assert parse(title).part == part


def test_the_year_comes_from_brackets_only() -> None:
    """A year in brackets counts; a number in the name, or an impossible year, does not."""
    years = [parse(t).year for t in ("A.[1997].mkv", "A (1950)", "Sealab 2021.mp4", "A [3017].mkv")]
    assert years == [1997, 1950, None, None]


def test_a_marker_without_a_show_gives_no_show() -> None:
    """`S01E04.mkv` has a season and a number; nothing groups it with others of no name."""
    parsed = parse("S01E04.mkv")
    assert (parsed.show, parsed.show_title) == (None, None)
    assert (parsed.season, parsed.episode) == (1, 4)


def test_show_title_is_for_people() -> None:
    """The show's name keeps its case and dots and loses the punctuation before the marker."""
    titles = ["V.I.P. S01E04 X.mkv", "Arrested Development (2003) - S01E15 - Staff.mkv"]
    assert [parse(t).show_title for t in titles] == ["V.I.P.", "Arrested Development (2003)"]


@given(st.text(max_size=200))
@example("." * 200)
@example("S" + "1" * 200)
def test_any_text_is_read_without_an_error(title: str) -> None:
    """No text raises, and nothing is left of control characters or outer blanks."""
    parsed = parse(title)
    shown = parsed.display_title
    assert shown == shown.strip(" ")
    assert not any(ord(letter) < 32 for letter in shown)
    assert (parsed.season is None) == (parsed.episode is None)


@given(st.text(alphabet="aAbS12x.E [](){}_-&+\u00e9'", max_size=60))
def test_a_title_for_people_stays_itself(title: str) -> None:
    """Reading the result again changes nothing, apart from an extension that came to the end."""
    once = display_title(title)
    assert display_title(once) == once


@pytest.mark.parametrize("piece", [".", "[", "S1E1", "E1-", "a.", "_", " ", "[1999", "1x", "of "])
def test_time_grows_with_the_length_only(piece: str) -> None:
    """A very long hostile title takes a moment, not minutes: no pattern backtracks far."""
    start = time.perf_counter()
    parsed = parse(piece * 40_000)
    assert parsed.display_title is not None
    assert time.perf_counter() - start < 5


@pytest.mark.skipif(not REAL_TITLES.exists(), reason=f"the real titles are not at {REAL_TITLES}")
def test_real_titles() -> None:
    """1,916 of the 4,443 real titles are episodes, as the docs say; each reads the same twice."""
    with REAL_TITLES.open(encoding="utf-8") as lines:
        titles = [json.loads(line)["title"] for line in lines]
    parsed = [parse(title) for title in titles]
    assert (len(parsed), sum(p.season is not None for p in parsed)) == (4443, 1916)
    assert all(p.show for p in parsed if p.season is not None)
    assert sum(p.year is not None for p in parsed) >= 2300
    assert all(display_title(p.display_title) == p.display_title for p in parsed)
