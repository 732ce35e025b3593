"""Logging in to the CyTube stand-in: who may take which name, and what the others see."""

from __future__ import annotations

import pytest

from tests.standins.cytube_client import connect
from tests.standins.cytube_server import CytubeServer
from tests.standins.processes import ChildError, wait_until

REGISTERED = "That username is registered."
INVALID = (
    "Invalid username.  Usernames must be 1-20 characters long and "
    "consist only of characters a-z, A-Z, 0-9, -, or _."
)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("Alice", REGISTERED),
        ("aLICE", REGISTERED),
        ("A1ice", REGISTERED),
        ("lab-admin", "That username is reserved."),
        ("the-OWNER", "That username is reserved."),
        ("bad name!", INVALID),
        ("averyveryverylongname12345", INVALID),
        ("Present", "That name is already in use on this channel."),
    ],
)
def test_a_guest_is_refused_a_name_that_is_not_free(
    cytube: CytubeServer, name: str, refusal: str
) -> None:
    """Registered names in any case, look-alikes, reserved, invalid and used names are refused."""
    cytube.join("Present", guest=True, ip="127.0.0.9")
    answer = cytube.join(name, guest=True, ip="127.0.0.10")
    assert answer == {"success": False, "error": refusal}
    assert set(cytube.online()) == {"Present"}


def test_one_guest_login_per_address_and_minute(cytube: CytubeServer) -> None:
    """A second guest of the same address waits 60 s; the delay can be changed."""
    assert cytube.join("One", guest=True)["success"]
    refused = cytube.join("Two", guest=True)
    assert refused["error"] == ("Guest logins are restricted to one per IP address per 60 seconds.")
    cytube.change(guestLoginDelay=0)
    assert cytube.join("Two", guest=True) == {"success": True, "name": "Two", "guest": True}
    assert cytube.online() == {"One": 0, "Two": 0}


async def test_a_wrong_password_is_refused(cytube: CytubeServer) -> None:
    """A registered name needs its password, in CyTube's words."""
    async with connect(cytube.http_url) as client:
        await client.emit("joinChannel", {"name": "grindlab"})
        await client.emit("login", {"name": "Alice", "pw": "wrong"})
        login = await client.wait_event("login")
        assert login.args == [{"success": False, "error": "Invalid username/password combination"}]
        await client.emit("login", {"name": "aLICE", "pw": "alice-password"})
        login = await client.wait_event("login", seen=len(client.frames))
    assert login.args == [{"success": True, "name": "Alice"}]


async def test_a_second_login_kicks_the_first(cytube: CytubeServer) -> None:
    """Others see userLeave before addUser; the first connection is told why and ended."""
    cytube.join("labbot")
    cytube.join("Alice")
    async with connect(cytube.http_url) as client:
        await client.emit("joinChannel", {"name": "grindlab"})
        await client.emit("login", {"name": "Alice", "pw": "alice-password"})
        await client.wait_event("setUserRank")
        seen = [
            (frame["event"], frame["args"][0]["name"])
            for frame in cytube.frames("labbot")
            if frame["event"] in {"userLeave", "addUser"}
        ]
    assert cytube.frames("Alice", "kick")[0]["args"] == [{"reason": "Duplicate login"}]
    assert seen[-2:] == [("userLeave", "Alice"), ("addUser", "Alice")]


def test_a_login_is_announced_with_the_global_rank_first(cytube: CytubeServer) -> None:
    """addUser says 1 for every registered user, setUserRank then the rank in the channel."""
    cytube.join("labbot")
    cytube.join("labadmin")
    added = cytube.frames("labbot", "addUser")[-1]["args"][0]
    ranked = cytube.frames("labbot", "setUserRank")[-1]["args"][0]
    assert (added["name"], added["rank"]) == ("labadmin", 1)
    assert added["meta"]["aliases"] == ["labadmin"]
    assert ranked == {"name": "labadmin", "rank": 4}


def test_mods_are_told_who_joined(cytube: CytubeServer) -> None:
    """A server whisper goes to ranks of 2 and more, not to the others."""
    cytube.join("labbot")
    cytube.join("Alice")
    cytube.join("bob")
    whispers = [frame["args"][0]["msg"] for frame in cytube.frames("labbot", "chatMsg")]
    assert whispers == ["Alice joined (aliases: Alice)", "bob joined (aliases: bob)"]
    assert cytube.frames("Alice", "chatMsg") == []


def test_a_mod_can_lift_a_guest_for_the_session(cytube: CytubeServer) -> None:
    """A guest may show rank 1 or 2 without any password; nobody reaches the mod's own."""
    cytube.join("labadmin")
    cytube.join("Guest", guest=True)
    cytube.act("labadmin", "setChannelRank", {"name": "Guest", "rank": 2})
    assert cytube.online()["Guest"] == 2
    cytube.act("labadmin", "setChannelRank", {"name": "Guest", "rank": 4})
    assert cytube.online()["Guest"] == 2
    assert cytube.frames("Guest", "rank")[-1]["args"] == [2]


def test_a_rank_change_of_somebody_offline_is_announced_as_typed(cytube: CytubeServer) -> None:
    """setUserRank names a user who is not there, spelled as the mod did."""
    cytube.join("labadmin")
    cytube.act("labadmin", "setChannelRank", {"name": "BOB", "rank": 2})
    assert cytube.frames("labadmin", "setUserRank")[-1]["args"] == [{"name": "BOB", "rank": 2}]
    assert "bob" not in cytube.online()


def test_a_leader_shows_one_and_a_half(cytube: CytubeServer) -> None:
    """A guest made leader has rank 1.5 until somebody takes it back."""
    cytube.join("labadmin")
    cytube.join("Guest", guest=True)
    cytube.act("labadmin", "assignLeader", {"name": "Guest"})
    assert cytube.online()["Guest"] == 1.5
    cytube.act("labadmin", "assignLeader", {"name": ""})
    assert cytube.online()["Guest"] == 0
    assert [f["args"] for f in cytube.frames("Guest", "setLeader")] == [["Guest"], [""]]


async def test_anonymous_viewers_count_but_have_no_name(cytube: CytubeServer) -> None:
    """usercount has them, the userlist does not."""
    cytube.join("labbot")
    async with connect(cytube.http_url) as client:
        await client.emit("joinChannel", {"name": "grindlab"})
        counted = await client.wait_event("usercount")
        listed = await client.wait_event("userlist")
    assert counted.args == [2]
    assert [user["name"] for user in listed.args[0]] == ["labbot"]
    wait_until(lambda: cytube.state()["connections"] == 1, what="the viewer's leaving")


async def test_another_channel_is_not_served(cytube: CytubeServer) -> None:
    """The stand-in says so and hangs up."""
    async with connect(cytube.http_url) as client:
        await client.emit("joinChannel", {"name": "elsewhere"})
        kick = await client.wait_event("kick")
    assert kick.args[0]["reason"].startswith("Channel could not be loaded")


def test_the_control_address_says_what_is_wrong(cytube: CytubeServer) -> None:
    """An unknown setting or user is refused by name."""
    with pytest.raises(ChildError, match="setting sped is not known"):
        cytube.change(sped=2)
    with pytest.raises(ChildError, match="nobody is not a registered user"):
        cytube.join("nobody")
