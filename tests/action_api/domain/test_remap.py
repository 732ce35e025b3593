"""Entries are found again after CyTube has numbered them anew."""

from __future__ import annotations

from action_api.domain.apply_plan import QueueEntry
from action_api.domain.remap import Known, remap


def known(key: str, uid: int | None, media: str, by: str = "bot") -> Known:
    return Known(key, uid, media, by)


def entry(uid: int, media: str, by: str = "bot") -> QueueEntry:
    return QueueEntry(uid, media, queued_by=by)


def test_nothing_moved_where_nothing_was_renumbered() -> None:
    found = remap([known("a", 4, "m"), known("b", 7, "n")], [entry(7, "n"), entry(4, "m")])
    assert (found.uids, found.is_renumbered) == ({"a": 4, "b": 7}, False)


def test_an_entry_that_is_gone_is_no_sign_of_renumbering() -> None:
    found = remap([known("a", 4, "m"), known("b", 7, "n")], [entry(4, "m")])
    assert (found.uids, found.is_renumbered) == ({"a": 4}, False)


def test_a_uid_that_names_another_entry_now_is_not_believed() -> None:
    found = remap(
        [known("a", 1, "m"), known("b", 2, "n")], [entry(0, "m"), entry(1, "n"), entry(2, "x")]
    )
    assert (found.uids, found.is_renumbered) == ({"a": 0, "b": 1}, True)


def test_copies_are_told_apart_by_their_order_and_by_who_queued_them() -> None:
    found = remap(
        [known("a", 5, "m"), known("b", 6, "m", "ann"), known("c", 7, "m")],
        [entry(0, "m"), entry(1, "m", "ann"), entry(2, "m")],
    )
    assert found.uids == {"a": 0, "b": 1, "c": 2}


def test_what_was_deleted_is_looked_for_only_after_a_renumbering() -> None:
    deleted = known("gone", None, "x", "ann")
    again = entry(9, "x", "ann")
    assert "gone" not in remap([deleted, known("a", 4, "m")], [entry(4, "m"), again]).uids
    back = remap([deleted, known("a", 4, "m")], [entry(0, "m"), again])
    assert back.uids == {"gone": 9, "a": 0}


def test_one_entry_may_be_known_by_two_keys() -> None:
    found = remap([known("stood", 5, "m"), known("placed", 5, "m")], [entry(0, "m")])
    assert found.uids == {"stood": 0, "placed": 0}
