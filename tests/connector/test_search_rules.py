"""The search rules, and that the browser's twin of them gives the same."""

from __future__ import annotations

import random
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.search_rules import (
    Tier,
    fold,
    lower,
    parse_query,
    rank,
    search,
    title_sort_key,
)
from connector.titles import display_title
from site_builder.search_bundle import BundleRow, encode
from tests.connector import search_corpus
from tests.connector.search_corpus import REAL_CATALOG
from tests.connector.search_twin import Twin, running_twin

QUERIES = 4000
# what the sample catalog adds where the real titles are on this machine
MORE_QUERIES = 1000


@pytest.fixture(scope="module")
def twin() -> Iterator[Twin]:
    with running_twin() as running:
        yield running


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("The.Shining.[1997].pt1.mp4", "the shining 1997 pt1 mp4"),
        ("Don't", "dont"),
        ("Don\u2019t", "dont"),
        ("don\u00b4t", "dont"),
        ("Am\u00e9lie", "amelie"),
        ("Ame\u0301lie", "amelie"),
        ("Stra\u00dfe STRASSE \u1e9e", "strasse strasse ss"),
        ("\u0130stanbul \u0131", "istanbul i"),
        (
            "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2",
            "\u03c3\u03b9\u03c3\u03c5\u03c6\u03bf\u03c3",
        ),
        ("\ufb01ne", "fine"),
        ("\uff26\uff55\uff4c\uff4c", "full"),
        ("soft\u00adhyphen", "softhyphen"),
        ("love \U0001f498 story", "love story"),
        ("Romeo + Juliet $5", "romeo juliet 5"),
        (" \t\n\x00 ", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    """Folding drops case, marks and apostrophes, and makes one space of the rest."""
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    "titles",
    [
        ("2 Fast", "10 Things", "Blob", "The Blob 2", "Blob 10", "A Bug's Life", "Zorro"),
        ("A.I. Artificial Intelligence", "A-Team", "B Movie", "Team"),
        ("Show S01E02", "Show S01E10", "Show S02E01"),
        ("Part 00002", "Part 3", f"Part {'9' * 5000}"),
    ],
)
def test_title_order(titles: tuple[str, ...]) -> None:
    """Title order ignores leading articles and counts numbers by their value."""
    shuffled = random.Random(1).sample(titles, len(titles))
    assert tuple(sorted(shuffled, key=title_sort_key)) == titles


@pytest.mark.parametrize(
    ("title", "query", "tier"),
    [
        ("The.Shining.[1997].pt1.mp4", "the shining", Tier.STARTS_TITLE),
        ("The.Shining.[1997].pt1.mp4", "shining", Tier.STARTS_WORD),
        ("The.Shining.[1997].pt1.mp4", "hining", Tier.INSIDE),
        ("The.Shining.[1997].pt1.mp4", "1997 shin", Tier.ALL_TERMS),
        ("The.Shining.[1997].pt1.mp4", '"shining the"', None),
        ("The.Shining.[1997].pt1.mp4", '1997 "the shin', Tier.ALL_TERMS),
        ("S.W.A.T.", "swat", Tier.SQUASHED),
        ("S.W.A.T.", "swa", None),
        ("The X-Files S01", "xfiles", Tier.SQUASHED),
        ("Xfiles", "x-files", Tier.ALL_TERMS),
        ("Max Files", "xfiles", None),
        ("Blob", "", Tier.STARTS_TITLE),
        ("Blob", " \t\u3000", Tier.STARTS_TITLE),
        ("Love \U0001f498", "\U0001f498", Tier.LITERAL),
        ("Love", "\U0001f498", None),
        ("A [b].", "].", Tier.LITERAL),
        ("The The", "the the the", Tier.ALL_TERMS),
    ],
)
def test_tiers(title: str, query: str, tier: Tier | None) -> None:
    """Each rule finds what it should, in its tier."""
    assert rank(title, query) == tier


def test_results_are_in_order_and_filtered() -> None:
    """Results come best first, then in title order, and only from the categories asked for."""
    items = [("A Blob", ["Horror"]), ("Blob", ["Horror", "TV"]), ("Oblob", ["TV"]), ("X", [])]
    assert search(items, "blob") == ([1, 0, 2], 3)
    assert search(items, "blob", ["TV"]) == ([1, 2], 2)
    assert search(items, "blob", ["TV", "Horror"], "any") == ([1, 0, 2], 3)
    assert search(items, "blob", ["TV", "Horror"], "all") == ([1], 1)
    assert search(items, "") == ([0, 1, 2, 3], 4)
    assert search(items, "", ["No such category"]) == ([], 0)


@given(st.text(), st.text(), st.text())
def test_a_literal_substring_always_matches(before: str, query: str, after: str) -> None:
    """What stands in a title as typed is found, whatever it is and in whatever case."""
    assert rank(before + query + after, query) is not None
    assert rank(before + query + after, lower(query)) is not None


def test_a_scan_is_fast_enough_for_sql() -> None:
    """Ranking 5,400 titles takes well under the 50 ms that Datasette's page can spend."""
    titles = [row.title for row in search_corpus.sample_rows()]
    assert len(titles) >= 5400
    parsed = parse_query("xfiles")
    best = float("inf")
    for _ in range(5):
        started = time.process_time()
        matches = sum(parsed.rank(title) is not None for title in titles)
        best = min(best, time.process_time() - started)
        assert matches >= 3
    assert best < 0.05


def test_folding_is_the_same_in_javascript_for_every_code_point(twin: Twin) -> None:
    """Every assigned code point folds to the same in both languages, alone and between letters."""
    assigned = [
        chr(code_point)
        for code_point in range(0x110000)
        if unicodedata.category(chr(code_point)) not in ("Cn", "Cs")
    ]
    assert len(assigned) > 280_000
    texts = [f"a{character}b" for character in assigned] + assigned
    theirs = twin.ask(fold=texts)
    different = [
        f"U+{ord(text.strip('ab') or text[0]):04X}"
        for text, (folded, lowered) in zip(texts, theirs, strict=True)
        if folded != fold(text) or lowered != lower(text)
    ]
    assert different == []


def test_folding_is_the_same_in_javascript_for_any_text(twin: Twin) -> None:
    """Texts of many scripts fold to the same in both languages."""
    assigned = st.text(st.characters(exclude_categories=("Cs", "Cn")))

    @given(st.lists(assigned | st.text("aAsSzZßẞİıςσΣͅ ́'’´.ﬁ가각한ﷺ💘\u200d", max_size=12)))
    @settings(deadline=None, max_examples=150)
    def check(texts: list[str]) -> None:
        assert twin.ask(fold=texts) == [[fold(text), lower(text)] for text in texts]

    check()


@pytest.fixture(scope="module", params=["sample", "real"])
def rows(request: pytest.FixtureRequest) -> list[BundleRow]:
    if request.param == "sample":
        return search_corpus.sample_rows()
    if not REAL_CATALOG.exists():
        pytest.skip(f"the real titles are not on this machine: {REAL_CATALOG}")
    return search_corpus.real_rows()


def test_both_browser_engines_give_the_reference_answer(rows: list[BundleRow], twin: Twin) -> None:
    """For thousands of queries: the same rows, in the same order, the same total and counts."""
    names = sorted({name for row in rows for name in row.categories})
    twin.open(encode(rows, names).files)
    folded = [(row.title, fold(row.title)) for row in rows]
    rng = random.Random(3)
    is_extra = any(row.video_id == "awkward0" for row in rows) and REAL_CATALOG.exists()
    asked = search_corpus.queries(rows, MORE_QUERIES if is_extra else QUERIES, seed=5)
    assert len(asked) >= MORE_QUERIES if is_extra else QUERIES
    for start in range(0, len(asked), 200):
        batch = [_options(query, names, rng) for query in asked[start : start + 200]]
        wanted = [_reference(rows, folded, names, *options) for options in batch]
        for engine in ("index", "scan"):
            searches = [
                [engine, query, {"chosen": _numbers(chosen, names), "mode": mode}]
                for query, chosen, mode in batch
            ]
            for options, want, got in zip(batch, wanted, twin.ask(search=searches), strict=True):
                assert got == want, (engine, options)


def test_a_page_of_results_is_the_same_as_that_part_of_all(
    rows: list[BundleRow], twin: Twin
) -> None:
    """With a limit and an offset the engines give that part of the whole result."""
    names = sorted({name for row in rows for name in row.categories})
    twin.open(encode(rows, names).files)
    rng = random.Random(9)
    for query in search_corpus.queries(rows, 400, seed=11):
        _, chosen, mode = _options(query, names, rng)
        options = {"chosen": _numbers(chosen, names), "mode": mode}
        offset = rng.choice((0, 0, 3, 60))
        part = {**options, "limit": 50, "offset": offset}
        whole, index, scan = twin.ask(
            search=[["scan", query, options], ["index", query, part], ["scan", query, part]]
        )
        wanted = {**whole, "rows": whole["rows"][offset : offset + 50]}
        assert index == wanted, (query, part)
        assert scan == wanted, (query, part)


def test_the_reference_of_these_tests_is_search(rows: list[BundleRow]) -> None:
    """The quicker loop used above answers as search() does."""
    names = sorted({name for row in rows for name in row.categories})
    folded = [(row.title, fold(row.title)) for row in rows]
    items = [(row.title, row.categories) for row in rows]
    rng = random.Random(4)
    for query in search_corpus.queries(rows, 100, seed=6)[-40:]:
        _, chosen, mode = _options(query, names, rng)
        got = _reference(rows, folded, names, query, chosen, mode)
        assert (got["rows"], got["total"]) == search(items, query, chosen, mode)


def test_display_titles_are_the_same_in_javascript(rows: list[BundleRow], twin: Twin) -> None:
    """The browser shows every title as Python does."""
    titles = [row.title for row in rows]
    assert twin.ask(displayTitle=titles) == [display_title(title) for title in titles]


def _options(query: str, names: list[str], rng: random.Random) -> tuple[str, list[str], str]:
    chosen = rng.sample(names, rng.choice((0, 0, 1, 1, 2, 3)))
    if rng.random() < 0.03:
        chosen.append("no such category")
    return query, chosen, rng.choice(("any", "all"))


def _numbers(chosen: Sequence[str], names: list[str]) -> list[int]:
    return [names.index(name) if name in names else -1 for name in chosen]


def _reference(
    rows: list[BundleRow],
    folded: list[tuple[str, str]],
    names: list[str],
    query: str,
    chosen: list[str],
    mode: str,
) -> dict[str, object]:
    parsed = parse_query(query)
    wanted = set(chosen)
    found: dict[Tier, list[int]] = {tier: [] for tier in Tier}
    counts: Counter[str] = Counter()
    for index, (title, folded_title) in enumerate(folded):
        tier = parsed.rank_folded(title, folded_title)
        if tier is None:
            continue
        own = set(rows[index].categories)
        passes = wanted <= own if mode == "all" else bool(not wanted or wanted & own)
        if passes:
            found[tier].append(index)
        if passes or mode == "any":
            counts.update(own)
    indices = [index for tier in Tier for index in found[tier]]
    return {
        "rows": indices,
        "total": len(indices),
        "categoryCounts": [counts[name] for name in names],
    }
