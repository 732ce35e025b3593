"""A playlist's limit, and what changed between two revisions."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from action_api.domain.errors import InvalidRequest
from action_api.domain.playlists import (
    MAX_ITEMS,
    Change,
    Difference,
    TooManyItemsError,
    checked_items,
    difference,
    merged,
)

BOUNDED = settings(max_examples=300, deadline=None, derandomize=True)
LISTS = st.lists(st.sampled_from("abcdef"), max_size=9)


def test_as_many_items_fit_as_a_queue_holds_and_not_one_more() -> None:
    full = [f"v{n}" for n in range(MAX_ITEMS)]
    assert checked_items(full) == tuple(full)
    with pytest.raises(TooManyItemsError) as refused:
        checked_items([*full, "one"])
    assert refused.value.fields == {"limit": 4000, "count": 4001}
    assert refused.value.code == "too_many_items"


@pytest.mark.parametrize("video_id", ["", "a b", "a/b", "x" * 65, "a\n", "ä", "<b>"])
def test_an_unsound_video_id_is_refused_naming_its_place(video_id: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        checked_items(["ok", video_id])
    assert refused.value.fields == {"field": "items[1]"}


def test_what_changed_is_added_removed_and_moved() -> None:
    found = difference(list("abcd"), list("dacx"))
    assert found.added == (Change("x", None, 3),)
    assert found.removed == (Change("b", 1, None),)
    assert found.moved == (Change("d", 3, 0),)
    assert difference(list("aab"), list("aab")) == Difference((), (), ())


@BOUNDED
@given(LISTS, LISTS)
def test_a_difference_carried_out_gives_the_other_list(before: list[str], after: list[str]) -> None:
    found = difference(before, after)
    touched = {change.before for change in (*found.removed, *found.moved)}
    rest = iter(item for at, item in enumerate(before) if at not in touched)
    placed = {change.after: change.video_id for change in (*found.added, *found.moved)}
    assert [placed.get(at) or next(rest) for at in range(len(after))] == after
    assert next(rest, None) is None


@settings(BOUNDED, max_examples=150)
@given(st.permutations("abcdef"), st.permutations("abcdef"))
def test_a_difference_has_the_fewest_moves(before: list[str], after: list[str]) -> None:
    ranks = [before.index(item) for item in after]
    longest = max(
        size
        for size in range(7)
        for some in combinations(ranks, size)
        if list(some) == sorted(some)
    )
    assert len(difference(before, after).moved) == 6 - longest


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "wanted"),
    [
        ("abc", "abcx", "yabc", "yabcx"),
        ("abc", "ac", "abcd", "acd"),
        ("abc", "axbc", "abyc", "axbyc"),
        ("abcd", "dabc", "abcd", "dabc"),
        ("abcd", "dabc", "bacd", "dbac"),
        ("abc", "abcx", "abcx", "abcx"),
        ("abc", "xabc", "c", "xc"),
        ("", "ab", "cd", "abcd"),
    ],
)
def test_a_merge_has_both_sides_changes(base: str, mine: str, theirs: str, wanted: str) -> None:
    assert "".join(merged(list(base), list(mine), list(theirs))) == wanted


@BOUNDED
@given(LISTS, LISTS, LISTS)
def test_a_merge_loses_no_addition_and_revives_no_removal(
    base: list[str], mine: list[str], theirs: list[str]
) -> None:
    counts = Counter(merged(base, mine, theirs))
    for item in {*base, *mine, *theirs}:
        in_base, in_mine, in_theirs = base.count(item), mine.count(item), theirs.count(item)
        if min(in_mine, in_theirs) >= in_base:
            assert counts[item] == max(in_mine, in_theirs)
        elif max(in_mine, in_theirs) <= in_base:
            assert counts[item] == min(in_mine, in_theirs)


@BOUNDED
@given(LISTS, LISTS)
def test_a_merge_with_a_side_that_changed_nothing_is_the_other_side(
    base: list[str], other: list[str]
) -> None:
    assert list(merged(base, base, other)) == other
    assert Counter(merged(base, other, base)) == Counter(other)
