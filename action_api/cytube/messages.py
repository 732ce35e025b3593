"""Private messages through the robot: sent by request, proved by CyTube's echo."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from nats.aio.msg import Msg

from action_api.cytube.robot import Robot, RobotSilent, event_payload
from action_api.domain.errors import NatsUnavailable
from action_api.nats_link import LinkClient, NatsLink, seconds_left
from action_api.settings import Settings

logger = logging.getLogger(__name__)

LONGEST_PM = 320
ECHO_SECONDS = 1.0
_FAILED = re.compile(r"PM failed: (\S+) isn(?:'|&#39;|&apos;)t connected to this channel")


class NobodyThere(Exception):  # noqa: N818 - named by what is wrong
    """CyTube says the recipient is not connected to the channel."""


@dataclass(frozen=True, slots=True)
class PrivateMessage:
    """A PM somebody sent to the robot."""

    sender: str
    text: str


@dataclass(frozen=True, slots=True)
class _Awaited:
    recipient: str
    marker: str
    arrived: asyncio.Future[bool]


PmHandler = Callable[[PrivateMessage], Awaitable[None]]


class Messages:
    """Hears the robot's PM events raw: kryten-py's typed event loses the recipient."""

    def __init__(self, settings: Settings, link: NatsLink, robot: Robot) -> None:
        self._link = link
        self._robot = robot
        self._domain = settings.cytube_domain
        self._awaited: set[_Awaited] = set()
        self._handlers: list[PmHandler] = []
        self._incoming: asyncio.Queue[PrivateMessage] = asyncio.Queue(maxsize=200)
        self._listening_on: LinkClient | None = None
        self._events = f"{settings.nats_subject_prefix}.events.cytube.{settings.event_channel}"
        link.each_session("listening to private messages", self._listen)

    def on_pm(self, handler: PmHandler) -> None:
        """Calls `handler` with each PM to the robot, one after the other."""
        self._handlers.append(handler)

    async def send(
        self, to: str, text: str, marker: str, wait_seconds: float = ECHO_SECONDS
    ) -> bool:
        """Sends `text`, which holds `marker`; whether CyTube echoed it in time.

        Raises NobodyThere, NatsUnavailable or RobotUnavailable. False means it may yet arrive:
        the robot works one command at a time and may be busy with a slow one.
        """
        if len(text) > LONGEST_PM:
            raise ValueError(f"a PM of {len(text)} characters: CyTube cuts at {LONGEST_PM}")
        async with self._link.session() as client:
            if self._listening_on is not client:
                raise NatsUnavailable("Just connected to NATS: try again in a moment.")
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        awaited = _Awaited(to.lower(), marker, future)
        self._awaited.add(awaited)
        try:
            seconds = min(wait_seconds, max(0.05, seconds_left(wait_seconds) - 0.1))
            async with asyncio.timeout(seconds):
                asking = asyncio.ensure_future(
                    self._robot.ask("pm", seconds, args={"to": to, "msg": text})
                )
                try:
                    return await self._first(asking, future)
                finally:
                    asking.cancel()
        except (TimeoutError, RobotSilent):
            return False
        finally:
            self._awaited.discard(awaited)
            future.cancel()

    async def _first(
        self, asking: asyncio.Future[dict[str, Any]], echo: asyncio.Future[bool]
    ) -> bool:
        """Waits for the echo, or for the robot's refusal; its acceptance alone proves nothing."""
        either: list[asyncio.Future[Any]] = [asking, echo]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not echo.done():
            await asking
        return await echo

    async def _listen(self, client: LinkClient) -> None:
        await client.nats.subscribe(f"{self._events}.pm", cb=self._on_pm)
        await client.nats.subscribe(f"{self._events}.errormsg", cb=self._on_error_message)
        self._listening_on = client
        try:
            while True:
                message = await self._incoming.get()
                for handler in self._handlers:
                    # one bad message must not end the hearing of the others
                    try:
                        await handler(message)
                    except Exception:
                        logger.exception("a private message could not be handled")
        finally:
            self._listening_on = None

    async def _on_pm(self, message: Msg) -> None:
        payload = event_payload(message, self._domain)
        text, to = str(payload.get("msg", "")), payload.get("to")
        for awaited in list(self._awaited):
            if awaited.recipient == str(to).lower() and awaited.marker in text:
                _settle(awaited, None)
        # the echo of our own PM comes here as well; its text is never one of the words we know
        with contextlib.suppress(asyncio.QueueFull):
            self._incoming.put_nowait(PrivateMessage(str(payload.get("username", "")), text))

    async def _on_error_message(self, message: Msg) -> None:
        told = event_payload(message, self._domain)
        found = _FAILED.search(str(told.get("msg", "")))
        if found is None:
            return
        for awaited in list(self._awaited):
            if awaited.recipient == found.group(1).lower():
                _settle(awaited, NobodyThere(awaited.recipient))


def _settle(awaited: _Awaited, error: Exception | None) -> None:
    if awaited.arrived.done():
        return
    if error is None:
        awaited.arrived.set_result(True)
    else:
        awaited.arrived.set_exception(error)
