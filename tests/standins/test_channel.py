"""The whole channel: start, stop, outages and reconnects as measured."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.standins.channel import Channel, ChannelSettings
from tests.standins.cytube_server import CytubeSettings
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until
from tests.standins.test_robot import calling

MakeChannel = Callable[..., Channel]


async def test_reconnect_brings_the_recorded_order(channel: Channel, lab: LabManifests) -> None:
    """After its socket was cut the robot tells join frames, login frames, then the list again."""
    async with calling(channel, lab) as caller:
        await caller.add("A-d600")
        seen = len(caller.events)
        channel.cytube.post("/drop", name="labbot")
        await caller.event("login", seen=seen, within=20)
        await caller.event("setUserRank", seen=seen)
        await caller.request("system.ping")
        wait_until(channel.robot.connected, what="the robot back", within=20)
        wanted = [
            "rank", "setPermissions", "setPlaylistLocked", "emoteList", "drinkCount",
            "channelCSSJS", "setMotd", "channelOpts", "setPlaylistMeta", "playlist",
            "setCurrent", "setCurrent", "changeMedia", "userlist", "usercount",
            "rank", "login", "addUser", "rank", "userlist", "setPlaylistMeta", "playlist",
            "setCurrent", "setUserRank", "setCurrent", "changeMedia",
        ]  # fmt: skip
        names: list[str] = []
        while len(names) < len(wanted):
            await caller.event("changeMedia", seen=len(caller.events), within=0.01) if False else None
            names = [e["event_name"] for e in caller.events[seen:] if e["event_name"] in wanted]
            await caller.connection.flush()
    assert names == wanted
