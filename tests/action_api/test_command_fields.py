"""Commands take the fields they are said to take, and say so where they are given others."""

from __future__ import annotations

from typing import Any

import pytest

from action_api.command_fields import FIELDS, checked
from action_api.domain.errors import InvalidRequest

# design/API.md, "Kryten command API"
PROMISED = {
    "system.ping", "system.health", "system.stats", "catalog.refresh", "catalog.status",
    "playlist.list", "playlist.get", "playlist.apply", "apply.status", "apply.cancel",
    "blessed.add", "blessed.remove", "blessed.list", "admin.add", "admin.remove", "admin.list",
    "stats.top_played", "stats.top_liked", "like.add",
}  # fmt: skip


def test_every_promised_command_has_its_fields() -> None:
    assert set(FIELDS) == PROMISED


@pytest.mark.parametrize(
    ("command", "fields", "words"),
    [
        ("blessed.add", {"usernme": "alice"}, "'usernme' is no field of blessed.add"),
        ("blessed.add", {"usernme": "alice"}, "takes: username"),
        ("blessed.list", {"username": "alice"}, "takes: none"),
        ("blessed.add", {"args": {"username": "alice"}}, "'args' is no field"),
        ("blessed.add", {"username": 7}, "'username' is 7: text is needed"),
        ("stats.top_liked", {"limit": "5"}, "'limit' is '5': a whole number is needed"),
        ("stats.top_liked", {"limit": True}, "a whole number"),
        ("stats.top_liked", {"limit": 1.5}, "a whole number"),
        ("playlist.get", {"id": ["x" * 999]}, "text is needed"),
        ("like.add", {"x" * 999: 1}, "is no field of like.add"),
        ("playlist.apply", {"channel": "elsewhere"}, "for 'GrindLab' alone"),
        ("playlist.apply", {"channel": ["grindlab"]}, "for 'GrindLab' alone"),
    ],
)
def test_a_wrong_field_is_named_with_the_way_out(
    command: str, fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        checked(command, {"command": command} | fields, "GrindLab")
    assert words in refused.value.detail
    assert len(refused.value.detail) < 200


def test_what_any_request_may_carry_is_let_pass_and_null_is_as_if_left_out() -> None:
    request = {
        "command": "stats.top_liked",
        "service": "playlist",
        "channel": "grindLAB",
        "requested_by": "alice",
        "correlation_id": "c1",
        "meta": {"source": "test"},
        "limit": None,
        "window": "7d",
    }
    passed = checked("stats.top_liked", request, "GrindLab")
    assert passed == {name: value for name, value in request.items() if name != "limit"}


def test_what_is_asked_of_every_service_takes_any_field() -> None:
    assert checked("system.ping", {"command": "system.ping", "args": {}}, "x")["args"] == {}
