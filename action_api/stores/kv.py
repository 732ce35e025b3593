"""One KV bucket: JSON records, changed by compare-and-set alone, with typed errors."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import random
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping

import nats.js.errors
from nats.js import api
from nats.js.client import JetStreamContext
from nats.js.kv import KeyValue

from action_api.domain.errors import Conflict
from action_api.nats_link import DEADLINE_SECONDS, LinkClient, NatsLink
from action_api.sparing_log import SparingLog
from action_api.stores.kv_open import open_bucket
from action_api.stores.kv_records import (
    Check,
    Entry,
    NewerSchemaError,
    Record,
    UnusableRecordError,
    decode_key,
    dump_record,
    encode_key,
    read_record,
)

__all__ = [
    "Entry",
    "KvBucket",
    "NewerSchemaError",
    "Record",
    "RevisionConflictError",
    "UnusableRecordError",
    "decode_key",
    "encode_key",
]

logger = logging.getLogger(__name__)

# the longest loop of compare-and-set; the request's deadline usually ends it sooner
MAX_TRIES = 400
# the longest pause after a conflict
PAUSE_SECONDS = 0.01
# how long NATS keeps what a listing leaves behind: anybody may ask for many
LEFT_SECONDS = 10.0
# a server that takes over may answer with what stood before: how long it is asked again
BEHIND_SECONDS = 1.0
# JetStream: wrong last sequence, in its two spellings
WRONG_SEQUENCE = {10071, 10164}


class RevisionConflictError(Exception):
    """Somebody changed the key since it was read, or created it meanwhile."""


class KvBucket:
    """Opens its bucket on first use of each connection, creating it where it is missing."""

    def __init__(
        self,
        link: NatsLink,
        name: str,
        description: str,
        *,
        replicas: int = 1,
        on_write: Callable[[str], None] = lambda _result: None,
        shapes: Mapping[str, Check] | None = None,
    ) -> None:
        """`shapes`: by the first word of a key, a check that raises for what it cannot be."""
        self._link = link
        self.name = name
        self._description = description
        self._replicas = replicas
        self._on_write = on_write
        self._shapes = shapes or {}
        self._complaints = SparingLog(logger)
        self._opened: tuple[LinkClient, KeyValue, JetStreamContext] | None = None
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def make(self) -> None:
        """Makes the bucket where it is missing, which the other calls do by themselves."""
        async with self._link.session() as client:
            await self._open(client)

    async def get(self, key: str) -> Entry | None:
        """The record under `key`, or None."""
        async with self._link.session() as client:
            kv, _ = await self._open(client)
            try:
                entry = await kv.get(key)
            except nats.js.errors.KeyNotFoundError:
                return None
        return self._entry(key, entry.value, entry.revision or 0)

    async def create(self, key: str, record: Record, ttl_seconds: float | None = None) -> int:
        """Stores a new record; RevisionConflictError where `key` holds one."""
        return await self._write(
            lambda kv, _: kv.create(key, dump_record(record), msg_ttl=_whole(ttl_seconds))
        )

    async def update(
        self, key: str, record: Record, last: int, ttl_seconds: float | None = None
    ) -> int:
        """Replaces revision `last`; RevisionConflictError where the key stands at another."""

        async def publish(_: KeyValue, jetstream: JetStreamContext) -> int:
            # KeyValue.update takes no time to live, so this is its publish with one
            ack = await jetstream.publish(
                f"$KV.{self.name}.{key}",
                dump_record(record),
                headers={api.Header.EXPECTED_LAST_SUBJECT_SEQUENCE: str(last)},
                msg_ttl=_whole(ttl_seconds),
            )
            return ack.seq

        return await self._write(publish)

    async def delete(self, key: str, last: int) -> None:
        """Deletes revision `last`; RevisionConflictError where the key stands at another."""

        async def remove(kv: KeyValue, _: JetStreamContext) -> int:
            await kv.delete(key, last=last)
            return last

        await self._write(remove)

    async def modify(
        self,
        key: str,
        change: Callable[[Record | None], Record | None],
        ttl_seconds: float | None = None,
    ) -> Record | None:
        """Reads, lets `change` decide, and stores by compare-and-set until that succeeds.

        `change` gets the record or None and returns the one to store, or None to store nothing;
        it may raise. Returns the stored record, or the one found where nothing was stored.
        """
        # one at a time within the process: the others would only lose and try again
        async with self._lock(key):
            for _ in range(MAX_TRIES):
                entry = await self.get(key)
                found = entry.record if entry else None
                wanted = change(found)
                if wanted is None:
                    return found
                try:
                    if entry is None:
                        await self.create(key, wanted, ttl_seconds)
                    else:
                        await self.update(key, wanted, entry.revision, ttl_seconds)
                except RevisionConflictError:
                    continue
                return wanted
        raise Conflict

    async def entries(self, pattern: str = ">", within: float = DEADLINE_SECONDS) -> list[Entry]:
        """All records whose keys match the NATS pattern, in order of their last change."""
        found: list[Entry] = []
        async with self._link.session(within) as client:
            kv, jetstream = await self._open(client)
            watching = self._watch(kv, jetstream, pattern, kept_for=LEFT_SECONDS)
            async with contextlib.aclosing(watching) as watched:
                async for entry in watched:
                    if entry is None:
                        break
                    found.append(entry)
        return [entry for entry in found if entry.record is not None]

    async def last_revision(self, pattern: str = ">") -> int:
        """The revision of the last change of any record whose key matches; 0 where there is none.

        With it a follower knows whether it has seen all there is at this moment.
        """
        async with self._link.session() as client:
            _, jetstream = await self._open(client)
            try:
                last = await jetstream.get_last_msg(f"KV_{self.name}", f"$KV.{self.name}.{pattern}")
            except nats.js.errors.NotFoundError:
                return 0
        return last.seq or 0

    async def follow(
        self,
        client: LinkClient,
        pattern: str,
        on_entry: Callable[[Entry], Awaitable[None] | None],
        on_ready: Callable[[], None] = lambda: None,
        on_left_out: Callable[[int], None] = lambda _revision: None,
    ) -> None:
        """Calls `on_entry` for each record and each later change, until the connection ends.

        `on_left_out` gets the revision of what is no record of ours: there is no more to wait for.
        """
        kv, jetstream = await self._open(client)
        watching = self._watch(kv, jetstream, pattern, on_left_out=on_left_out)
        async with contextlib.aclosing(watching) as watched:
            async for entry in watched:
                if entry is None:
                    on_ready()
                    continue
                outcome = on_entry(entry)
                if outcome is not None:
                    await outcome

    async def _watch(
        self,
        kv: KeyValue,
        jetstream: JetStreamContext,
        pattern: str,
        *,
        kept_for: float | None = None,
        on_left_out: Callable[[int], None] = lambda _revision: None,
    ) -> AsyncGenerator[Entry | None, None]:
        """Every record, None where those there are have been given, then every change.

        `kept_for`: for how many seconds without us NATS goes on with it; None for its own measure.
        nats-py says at once that there are none where the server has sent them all and the client
        has not read the first yet: so a bucket that looks empty is asked, and watched again.
        """
        while True:
            watcher = await kv.watch(pattern, inactive_threshold=kept_for)
            looks_empty = True
            try:
                async for entry in watcher:
                    if entry is None and looks_empty and await self._holds(jetstream, pattern):
                        break
                    looks_empty = False
                    try:
                        seen = entry and self._seen(entry)
                    except UnusableRecordError as error:
                        # one bad record must not keep us from all the others
                        self._complaints.warning("left out: %s", error.detail)
                        on_left_out(entry.revision or 0)
                        continue
                    yield seen
                else:
                    return
            finally:
                await watcher.stop()  # type: ignore[no-untyped-call]

    async def _holds(self, jetstream: JetStreamContext, pattern: str) -> bool:
        """Whether there is any message of a matching key, a deletion's included."""
        info = await jetstream.stream_info(
            f"KV_{self.name}", subjects_filter=f"$KV.{self.name}.{pattern}"
        )
        return bool(info.state.subjects)

    def _seen(self, entry: KeyValue.Entry) -> Entry:
        gone = entry.operation in {"DEL", "PURGE"}
        return self._entry(entry.key, b"" if gone else entry.value, entry.revision or 0)

    async def _write(self, act: Callable[[KeyValue, JetStreamContext], Awaitable[int]]) -> int:
        result = "failed"
        try:
            async with self._link.session() as client:
                kv, jetstream = await self._open(client)
                try:
                    revision = await act(kv, jetstream)
                except nats.js.errors.KeyWrongLastSequenceError as error:
                    result = "conflict"
                    raise RevisionConflictError from error
                except nats.js.errors.APIError as error:
                    if error.err_code in WRONG_SEQUENCE:
                        result = "conflict"
                        raise RevisionConflictError from error
                    raise
            result = "ok"
            return revision
        except RevisionConflictError:
            # who reads again at once meets the same others, or a server that has not caught up
            await asyncio.sleep(random.uniform(0, PAUSE_SECONDS))
            raise
        finally:
            self._on_write(result)

    async def _open(self, client: LinkClient) -> tuple[KeyValue, JetStreamContext]:
        if self._opened is None or self._opened[0] is not client:
            jetstream = self._link.jetstream(client)
            kv = await open_bucket(client, jetstream, self.name, self._description, self._replicas)
            self._opened = (client, kv, jetstream)
        return self._opened[1], self._opened[2]

    def _entry(self, key: str, value: bytes | None, revision: int) -> Entry:
        """Raises UnusableRecordError for a value that is none of our records."""
        return Entry(key, read_record(self.name, key, value, self._shapes), revision)

    def _lock(self, key: str) -> asyncio.Lock:
        if len(self._locks) > 2000:
            for idle in [one for one, lock in self._locks.items() if not lock.locked()]:
                del self._locks[idle]
        return self._locks[key]


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else max(1, math.ceil(seconds))
