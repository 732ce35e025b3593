"""The stand-in answers a recorded session frame for frame as CyTube 3.86 did."""

from __future__ import annotations

import asyncio
import json
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.standins.cytube_client import CytubeClient, Frame, connect
from tests.standins.cytube_server import CytubeServer
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until

RECORDING = (
    Path(__file__).resolve().parents[3]
    / "shared"
    / "contract"
    / "recordings"
    / "cytube_socket.jsonl"
)
RECORDED_BASE = "http://localhost:18090"
# quicker than recorded, yet slow enough for the limiter to recover where it did
PACE = 0.7
TOO_QUICKLY = "You are adding videos too quickly"


def plain(value: Any, base: str) -> Any:
    """A frame's content without what differs from run to run: addresses, clocks, aliases."""
    if isinstance(value, dict):
        return {key: _plain_field(key, part, base) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part, base) for part in value]
    return value.replace(base, "BASE") if isinstance(value, str) else value


def _plain_field(key: str, value: Any, base: str) -> Any:
    if key == "currentTime":
        return "lead-in" if value < 0 else "running"
    if key in {"time", "ip", "aliases"} and not (key == "time" and isinstance(value, str)):
        return type(value).__name__
    return plain(value, base)


def comparable(frames: list[Frame], base: str) -> list[tuple[str, Any]]:
    """Frames as (event, content); the periodic mediaUpdate comes when it comes."""
    result = [
        (frame.event, plain(frame.args, base)) for frame in frames if frame.event != "mediaUpdate"
    ]
    left_out = {"emoteList", "channelCSSJS", "setMotd"}
    result = [(event, None if event in left_out else args) for event, args in result]
    result = [_unshuffled(result, place) for place in range(len(result))]
    # of twelve adds at once the last are refused while the first is looked up, sooner or later
    return sorted(result, key=lambda frame: TOO_QUICKLY in str(frame))


def _unshuffled(frames: list[tuple[str, Any]], place: int) -> tuple[str, Any]:
    """The random order after a shuffle reduced to what is certain about it."""
    event, args = frames[place]
    if event == "playlist" and len(args[0]) > 2:
        items = args[0]
        uids = sorted(item["uid"] for item in items)
        return event, (items[0]["media"]["id"], uids, sorted(i["media"]["id"] for i in items))
    before, before_args = frames[place - 1]
    if event == "setCurrent" and before == "playlist" and len(before_args[0]) > 2:
        return event, "first" if args == [before_args[0][0]["uid"]] else args
    return event, args


def recorded() -> list[dict[str, Any]]:
    if not RECORDING.exists():
        pytest.skip(f"the recordings of CyTube are not here: {RECORDING}")
    return [json.loads(line) for line in RECORDING.read_text(encoding="utf-8").splitlines()]


def prepare(server: CytubeServer, lab: LabManifests) -> None:
    """The channel as it was when the recording began."""
    server.post("/users", name="labadmin", password="***", rank=3)
    server.join("labbot")
    server.join("labmod")
    for line in range(3):
        server.act("labmod", "chatMsg", {"msg": f"history line {line}", "meta": {}})
    server.leave("labmod")
    server.post("/seed", ids=[lab.url("idle-d36000")], by="labbot")
    server.change(speed=100)
    wait_until(lambda: server.state()["position"]["currentTime"] > 300, what="idle is playing")
    server.change(speed=1)


async def send_group(
    client: CytubeClient, group: list[dict[str, Any]], lab: LabManifests, started: float
) -> None:
    """Sends client frames at their recorded pace: limiter and playback depend on it."""
    clock = asyncio.get_running_loop().time
    await asyncio.sleep(max(0.0, started + PACE * group[0]["t"] - clock()))
    for line in group:
        args = json.loads(json.dumps(line["args"]).replace(RECORDED_BASE, lab.base))
        await client.emit(line["event"], *args)


async def wait_for_count(client: CytubeClient, count: int, base: str) -> None:
    await client.wait_for(
        lambda frames: len(comparable(frames, base)) >= count, what=f"{count} frames"
    )


async def test_recorded_session_is_answered_frame_for_frame(
    cytube: CytubeServer, lab: LabManifests
) -> None:
    """Join, login, adds, moves, jump, PMs, deletes, limiter, shuffle and clear: as recorded."""
    lines = recorded()
    prepare(cytube, lab)
    expected: list[Frame] = []
    async with connect(cytube.http_url) as client:
        started = asyncio.get_running_loop().time()
        for sender, group in groupby(lines, key=lambda line: line["from"]):
            if sender == "client":
                await send_group(client, list(group), lab, started)
                continue
            expected += [Frame(line["event"], line["args"]) for line in group]
            wanted = comparable(expected, RECORDED_BASE)
            await wait_for_count(client, len(wanted), lab.base)
            assert comparable(client.frames, lab.base) == wanted
