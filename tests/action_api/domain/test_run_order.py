"""Run order moves the episodes of each show among their own positions and nothing else."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from action_api.domain.run_order import Item, in_run_order, order_items, run_group, run_place

BOUNDED = settings(max_examples=150, deadline=None, derandomize=True)


def episode(show: str, season: int, number: int, part: int | None = None) -> Item:
    name = f"{show} S{season:02d}E{number:02d} {part or ''}"
    return Item(name, name, 1500, show, season, number, part)


def movie(title: str, part: int | None = None) -> Item:
    return Item(title, title, 5400, part=part)


def items() -> st.SearchStrategy[list[Item]]:
    part = st.sampled_from([None, 1, 2])
    episodes = st.builds(
        episode, st.sampled_from("XYZ"), st.integers(0, 3), st.integers(0, 4), part
    )
    parts = st.builds(
        lambda name, number: movie(f"{name}.pt{number}.mp4", number),
        st.sampled_from(["Shining", "It"]),
        st.integers(1, 4),
    )
    movies = st.builds(movie, st.sampled_from(["Jaws", "Alien", "Blob"]))
    return st.lists(st.one_of(episodes, parts, movies), max_size=25)


def test_the_example_of_the_rules() -> None:
    """[X2, movie, Y2, X1, Y1] -> [X1, movie, Y1, X2, Y2]."""
    x1, x2, y1, y2 = (episode(show, 1, n) for show in "XY" for n in (1, 2))
    blob = movie("The Blob")
    assert order_items([x2, blob, y2, x1, y1]) == [x1, blob, y1, x2, y2]


@pytest.mark.parametrize(
    ("given_order", "wanted_order"),
    [
        pytest.param([(2, 1), (1, 9), (1, 10)], [(1, 9), (1, 10), (2, 1)], id="numbers-by-value"),
        pytest.param([(0, 1), (2, 1), (1, 1)], [(1, 1), (2, 1), (0, 1)], id="specials-last"),
        pytest.param([(0, 2), (0, 1)], [(0, 1), (0, 2)], id="specials-among-themselves"),
        pytest.param([(2024, 5), (2023, 50)], [(2023, 50), (2024, 5)], id="seasons-by-year"),
    ],
)
def test_seasons_then_numbers_ascend(
    given_order: list[tuple[int, int]], wanted_order: list[tuple[int, int]]
) -> None:
    ordered = order_items([episode("X", *place) for place in given_order])
    assert [(item.season, item.number) for item in ordered] == wanted_order


def test_parts_of_one_episode_ascend_after_what_has_no_part() -> None:
    first, second, whole = episode("X", 1, 1, 1), episode("X", 1, 1, 2), episode("X", 1, 1)
    assert order_items([second, first, whole]) == [whole, first, second]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The.Shining.[1997].pt1.mp4", "The.Shining.[1997].pt2.mp4"),
        ("The Shining Part 1.mkv", "the.shining.part.2.mp4"),
        ("Dune Vol. 1", "Dune Vol 2.avi"),
        ("It 1of2.mp4", "It.2of2.mp4"),
        ("Kill.Bill.Vol.1.[2003].mp4", "Kill.Bill.Vol.2.[2004].mp4"),
        ("Fear.Street.Part.1.1994.[2021].mp4", "Fear.Street.Part.2.1978.[2021].mp4"),
        ("1of2 The Stand.avi", "2of2 The Stand.avi"),
    ],
)
def test_parts_order_within_the_same_title(one: str, other: str) -> None:
    first, second = movie(one, 1), movie(other, 2)
    assert run_group(first) == run_group(second)
    assert order_items([second, movie("Jaws"), first])[0] == first


def test_parts_of_different_titles_and_other_years_keep_their_positions() -> None:
    given_order = [
        movie("It [1990] pt2.mp4", 2),
        movie("It [2017] pt1.mp4", 1),
        movie("Apartment 2.mp4", None),
    ]
    assert order_items(given_order) == given_order


def test_an_episode_without_a_show_keeps_its_position() -> None:
    """`S01E04.mkv` names no show: nothing says that two such belong together."""
    unnamed = [Item(str(n), f"S01E0{n}.mkv", None, None, 1, n) for n in (3, 1)]
    assert order_items(unnamed) == unnamed


@BOUNDED
@given(items())
def test_the_output_is_the_input_in_another_order(given_items: list[Item]) -> None:
    assert Counter(order_items(given_items)) == Counter(given_items)


@BOUNDED
@given(items())
def test_each_group_keeps_its_positions_and_ascends_in_them(given_items: list[Item]) -> None:
    ordered = order_items(given_items)
    assert [run_group(item) for item in ordered] == [run_group(item) for item in given_items]
    for group in {run_group(item) for item in given_items} - {None}:
        places = [run_place(item) for item in ordered if run_group(item) == group]
        assert places == sorted(places)


@BOUNDED
@given(items())
def test_what_has_no_order_is_not_moved(given_items: list[Item]) -> None:
    for before, after in zip(given_items, order_items(given_items), strict=True):
        if run_group(before) is None:
            assert after is before


@BOUNDED
@given(items())
def test_equal_places_stay_in_order_and_ordering_twice_changes_nothing(
    given_items: list[Item],
) -> None:
    numbered = list(enumerate(given_items))
    ordered = in_run_order(numbered, lambda entry: entry[1])
    for (at, item), (later, other) in pairwise(ordered):
        if run_group(item) == run_group(other) is not None and run_place(item) == run_place(other):
            assert at < later
    assert in_run_order(ordered, lambda entry: entry[1]) == ordered


@BOUNDED
@given(st.text(max_size=80))
def test_any_title_can_be_grouped(title: str) -> None:
    assert run_group(movie(title, 1)) == run_group(movie(title, 1)) is not None
