"""The journal tells a lost write from one that may or may not have been stored."""

from __future__ import annotations

import pytest

from tests.chaos.journal import (
    DELETE_REFUSED,
    DELETED,
    Found,
    PlaylistLog,
    SharedLog,
    State,
    doubled,
)

FIRST = State("Evening", ("a",))
SECOND = State("Evening", ("a", "b"))
THIRD = State("Night", ("a", "b"))


def log_of(acknowledged: State, *doubts: State) -> PlaylistLog:
    log = PlaylistLog(FIRST, playlist_id="p1")
    log.said_yes(acknowledged, 1)
    for state in doubts:
        log.said_nothing(state)
    return log


@pytest.mark.parametrize(
    ("log", "found"),
    [
        (log_of(SECOND), Found(SECOND)),
        (log_of(SECOND, THIRD), Found(SECOND)),
        (log_of(SECOND, THIRD), Found(THIRD)),
        (log_of(SECOND), Found(FIRST, copies=(State("Evening (edited offline)", ("a", "b")),))),
        (log_of(DELETED), Found(DELETED)),
        (log_of(DELETED), Found(FIRST, notices=frozenset({DELETE_REFUSED}))),
        (log_of(SECOND, DELETED), Found(DELETED)),
        (PlaylistLog(FIRST), Found(DELETED)),
    ],
)
def test_what_stands_or_was_kept_beside_or_was_in_doubt_is_no_loss(
    log: PlaylistLog, found: Found
) -> None:
    assert log.loss(found) is None


@pytest.mark.parametrize(
    ("log", "found"),
    [
        (log_of(SECOND), Found(FIRST)),
        (log_of(SECOND), Found(DELETED)),
        (log_of(THIRD), Found(SECOND)),
        (log_of(SECOND, THIRD), Found(FIRST, copies=(FIRST,))),
        (log_of(DELETED), Found(FIRST)),
    ],
)
def test_an_acknowledged_state_that_is_nowhere_is_a_loss(log: PlaylistLog, found: Found) -> None:
    assert "p1" in (log.loss(found) or "")


def test_an_answer_that_says_yes_ends_every_doubt() -> None:
    log = log_of(FIRST, SECOND)
    log.said_yes(THIRD, 3)
    assert log.candidates == [THIRD]
    assert log.loss(Found(SECOND)) is not None


def test_a_state_shown_that_nobody_asked_for_is_told() -> None:
    log = log_of(SECOND, THIRD)
    assert log.seen(THIRD, 5) is None
    assert log.revision == 5
    assert "p1" in (log.seen(FIRST, 6) or "")


def test_every_item_appended_to_the_shared_playlist_must_be_somewhere() -> None:
    shared = SharedLog("p2", ["a", "b"])
    copy = State("Shared (edited offline)", ("b",))
    assert shared.loss(Found(State("Shared", ("a",)), copies=(copy,))) is None
    assert shared.loss(Found(State("Shared", ("a",)))) == "p2 lacks b"
    assert "gone" in (shared.loss(Found(DELETED)) or "")


def test_items_that_stand_twice_are_found_unless_they_did_before() -> None:
    assert doubled(["a", "b", "a", "c", "a"]) == ["a"]
    assert doubled(["a", "b", "a"], allowed=["a"]) == []
