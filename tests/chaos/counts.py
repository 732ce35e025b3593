"""Recounts what the statistics count: from the stream of events, and from what CyTube did."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import nats
import nats.js.errors

from action_api.domain.stats_events import ChannelEvent, read_event
from action_api.domain.stats_tally import ChannelState, tally
from action_api.stores.event_stream import STREAM
from tests.chaos.stack import WITNESS, Stack

# CyTube leads in for 3 s; what is told of it may be a little late
LEAD_IN_SECONDS = 4.5


class StreamRecount:
    """Reads the whole stream, some of it at a time, and counts every event of it exactly once."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._next = 1
        self._state = ChannelState()
        self.plays: Counter[str] = Counter()
        self.queued = 0

    def catch_up(self) -> None:
        """Counts what the stream holds by now."""
        with ThreadPoolExecutor(max_workers=1) as thread:
            events = thread.submit(asyncio.run, self._read()).result()
        self._state, counted = tally(self._state, events)
        for video_id, item in counted.items.items():
            self.plays[video_id] += item.played.plays
            self.queued += item.queued
        self.plays = +self.plays

    async def _read(self) -> list[ChannelEvent]:
        client = await nats.connect(self._stack.nats.url.split(","), connect_timeout=10)
        found: list[ChannelEvent] = []
        try:
            jetstream = client.jetstream(timeout=10)
            while True:
                try:
                    message = await jetstream.get_msg(
                        STREAM, seq=self._next, subject=">", next=True
                    )
                except nats.js.errors.NotFoundError:
                    return found
                self._next = (message.seq or self._next) + 1
                event = self._event(str(message.subject), message.data or b"")
                if event is not None:
                    found.append(event)
        finally:
            await client.close()

    def _event(self, subject: str, data: bytes) -> ChannelEvent | None:
        envelope = json.loads(data)
        what = read_event(subject.rpartition(".")[2], envelope["payload"], self._video_id)
        if what is None:
            return None
        return ChannelEvent(datetime.fromisoformat(envelope["timestamp"]).timestamp(), what)

    def _video_id(self, media_id: str) -> str | None:
        found = self._stack.mediacms.video_id(media_id)
        return None if found == media_id else found


@dataclass(frozen=True, slots=True)
class Start:
    """An entry that CyTube began to play; `at` is in seconds since the epoch."""

    at: float
    uid: int
    video_id: str


class Starts:
    """What CyTube itself started to play, as a viewer in the channel hears it."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._seen = 0

    def begin(self) -> None:
        self._seen = len(self._stack.cytube.frames(WITNESS))

    def heard(self) -> list[Start]:
        """Starts since `begin`, in order; worth nothing where CyTube died meanwhile."""
        frames = self._stack.cytube.frames(WITNESS)[self._seen :]
        found, uid = [], -1
        for frame in frames:
            if frame["event"] == "setCurrent":
                uid = int(frame["args"][0])
            elif frame["event"] == "changeMedia" and frame["args"][0]["currentTime"] < 0:
                video_id = self._stack.mediacms.video_id(frame["args"][0]["id"])
                found.append(Start(frame["time"] / 1000, uid, video_id))
        return found


def plays(starts: Sequence[Start]) -> Counter[str]:
    """Plays by item: an entry that is begun again within its lead-in is still the same play."""
    counted: Counter[str] = Counter()
    last = None
    for start in starts:
        is_same = last is not None and (last.uid, last.video_id) == (start.uid, start.video_id)
        if last is None or not is_same or start.at - last.at > LEAD_IN_SECONDS:
            counted[start.video_id] += 1
        last = start
    return counted


def plays_of(get: Callable[[str], Any]) -> Counter[str]:
    """Plays by item as the service counts them."""
    shown = get("/stats/top-played?window=all&limit=100")
    return Counter({item["video_id"]: item["plays"] for item in shown["items"] if item["plays"]})


def likes_of(get: Callable[[str], Any]) -> Counter[str]:
    """Likes by item as the service counts them."""
    shown = get("/likes/top?window=all&limit=100")
    return Counter({item["video_id"]: item["likes"] for item in shown["items"] if item["likes"]})


def difference(expected: Counter[str], found: Counter[str]) -> str | None:
    """The items whose numbers differ, in words; None where none do."""
    wrong = [
        f"{name} {found[name]} instead of {expected[name]}"
        for name in sorted(expected.keys() | found.keys())
        if expected[name] != found[name]
    ]
    return ", ".join(wrong) or None
