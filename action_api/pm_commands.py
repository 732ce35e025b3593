"""The commands admins give the robot by private message, answered by private message.

One of several workers hears each message (a queue group). Rights are those of the sender's name:
an admin on our list, with a rank in the channel that proves the account is the registered one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from nats.aio.msg import Msg

from action_api.apply_parts import ApplyParts
from action_api.bootstrap import Common
from action_api.cytube.messages import LONGEST_PM, NobodyThere
from action_api.cytube.robot import event_payload
from action_api.domain.apply_plan import Mode
from action_api.domain.errors import NatsUnavailable, NotFound, PlaylistError, RobotUnavailable
from action_api.domain.pm_text import typed_text
from action_api.domain.roles import Role, role_of
from action_api.domain.usernames import name_key
from action_api.nats_link import LinkClient
from action_api.services.manage_lists import Actor
from action_api.services.playlists import Playlists
from action_api.sparing_log import SparingLog
from action_api.stores.acl import ListName

logger = logging.getLogger(__name__)

GROUP = "kryten-playlist-pm"
MOST_WAITING = 50
HELP = (
    "!playlist apply NAME [append] · !playlist refresh · !blessed add|remove NAME · !blessed list"
)
Answer = Callable[[str, str, Actor], Awaitable[str]]


class PmCommands:
    """Hears the robot's PMs and does what admins ask."""

    def __init__(self, common: Common, parts: ApplyParts, playlists: Playlists) -> None:
        self._common = common
        self._parts = parts
        self._complaints = SparingLog(logger)
        self._playlists = playlists
        self._waiting: asyncio.Queue[tuple[str, str]] = asyncio.Queue(MOST_WAITING)
        settings = common.settings
        self._subject = f"{settings.nats_subject_prefix}.events.cytube.{settings.event_channel}.pm"
        self._commands: dict[str, Answer] = {"!playlist": self._playlist, "!blessed": self._blessed}
        common.link.each_session("listening to commands by PM", self._listen)

    async def run(self) -> None:
        """Answers one after the other until cancelled."""
        while True:
            sender, text = await self._waiting.get()
            try:
                answer = await self.answer(sender, text)
                if answer is not None:
                    await self._send(sender, answer)
            except (NatsUnavailable, RobotUnavailable, NobodyThere) as error:
                logger.warning("a command by PM of %s was not answered: %s", sender, error)
            # one bad message must not end the hearing of the others
            except Exception:
                logger.exception("a command by PM failed")

    async def answer(self, sender: str, text: str) -> str | None:
        """What to reply; None to what is no command, or not an admin's."""
        word, _, rest = text.strip().partition(" ")
        command = self._commands.get(word.lower())
        if command is None or not await self._is_admin(sender):
            return None
        verb, _, words = rest.strip().partition(" ")
        try:
            return await command(verb.lower(), words.strip(), Actor(sender, "pm"))
        except PlaylistError as error:
            return error.detail

    async def _is_admin(self, sender: str) -> bool:
        # the echo of what the robot says: it must not answer itself
        if await self._parts.users.is_bot(sender):
            return False
        user = await self._parts.users.find(sender)
        if user is None or not user.registered:
            return False
        lists = await self._common.access.current()
        return role_of(name_key(sender), registered=True, lists=lists) is Role.ADMIN

    async def _playlist(self, verb: str, words: str, actor: Actor) -> str:
        if verb == "refresh" and not words:
            refresh = await self._common.refresh.ask(actor)
            return f"The catalog is being refreshed ({refresh.stage})."
        if verb != "apply" or not words:
            return HELP
        playlist, mode = await self._wanted(words)
        job = await self._parts.applies.apply(playlist.playlist_id, mode, Role.ADMIN, actor)
        way = "at the end of the queue" if mode is Mode.APPEND else "after what is playing"
        return f"Putting {job.total} items of {playlist.name} {way}."

    async def _wanted(self, words: str) -> tuple[Any, Mode]:
        """The playlist and mode: a last word "append" is the mode, unless a name ends so."""
        try:
            return (await self._playlists.by_name(words)).playlist, Mode.PRESERVE_CURRENT
        except NotFound:
            name, _, last = words.rpartition(" ")
            if last.lower() != "append" or not name:
                raise
            return (await self._playlists.by_name(name)).playlist, Mode.APPEND

    async def _blessed(self, verb: str, words: str, actor: Actor) -> str:
        lists, which = self._common.lists, _BLESSED
        if verb == "list" and not words:
            names = [user.username for user in await lists.listed(which)]
            return f"Blessed: {', '.join(names) or 'nobody'}."
        if verb == "add" and words:
            changed = await lists.add(which, words, actor)
            return f"{words} is blessed{'' if changed else ' already'}."
        if verb == "remove" and words:
            changed = await lists.remove(which, words, actor)
            return f"{words} is {'not blessed any more' if changed else 'not on the list'}."
        return HELP

    async def _send(self, to: str, text: str) -> None:
        short = text if len(text) <= LONGEST_PM else f"{text[: LONGEST_PM - 1]}…"
        await self._common.messages.send(to, short, short[:20])

    async def _listen(self, client: LinkClient) -> None:
        await client.nats.subscribe(self._subject, queue=GROUP, cb=self._on_pm)
        await client.lost.wait()

    async def _on_pm(self, message: Msg) -> None:
        payload = event_payload(message, self._common.settings.cytube_domain)
        text = typed_text(str(payload.get("msg", "")))
        if not text.startswith("!"):
            return
        try:
            self._waiting.put_nowait((str(payload.get("username", "")), text))
        except asyncio.QueueFull:
            self._complaints.warning("too many commands by PM at once: one left out")


_BLESSED: ListName = "blessed"
