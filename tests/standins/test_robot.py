"""The real kryten-robot in the stand-in's channel: replies, events and buckets as recorded."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import nats.errors
import pytest

from tests.standins.channel import Channel
from tests.standins.lab_manifests import LabManifests
from tests.standins.robot_caller import Caller, calling


@pytest.fixture
async def robot(channel: Channel, lab: LabManifests) -> AsyncIterator[Caller]:
    async with calling(channel, lab) as caller:
        yield caller


async def test_an_add_is_answered_told_and_stored(robot: Caller) -> None:
    """Reply with its uid, the queue event with the whole item, the same item in the bucket."""
    assert await robot.add("k1-d600", temp=True) == {"success": True, "uid": 0}
    event = await robot.event("queue")
    item = event["payload"]["item"]
    assert event["payload"]["after"] == "prepend"
    assert event["channel"] == "grindlab"
    assert event["domain"] == robot.channel.domain
    assert (item["uid"], item["temp"], item["queueby"]) == (0, True, "labbot")
    assert item["media"]["id"] == robot.lab.url("k1-d600")
    await robot.stored("playlist", "items", lambda items: bool(items == [item]))


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("k1-d600", "This item is already on the playlist"),
        ("notfound1", "Expected HTTP 200 OK, not 404 Not Found"),
        ("nosrc1", "source list must be nonempty"),
        ("badjson1", "Expected double-quoted property name in JSON at position 15"),
        ("err500a", "Expected HTTP 200 OK, not 500 Internal Server Error"),
        ("badct1", "Expected content-type application/json, not text/html"),
        ("notitle1", "title must not be blank"),
        ("drop1", "socket hang up"),
    ],
)
async def test_a_refused_add_is_answered_in_cytubes_words(
    robot: Caller, name: str, error: str
) -> None:
    """The robot's reply and its queueFail event carry what CyTube said."""
    await robot.add("k1-d600")
    data = await robot.add(name)
    assert data["success"] is False
    assert data["error"].startswith(error)
    address = robot.lab.url(name)
    assert data["queue_fail"] == {"msg": data["error"], "link": address, "id": address}
    await robot.told("queueFail", data["queue_fail"])


async def test_of_thirty_adds_ten_are_accepted(robot: Caller) -> None:
    """One after the other or all at once: the first ten, the rest "too quickly"."""
    replies = await asyncio.gather(*(robot.add(f"s{number}") for number in range(30)))
    assert [reply["success"] for reply in replies] == [True] * 10 + [False] * 20
    assert {reply.get("error") for reply in replies[10:]} == {"You are adding videos too quickly"}
    assert len(robot.channel.cytube.queue()) == 10


async def test_ten_at_once_then_half_a_second_after_each_reply_are_all_accepted(
    robot: Caller,
) -> None:
    """The pacing measured against CyTube: 16 items, none refused, in order, 3 s."""
    names = [f"p{number}" for number in range(16)]
    started = asyncio.get_running_loop().time()
    for place, name in enumerate(names):
        assert await robot.add(name) == {"success": True, "uid": place}
        if place >= 9:
            await asyncio.sleep(0.5)
    lasted = asyncio.get_running_loop().time() - started
    queued = [entry["media"]["id"] for entry in robot.channel.cytube.queue()]
    assert queued == [robot.lab.url(name) for name in names]
    assert 3.0 <= lasted < 6.0


async def test_too_fast_a_pace_loses_every_second_add(robot: Caller) -> None:
    """After the burst, 400 ms between starts is refused about every other time."""
    for number in range(10):
        assert (await robot.add(f"b{number}"))["success"]
    accepted = []
    for number in range(6):
        await asyncio.sleep(0.4)
        accepted.append((await robot.add(f"f{number}"))["success"])
    assert accepted == [False, True] * 3


async def test_a_missing_permission_is_eight_seconds_of_silence(robot: Caller) -> None:
    """The robot then says success with uid null, and nothing was queued."""
    robot.channel.cytube.post("/permissions", playlistadd=5)
    assert await robot.add("silent") == {"success": True, "uid": None}
    assert robot.channel.cytube.queue() == []


async def test_a_pm_is_echoed_or_refused(robot: Caller) -> None:
    """The request says success either way; only pm or errorMsg tells what happened."""
    robot.channel.cytube.join("Alice")
    sent = await robot.request("pm", to="aLiCe", msg="code 123")
    assert sent["data"] == {"success": True}
    echo = (await robot.event("pm"))["payload"]
    assert (echo["username"], echo["to"], echo["msg"]) == ("labbot", "Alice", "code 123")
    assert robot.channel.cytube.wait_for_pm("Alice")["msg"] == "code 123"
    sent = await robot.request("pm", to="bob", msg="code 123")
    assert sent["data"] == {"success": True}
    refusal = (await robot.event("errorMsg"))["payload"]
    assert refusal == {"msg": "PM failed: bob isn't connected to this channel."}


async def test_pms_to_the_bot_are_events(robot: Caller) -> None:
    """What users write to the bot arrives escaped, with the sender's name."""
    robot.channel.cytube.join("Alice")
    robot.channel.cytube.pm("Alice", "labbot", "block > all")
    payload = (await robot.event("pm"))["payload"]
    assert (payload["username"], payload["to"]) == ("Alice", "labbot")
    assert payload["msg"] == "block &gt; all"


async def test_guests_and_registered_users_differ_in_rank(robot: Caller) -> None:
    """In the bucket a guest has 0, a registered user 1, the bot 3; who leaves is gone."""
    robot.channel.cytube.join("Alice")
    robot.channel.cytube.join("GuestFoo", guest=True)

    def ranks(users: list[dict[str, Any]]) -> dict[str, float]:
        return {user["name"]: user["rank"] for user in users}

    async def become(expected: dict[str, float]) -> None:
        await robot.stored("userlist", "users", lambda users: ranks(users) == expected)

    await become({"labbot": 3, "Alice": 1, "GuestFoo": 0})
    robot.channel.cytube.leave("GuestFoo")
    await become({"labbot": 3, "Alice": 1})
    assert (await robot.event("userLeave"))["payload"] == {"name": "GuestFoo"}


@pytest.mark.parametrize(
    ("command", "args", "event", "payload"),
    [
        ("mvvideo", {"from": 2, "after": 0}, "moveVideo", {"from": 2, "after": 0}),
        ("mvvideo", {"from": 1, "after": "append"}, "moveVideo", {"from": 1, "after": "append"}),
        ("settemp", {"uid": 1, "temp": True}, "setTemp", {"uid": 1, "temp": True}),
        ("rmvideo", {"uid": 2}, "delete", {"uid": 2}),
        ("jump", {"uid": "2"}, "setCurrent", 2),
        ("clear", {}, "playlist", []),
    ],
)
async def test_changes_are_proved_by_their_event(
    robot: Caller, command: str, args: dict[str, Any], event: str, payload: Any
) -> None:
    """The reply only says "emitted"; CyTube's event says it happened."""
    for name in ("A", "B", "C"):
        await robot.add(name)
    seen = len(robot.events)
    reply = await robot.request(command, **args)
    assert reply["data"] == {"success": True}
    await robot.told(event, payload, seen=seen)


async def test_a_jump_with_a_number_fails_in_the_robot(robot: Caller) -> None:
    """uid must be text for jump, and only there."""
    await robot.add("A")
    reply = await robot.request("jump", uid=0)
    assert reply["data"] == {"success": False, "error": "Failed to jump to video"}


async def test_the_bucket_follows_deletes_but_not_of_uid_zero(robot: Caller) -> None:
    """The robot's own fault: an entry with uid 0 stays in its bucket as a ghost."""
    for name in ("A", "B", "C"):
        await robot.add(name)
    for uid in (1, 0):
        await robot.request("rmvideo", uid=uid)
        await robot.told("delete", {"uid": uid})
    assert [entry["uid"] for entry in robot.channel.cytube.queue()] == [2]
    await robot.stored("playlist", "items", lambda items: [item["uid"] for item in items] == [0, 2])


async def test_the_uid_of_a_reply_can_be_somebody_elses(robot: Caller) -> None:
    """The robot takes the first queue event of anybody for its own: trust only that event."""
    robot.channel.cytube.join("labadmin")
    other = {"id": robot.lab.url("slow1-theirs"), "type": "cm", "pos": "end", "temp": False}
    robot.channel.cytube.act("labadmin", "queue", other)
    reply = await robot.add("ours")
    seen = await robot.until(lambda events: sum(e["event_name"] == "queue" for e in events) == 2)
    items = [event["payload"]["item"] for event in seen if event["event_name"] == "queue"]
    assert [(item["queueby"], item["uid"]) for item in items] == [("labadmin", 0), ("labbot", 1)]
    assert reply == {"success": True, "uid": 0}


async def test_commands_for_another_domain_are_ignored(robot: Caller) -> None:
    """With meta of another channel there is no reply at all."""
    body = {"command": "say", "service": "robot", "args": {"message": "x"},
            "meta": {"domain": "cytu.be", "channel": "elsewhere"}}  # fmt: skip
    with pytest.raises(nats.errors.TimeoutError):
        await robot.connection.request(
            "kryten.robot.command", json.dumps(body).encode(), timeout=0.5
        )
    assert robot.channel.cytube.state()["chat"] == []
