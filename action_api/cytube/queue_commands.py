"""Changes of the queue through the robot, each proved by what CyTube says afterwards.

The robot's "success" only means that a frame was sent; the uid it returns for an add can be that
of somebody else's entry. What counts is the event: of the media asked for, by the robot's name.
"""

from __future__ import annotations

import html
import time
from dataclasses import dataclass
from typing import Any

from action_api.cytube.queue import ChannelQueue
from action_api.cytube.robot import Robot, RobotSilent
from action_api.domain.errors import RobotUnavailable
from action_api.domain.live_queue import LiveQueue

# the robot waits 8 s for CyTube, and others' slow adds may be before ours
ADD_SECONDS = 20.0
# CyTube gives a look-up 10 s; deletes and moves queue behind look-ups
LOOKUP_SECONDS = 12.0
# after the robot's own 8 s
LATE_SECONDS = 4.5
COMMAND_SECONDS = 15.0
THROTTLED = "adding videos too quickly"
DUPLICATE = "already on the playlist"
FULL = "Playlist limit reached"
# with our advice behind them they are a reason of an apply's item, which has a limit
LONGEST_WORDS = 140


@dataclass(frozen=True, slots=True)
class Confirmed:
    """CyTube has queued it: this is its entry."""

    uid: int


@dataclass(frozen=True, slots=True)
class Refused:
    """CyTube has refused it, in these words."""

    words: str

    @property
    def is_throttled(self) -> bool:
        return THROTTLED in self.words

    @property
    def is_duplicate(self) -> bool:
        return DUPLICATE in self.words

    @property
    def is_full(self) -> bool:
        return FULL in self.words


@dataclass(frozen=True, slots=True)
class Unsettled:
    """CyTube has said nothing: it may be queued yet, or never."""


AddOutcome = Confirmed | Refused | Unsettled


class Ignored(Exception):  # noqa: N818 - named by what is wrong
    """CyTube did not carry a command out: the robot may not do it, or the entry is not there."""


class QueueCommands:
    """One command at a time; each raises NatsUnavailable or RobotUnavailable."""

    def __init__(self, queue: ChannelQueue, robot: Robot) -> None:
        self._queue = queue
        self._robot = robot

    @property
    def _live(self) -> LiveQueue:
        return self._queue.live

    async def add(self, bot: str, media_id: str, media_type: str, temp: bool) -> AddOutcome:
        """Queues at the end; `bot` is the robot's own name."""
        serial = self._live.serial
        sent_at = time.monotonic()
        args = {"type": media_type, "id": media_id, "pos": "end", "temp": temp}
        patience = LOOKUP_SECONDS
        try:
            reply = await self._robot.ask("addvideo", ADD_SECONDS, args=args)
        except RobotSilent:
            reply = {"success": True, "uid": None}
        if not reply.get("success"):
            fail = reply.get("queue_fail")
            if not isinstance(fail, dict):
                raise await self._lost_cytube(reply)
            if fail.get("id", media_id) == media_id:
                return Refused(plain_words(str(reply.get("error"))))
        elif reply.get("uid") is None:
            waited = time.monotonic() - sent_at
            patience = max(LATE_SECONDS, LOOKUP_SECONDS - waited)
        outcome: AddOutcome | None = await self._queue.until(
            lambda: self._outcome(serial, bot, media_id), patience
        )
        return outcome or Unsettled()

    async def delete(self, uid: int) -> None:
        """Sees to it that the entry is gone; raises Ignored."""
        if self._live.find(uid) is None:
            return
        await self._send("rmvideo", {"uid": uid})
        if not await self._happens(lambda: self._live.find(uid) is None):
            raise Ignored

    async def move(self, uid: int, after: int | None) -> None:
        """Puts the entry behind another, None = to the top; raises Ignored.

        KeyError where one of them is not there: CyTube loses an entry that is moved behind one
        that does not exist.
        """
        for needed in (uid, *([] if after is None else [after])):
            if self._live.find(needed) is None:
                raise KeyError(needed)
        serial = self._live.serial
        place: int | str = "prepend" if after is None else after
        await self._send("mvvideo", {"from": uid, "after": place})
        moved = await self._happens(
            lambda: any(
                note.serial > serial and (note.uid, note.after) == (uid, place)
                for note in self._live.moves
            )
        )
        if not moved:
            if after is not None and self._live.find(after) is None:
                # what it was to stand behind went at that very moment: CyTube has dropped it
                self._live.forget(uid)
                raise KeyError(uid)
            raise Ignored

    async def jump(self, uid: int) -> None:
        """Plays the entry; raises Ignored."""
        # as a number the robot fails on it
        await self._send("jump", {"uid": str(uid)})
        if not await self._happens(lambda: self._live.playing_uid == uid):
            raise Ignored

    async def set_temp(self, uid: int, temp: bool) -> None:
        """Makes the entry temporary or permanent; raises Ignored."""
        serial = self._live.serial
        await self._send("settemp", {"uid": uid, "temp": temp})

        def is_set() -> bool:
            entry = self._live.find(uid)
            return entry is None or (self._live.serial > serial and entry.temp == temp)

        if not await self._happens(is_set):
            raise Ignored

    async def probe(self, uid: int) -> bool:
        """Whether CyTube knows the entry: it answers a set flag, and sets what is set already."""
        entry = self._live.find(uid)
        if entry is None:
            return False
        await self._send("settemp", {"uid": uid, "temp": entry.temp})
        return await self._happens(lambda: not self._live.is_zero_doubtful, 2.0)

    def _outcome(self, serial: int, bot: str, media_id: str) -> AddOutcome | None:
        for arrival in self._live.arrivals:
            is_own = arrival.media_id == media_id and arrival.queued_by == bot
            if arrival.serial > serial and is_own:
                return Confirmed(arrival.uid)
        for fail in self._live.fails:
            if fail.serial > serial and fail.media_id == media_id:
                return Refused(plain_words(fail.words))
        return None

    async def _send(self, command: str, args: dict[str, Any]) -> None:
        reply = await self._robot.ask(command, COMMAND_SECONDS, args=args)
        if not reply.get("success"):
            raise await self._lost_cytube(reply)

    async def _lost_cytube(self, reply: dict[str, Any]) -> RobotUnavailable:
        """What to say where the robot itself could not send: as a rule it has lost CyTube."""
        state = await self._robot.check()
        if state.connected:
            return RobotUnavailable(f"The robot could not do it: {reply.get('error')}.")
        return RobotUnavailable(state.detail)

    async def _happens(self, is_so: Any, seconds: float = LOOKUP_SECONDS) -> bool:
        sessions = self._queue.sessions

        def found() -> bool | None:
            # in another session events are missing: the caller looks again
            return True if is_so() else (False if sessions != self._queue.sessions else None)

        return bool(await self._queue.until(found, seconds))


def plain_words(text: str) -> str:
    """CyTube's words as they are meant: it escapes them for HTML."""
    words = " ".join(html.unescape(text).split())
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}…"
