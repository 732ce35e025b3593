"""The Kryten command API: requests on kryten.playlist.command, answered by the worker.

Whoever may publish on this NATS may command: the bus is the ecosystem's trusted inside, and its
own user names and permissions are the lock. `requested_by` is believed, and only for the audit.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import nats.errors
from nats.aio.msg import Msg

from action_api import __version__
from action_api.apply_commands import apply_handlers
from action_api.apply_parts import ApplyParts
from action_api.bootstrap import Common
from action_api.command_fields import checked
from action_api.domain.errors import InvalidRequest, PlaylistError
from action_api.domain.jobs import RefreshJob
from action_api.like_commands import like_handlers
from action_api.likes_parts import LikesParts
from action_api.nats_link import LinkClient, limit_request
from action_api.playlist_commands import playlist_handlers
from action_api.playlist_parts import PlaylistParts
from action_api.services.manage_lists import Actor
from action_api.sparing_log import SparingLog
from action_api.stats_commands import stats_handlers
from action_api.stats_parts import StatsParts
from action_api.stores.acl import ListName

logger = logging.getLogger(__name__)

SERVICE = "playlist"
QUEUE_GROUP = "kryten-playlist-worker"
MOST_AT_ONCE = 32
LONGEST_ERROR = 1000
TOO_LARGE = "The answer is larger than a message of NATS may be: ask for less, or over HTTP."

Request = dict[str, Any]
Handler = Callable[[Request], Awaitable[dict[str, Any]]]


class Commands:
    """Answers commands, each in a task of its own: a slow one holds up no other."""

    def __init__(
        self,
        common: Common,
        metrics_endpoint: Callable[[], str],
        playlists: PlaylistParts,
        applies: ApplyParts,
        stats: StatsParts,
        likes: LikesParts,
    ) -> None:
        self._common = common
        self._metrics_endpoint = metrics_endpoint
        self._prefix = common.settings.nats_subject_prefix
        self._subject = f"{self._prefix}.{SERVICE}.command"
        self._complaints = SparingLog(logger)
        self._running: set[asyncio.Task[None]] = set()
        self._answered = 0
        self._failed = 0
        self._handlers: dict[str, Handler] = {
            "system.ping": self._ping,
            "system.health": self._health,
            "system.stats": self._stats,
            "catalog.refresh": self._refresh,
            "catalog.status": self._status,
            "blessed.add": self._change("blessed", "add"),
            "blessed.remove": self._change("blessed", "remove"),
            "blessed.list": self._list("blessed"),
            "admin.add": self._change("admins", "add"),
            "admin.remove": self._change("admins", "remove"),
            "admin.list": self._list("admins"),
        }
        self._handlers |= playlist_handlers(playlists)
        self._handlers |= apply_handlers(applies, playlists.playlists, _actor)
        self._handlers |= stats_handlers(stats)
        self._handlers |= like_handlers(likes)
        common.link.each_session("answering commands", self._listen)

    async def answer(self, request: object) -> dict[str, Any] | None:
        """The reply to a request; None where it is meant for another service."""
        if not isinstance(request, dict):
            return _refusal(None, "The request must be a JSON object with a field 'command'.")
        if request.get("service", SERVICE) != SERVICE:
            return None
        command = request.get("command")
        handler = self._handlers.get(command) if isinstance(command, str) else None
        if handler is None or not isinstance(command, str):
            return _refusal(command, f"Unknown command: {str(command)[:80]}")
        limit_request()
        try:
            channel = self._common.settings.cytube_channel
            data = await handler(checked(command, request, channel))
        except PlaylistError as error:
            self._failed += 1
            return _refusal(command, error.detail) | {"code": error.code}
        # a command must get its answer, whatever we did wrong
        except Exception:
            self._failed += 1
            logger.exception("command %s failed", command)
            return _refusal(command, "Internal error: see the worker's log.")
        self._answered += 1
        reply = {"service": SERVICE, "command": command, "success": True, "data": data}
        # the ecosystem's pings are flat: whoever looks for either form finds it
        return (data | reply) if command == "system.ping" else reply

    async def _listen(self, client: LinkClient) -> None:
        # kryten-py's subscribe_request_reply has no queue group: two workers would both act
        await client.nats.subscribe(self._subject, queue=QUEUE_GROUP, cb=self._on_message)
        await client.lost.wait()

    async def _on_message(self, message: Msg) -> None:
        if len(self._running) >= MOST_AT_ONCE:
            await self._reply(message, _refusal(None, "Too many commands at once: try again."))
            return
        task = asyncio.create_task(self._serve(message))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _serve(self, message: Msg) -> None:
        try:
            request = json.loads(message.data)
        except (ValueError, RecursionError):
            request = None
        reply = await self.answer(request)
        if reply is not None:
            await self._reply(message, reply)

    async def _reply(self, message: Msg, reply: dict[str, Any]) -> None:
        if not message.reply:
            return
        if not self._is_inbox(message.reply):
            self._complaints.warning(
                "a command wants its answer on %.100r: not sent", message.reply
            )
            return
        try:
            await message.respond(json.dumps(reply).encode())
        except nats.errors.MaxPayloadError:
            await self._reply(message, _refusal(reply.get("command"), TOO_LARGE))
        except nats.errors.Error as error:
            logger.warning("the answer to a command could not be sent: %s", error)

    def _is_inbox(self, subject: str) -> bool:
        """Whether an answer may go there: not into buckets or streams, nor to another service.

        The asker names the subject and we publish on it, with rights the asker need not have.
        """
        return subject.split(".", 1)[0] != self._prefix and not subject.startswith("$")

    async def _ping(self, request: Request) -> dict[str, Any]:
        return {
            "pong": True,
            "version": __version__,
            "uptime_seconds": self._common.health.uptime_seconds,
            "timestamp": datetime.now(UTC).isoformat(),
            "metrics_endpoint": self._metrics_endpoint(),
        }

    async def _health(self, request: Request) -> dict[str, Any]:
        return asdict(await self._common.health.current())

    async def _stats(self, request: Request) -> dict[str, Any]:
        lists = await self._common.access.current()
        return {
            "uptime_seconds": self._common.health.uptime_seconds,
            "commands_answered": self._answered,
            "commands_failed": self._failed,
            "blessed": len(lists.blessed),
            "admins": len(lists.admins),
            "process_id": os.getpid(),
        }

    async def _refresh(self, request: Request) -> dict[str, Any]:
        return _job(await self._common.refresh.ask(_actor(request)))

    async def _status(self, request: Request) -> dict[str, Any]:
        latest = await self._common.refresh.latest()
        health = await self._common.health.current()
        return {
            "snapshot_id": health.snapshot_id,
            "refresh": None if latest is None else _job(latest),
        }

    def _change(self, which: ListName, verb: str) -> Handler:
        async def change(request: Request) -> dict[str, Any]:
            username = request.get("username")
            if not isinstance(username, str):
                raise InvalidRequest("'username': a CyTube name is needed.", "username")
            lists = self._common.lists
            act = lists.add if verb == "add" else lists.remove
            changed = await act(which, username, _actor(request))
            return {"username": username, "changed": changed} | await self._names(which)

        return change

    def _list(self, which: ListName) -> Handler:
        async def listed(request: Request) -> dict[str, Any]:
            return await self._names(which)

        return listed

    async def _names(self, which: ListName) -> dict[str, Any]:
        return {which: [user.username for user in await self._common.lists.listed(which)]}


def _actor(request: Request) -> Actor:
    name = request.get("requested_by")
    return Actor(name[:40] if isinstance(name, str) and name else "unnamed", "nats command")


def _job(job: RefreshJob) -> dict[str, Any]:
    return asdict(job)


def _refusal(command: object, error: str) -> dict[str, Any]:
    """An error reply; what was asked comes back in it, but at no great length."""
    shown = command[:80] if isinstance(command, str) else None
    error = error[:LONGEST_ERROR]
    return {"service": SERVICE, "command": shown, "success": False, "error": error}
