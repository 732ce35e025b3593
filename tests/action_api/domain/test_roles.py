"""Who is what, and who may apply how."""

from __future__ import annotations

import pytest

from action_api.domain.roles import AccessLists, Role, is_last_admin, modes_of, role_of

LISTS = AccessLists(blessed=frozenset({"bob", "both"}), admins=frozenset({"alice", "both"}))


@pytest.mark.parametrize(
    ("key", "registered", "role"),
    [
        ("alice", True, Role.ADMIN),
        ("both", True, Role.ADMIN),
        ("bob", True, Role.BLESSED),
        ("carol", True, Role.VIEWER),
        ("alice", False, Role.VIEWER),
        ("bob", False, Role.VIEWER),
    ],
)
def test_the_lists_decide_and_a_guest_stays_viewer(key: str, registered: bool, role: Role) -> None:
    assert role_of(key, registered, LISTS) is role


def test_each_role_includes_the_ones_before() -> None:
    order = list(Role)
    for low, lower in enumerate(order):
        for high, higher in enumerate(order):
            assert higher.includes(lower) == (high >= low)


@pytest.mark.parametrize(
    ("role", "setting", "modes"),
    [
        (Role.ANONYMOUS, True, []),
        (Role.VIEWER, True, []),
        (Role.BLESSED, False, ["preserve_current", "append"]),
        (Role.BLESSED, True, ["preserve_current", "append", "hard_replace"]),
        (Role.ADMIN, False, ["preserve_current", "append", "hard_replace"]),
    ],
)
def test_modes_follow_role_and_setting(role: Role, setting: bool, modes: list[str]) -> None:
    assert modes_of(role, setting) == modes


@pytest.mark.parametrize(
    ("admins", "last"), [({"alice"}, True), ({"alice", "bob"}, False), (set(), True)]
)
def test_the_last_admin_is_known(admins: set[str], last: bool) -> None:
    assert is_last_admin("alice", admins) is last
