"""Commands to kryten-robot, and the truth about whether it hears us and is in the channel."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from nats.aio.msg import Msg

from action_api.domain.errors import NatsUnavailable, RobotUnavailable
from action_api.nats_link import LinkClient, NatsLink
from action_api.settings import Settings

logger = logging.getLogger(__name__)

ASK_EVERY_SECONDS = 5.0
ASK_AWAY_EVERY_SECONDS = 1.0
ASK_SECONDS = 1.0
# the robot tries for 10 x 2 s to reach a NATS that went away, then stays deaf
RobotStanding = Literal[
    "connected", "cytube_lost", "deaf", "stopped", "silent", "missing", "unknown"
]


@dataclass(frozen=True, slots=True)
class RobotState:
    """What is known of the robot; `detail` tells an admin what to do."""

    standing: RobotStanding
    detail: str
    as_of: datetime

    @property
    def connected(self) -> bool:
        return self.standing == "connected"


class RobotSilent(RobotUnavailable):
    """Somebody listens to commands, but no answer came in time: it may be busy, and act yet."""


@dataclass(slots=True)
class _Heard:
    """When the robot last answered, said hello and said goodbye, as far as this process knows."""

    answer: datetime | None = None
    startup: datetime | None = None
    goodbye: datetime | None = None


class Robot:
    """Asks `system.stats` every few seconds, and at once when its lifecycle says something."""

    def __init__(self, settings: Settings, link: NatsLink, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._link = link
        self._clock = clock
        self._heard = _Heard()
        self._nudged = asyncio.Event()
        self._state = RobotState("unknown", "the robot has not been asked yet", clock())
        self._subject = f"{settings.nats_subject_prefix}.robot.command"
        link.each_session("watching the robot", self._watch)

    @property
    def state(self) -> RobotState:
        """The last known state; unknown while NATS is down."""
        if not self._link.up:
            return RobotState("unknown", self._link.state.detail, self._clock())
        return self._state

    async def ask(
        self,
        command: str,
        seconds: float = ASK_SECONDS,
        wanted: Callable[[dict[str, Any]], bool] = lambda _reply: True,
        **fields: Any,
    ) -> dict[str, Any]:
        """The `data` of the robot's answer to a query or command.

        Raises NatsUnavailable, or RobotUnavailable where the robot gives no answer.
        """
        message = {
            "command": command,
            "service": "robot",
            "meta": {
                "source": "playlist",
                "timestamp": self._clock().isoformat(),
                "domain": self._settings.cytube_domain,
                "channel": self._settings.cytube_channel,
            },
        } | fields
        try:
            reply = await self._link.request(self._subject, message, seconds, wanted)
        except LookupError:
            self._state = self._unheard()
            raise RobotUnavailable(self._state.detail) from None
        except TimeoutError:
            raise RobotSilent(
                "The channel's robot did not answer in time. Try again in a moment."
            ) from None
        self._heard.answer = self._clock()
        if not reply.get("success"):
            raise RobotUnavailable(f"The channel's robot refused: {reply.get('error')}.")
        data = reply.get("data")
        return data if isinstance(data, dict) else {}

    async def require(self) -> None:
        """Raises NatsUnavailable or RobotUnavailable unless the robot is in the channel now."""
        if not self._link.up or not self._state.connected:
            await self.check()
        if not self._state.connected:
            raise RobotUnavailable(self._state.detail)

    async def check(self) -> RobotState:
        """Asks the robot now; raises NatsUnavailable."""
        try:
            stats = await self.ask("system.stats", wanted=_tells_connections)
        except RobotUnavailable as error:
            if self._state.standing not in {"deaf", "stopped", "missing"}:
                self._set("silent", error.detail)
            return self._state
        cytube = stats.get("connections", {}).get("cytube", {})
        if cytube.get("connected") is True:
            self._set("connected", "the robot is in the channel")
        else:
            self._set(
                "cytube_lost",
                "kryten-robot answers but has lost CyTube. With aggressive_reconnect it comes "
                "back by itself within minutes; otherwise restart it.",
            )
        return self._state

    async def _watch(self, client: LinkClient) -> None:
        prefix = self._settings.nats_subject_prefix
        await client.nats.subscribe(f"{prefix}.lifecycle.robot.*", cb=self._on_lifecycle)
        while True:
            try:
                await self.check()
            except NatsUnavailable:
                logger.debug("NATS went away while the robot was asked")
            try:
                away = not self._state.connected
                async with asyncio.timeout(ASK_AWAY_EVERY_SECONDS if away else ASK_EVERY_SECONDS):
                    await self._nudged.wait()
            except TimeoutError:
                pass
            self._nudged.clear()

    async def _on_lifecycle(self, message: Msg) -> None:
        what = message.subject.rsplit(".", 1)[-1]
        now = self._clock()
        if what in {"startup", "connected"}:
            self._heard.startup = now
        elif what == "shutdown":
            self._heard.goodbye = now
        self._nudged.set()

    def _unheard(self) -> RobotState:
        """Nobody listens to commands: which of the reasons is it?"""
        heard, outage = self._heard, self._link.last_outage
        lively = max((one for one in (heard.answer, heard.startup) if one), default=None)
        if heard.goodbye and (lively is None or heard.goodbye >= lively):
            return self._set(
                "stopped", f"kryten-robot was shut down at {_clock_time(heard.goodbye)}: start it."
            )
        if lively and outage and lively <= outage:
            return self._set(
                "deaf",
                f"kryten-robot has not been heard since NATS went away at {_clock_time(outage)}. "
                "After about 20 s without NATS it stays in the channel but hears nothing: "
                "restart it. To prevent this set nats.max_reconnect_attempts to -1 in its config.",
            )
        if heard.startup and (heard.answer is None or heard.answer < heard.startup):
            return self._set(
                "missing",
                "kryten-robot said it started but takes no commands: set commands.enabled to "
                "true in its config.",
            )
        if lively:
            return self._set(
                "missing",
                f"kryten-robot ended without a goodbye after {_clock_time(lively)}: start it and "
                "look at the end of its log.",
            )
        return self._set(
            "missing",
            "No kryten-robot has been heard on this NATS: check that it runs, that it uses the "
            "same NATS, and that commands.enabled is true in its config.",
        )

    def _set(self, standing: RobotStanding, detail: str) -> RobotState:
        if standing != self._state.standing:
            level = logging.INFO if standing == "connected" else logging.WARNING
            logger.log(level, "robot: %s", detail)
        self._state = RobotState(standing, detail, self._clock())
        return self._state


def _tells_connections(reply: dict[str, Any]) -> bool:
    """Whether it is the one of the robot's two answers to system.stats that knows of CyTube."""
    data = reply.get("data")
    connections = data.get("connections") if isinstance(data, dict) else None
    return isinstance(connections, dict) and isinstance(connections.get("cytube", {}), dict)


def decoded(message: Msg) -> Any:
    """The JSON of a message, or None where it is none."""
    return decoded_bytes(message.data)


def event_payload(message: Msg, domain: str) -> dict[str, Any]:
    """What an event of our channel tells; nothing for nonsense, and for another CyTube's event.

    Channels of one name on two CyTubes share their subjects, and a name here is nobody's there.
    """
    envelope = decoded(message)
    if not isinstance(envelope, dict) or envelope.get("domain") not in (None, domain):
        return {}
    payload = envelope.get("payload")
    return payload if isinstance(payload, dict) else {}


def decoded_bytes(value: bytes | None) -> Any:
    """The JSON of what anybody may have sent or stored, or None where it is none."""
    try:
        return json.loads(value or b"null")
    except (ValueError, RecursionError):
        return None


def _clock_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%H:%M:%S UTC")
