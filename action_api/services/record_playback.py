"""The worker's part of the statistics: takes the channel's events and counts each exactly once.

Of several workers one counts, the others stand by: they take over when events wait and nobody has
counted for a while. Two who both believe it is their turn do no harm: every step is a
compare-and-set on the head, so that one of them finds out.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from action_api.domain.errors import Conflict, Unavailable
from action_api.domain.stats_counts import Counted
from action_api.domain.stats_events import ChannelEvent, read_event
from action_api.domain.stats_head import StatsHead
from action_api.domain.stats_tally import tally
from action_api.nats_link import NatsLink
from action_api.services import metrics
from action_api.sparing_log import SparingLog
from action_api.stores.event_stream import EventStream, StoredEvent, StreamFacts, StreamLostError
from action_api.stores.kv import RevisionConflictError
from action_api.stores.stats import StatsStore

logger = logging.getLogger(__name__)

FETCH_SECONDS = 2.0
RETRY_SECONDS = 0.5
# a worker that counts nothing for so long, while events wait, is taken for dead
PATIENCE_SECONDS = 3.0
LOOK_SECONDS = 1.0
FAULT_SECONDS = 5.0
# a robot whose clock is so far ahead is not believed
CLOCK_SLACK_SECONDS = 60.0


class PlaybackRecorder:
    """One per worker; `video_id_of` reads manifest URLs, `domain` is the CyTube events are of."""

    def __init__(
        self,
        link: NatsLink,
        stream: EventStream,
        store: StatsStore,
        worker: str,
        domain: str,
        video_id_of: Callable[[str], str | None],
    ) -> None:
        self._link = link
        self._stream = stream
        self._store = store
        self._worker = worker
        self._domain = domain
        self._video_id_of = video_id_of
        self._head = StatsHead()
        self._revision = 0
        self._complaints = SparingLog(logger)

    async def run(self) -> None:
        """Counts until cancelled, through outages."""
        said = ""
        try:
            while True:
                try:
                    await self._work()
                except (RevisionConflictError, Conflict):
                    logger.info("another worker counts the statistics")
                except (Unavailable, StreamLostError) as error:
                    if str(error) != said and self._link.up:
                        logger.warning("statistics wait: %s", error)
                    said = str(error)
                # a fault of ours in counting must not end the applies of the same worker
                except Exception:  # noqa: BLE001 - it is logged, now and then
                    self._complaints.exception("counting the statistics failed, trying again")
                    await asyncio.sleep(FAULT_SECONDS)
                await asyncio.sleep(RETRY_SECONDS)
        finally:
            await self._release()

    async def _work(self) -> None:
        """From a new connection, or after a surprise, until the next one."""
        await self._stream.open()
        await self._take_turn()
        await self._settle()
        facts = await self._stream.facts()
        head = self._head.on_stream(facts.created, facts.last)
        if head is not self._head:
            if self._head.stream is not None:
                logger.warning("the stream of events was made anew: counting goes on in it")
            await self._put(head)
        await self._stream.begin_after(self._head.position.sequence)
        logger.info("counting statistics from event %d on", self._head.position.sequence + 1)
        while True:
            await self._step()

    async def _take_turn(self) -> None:
        """Returns when this worker is the one who counts; raises RevisionConflictError."""
        self._store.forget()
        seen, since = -1, 0.0
        while True:
            self._head, self._revision = await self._store.head()
            if self._head.worker in {None, self._worker}:
                break
            facts = await self._stream.facts()
            waiting = facts.last > self._head.position.sequence
            waiting = waiting or facts.created != self._head.stream
            now = time.monotonic()
            if self._revision != seen or not waiting:
                seen, since = self._revision, now
            elif now - since > PATIENCE_SECONDS:
                logger.warning("worker %s counts no more: taking over", self._head.worker)
                break
            await asyncio.sleep(LOOK_SECONDS)
        if self._head.worker != self._worker:
            await self._put(self._head.taken_by(self._worker))

    async def _step(self) -> None:
        """Counts the next batch; raises where this worker has to begin anew."""
        handed = await self._stream.fetch(FETCH_SECONDS)
        done = self._head.position.sequence
        fresh = [event for event in handed if event.sequence > done]
        if len(fresh) < len(handed) or not handed:
            await self._look(is_idle=not handed)
        batch = await self._unbroken(fresh)
        if batch:
            await self._count(batch)
        await self._stream.acknowledge()

    async def _look(self, *, is_idle: bool) -> None:
        """After silence, or events handed out again: whether all is as this worker believes."""
        _, revision = await self._store.head()
        if revision != self._revision:
            raise RevisionConflictError
        facts = await self._stream.facts()
        position = self._head.position
        if self._head.on_stream(facts.created, facts.last) is not self._head:
            raise StreamLostError("the stream of events was made anew")
        metrics.STATS_BEHIND.set(max(0, facts.last - position.sequence))
        if is_idle and facts.last > position.sequence:
            await self._skip_or_reread(facts)

    async def _skip_or_reread(self, facts: StreamFacts) -> None:
        """Events are there and were not handed to us: they were to another, or are deleted."""
        sequence = self._head.position.sequence
        if await self._stream.next_sequence(sequence) is None:
            self._count_lost(facts.last - sequence)
            await self._put(self._head.after(facts.last, self._head.state, Counted()))
        await self._stream.begin_after(self._head.position.sequence)

    async def _unbroken(self, events: Sequence[StoredEvent]) -> list[StoredEvent]:
        """The events that follow each other without one left out that the stream still has."""
        batch: list[StoredEvent] = []
        last = self._head.position.sequence
        for event in events:
            if event.sequence == last:
                continue
            if event.sequence != last + 1:
                if await self._stream.next_sequence(last) != event.sequence:
                    # some went to another reader: take them anew, in order
                    await self._stream.begin_after(last)
                    break
                self._count_lost(event.sequence - last - 1)
            batch.append(event)
            last = event.sequence
        return batch

    async def _count(self, batch: Sequence[StoredEvent]) -> None:
        began = time.monotonic()
        events = [event for event in map(self._read, batch) if event is not None]
        state, counted = tally(self._head.state, events)
        await self._put(self._head.after(batch[-1].sequence, state, counted))
        await self._settle()
        metrics.STATS_EVENTS.labels("counted").inc(len(events))
        metrics.ITEMS_QUEUED.inc(sum(day.queued for day in counted.days.values()))
        metrics.ITEMS_PLAYED.inc(
            sum(one.plays for day in counted.days.values() for one in day.items.values())
        )
        metrics.STATS_EVENTS.labels("left_out").inc(len(batch) - len(events))
        metrics.STATS_BATCH_SECONDS.observe(time.monotonic() - began)
        metrics.STATS_LAG_SECONDS.set(max(0.0, time.time() - batch[-1].stored_at))

    async def _settle(self) -> None:
        if not self._head.pending.is_empty:
            await self._store.settle(self._head.position, self._head.pending)

    async def _put(self, head: StatsHead) -> None:
        self._revision = await self._store.put_head(head, self._revision)
        self._head = head

    async def _release(self) -> None:
        """Lets another worker go on at once."""
        if self._head.worker != self._worker:
            return
        with contextlib.suppress(Unavailable, Conflict, RevisionConflictError, TimeoutError):
            async with asyncio.timeout(1.0):
                await self._put(self._head.released())

    def _count_lost(self, number: int) -> None:
        logger.warning("%d events are gone from the stream and were never counted", number)
        metrics.STATS_EVENTS.labels("lost").inc(number)

    def _read(self, stored: StoredEvent) -> ChannelEvent | None:
        """What a message says; None for nothing to count, another CyTube's, or nonsense."""
        try:
            envelope = json.loads(stored.data)
            if envelope.get("domain") not in {None, self._domain}:
                return None
            what = read_event(stored.name, envelope.get("payload"), self._video_id_of)
            return None if what is None else ChannelEvent(_time_of(envelope, stored), what)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
            logger.debug("event %d (%s) is not as CyTube sends it", stored.sequence, stored.name)
            metrics.STATS_EVENTS.labels("malformed").inc()
            return None


def _time_of(envelope: dict[str, Any], stored: StoredEvent) -> float:
    """When it happened: the robot's word, which may arrive late, but not from the future."""
    try:
        told = datetime.fromisoformat(str(envelope.get("timestamp")))
    except ValueError:
        return stored.stored_at
    at = (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()
    return at if 0 <= at <= stored.stored_at + CLOCK_SLACK_SECONDS else stored.stored_at
