"""Which lines of chat are for us: events as the robot was recorded publishing them."""

from __future__ import annotations

from typing import Any

import pytest

from action_api.chat_commands import Said, heard

DOMAIN = "localhost:18443"


def event(**changes: Any) -> dict[str, Any]:
    """A recorded line, with changes to its payload."""
    payload = {"username": "labadmin", "msg": "!like", "meta": {}, "time": 1795378698270}
    return {
        "event_name": "chatMsg",
        "payload": payload | changes,
        "channel": "grindlab",
        "domain": DOMAIN,
        "timestamp": "2026-11-22T20:18:18.291324+00:00",
        "correlation_id": "0e3b3d6e-824e-4bb9-b013-409c7d260fe5",
    }


@pytest.mark.parametrize("text", ["!like", " !Like  ", "!LIKE"])
def test_the_word_alone_is_heard_in_any_case(text: str) -> None:
    assert heard(event(msg=text), DOMAIN) == Said("labadmin", 1795378698.270)


@pytest.mark.parametrize(
    "changes",
    [
        {"msg": "!like this one"},
        {"msg": "!likes"},
        {"msg": "I !like it"},
        {"msg": "<strong>!like</strong>"},
        {"msg": ""},
        {"msg": None},
        {"username": "[server]", "meta": {"addClass": "server-whisper"}},
        {"username": "no name"},
        {"username": 7},
        {"username": "x" * 21},
        {"meta": {"shadow": True}},
        {"time": None},
        {"time": True},
        {"time": "1795378698270"},
    ],
    ids=repr,
)
def test_nothing_else_is_heard(changes: dict[str, Any]) -> None:
    assert heard(event(**changes), DOMAIN) is None


@pytest.mark.parametrize("envelope", [None, [], "!like", {}, {"payload": []}, {"payload": None}])
def test_what_is_no_event_is_left_alone(envelope: object) -> None:
    assert heard(envelope, DOMAIN) is None


def test_a_channel_of_the_same_name_on_another_cytube_is_not_ours() -> None:
    assert heard(event(), "cytu.be") is None
