"""The checker of applies knows which queues one may end in, and no others."""

from __future__ import annotations

import pytest

from tests.chaos.appliers import may_end_so

BEFORE = ("a", "b", "c", "d")
WANTED = ("d", "e", "f")


@pytest.mark.parametrize(
    ("mode", "queue", "duplicates"),
    [
        ("hard_replace", "def", False),
        ("append", "abcdef", False),
        ("append", "abcddef", True),
        # b played
        ("preserve_current", "abdef", False),
        # b played, and c began to
        ("preserve_current", "abcdef", False),
        # a played, b was deleted, and c began to play
        ("preserve_current", "acdef", False),
        # d played, and stays
        ("preserve_current", "abcdef", True),
    ],
)
def test_an_apply_may_end_so(mode: str, queue: str, duplicates: bool) -> None:
    assert may_end_so(mode, WANTED, BEFORE, tuple(queue), duplicates=duplicates)


@pytest.mark.parametrize(
    ("mode", "queue", "duplicates"),
    [
        ("hard_replace", "adef", False),
        ("append", "abcddef", False),
        ("append", "abcdef", True),
        # what played is gone
        ("preserve_current", "def", False),
        # an item is lost, one is doubled, two are in the wrong order
        ("preserve_current", "abde", False),
        ("preserve_current", "abddef", False),
        ("preserve_current", "abdfe", False),
        # what stood there is left
        ("preserve_current", "abdefc", False),
    ],
)
def test_an_apply_may_not_end_so(mode: str, queue: str, duplicates: bool) -> None:
    assert not may_end_so(mode, WANTED, BEFORE, tuple(queue), duplicates=duplicates)


def test_all_that_begins_to_play_one_after_the_other_in_a_long_apply_stays() -> None:
    """a played, b was deleted; c began to play, and then d; e was deleted."""
    assert may_end_so("preserve_current", ("x",), tuple("abcde"), tuple("acdx"), duplicates=False)
    assert not may_end_so(
        "preserve_current", ("x",), tuple("abcde"), tuple("adcx"), duplicates=False
    )
