"""The CyTube stand-in plays: lead-in, updates, ends, temporary entries, saving and unloading."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.standins.cytube_client import connect
from tests.standins.cytube_server import CytubeServer, CytubeSettings
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until


def told(cytube: CytubeServer, *events: str) -> list[tuple[str, Any]]:
    """What labbot was told, of these events only."""
    frames = cytube.frames("labbot")
    return [(f["event"], (f["args"] or [None])[0]) for f in frames if f["event"] in events]


def titles(cytube: CytubeServer) -> list[str]:
    return [entry["media"]["title"].removeprefix("Lab item ") for entry in cytube.queue()]


def seed(cytube: CytubeServer, lab: LabManifests, *names: str, temp: bool = False) -> None:
    cytube.join("labbot")
    answer = cytube.post("/seed", ids=[lab.url(name) for name in names], by="labbot", temp=temp)
    assert answer == {"refused": []}


def test_the_first_entry_starts_by_itself(cytube: CytubeServer, lab: LabManifests) -> None:
    """queue, setPlaylistMeta, setCurrent, then changeMedia with its lead-in and without a uid."""
    seed(cytube, lab, "A-d30")
    kinds = ("queue", "setPlaylistMeta", "setCurrent", "changeMedia")
    frames = told(cytube, *kinds)[-4:]
    assert [event for event, _ in frames] == list(kinds)
    change = frames[-1][1]
    assert (change["currentTime"], change["paused"], change["seconds"]) == (-3, True, 30)
    assert "uid" not in change


def test_an_entry_lasts_its_lead_in_its_duration_and_two_seconds(
    cytube: CytubeServer, lab: LabManifests
) -> None:
    """A 4 s entry is followed after 9 s; sped up 20 times, after 0.45 s."""
    cytube.change(speed=20)
    seed(cytube, lab, "A-d4", "B-d4", "C-d4")
    wait_until(lambda: len(told(cytube, "changeMedia")) >= 5, what="four entries played")
    starts = [frame["time"] for frame in cytube.frames("labbot", "changeMedia")]
    lasted = sorted(later - earlier for earlier, later in pairwise(starts))
    assert 400 <= lasted[len(lasted) // 2] <= 560
    assert [uid for _, uid in told(cytube, "setCurrent")][:5] == [0, 1, 2, 0, 1]


def test_updates_come_at_zero_and_then_every_five_seconds(
    cytube: CytubeServer, lab: LabManifests
) -> None:
    """mediaUpdate 0 (running) ends the lead-in; the others are five seconds apart."""
    cytube.change(speed=20)
    seed(cytube, lab, "A-d40")
    wait_until(lambda: len(told(cytube, "mediaUpdate")) >= 4, what="four updates")
    times = [update["currentTime"] for _, update in told(cytube, "mediaUpdate")]
    started = times.index(0)
    assert [round(time / 5) for time in times[started : started + 3]] == [0, 1, 2]


def test_a_temporary_entry_is_deleted_before_the_next_starts(
    cytube: CytubeServer, lab: LabManifests
) -> None:
    """delete of it first, then setCurrent and changeMedia of the next; jumping away too."""
    seed(cytube, lab, "A-d30", "B-d30", temp=True)
    seed_events = len(told(cytube, "delete", "setCurrent"))
    cytube.act("labbot", "playNext")
    assert told(cytube, "delete", "setCurrent")[seed_events:] == [
        ("delete", {"uid": 0}), ("setCurrent", 1),
    ]  # fmt: skip
    assert titles(cytube) == ["B-d30"]


def test_jumping_away_from_a_temporary_entry_deletes_it(
    cytube: CytubeServer, lab: LabManifests
) -> None:
    """A jump by uid or its text; one to nowhere does nothing."""
    seed(cytube, lab, "A-d30", "B-d30", "C-d30", temp=True)
    cytube.act("labbot", "jumpTo", 99)
    cytube.act("labbot", "jumpTo", "2")
    assert titles(cytube) == ["B-d30", "C-d30"]
    assert cytube.state()["playing_uid"] == 2


def test_the_end_of_the_last_entry_is_not_announced(
    cytube: CytubeServer, lab: LabManifests
) -> None:
    """Only delete and a count of 0: no setCurrent, no changeMedia."""
    seed(cytube, lab, "A-d30")
    before = len(told(cytube, "setCurrent", "changeMedia"))
    cytube.act("labbot", "delete", 0)
    wait_until(lambda: titles(cytube) == [], what="the delete")
    assert len(told(cytube, "setCurrent", "changeMedia")) == before
    assert told(cytube, "setPlaylistMeta")[-1][1] == {"count": 0, "rawTime": 0, "time": "00:00"}
    assert cytube.state()["playing_uid"] is None


def test_a_single_permanent_entry_starts_again(cytube: CytubeServer, lab: LabManifests) -> None:
    """The queue loops, even with one entry."""
    cytube.change(speed=50)
    seed(cytube, lab, "A-d3")
    wait_until(lambda: len(told(cytube, "changeMedia")) >= 3, what="two more rounds")
    assert {uid for _, uid in told(cytube, "setCurrent")} == {0}


def test_live_media_never_ends(cytube: CytubeServer, lab: LabManifests) -> None:
    """Duration 0: no lead-in and no updates."""
    cytube.change(speed=100)
    seed(cytube, lab, "live-x", "B-d3")
    cytube.act("labbot", "jumpTo", 1)
    wait_until(lambda: told(cytube, "setCurrent")[-1] == ("setCurrent", 0), what="back to live")
    change = told(cytube, "changeMedia")[-1][1]
    assert (change["seconds"], change["currentTime"], change["paused"]) == (0, 0, False)


def test_shuffle_renumbers_and_goes_on_playing(cytube: CytubeServer, lab: LabManifests) -> None:
    """New uids, the playing one first and not restarted."""
    seed(cytube, lab, "A-d600", "B-d30", "C-d30", "D-d30")
    cytube.change(speed=100)
    wait_until(lambda: cytube.state()["position"]["currentTime"] > 20, what="A plays")
    cytube.change(speed=1)
    cytube.act("labbot", "shufflePlaylist")
    assert sorted(entry["uid"] for entry in cytube.queue()) == [4, 5, 6, 7]
    assert titles(cytube)[0] == "A-d600"
    assert sorted(titles(cytube)) == ["A-d600", "B-d30", "C-d30", "D-d30"]
    change = told(cytube, "changeMedia")[-1][1]
    assert change["currentTime"] > 20
    assert change["paused"] is False


def test_an_empty_channel_unloads_and_numbers_anew(cytube: CytubeServer, lab: LabManifests) -> None:
    """When the last one leaves the list is kept, in order, with uids from 0."""
    seed(cytube, lab, "A-d30", "B-d30", "C-d30")
    cytube.act("labbot", "delete", 0)
    wait_until(lambda: titles(cytube) == ["B-d30", "C-d30"], what="the delete")
    cytube.leave("labbot")
    assert cytube.state()["loaded"] is False
    cytube.join("Alice")
    assert [entry["uid"] for entry in cytube.queue()] == [0, 1]
    assert titles(cytube) == ["B-d30", "C-d30"]


def test_a_crash_goes_back_to_the_last_save(cytube: CytubeServer, lab: LabManifests) -> None:
    """Deleted entries return, added ones are gone, uids are new."""
    seed(cytube, lab, "A-d30", "B-d30")
    cytube.act("labbot", "delete", 0)
    wait_until(lambda: titles(cytube) == ["B-d30"], what="the delete")
    assert cytube.post("/save") == {"saved": True}
    cytube.act("labbot", "delete", 1)
    cytube.post("/seed", ids=[lab.url("C-d30")])
    cytube.post("/crash")
    assert cytube.online() == {}
    assert [(entry["uid"], entry["media"]["title"]) for entry in cytube.queue()] == [
        (0, "Lab item B-d30")
    ]


def test_a_stop_does_not_save(tmp_path: Path, lab: LabManifests) -> None:
    """SIGTERM loses what came after the last save; a restart reads that save."""
    settings = CytubeSettings(store=tmp_path / "channel.json")
    server = CytubeServer(settings, directory=tmp_path)
    with server:
        seed(server, lab, "A-d30")
        server.post("/save")
        server.post("/seed", ids=[lab.url("B-d30")])
    with server:
        assert titles(server) == ["A-d30"]


def test_a_channel_of_more_than_a_mebibyte_is_not_saved(
    cytube: CytubeServer, lab: LabManifests
) -> None:
    """Mods get warnLargeChandump instead."""
    cytube.join("labbot")
    cytube.post("/options", allow_dupes=True)
    cytube.post("/seed", ids=[lab.url("A" * 150 + "-d30")] * 1000)
    assert cytube.post("/save") == {"saved": False}
    [(_, warning)] = told(cytube, "warnLargeChandump")
    assert warning["limit"] == 1_048_576 < warning["actual"]


async def test_an_outage_cuts_everybody_and_the_ports_come_back(cytube: CytubeServer) -> None:
    """`down` refuses connections, `up` listens at the same address, said twice too."""
    async with connect(cytube.http_url) as client:
        await client.emit("joinChannel", {"name": "grindlab"})
        await client.wait_event("usercount")
        cytube.post("/down")
        wait_until(lambda: cytube.state()["connections"] == 0, what="everybody out")
        with pytest.raises(OSError, match="Connect call failed"):
            async with connect(cytube.http_url):
                raise AssertionError("connected to a CyTube that is down")
        cytube.post("/up")
        cytube.post("/up")
    async with connect(cytube.http_url) as client:
        await client.emit("joinChannel", {"name": "grindlab"})
        assert (await client.wait_event("usercount")).args == [1]
