"""The sample catalog is as large and as awkward as the measured one, and always the same."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

from tests.standins.sample.episodes import STYLES, episodes
from tests.standins.sample.films import invented_films, known_films
from tests.standins.sample_catalog import SAME_DATE, sample_categories, sample_items

# changes on purpose only: demo, tests and benchmarks all read this catalog
FINGERPRINT = "ae3db976cf7fdbaa"


def test_it_is_the_same_catalog_on_every_machine_and_python() -> None:
    text = "\n".join(map(repr, sample_items()))

    assert hashlib.sha256(text.encode()).hexdigest()[:16] == FINGERPRINT


def test_it_has_the_measured_numbers() -> None:
    items = sample_items()
    listable = [item for item in items if item.listable]

    assert (len(items), len(listable)) == (5477, 5455)
    assert sum(item.searchable for item in items) == 5462
    assert sum(not item.categories for item in listable) == 50
    assert sum(item.duration == 0 for item in listable) == 11
    assert Counter(item.added for item in items).most_common(1)[0][1] == SAME_DATE
    assert Counter(item.state for item in items) == {"public": 5465, "unlisted": 6, "private": 6}


def test_tokens_are_distinct_and_plain() -> None:
    tokens = [item.token for item in sample_items()]

    assert len(set(tokens)) == len(tokens)
    assert all(re.fullmatch(r"[A-Za-z0-9]{9}", token) for token in tokens)


def test_every_category_of_an_item_exists_and_one_is_empty() -> None:
    keys = {category.key for category in sample_categories()}
    used = Counter(key for item in sample_items() for key in item.categories)

    assert set(used) <= keys
    assert keys - set(used) == {"Empty Category"}
    assert len(keys) == 28
    assert max(len(item.categories) for item in sample_items()) == 4
    titles = [category.title for category in sample_categories()]
    assert titles.count("Kung Fu") == 2
    assert len({category.legacy_title for category in sample_categories()}) == 28


def test_titles_are_distinct_but_for_the_double_and_fit_mediacms() -> None:
    titles = Counter(item.title for item in sample_items())

    assert [title for title, count in titles.items() if count > 1] == [
        "Same Title Twice.[1977].mp4"
    ]
    assert max(map(len, titles)) == 99


def test_every_naming_habit_of_episodes_occurs() -> None:
    titles = [episode.title for episode in episodes()]
    habits = {
        "S01E04": r" S\d\dE\d\d ",
        "1x04": r" - \d+x\d\d - ",
        "dots": r"\.S\d\dE\d\d\.",
        "s01.e04": r"\.s\d\d\.e\d\d\.",
        "s01e04": r" s\d\de\d\d ",
        "S01 E04": r" S\d\d E\d\d ",
        "S01_E04": r"_S\d\d_E\d\d_",
        "S01-E04": r" S\d\d-E\d\d ",
        "words": r" Season \d+ Episode \d+ ",
        "year": r"\.S20\d\dE\d\d\.",
        "101": r" - \d0\d - ",
        "E01E02": r"[Ss]\d\d\.?[ _-]?[Ee]\d\dE\d\d",
        "E01-E02": r"[Ee]\d\d-E\d\d",
        "e17+18": r"[Ee]\d\d\+\d\d",
        "E01& E02": r"[Ee]\d\d& ?\.?E\d\d",
        "special": r"[Ss]00",
    }

    missing = [
        name for name, pattern in habits.items() if not any(re.search(pattern, t) for t in titles)
    ]
    assert missing == []
    assert len(STYLES) == 12


def test_no_episode_is_in_a_series_twice() -> None:
    seen = Counter(
        (episode.show.name, episode.season, number)
        for episode in episodes()
        for number in range(episode.number, episode.last + 1)
    )

    assert set(seen.values()) == {1}


def test_films_are_hundreds_of_real_ones_and_thousands_of_invented_ones() -> None:
    known = list(known_films())

    assert len(known) > 300
    assert all(1900 < film.year < 1970 for film in known)
    invented = invented_films(2000)
    assert len({film.name for film in invented} & {film.name for film in known}) == 0
    assert all(
        "  " not in film.name and film.name[0].isupper() for film in invented if film.name[0] != "¿"
    )


def test_hostile_titles_are_in_the_catalog() -> None:
    titles = "\n".join(item.title for item in sample_items())

    for text in (
        "<img src=x onerror=",
        "<script>",
        "&amp;",
        "\u202e",
        "🎃",
        "ليلة",
        "\u200b",
        "東京",
    ):
        assert text in titles
