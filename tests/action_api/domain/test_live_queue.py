"""The live queue follows CyTube's events, also where the robot's own list goes wrong."""

from __future__ import annotations

from typing import Any

import pytest

from action_api.domain.live_queue import LiveQueue

NOW = 1000.0


def item(uid: int, media: str = "", *, temp: bool = False, by: str = "alice") -> dict[str, Any]:
    media_id = media or f"m{uid}"
    media_ = {"id": media_id, "title": f"Title {media_id}", "seconds": 600, "type": "cm"}
    return {"media": media_, "uid": uid, "temp": temp, "queueby": by}


def loaded(*uids: int, current: int | None = None) -> LiveQueue:
    live = LiveQueue()
    playing = None if current is None else {"uid": current, "id": f"m{current}"}
    live.load([item(uid) for uid in uids], playing, NOW)
    return live


def uids(live: LiveQueue) -> list[int]:
    return [entry.uid for entry in live.entries]


@pytest.mark.parametrize(
    ("event", "payload", "expected"),
    [
        ("queue", {"item": item(9), "after": 1}, [0, 1, 9, 2]),
        ("queue", {"item": item(9), "after": "prepend"}, [9, 0, 1, 2]),
        ("queue", {"item": item(9), "after": 0}, [0, 9, 1, 2]),
        ("queue", {"item": item(1), "after": 2}, [0, 2, 1]),
        ("delete", {"uid": 0}, [1, 2]),
        ("delete", {"uid": 7}, [0, 1, 2]),
        ("movevideo", {"from": 0, "after": 2}, [1, 2, 0]),
        ("movevideo", {"from": 2, "after": "prepend"}, [2, 0, 1]),
        ("movevideo", {"from": 0, "after": "append"}, [1, 2, 0]),
        ("playlist", [item(5), item(4)], [5, 4]),
        ("playlist", [], []),
        ("chatmsg", {"msg": "hello"}, [0, 1, 2]),
    ],
)
def test_each_event_changes_the_entries_as_cytube_did(
    event: str, payload: Any, expected: list[int]
) -> None:
    live = loaded(0, 1, 2)
    live.take(event, payload, NOW)
    assert uids(live) == expected


def test_what_the_robot_calls_playing_counts_only_where_it_stands_with_that_media() -> None:
    live = loaded(3, 4, current=4)
    assert live.playing_uid == 4
    live.load([item(3)], {"uid": 4, "id": "m4"}, NOW)
    assert live.playing is None
    live.load([item(4, "another")], {"uid": 4, "id": "m4"}, NOW)
    assert live.playing is None


def test_uid_zero_is_real_when_it_plays() -> None:
    live = loaded(0, 1)
    live.take("setcurrent", 0, NOW)
    assert live.playing is not None
    live.take("delete", {"uid": 0}, NOW)
    assert live.playing is None


def test_a_list_of_the_robots_does_not_bring_back_what_was_seen_to_go() -> None:
    live = loaded(0, 1)
    live.take("delete", {"uid": 0}, NOW)
    live.take("settemp", {"uid": 1, "temp": True}, NOW)
    # the robot's own list has the ghost of uid 0, and the old flag
    live.load([item(0), item(1)], None, NOW)
    assert uids(live) == [1]
    assert live.entries[0].temp is True
    # CyTube's own list is the truth again
    live.take("playlist", [item(0), item(1)], NOW)
    assert uids(live) == [0, 1]
    assert live.entries[1].temp is False


def test_cytubes_count_unmasks_the_ghost_of_uid_zero() -> None:
    live = loaded(0, 1, 2)
    assert live.is_zero_doubtful
    live.take("setplaylistmeta", {"count": 2}, NOW)
    assert uids(live) == [1, 2]
    assert not live.is_miscounted
    live.take("setplaylistmeta", {"count": 5}, NOW)
    assert live.is_miscounted


def test_a_robot_that_comes_anew_without_its_list_leaves_the_queue_unknown() -> None:
    """CyTube sends the list before it answers the login; one too long for NATS never gets here."""
    live = loaded(0, 1)
    live.take("playlist", [item(7, "m7")], NOW)
    live.take("login", {"success": True}, NOW)
    live.take("playlist", [item(7, "m7")], NOW)
    assert not live.is_list_missed
    live.take("playlist", [item(0, "m7")], NOW)
    live.take("login", {"success": True}, NOW)
    assert not live.is_list_missed
    live.take("login", {"success": True}, NOW)
    assert live.is_list_missed
    live.load([item(0, "m7")], None, NOW)
    assert not live.is_list_missed


def test_duplicates_are_known_from_the_option_or_from_what_stands() -> None:
    live = loaded(0, 1)
    assert live.allows_duplicates is None
    live.take("channelopts", {"allow_dupes": False}, NOW)
    assert live.allows_duplicates is False
    live.take("queue", {"item": item(9, "m1"), "after": 1}, NOW)
    assert live.allows_duplicates is True


def test_the_position_runs_on_between_two_updates() -> None:
    live = loaded(1, current=1)
    live.take("changemedia", {"id": "m1", "currentTime": -3, "paused": True}, NOW)
    assert live.playback is not None
    assert live.playback.position_at(NOW + 13) == 10
    live.take("mediaupdate", {"currentTime": 20, "paused": True}, NOW + 30)
    assert live.playback.position_at(NOW + 60) == 20


@pytest.mark.parametrize(
    ("event", "payload"),
    [("queue", {}), ("delete", None), ("setcurrent", "x"), ("movevideo", {"from": 1})],
)
def test_an_event_cytube_would_not_send_changes_nothing(event: str, payload: Any) -> None:
    live = loaded(0, 1)
    with pytest.raises((KeyError, TypeError, ValueError)):
        live.take(event, payload, NOW)
    assert uids(live) == [0, 1]
