"""The channel's events kept by JetStream, so that none is lost while no worker runs.

The robot publishes them on plain NATS. The stream holds those that statistics are made of, for
some weeks; a durable consumer hands them out. How far they are counted is not the consumer's word
but the statistics' own, so that a consumer may be deleted, or begin again, at any time.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import nats.errors
import nats.js.errors
from nats.aio.msg import Msg
from nats.js import api
from nats.js.client import JetStreamContext

from action_api.domain.errors import NatsUnavailable
from action_api.nats_link import LinkClient, NatsLink
from action_api.settings import Settings

logger = logging.getLogger(__name__)

STREAM = "kryten_playlist_events"
CONSUMER = "kryten_playlist_statistics"
EVENTS = ("queue", "changemedia", "mediaupdate", "setcurrent", "setplaylistmeta")
KEEP_SECONDS = 28 * 86400
MOST_BYTES = 128 * 1024 * 1024
BATCH = 500
ACK_WAIT_SECONDS = 30.0
REQUEST_SECONDS = 2.0
OVERLAPS = 10065


class StreamLostError(Exception):
    """The stream or its consumer is not what it was: open it anew."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One message of the stream; `stored_at` is NATS's own time, in seconds since the epoch."""

    sequence: int
    stored_at: float
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """When the stream was made, and what it holds."""

    created: str
    first: int
    last: int


class EventStream:
    """Open it on each connection; one worker at a time reads, by agreement of the statistics."""

    def __init__(self, settings: Settings, link: NatsLink) -> None:
        self._link = link
        prefix = f"{settings.nats_subject_prefix}.events.cytube.{settings.event_channel}"
        self._subjects = [f"{prefix}.{event}" for event in EVENTS]
        self._replicas = settings.kv_replicas
        self._jetstream: JetStreamContext | None = None
        self._reading: JetStreamContext.PullSubscription | None = None
        self._last: Msg | None = None

    async def open(self) -> StreamFacts:
        """Makes the stream, or makes it as it should be, and says what it holds."""
        self._reading = self._last = None
        wanted = self._config()
        async with self._session() as client:
            self._jetstream = jetstream = self._link.jetstream(client)
            try:
                info = await jetstream.stream_info(STREAM)
            except nats.js.errors.NotFoundError:
                info = await self._create(jetstream, wanted)
            found = info.config
            as_wanted = found.evolve(
                subjects=wanted.subjects,
                max_age=wanted.max_age,
                max_bytes=wanted.max_bytes,
                num_replicas=wanted.num_replicas,
            )
            if found != as_wanted:
                info = await jetstream.update_stream(as_wanted)
        return _facts(info)

    async def facts(self) -> StreamFacts:
        """What the stream holds now; raises StreamLostError where it is gone."""
        async with self._session():
            return _facts(await self._context().stream_info(STREAM))

    async def begin_after(self, sequence: int) -> None:
        """Makes the consumer hand out what follows `sequence`, whatever it did before."""
        async with self._session():
            jetstream = self._context()
            await self._stop_reading()
            with contextlib.suppress(nats.js.errors.NotFoundError):
                await jetstream.delete_consumer(STREAM, CONSUMER)
            await jetstream.add_consumer(
                STREAM,
                api.ConsumerConfig(
                    durable_name=CONSUMER,
                    description="Hands the channel's events to the worker that counts them",
                    deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE,
                    opt_start_seq=sequence + 1,
                    ack_policy=api.AckPolicy.ALL,
                    ack_wait=ACK_WAIT_SECONDS,
                    max_ack_pending=4 * BATCH,
                ),
            )
            self._reading = await jetstream.pull_subscribe_bind(durable=CONSUMER, stream=STREAM)

    async def fetch(self, seconds: float) -> list[StoredEvent]:
        """Up to BATCH events as they come, waiting so long for the first; none in the end.

        They may be handed out again, or be missing some that were handed to somebody else.
        """
        if self._reading is None:
            raise StreamLostError("nothing is read yet")
        async with self._session(seconds + 1.0):
            try:
                messages = await self._reading.fetch(BATCH, timeout=seconds)
            except TimeoutError:
                return []
            except nats.js.errors.APIError as error:
                # deleted by an operator, or by a worker that took over
                raise StreamLostError(f"the consumer is gone ({error})") from error
        if messages:
            self._last = messages[-1]
        return sorted(map(_stored, messages), key=lambda event: event.sequence)

    async def acknowledge(self) -> None:
        """Says that everything handed out until now is counted."""
        message, self._last = self._last, None
        if message is not None:
            async with self._session():
                await message.ack()

    async def next_sequence(self, sequence: int) -> int | None:
        """The first event the stream holds after `sequence`; None where there is none."""
        async with self._session():
            try:
                found = await self._context().get_msg(
                    STREAM, seq=sequence + 1, subject=">", next=True
                )
            except nats.js.errors.NotFoundError:
                return None
        return found.seq

    async def _create(
        self, jetstream: JetStreamContext, wanted: api.StreamConfig
    ) -> api.StreamInfo:
        try:
            return await jetstream.add_stream(wanted)
        except nats.js.errors.BadRequestError as error:
            if error.err_code == OVERLAPS:
                raise NatsUnavailable(
                    f"Another stream on this NATS keeps {self._subjects[0]} already, and JetStream "
                    "lets only one do so: take that subject out of it ('nats stream ls' shows it)."
                ) from error
            # another worker makes it at this moment
            return await jetstream.stream_info(STREAM)

    def _config(self) -> api.StreamConfig:
        return api.StreamConfig(
            name=STREAM,
            description="Events of the channel that kryten-playlist's statistics are made of",
            subjects=self._subjects,
            retention=api.RetentionPolicy.LIMITS,
            discard=api.DiscardPolicy.OLD,
            storage=api.StorageType.FILE,
            max_age=KEEP_SECONDS,
            max_bytes=MOST_BYTES,
            num_replicas=self._replicas,
        )

    def _context(self) -> JetStreamContext:
        if self._jetstream is None:
            raise StreamLostError("not opened yet")
        return self._jetstream

    async def _stop_reading(self) -> None:
        reading, self._reading, self._last = self._reading, None, None
        if reading is not None:
            with contextlib.suppress(nats.errors.Error):
                await reading.unsubscribe()

    @contextlib.asynccontextmanager
    async def _session(self, seconds: float = REQUEST_SECONDS) -> AsyncIterator[LinkClient]:
        """One exchange; what NATS no longer has is StreamLostError, any other trouble is NATS's."""
        async with self._link.session(seconds) as client:
            try:
                yield client
            except nats.js.errors.NotFoundError as error:
                raise StreamLostError(f"the stream of events is gone ({error})") from error


def _facts(info: api.StreamInfo) -> StreamFacts:
    created = info.created or datetime.datetime.min.replace(tzinfo=datetime.UTC)
    return StreamFacts(created.isoformat(), info.state.first_seq, info.state.last_seq)


def _stored(message: Msg) -> StoredEvent:
    metadata = message.metadata
    return StoredEvent(
        metadata.sequence.stream,
        metadata.timestamp.timestamp(),
        message.subject.rpartition(".")[2],
        message.data,
    )
