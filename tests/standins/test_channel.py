"""The whole channel: start, stop, outages and reconnects as measured."""

from __future__ import annotations

import json
import os
import signal
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.standins.channel import Channel, ChannelSettings
from tests.standins.cytube_server import CytubeSettings
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import Child, port_answers, wait_until
from tests.standins.robot_caller import calling

ROOT = Path(__file__).resolve().parents[2]
MakeChannel = Callable[..., Channel]


RECONNECT = [
    "rank", "setPermissions", "setPlaylistLocked", "emoteList", "drinkCount", "channelCSSJS",
    "setMotd", "channelOpts", "setPlaylistMeta", "playlist", "setCurrent", "setCurrent",
    "changeMedia", "userlist", "usercount",
    "rank", "login", "addUser", "rank", "userlist", "setPlaylistMeta", "playlist", "setCurrent",
    "setUserRank", "setCurrent", "changeMedia",
]  # fmt: skip


async def test_a_reconnect_brings_the_recorded_order(channel: Channel, lab: LabManifests) -> None:
    """Its socket cut, the robot comes back by itself and tells join, login and list again."""

    def told(events: list[dict[str, Any]]) -> list[str]:
        return [event["event_name"] for event in events if event["event_name"] in RECONNECT]

    channel.cytube.join("Alice")
    async with calling(channel, lab) as caller:
        await caller.add("A-d600")
        await caller.event("voteskip")
        seen = len(caller.events)
        channel.cytube.post("/drop", name="labbot")
        await caller.until(lambda events: len(told(events[seen:])) >= len(RECONNECT), within=20)
        assert told(caller.events[seen:]) == RECONNECT
        channel.robot.wait_connected()


def test_buckets_keep_the_case_of_the_robots_config(
    make_channel: MakeChannel, lab: LabManifests
) -> None:
    """Robot channel GrindLab2: bucket kryten_GrindLab2_…, events …grindlab2…"""
    settings = ChannelSettings(
        cytube=CytubeSettings(channel="grindlab2"), robot_channel="GrindLab2",
        nats_user="kryten", nats_password="secret",
    )  # fmt: skip
    channel = make_channel(settings)
    assert channel.name == "GrindLab2"
    reply = channel.robot.request({"command": "system.channels", "service": "robot"})
    assert reply is not None
    assert reply["data"]["channels"] == [
        {"domain": channel.domain, "channel": "GrindLab2", "connected": True}
    ]


def test_outages_of_each_part(make_channel: MakeChannel, lab: LabManifests) -> None:
    """CyTube away, robot killed, NATS restarted: what is said about each, and the way back."""
    channel = make_channel()
    stats = {"command": "system.stats", "service": "robot"}
    add = {
        "command": "addvideo", "service": "robot",
        "args": {"type": "cm", "id": lab.url("A-d600"), "pos": "end", "temp": False},
    }  # fmt: skip

    channel.cytube.post("/down")
    channel.robot.wait_disconnected()
    refused = channel.robot.request(add)
    assert refused is not None
    assert refused["data"] == {"success": False, "error": "Failed to add video"}
    channel.cytube.post("/up")
    channel.robot.wait_connected(within=30)

    channel.nats.restart()
    channel.robot.wait_connected(within=10)

    channel.robot.kill()
    assert channel.robot.request(stats) is None
    wait_until(lambda: channel.cytube.online() == {}, what="the robot's leaving")
    channel.robot.start()
    assert channel.cytube.online() == {"labbot": 3}


def test_without_aggressive_reconnect_the_robot_ends_with_status_zero(
    make_channel: MakeChannel,
) -> None:
    """The robot's default: cut off from CyTube it exits, and says success."""
    channel = make_channel(ChannelSettings(robot_aggressive_reconnect=False))
    channel.cytube.post("/drop", name="labbot")
    assert channel.robot.wait_exit() == 0


def test_the_program_says_where_everything_is_and_ends_on_sigterm(tmp_path: Path) -> None:
    """One JSON line with the addresses; users online; nothing left after SIGTERM."""
    child = Child(
        "channel",
        [sys.executable, "-m", "tests.standins.channel", "--directory", tmp_path / "channel",
         "--online", "Alice"],
        log=tmp_path / "channel.log", cwd=ROOT,
    )  # fmt: skip
    with child:
        child.wait_ready(lambda: child.log_tail().startswith("{"), within=30)
        addresses = json.loads(child.log_tail())
        assert addresses == json.loads((tmp_path / "channel" / "addresses.json").read_text())
        with urllib.request.urlopen(f"{addresses['control']}/state", timeout=5) as response:
            users = {user["name"] for user in json.load(response)["users"]}
        assert users == {"labbot", "Alice"}
        os.kill(child.pid, signal.SIGTERM)
        assert child.wait_exit() == 0
    for part in ("nats", "control"):
        assert not port_answers(int(addresses[part].rpartition(":")[2]))
