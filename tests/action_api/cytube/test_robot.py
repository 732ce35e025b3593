"""Events are believed only where they are of our CyTube, and have the form of one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from action_api.cytube.robot import event_payload

DOMAIN = "cytu.be"
SAID = {"username": "Ann", "msg": "block"}


def event(data: bytes) -> Msg:
    return Msg(Client(), "kryten.events.cytube.grindlab.pm", "", data)


@pytest.mark.parametrize("domain", [{"domain": DOMAIN}, {"domain": None}, {}])
def test_an_event_of_our_cytube_tells_its_payload(domain: dict[str, Any]) -> None:
    message = event(json.dumps(domain | {"payload": SAID}).encode())
    assert event_payload(message, DOMAIN) == SAID


@pytest.mark.parametrize(
    "data",
    [
        json.dumps({"domain": "other.example", "payload": SAID}).encode(),
        json.dumps({"domain": [DOMAIN], "payload": SAID}).encode(),
        json.dumps({"domain": {}, "payload": SAID}).encode(),
        json.dumps({"payload": [SAID]}).encode(),
        json.dumps([SAID]).encode(),
        b"[" * 100_000,
        b"\xff",
        b"",
    ],
    ids=["another CyTube", "a list", "an object", "rows", "no event", "deep", "no text", "nothing"],
)
def test_of_another_cytube_and_of_nonsense_nothing_is_told(data: bytes) -> None:
    assert event_payload(event(data), DOMAIN) == {}
