"""Events as they were recorded from a robot, read for the statistics; nonsense is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from action_api.domain.stats_events import (
    LONGEST_SECONDS,
    EntryShown,
    MediaShown,
    PositionShown,
    Queued,
    QueueEmptied,
    read_event,
)

# as they were recorded, with the renditions left out of `meta`
RECORDED = {
    "queue": """{"item": {"media": {"id": "lab:k1-d600", "title": "Lab item k1-d600",
        "seconds": 600, "duration": "10:00", "type": "cm", "meta": {"direct": {}}}, "uid": 2,
        "temp": true, "queueby": "labbot"}, "after": 1}""",
    "changemedia": """{"id": "lab:sA0-d600", "title": "Lab item sA0-d600", "seconds": 600,
        "duration": "10:00", "type": "cm", "meta": {"direct": {}}, "currentTime": -3,
        "paused": true}""",
    "mediaupdate": '{"currentTime": 35.016999999999996, "paused": false}',
    "setcurrent": "4",
    "setplaylistmeta": '{"count": 0, "rawTime": 0, "time": "00:00"}',
}


def video_id_of(media_id: str) -> str | None:
    return media_id.removeprefix("lab:") if media_id.startswith("lab:") else None


def recorded(name: str) -> Any:
    return json.loads(RECORDED[name])


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("queue", Queued("k1-d600", 600, "Lab item k1-d600")),
        ("changemedia", MediaShown("sA0-d600", 600, "Lab item sA0-d600", -3.0, True)),
        ("mediaupdate", PositionShown(35.016999999999996, False)),
        ("setcurrent", EntryShown(4)),
        ("setplaylistmeta", QueueEmptied()),
    ],
)
def test_recorded_events_are_read(name: str, read: object) -> None:
    assert read_event(name, recorded(name), video_id_of) == read


def test_what_is_not_ours_is_no_add_but_ends_what_played() -> None:
    add, media = recorded("queue"), recorded("changemedia")
    add["item"]["media"]["id"] = media["id"] = "dQw4w9WgXcQ"
    assert read_event("queue", add, video_id_of) is None
    shown = read_event("changemedia", media, video_id_of)
    assert isinstance(shown, MediaShown)
    assert shown.video_id is None


def test_other_events_and_a_queue_that_is_not_empty_are_nothing_to_count() -> None:
    assert read_event("setplaylistmeta", {"count": 3, "rawTime": 9}, video_id_of) is None
    assert read_event("chatmsg", {"username": "x", "msg": "!like"}, video_id_of) is None


@pytest.mark.parametrize(
    ("seconds", "read"),
    [(0, None), (None, None), (0.4, None), (61.6, 62), (10**9, LONGEST_SECONDS)],
)
def test_a_running_time_is_whole_seconds_and_nothing_where_cytube_has_none(
    seconds: float | None, read: int | None
) -> None:
    media = recorded("changemedia") | {"seconds": seconds}
    shown = read_event("changemedia", media, video_id_of)
    assert isinstance(shown, MediaShown)
    assert shown.seconds == read


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("queue", None),
        ("queue", {"item": {}}),
        ("queue", {"item": {"media": {"id": "lab:x", "seconds": "long"}}}),
        ("queue", {"item": {"media": {"id": "lab:x", "seconds": float("nan")}}}),
        ("changemedia", {"id": "lab:x"}),
        ("changemedia", {"id": "lab:x", "currentTime": float("inf")}),
        ("mediaupdate", []),
        ("mediaupdate", {"currentTime": None}),
        ("setcurrent", None),
        ("setcurrent", {"uid": 1}),
        ("setplaylistmeta", {"count": "none"}),
    ],
)
def test_what_cytube_would_not_send_is_refused(name: str, payload: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        read_event(name, payload, video_id_of)


def test_a_title_is_kept_as_it_is_and_no_longer_than_needed() -> None:
    add = recorded("queue")
    add["item"]["media"]["title"] = "<img src=x onerror=alert(1)>" + "x" * 1000
    read = read_event("queue", add, video_id_of)
    assert isinstance(read, Queued)
    assert read.title.startswith("<img src=x")
    assert len(read.title) == 200
