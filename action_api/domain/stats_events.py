"""What the robot tells of the channel, read as far as the statistics need it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

LONGEST_SECONDS = 30 * 86400
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Queued:
    """An add that CyTube carried out; `seconds` None where it has no running time."""

    video_id: str
    seconds: int | None
    title: str


@dataclass(frozen=True, slots=True)
class MediaShown:
    """What plays, as CyTube announces it at its start and whenever somebody joins.

    `video_id` None: media that is no item of ours. `position` is negative in the lead-in.
    """

    video_id: str | None
    seconds: int | None
    title: str
    position: float
    is_paused: bool


@dataclass(frozen=True, slots=True)
class PositionShown:
    """Where the playing media stands: told every five seconds."""

    position: float
    is_paused: bool


@dataclass(frozen=True, slots=True)
class EntryShown:
    """Which entry plays; told just before its media."""

    uid: int


@dataclass(frozen=True, slots=True)
class QueueEmptied:
    """Nothing is left to play."""


What = Queued | MediaShown | PositionShown | EntryShown | QueueEmptied


@dataclass(frozen=True, slots=True)
class ChannelEvent:
    """`at` is in seconds since the epoch."""

    at: float
    what: What


def read_event(name: str, payload: Any, video_id_of: Callable[[str], str | None]) -> What | None:
    """The event called `name` (in lower case); None where it is nothing to count.

    Raises KeyError, TypeError, ValueError or OverflowError for what CyTube would not send.
    """
    match name:
        case "queue":
            media = payload["item"]["media"]
            video_id = video_id_of(str(media["id"]))
            if video_id is None:
                return None
            return Queued(video_id, _duration(media), _title(media))
        case "changemedia":
            return MediaShown(
                video_id_of(str(payload["id"])),
                _duration(payload),
                _title(payload),
                _position(payload["currentTime"]),
                bool(payload.get("paused")),
            )
        case "mediaupdate":
            return PositionShown(_position(payload["currentTime"]), bool(payload.get("paused")))
        case "setcurrent":
            return EntryShown(int(payload))
        case "setplaylistmeta":
            return QueueEmptied() if int(payload["count"]) == 0 else None
    return None


def _duration(media: Any) -> int | None:
    """The running time in whole seconds; None for 0, which CyTube gives to what never ends."""
    seconds = float(media.get("seconds") or 0)
    if not math.isfinite(seconds):
        raise ValueError("a running time that is no number")
    return min(round(seconds), LONGEST_SECONDS) if seconds >= 1 else None


def _position(value: Any) -> float:
    position = float(value)
    if not math.isfinite(position):
        raise ValueError("a position that is no number")
    return max(-60.0, min(position, float(LONGEST_SECONDS)))


def _title(media: Any) -> str:
    return str(media.get("title") or "")[:LONGEST_TITLE]
