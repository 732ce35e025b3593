"""`!like` in the channel's chat, answered shortly by private message.

One of several workers hears each line (a queue group). Whoever speaks is in the channel, guests
included: CyTube gives no guest the name of an account, so a name there is somebody's own.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

from nats.aio.msg import Msg

from action_api.bootstrap import Common
from action_api.cytube.robot import decoded
from action_api.cytube.users import Users
from action_api.domain.errors import PlaylistError, RateLimited, Unavailable
from action_api.domain.like_errors import NothingPlaying
from action_api.domain.likes import PROMPT_SECONDS
from action_api.domain.pm_text import sendable_text, typed_text
from action_api.domain.rate_limit import Limit
from action_api.domain.usernames import USERNAME
from action_api.nats_link import LinkClient
from action_api.services.record_like import Like, RecordLike
from action_api.sparing_log import SparingLog
from action_api.stores.limits import LimitStore

logger = logging.getLogger(__name__)

GROUP = "kryten-playlist-chat"
LIKE_WORD = "!like"
MOST_WAITING = 200
MOST_REPLIES_WAITING = 20
# one answer to a user, however often they say it; all answers together leave the robot's pace to
# the sign-in codes: CyTube drops what goes beyond 10 messages a second
REPLIES_TO_ONE = [Limit(1, 10.0)]
REPLIES_TO_ALL = [Limit(4, 2.0), Limit(40, 60.0)]
# a robot that comes back publishes old lines first and what plays after them
SETTLE_SECONDS = 2.0
LONGEST_TITLE = 120
SEND_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Said:
    """A line of chat that is for us; `said_at` by CyTube's clock."""

    name: str
    said_at: float


class ChatCommands:
    """Hears the channel's chat and likes what is playing for who says so."""

    def __init__(self, common: Common, users: Users, record: RecordLike) -> None:
        self._common = common
        self._users = users
        self._record = record
        self._limits = LimitStore(common.buckets.likes, common.clock)
        self._complaints = SparingLog(logger)
        self._waiting: asyncio.Queue[Said] = asyncio.Queue(MOST_WAITING)
        self._replies: asyncio.Queue[tuple[str, str]] = asyncio.Queue(MOST_REPLIES_WAITING)
        settings = common.settings
        events = f"{settings.nats_subject_prefix}.events.cytube.{settings.event_channel}"
        self._subject = f"{events}.chatmsg"
        if record.is_possible:
            common.link.each_session("listening to the chat", self._listen)
        else:
            logger.warning(
                "Setting SECRET_KEY is missing: %s in the chat is off. Give the worker the same "
                "SECRET_KEY as the API.",
                LIKE_WORD,
            )

    async def run(self) -> None:
        """Obeys one line after the other, and answers beside it, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._obey())
            group.create_task(self._answer())

    async def _obey(self) -> None:
        while True:
            said = await self._waiting.get()
            try:
                text = await self._obeyed(said)
                if text is not None and await self._may_answer(said.name):
                    self._replies.put_nowait((said.name, text))
            except asyncio.QueueFull:
                logger.debug("a like by chat goes unanswered: too many at once")
            except Unavailable as error:
                self._complaints.warning("a like by chat is lost: %s", error.detail)
            # one bad line must not end the hearing of the others
            except Exception:
                logger.exception("a like by chat failed")

    async def _obeyed(self, said: Said) -> str | None:
        """What to answer; None to what the robot says itself, and to an old line shown again."""
        if await self._users.is_bot(said.name):
            return None
        try:
            like = await self._record.like_said_at(said.name, said.said_at)
        except (NothingPlaying, RateLimited) as error:
            return _refusal(error)
        return None if like is None else _thanks(like)

    async def _may_answer(self, name: str) -> bool:
        user = self._record.user(name)
        own = await self._limits.take("reply", user, REPLIES_TO_ONE)
        return own.admitted and (await self._limits.take("reply", "all", REPLIES_TO_ALL)).admitted

    async def _answer(self) -> None:
        while True:
            name, text = await self._replies.get()
            try:
                await self._common.robot.ask("pm", SEND_SECONDS, args={"to": name, "msg": text})
            except Unavailable as error:
                logger.debug("a like by chat goes unanswered: %s", error.detail)
            # one answer that cannot be sent must not end the sending of the others
            except Exception:
                logger.exception("an answer to a like by chat failed")

    async def _listen(self, client: LinkClient) -> None:
        await client.nats.subscribe(self._subject, queue=GROUP, cb=self._on_line)
        await client.lost.wait()

    async def _on_line(self, message: Msg) -> None:
        said = heard(decoded(message), self._common.settings.cytube_domain)
        if said is None:
            return
        if self._common.clock() - said.said_at <= PROMPT_SECONDS:
            self._take(said)
        else:
            asyncio.get_running_loop().call_later(SETTLE_SECONDS, self._take, said)

    def _take(self, said: Said) -> None:
        try:
            self._waiting.put_nowait(said)
        except asyncio.QueueFull:
            self._complaints.warning("too many likes by chat at once: one left out")


def heard(envelope: Any, domain: str) -> Said | None:
    """The line if it is for us: said by a user of our channel, and nothing but the word."""
    payload = envelope.get("payload") if isinstance(envelope, dict) else None
    # channels of one name on two CyTubes share their subjects
    if not isinstance(payload, dict) or envelope.get("domain") not in {None, domain}:
        return None
    name, text, said_at = (payload.get(key) for key in ("username", "msg", "time"))
    if not isinstance(text, str) or typed_text(text).strip().lower() != LIKE_WORD:
        return None
    # the server's own lines are in brackets, which no name is
    if not isinstance(name, str) or not USERNAME.fullmatch(name):
        return None
    meta = payload.get("meta")
    # a shadow-muted user's line is shown to nobody but those who keep order
    if isinstance(meta, dict) and meta.get("shadow"):
        return None
    if isinstance(said_at, bool) or not isinstance(said_at, int | float):
        return None
    return Said(name, said_at / 1000)


def _thanks(like: Like) -> str:
    title = sendable_text(like.title, LONGEST_TITLE)
    if not like.is_new:
        return f"Your like of {title} stands already."
    others = like.likes - 1
    return f"Liked: {title}" + (
        f" ({like.likes} likes so far)." if others else " (the first like)."
    )


def _refusal(error: PlaylistError) -> str:
    return sendable_text(error.detail, 250)
