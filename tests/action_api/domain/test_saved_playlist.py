"""A saved playlist's changes, and the name of a version edited offline."""

from __future__ import annotations

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from action_api.domain.errors import InvalidRequest
from action_api.domain.names import MAX_NAME_LENGTH, clean_name
from action_api.domain.saved_playlist import (
    KEPT_OPS,
    Edit,
    changed,
    copy_name,
    created,
    trashed,
)

MADE = created("p1", "Friday Night", ["a", "b"], Edit("op0", "Ann", 10.0))


def test_a_new_playlist_is_revision_one_of_its_maker() -> None:
    assert (MADE.revision, MADE.created_by, MADE.updated_by) == (1, "Ann", "Ann")
    assert (MADE.held_key, MADE.ops) == ("friday night", ("op0",))


def test_a_change_keeps_who_made_it_first_and_adds_to_the_revision() -> None:
    after = changed(MADE, Edit("op1", "bob", 20.0, step=7), items=["c"])
    assert (after.created_by, after.created_at) == ("Ann", 10.0)
    assert (after.updated_by, after.updated_at, after.revision) == ("bob", 20.0, 8)
    assert (after.name, after.items, after.ops) == ("Friday Night", ("c",), ("op0", "op1"))


def test_the_trash_holds_no_name_and_gives_everything_back() -> None:
    gone = trashed(MADE, Edit("op1", "bob", 20.0))
    assert (gone.held_key, gone.deleted_by, gone.deleted_at) == (None, "bob", 20.0)
    back = changed(gone, Edit("op2", "Ann", 30.0))
    assert (back.held_key, back.items, back.deleted_by) == ("friday night", ("a", "b"), None)


def test_only_the_last_operations_are_remembered() -> None:
    one = MADE
    for number in range(KEPT_OPS + 5):
        one = changed(one, Edit(f"later{number}", "Ann", 20.0))
    assert len(one.ops) == KEPT_OPS
    assert one.ops[-1] == f"later{KEPT_OPS + 4}"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "Fun (edited offline by Ann, 2026-11-22)"),
        (2, "Fun (edited offline by Ann, 2026-11-22) (2)"),
    ],
)
def test_a_copy_says_who_edited_it_when(number: int, expected: str) -> None:
    assert copy_name("Fun", "Ann", "2026-11-22", number) == expected


@given(st.text(min_size=1, max_size=100), st.integers(1, 999))
def test_a_copys_name_is_always_a_good_name(name: str, number: int) -> None:
    try:
        name = clean_name(name)
    except InvalidRequest:
        reject()  # what is no name cannot be copied either
    made = copy_name(name, "x" * 20, "2026-11-22", number)
    assert len(made) <= MAX_NAME_LENGTH
    assert clean_name(made) == made
