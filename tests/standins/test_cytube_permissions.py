"""Missing permissions at the CyTube stand-in: mostly silence, as at CyTube."""

from __future__ import annotations

from typing import Any

import pytest

from tests.standins.cytube_adder import Adder
from tests.standins.cytube_server import CytubeServer
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until


@pytest.fixture
def bot(cytube: CytubeServer, lab: LabManifests) -> Adder:
    return Adder(cytube, lab)


@pytest.mark.parametrize(
    ("permission", "pos", "refusals", "queued"),
    [
        ("playlistadd", "end", [], []),
        ("playlistnext", "next", [], []),
        ("playlistaddrawfile", "end", ["You don't have permission to add raw video files"], []),
        ("addnontemp", "end", [], [True]),
    ],
)
def test_missing_permission_to_add(
    bot: Adder, permission: str, pos: str, refusals: list[str], queued: list[bool]
) -> None:
    """Silence, except for raw files; without addnontemp the entry is temporary."""
    bot.cytube.post("/permissions", **{permission: 5})
    bot.ask("A", pos)
    bot.cytube.act("labbot", "delete", 99)
    if queued:
        wait_until(lambda: bool(bot.names()), what="the entry")
    assert bot.refusals() == refusals
    assert [entry["temp"] for entry in bot.cytube.queue()] == queued


@pytest.mark.parametrize(
    ("permission", "event", "data"),
    [
        ("playlistdelete", "delete", 1),
        ("playlistmove", "moveMedia", {"from": 1, "after": "append"}),
        ("playlistjump", "jumpTo", 1),
        ("playlistclear", "clearPlaylist", None),
        ("playlistshuffle", "shufflePlaylist", None),
        ("settemp", "setTemp", {"uid": 1, "temp": True}),
    ],
)
def test_missing_permission_to_change_is_silence(
    bot: Adder, permission: str, event: str, data: Any
) -> None:
    """Nothing happens and nobody is told."""
    bot.add("A", "B", "C")
    before = bot.cytube.state()
    bot.cytube.post("/permissions", **{permission: 5})
    heard = len(bot.cytube.frames("labbot"))
    bot.cytube.act("labbot", event, data)
    after = bot.cytube.state()
    assert after["queue"] == before["queue"]
    assert after["playing_uid"] == before["playing_uid"]
    assert [
        frame["event"]
        for frame in bot.cytube.frames("labbot")[heard:]
        if frame["event"] != "mediaUpdate"
    ] == []


def test_an_unlocked_playlist_needs_only_the_open_ranks(
    cytube: CytubeServer, lab: LabManifests
) -> None:
    """With the playlist open, oplaylistadd counts instead of playlistadd."""
    alice = Adder(cytube, lab, "Alice")
    cytube.post("/permissions", playlistaddrawfile=0)
    alice.ask("refused")
    cytube.post("/permissions", open=True)
    alice.add("taken")
    assert alice.names() == ["taken"]
