"""The live queue: the robot's copy to begin with, then CyTube's own events, one after the other."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import nats.js.errors
from nats.aio.msg import Msg

from action_api.cytube.robot import Robot, decoded, decoded_bytes
from action_api.domain.errors import NatsUnavailable, RobotUnavailable
from action_api.domain.live_queue import LiveEntry, LiveQueue, Playback
from action_api.nats_link import LinkClient, NatsLink, end_tasks
from action_api.settings import Settings
from action_api.sparing_log import SparingLog

logger = logging.getLogger(__name__)

# the robot's copy trails its events by less than 10 ms
SETTLE_SECONDS = 0.05
LOAD_TRIES = 8
LOAD_SECONDS = 3.0
RETRY_SECONDS = 1.0
TOO_LONG = (
    "The queue is too long for the robot to hand over (1 MiB, about 1500 entries): "
    "remove some entries in CyTube, then try again."
)

# what reading an event or a list raises that CyTube and robot would not send
NOT_AS_SENT = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
STRANGE_LIST = (
    "The robot's list of the queue is not one: is that kryten-robot, and its version one we know?"
)

T = TypeVar("T")


class QueueTooLong(RobotUnavailable):
    """NATS does not carry so long a list: the queue is known by its changes alone."""


@dataclass(frozen=True, slots=True)
class QueueView:
    """The queue at one moment; `is_live`: the robot is in the channel and tells of each change."""

    entries: tuple[LiveEntry, ...]
    playing_uid: int | None
    playback: Playback | None
    is_live: bool
    as_of: float
    detail: str

    @property
    def playing(self) -> LiveEntry | None:
        return next((one for one in self.entries if one.uid == self.playing_uid), None)


class ChannelQueue:
    """Follows the queue as long as there is a connection; `live` is what it knows."""

    def __init__(
        self, settings: Settings, link: NatsLink, robot: Robot, clock: Callable[[], float]
    ) -> None:
        self.live = LiveQueue(video_id_reader(settings.manifest_url_template))
        self._settings = settings
        self._link = link
        self._robot = robot
        self._clock = clock
        self._complaints = SparingLog(logger)
        self._waiting: set[asyncio.Future[None]] = set()
        self._followed: LinkClient | None = None
        self._missed = asyncio.Event()
        self._has_loaded = False
        self._detail = "The queue has not been read yet."
        self._as_of = 0.0
        # counts the times the following began anew: events may have been missed before each
        self.sessions = 0
        self._bucket = f"kryten_{settings.cytube_channel}_playlist"
        self._events = f"{settings.nats_subject_prefix}.events.cytube.{settings.event_channel}"
        link.each_session("following the queue", self._follow)

    @property
    def is_live(self) -> bool:
        """Whether `live` is the truth now: read from the robot, which is in the channel."""
        return self._followed is not None and self._link.up and self._robot.state.connected

    def view(self) -> QueueView:
        """The queue as known, live or not; raises NatsUnavailable where never read."""
        if not self._has_loaded:
            if not self._link.up:
                raise NatsUnavailable(f"{self._link.state.detail}. Try again in a moment.")
            raise RobotUnavailable(self._detail)
        live = self.live
        if self.is_live:
            self._as_of = self._clock()
        # the robot may be there and its list not
        away = self._detail if self._robot.state.connected else self._robot.state.detail
        detail = "" if self.is_live else away
        return QueueView(
            live.entries, live.playing_uid, live.playback, self.is_live, self._as_of, detail
        )

    async def require(self) -> None:
        """Raises NatsUnavailable or RobotUnavailable unless the queue is known and live."""
        await self._robot.require()
        if self._followed is None:
            await self.until(lambda: self._followed, 0.6)
        if self._followed is None:
            raise RobotUnavailable(self._detail)

    async def until(self, found: Callable[[], T | None], seconds: float) -> T | None:
        """What `found` returns once it is not None, asked after each event; None in the end."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while (value := found()) is None:
            changed: asyncio.Future[None] = loop.create_future()
            self._waiting.add(changed)
            try:
                await asyncio.wait_for(changed, max(0.0, deadline - loop.time()))
            except TimeoutError:
                return found()
            finally:
                self._waiting.discard(changed)
        return value

    async def reread(self) -> bool:
        """Compares with the robot's own list, and takes that where they differ; whether they did.

        Raises NatsUnavailable or RobotUnavailable.
        """
        for _ in range(3):
            serial = self.live.serial
            try:
                items = await self._items_of_robot()
            except QueueTooLong:
                # CyTube's own count, told after each change, has to do
                return False
            if serial != self.live.serial:
                continue
            try:
                told = [(int(one["uid"]), str(one["media"]["id"])) for one in items]
            except NOT_AS_SENT as error:
                raise RobotUnavailable(STRANGE_LIST) from error
            held = [(one.uid, one.media_id) for one in self.live.entries]
            if _agree(told, held):
                return False
            await asyncio.sleep(SETTLE_SECONDS)
        async with self._link.session() as client:
            await self._load(client)
        return True

    async def _follow(self, client: LinkClient) -> None:
        # one subscription: several would deliver out of order among each other
        events = await client.nats.subscribe(f"{self._events}.*", cb=self._on_event)
        try:
            await client.nats.flush()
            while not client.lost.is_set():
                try:
                    async with asyncio.timeout(LOAD_SECONDS):
                        await self._load(client)
                    self.sessions += 1
                    self._followed = client
                    self._wake()
                    await self._stays_known(client)
                    self._followed = None
                    self._detail = "The queue is being read anew."
                except (NatsUnavailable, RobotUnavailable, TimeoutError) as error:
                    self._detail = getattr(error, "detail", "") or "NATS did not answer in time."
                    await self._show_last_known(client)
                    await asyncio.sleep(RETRY_SECONDS)
        finally:
            self._followed = None
            self._wake()
            # where this is begun anew on the same connection, no event may be taken twice
            if client.nats.is_connected:
                await events.unsubscribe()

    async def _stays_known(self, client: LinkClient) -> None:
        """Returns when the connection is lost, or the robot's list was: it may be too long."""
        self._missed.clear()
        ends = [asyncio.create_task(event.wait()) for event in (client.lost, self._missed)]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await end_tasks(ends)

    async def _load(self, client: LinkClient) -> None:
        """Reads the robot's copy at a moment when no event comes between."""
        for _ in range(LOAD_TRIES):
            serial = self.live.serial
            items = await self._items_of_robot()
            current = await self._stored(client, "current")
            await asyncio.sleep(SETTLE_SECONDS)
            if serial == self.live.serial:
                break
        self._take_list(items, current)

    def _take_list(self, items: list[Any], current: Any) -> None:
        """Raises RobotUnavailable where it is no list of a queue."""
        now = self._clock()
        try:
            self.live.load(items, current, now)
        except NOT_AS_SENT as error:
            raise RobotUnavailable(STRANGE_LIST) from error
        self._as_of = now
        self._has_loaded = True

    async def _items_of_robot(self) -> list[Any]:
        try:
            data = await self._robot.ask("state.playlist")
        except RobotUnavailable as error:
            if "maximum payload" in error.detail:
                raise QueueTooLong(TOO_LONG) from error
            raise
        items = data.get("playlist")
        return items if isinstance(items, list) else []

    async def _stored(self, client: LinkClient, key: str) -> Any:
        """What the robot keeps in KV; None where it has kept nothing yet."""
        jetstream = self._link.jetstream(client)
        try:
            bucket = await jetstream.key_value(self._bucket)
            entry = await bucket.get(key)
        except nats.js.errors.KeyNotFoundError:
            return None
        except nats.js.errors.NotFoundError:
            raise RobotUnavailable(
                f"There is no KV bucket {self._bucket}: CYTUBE_CHANNEL must be spelled exactly, "
                "in upper and lower case, as in the robot's config."
            ) from None
        return decoded_bytes(entry.value)

    async def _show_last_known(self, client: LinkClient) -> None:
        """Without the robot: what it last stored, for reading only."""
        if self._has_loaded:
            return
        try:
            async with self._link.session() as session:
                items = await self._stored(session, "items")
                current = await self._stored(session, "current")
            if isinstance(items, list):
                self._take_list(items, current)
        except (NatsUnavailable, RobotUnavailable) as error:
            self._detail = error.detail

    async def _on_event(self, message: Msg) -> None:
        envelope = decoded(message)
        if not isinstance(envelope, dict):
            return
        # channels of one name on two CyTubes share their subjects
        if envelope.get("domain") not in {None, self._settings.cytube_domain}:
            return
        name = message.subject.rsplit(".", 1)[-1]
        try:
            self._as_of = self._clock()
            self.live.take(name, envelope.get("payload"), self._as_of)
        except NOT_AS_SENT as error:
            self._complaints.warning(
                "event %s of the queue is not as CyTube sends it (%s): left out",
                name,
                type(error).__name__,
            )
            return
        if self.live.is_list_missed:
            self._missed.set()
        self._wake()

    def _wake(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)


def video_id_reader(template: str) -> Callable[[str], str | None]:
    """A function from a manifest URL to its video_id; None for one that is not of the template."""
    before, _, after = template.partition("{video_id}")
    pattern = re.compile(re.escape(before) + r"([A-Za-z0-9_-]{1,64})" + re.escape(after))

    def video_id_of(media_id: str) -> str | None:
        found = pattern.fullmatch(media_id)
        return found.group(1) if found else None

    return video_id_of


def _agree(told: list[tuple[int, str]], held: list[tuple[int, str]]) -> bool:
    """Whether the robot's list says nothing against ours.

    The robot does not carry out what is done to uid 0, and puts whatever is queued behind that
    entry where it believes it to be: while it stands, its list tells what there is, not the order.
    """
    if not any(uid == 0 for uid, _ in (*told, *held)):
        return told == held
    return sorted(one for one in told if one[0]) == sorted(one for one in held if one[0])
