"""An arrangement keeps what it can and moves as little as brute force finds possible."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from action_api.domain.arrange import arrange

BOUNDED = settings(max_examples=400, deadline=None, derandomize=True)
KEYS = st.lists(st.sampled_from("abcde"), max_size=9)


def longest_common(one: list[str], other: list[str]) -> int:
    """The textbook table."""
    lengths = [0] * (len(other) + 1)
    for left in one:
        diagonal = 0
        for at, right in enumerate(other, 1):
            above = lengths[at]
            lengths[at] = diagonal + 1 if left == right else max(above, lengths[at - 1])
            diagonal = above
    return lengths[-1]


@BOUNDED
@given(KEYS, KEYS)
def test_each_place_is_filled_by_an_entry_of_its_key_used_once(
    standing: list[str], target: list[str]
) -> None:
    source = arrange(standing, target).source
    used = [position for position in source if position is not None]
    assert len(used) == len(set(used))
    for key, position in zip(target, source, strict=True):
        assert position is None or standing[position] == key


@BOUNDED
@given(KEYS, KEYS)
def test_as_many_entries_are_kept_as_keys_allow(standing: list[str], target: list[str]) -> None:
    kept = sum(position is not None for position in arrange(standing, target).source)
    assert kept == (Counter(standing) & Counter(target)).total()


@BOUNDED
@given(KEYS, KEYS)
def test_unmoved_entries_stand_in_order_and_adds_after_them(
    standing: list[str], target: list[str]
) -> None:
    found = arrange(standing, target)
    sources = [found.source[place] for place in sorted(found.unmoved)]
    kept = [position for position in sources if position is not None]
    assert kept == sorted(kept)
    assert sources == kept + [None] * (len(sources) - len(kept))


@BOUNDED
@given(st.permutations("abcdefg"), st.integers(0, 7))
def test_without_adds_the_unmoved_are_a_longest_common_subsequence(
    standing: list[str], size: int
) -> None:
    target = sorted(standing[:size])
    assert len(arrange(standing, target).unmoved) == longest_common(standing, target)


def test_a_new_first_item_costs_one_move_whatever_is_behind_it() -> None:
    found = arrange(list(range(1000)), ["new", *range(1000)])
    assert found.source[0] is None
    assert len(found.unmoved) == 1000


def test_three_new_items_before_one_kept_cost_the_move_of_the_kept_one() -> None:
    found = arrange(["k"], ["n1", "n2", "n3", "k"])
    assert found.unmoved == {0, 1, 2}


def test_nothing_and_everything() -> None:
    assert arrange([], []).source == ()
    assert arrange(["a"], []).unmoved == frozenset()
    assert arrange([], ["a", "a"]).unmoved == {0, 1}
    assert arrange(["a", "a"], ["a"]).unmoved == {0}
