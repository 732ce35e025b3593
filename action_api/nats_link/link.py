"""Keeps one connection to NATS open, and refuses at once what cannot be done now."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import nats.errors
import nats.js.errors
from kryten.config import ServiceConfig
from nats.aio.msg import Msg
from nats.js.client import JetStreamContext

from action_api.domain.errors import NatsUnavailable
from action_api.nats_link.client import CONNECT_SECONDS, LinkClient
from action_api.nats_link.deadline import DEADLINE_SECONDS, seconds_left
from action_api.nats_link.tasks import end_tasks
from action_api.settings import Settings

logger = logging.getLogger(__name__)

FIRST_RETRY_SECONDS = 0.2
LONGEST_RETRY_SECONDS = 2.0
NO_RESPONDERS = "503"
LOST = "the connection to NATS is lost"

SessionTask = Callable[[LinkClient], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class LinkState:
    """Whether NATS is reachable, since when, and a sentence for the admin."""

    up: bool
    since: datetime
    detail: str


async def _first_wanted(
    arrived: asyncio.Queue[Msg], wanted: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    while True:
        message = await arrived.get()
        if message.headers and message.headers.get("Status") == NO_RESPONDERS:
            raise nats.errors.NoRespondersError
        try:
            reply = json.loads(message.data)
        except (ValueError, RecursionError):
            continue
        if isinstance(reply, dict) and wanted(reply):
            return reply


class NatsLink:
    """Start it once; `up` is the truth at that moment.

    Work that must run as long as a connection stands (subscriptions, watches) is registered with
    `each_session` before `start`: it is run anew on every connection, and again after a failure.
    """

    def __init__(self, settings: Settings, service: ServiceConfig | None = None) -> None:
        self._settings = settings
        self._service = service
        self._client: LinkClient | None = None
        self._sessions: list[tuple[str, SessionTask]] = []
        self._supervisor: asyncio.Task[None] | None = None
        self._connected = asyncio.Event()
        self._state = LinkState(False, datetime.now(UTC), "not connected to NATS yet")
        self.last_outage: datetime | None = None

    @property
    def up(self) -> bool:
        """Whether a request to NATS can be sent at this moment."""
        return self._client is not None and self._client.nats.is_connected

    @property
    def state(self) -> LinkState:
        """What `up` says, since when, and why; it never lags behind `up`."""
        if self._state.up and not self.up:
            self._set_down(LOST)
        return self._state

    def each_session(self, name: str, work: SessionTask) -> None:
        """Runs `work(client)` on every connection; where it fails it is started again."""
        self._sessions.append((name, work))

    async def start(self) -> None:
        """Begins to connect and returns at once."""
        if not self._settings.nats_url:
            self._set_down("NATS_URL is empty: this service runs without NATS")
            logger.warning("NATS_URL is empty: sign-in, saving and applying are off")
            return
        self._supervisor = asyncio.create_task(self._supervise(), name="nats-link")

    async def stop(self, reason: str = "Normal shutdown") -> None:
        if self._supervisor is not None:
            await end_tasks([self._supervisor], 2.0)
        client, self._client = self._client, None
        if client is not None:
            await client.disconnect(reason)

    async def wait_up(self, seconds: float) -> bool:
        """Waits for a connection; whether there is one."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._connected.wait()
        return self.up

    @contextlib.asynccontextmanager
    async def session(self, seconds: float = DEADLINE_SECONDS) -> AsyncIterator[LinkClient]:
        """The client for one exchange with NATS within `seconds` and the request's deadline.

        Raises NatsUnavailable where there is no connection, none in time, or it is lost meanwhile.
        """
        client = self._client
        if client is None or not client.nats.is_connected:
            raise NatsUnavailable(f"{self.state.detail}. Try again in a moment.")
        try:
            async with asyncio.timeout(seconds_left(seconds)):
                yield client
        except TimeoutError as error:  # nats' own TimeoutError is one as well
            raise NatsUnavailable("NATS did not answer in time. Try again in a moment.") from error
        except nats.js.errors.ServiceUnavailableError as error:
            raise NatsUnavailable("NATS answers, but its JetStream is not ready.") from error
        except (nats.errors.Error, OSError) as error:
            raise NatsUnavailable(f"NATS failed: {error or type(error).__name__}.") from error

    def jetstream(self, client: LinkClient) -> JetStreamContext:
        return client.nats.jetstream(timeout=DEADLINE_SECONDS)

    async def request(
        self,
        subject: str,
        message: dict[str, Any],
        seconds: float = DEADLINE_SECONDS,
        wanted: Callable[[dict[str, Any]], bool] = lambda _reply: True,
    ) -> dict[str, Any]:
        """The first reply to `message` that is `wanted`; several may answer one subject.

        Raises NatsUnavailable, LookupError where nobody listens on `subject`, and TimeoutError
        where somebody does but gave no such answer in time.
        """
        failed: Exception
        async with self.session(seconds + 0.1) as client:
            wait = max(0.01, seconds_left(seconds) - 0.05)
            inbox = client.nats.new_inbox()
            arrived: asyncio.Queue[Msg] = asyncio.Queue()
            replies = await client.nats.subscribe(inbox, cb=arrived.put)
            try:
                await client.nats.publish(subject, json.dumps(message).encode(), reply=inbox)
                async with asyncio.timeout(wait):
                    return await _first_wanted(arrived, wanted)
            except nats.errors.NoRespondersError:
                failed = LookupError(subject)
            except TimeoutError:
                failed = TimeoutError(subject)
            finally:
                if client.nats.is_connected:
                    await replies.unsubscribe()
        raise failed

    async def _supervise(self) -> None:
        wait = FIRST_RETRY_SECONDS
        while True:
            try:
                client = LinkClient(self._settings, self._service)
                async with asyncio.timeout(CONNECT_SECONDS + 1):
                    await client.connect()
            # whatever a server or network can do to a connection attempt must not end the attempts
            except Exception as error:  # noqa: BLE001
                self._set_down(f"NATS cannot be reached ({error or type(error).__name__})")
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_RETRY_SECONDS)
                continue
            wait = FIRST_RETRY_SECONDS
            await self._hold(client)

    async def _hold(self, client: LinkClient) -> None:
        """Lives through one connection, from its start to its loss."""
        self._client = client
        self._state = LinkState(True, datetime.now(UTC), "connected to NATS")
        logger.info("connected to NATS")
        tasks = [
            asyncio.create_task(self._keep_running(client, name, work), name=name)
            for name, work in self._sessions
        ]
        self._connected.set()
        try:
            await client.wait_lost()
            self.last_outage = datetime.now(UTC)
            self._set_down(LOST)
            self._client = None
            await client.disconnect()
        finally:
            await end_tasks(tasks)

    async def _keep_running(self, client: LinkClient, name: str, work: SessionTask) -> None:
        complained = False
        while not client.lost.is_set():
            try:
                await work(client)
                return
            # a watch can fail for any reason of the server's; it is tried again as long as we live
            except Exception as error:  # noqa: BLE001
                level = logging.DEBUG if complained else logging.WARNING
                logger.log(level, "%s failed, trying again: %s", name, error)
                complained = True
                await asyncio.sleep(1.0)

    def _set_down(self, detail: str) -> None:
        self._connected.clear()
        if self._state.up or self._state.detail != detail:
            logger.warning("%s", detail)
        since = datetime.now(UTC) if self._state.up else self._state.since
        self._state = LinkState(False, since, detail)
