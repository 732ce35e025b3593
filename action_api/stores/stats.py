"""The statistics: counts of items in shards, counts of days, and how far they are.

`item.NN` and `day.DATE` hold counts with the position in the stream they include; `head` is
domain.stats_head. An item's shard is by its id, so that no record nears the 1 MiB of NATS.
"""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date

from action_api.domain.stats_counts import Counted, DayCounts, ItemCounts, StreamPosition
from action_api.domain.stats_head import StatsHead
from action_api.nats_link import LinkClient, side_by_side
from action_api.stores.kv import Entry, KvBucket, Record, RevisionConflictError
from action_api.stores.stats_records import (
    DAY,
    HEAD,
    ITEMS,
    day_of_record,
    day_record,
    head_of,
    head_record,
    item_of,
    item_row,
    items_of,
    position_of,
)

SHARDS = 64
WRITES_AT_ONCE = 16
# records: all shards, and the days of a batch
MOST_KEPT = 80


class StatsStore:
    def __init__(self, bucket: KvBucket) -> None:
        self._bucket = bucket
        # what the worker who counts wrote last: it need not be read again to be added to
        self._written: dict[str, tuple[Record, int]] = {}

    async def head(self) -> tuple[StatsHead, int]:
        """How far the statistics are, and the revision of that; 0 where there is no such record.

        Nothing was counted yet then, or the record was lost: the counts tell what they include.
        """
        entry = await self._bucket.get(HEAD)
        if entry is None or entry.record is None:
            return StatsHead(position=await self._included()), 0
        return head_of(entry.record), entry.revision

    async def _included(self) -> StreamPosition:
        """The furthest any counts are."""
        found = await self._bucket.entries(f"{ITEMS}.*") + await self._bucket.entries(f"{DAY}.*")
        positions = (position_of(entry.record["included"]) for entry in found if entry.record)
        return max(positions, default=StreamPosition())

    async def put_head(self, head: StatsHead, revision: int) -> int:
        """Replaces `revision`; raises RevisionConflictError where another worker was faster."""
        record = head_record(head)
        if not revision:
            return await self._bucket.create(HEAD, record)
        return await self._bucket.update(HEAD, record, revision)

    async def settle(self, position: StreamPosition, counted: Counted) -> None:
        """Adds to each record what it does not include yet; safe to repeat and to interrupt."""
        shards: defaultdict[int, dict[str, ItemCounts]] = defaultdict(dict)
        for video_id, counts in counted.items.items():
            shards[shard_of(video_id)][video_id] = counts
        limit = asyncio.Semaphore(WRITES_AT_ONCE)

        async def add(key: str, change: Callable[[Record], Record]) -> None:
            async with limit:
                await self._change(key, _once(position, change))

        await asyncio.gather(
            *(add(_shard_key(number), _add_items(items)) for number, items in shards.items()),
            *(add(_day_key(day), _add_day(counts)) for day, counts in counted.days.items()),
        )

    def forget(self) -> None:
        """Reads everything anew from now on: others may have written."""
        self._written.clear()

    async def _change(self, key: str, change: Callable[[Record], Record | None]) -> None:
        """By compare-and-set on what was read or written last."""
        while True:
            known = key in self._written
            record, revision = self._written.pop(key) if known else await self._read(key)
            changed = change(record)
            if changed is not None:
                try:
                    if revision:
                        revision = await self._bucket.update(key, changed, revision)
                    else:
                        revision = await self._bucket.create(key, changed)
                except RevisionConflictError:
                    continue
            self._written[key] = (changed or record, revision)
            if len(self._written) > MOST_KEPT:
                self.forget()
            return

    async def _read(self, key: str) -> tuple[Record, int]:
        entry = await self._bucket.get(key)
        return ({}, 0) if entry is None else (entry.record or {}, entry.revision)

    async def follow(
        self,
        client: LinkClient,
        on_items: Callable[[Mapping[str, ItemCounts]], None],
        on_day: Callable[[date, DayCounts], None],
        on_ready: Callable[[], None],
    ) -> None:
        """Calls with every record and each later change of one, until the connection ends.

        `on_ready` once all there are have been given.
        """
        ready = 0

        def one_ready() -> None:
            nonlocal ready
            ready += 1
            if ready == 2:
                on_ready()

        async def on_item_entry(entry: Entry) -> None:
            if entry.record is not None:
                on_items(items_of(entry.record))
            await asyncio.sleep(0)

        async def on_day_entry(entry: Entry) -> None:
            # a key that names no day is none of ours
            with contextlib.suppress(ValueError):
                day = date.fromisoformat(entry.key.partition(".")[2])
                if entry.record is not None:
                    on_day(day, day_of_record(entry.record))
            # a year of days comes at once: requests go on between them
            await asyncio.sleep(0)

        await side_by_side(
            self._bucket.follow(client, f"{ITEMS}.*", on_item_entry, one_ready),
            self._bucket.follow(client, f"{DAY}.*", on_day_entry, one_ready),
        )


def shard_of(video_id: str) -> int:
    """The shard an item's counts are in; the same on every machine and for ever."""
    return zlib.crc32(video_id.encode()) % SHARDS


def _shard_key(number: int) -> str:
    return f"{ITEMS}.{number:02}"


def _day_key(day: date) -> str:
    return f"{DAY}.{day.isoformat()}"


def _once(
    position: StreamPosition, change: Callable[[Record], Record]
) -> Callable[[Record], Record | None]:
    """A change that a record takes once, together with `position`."""

    def changed(record: Record) -> Record | None:
        if position_of(record.get("included", (0, 0))) >= position:
            return None
        return change(record) | {"included": [position.generation, position.sequence]}

    return changed


def _add_items(added: Mapping[str, ItemCounts]) -> Callable[[Record], Record]:
    def change(record: Record) -> Record:
        rows = dict(record.get("items", {}))
        for video_id, counts in added.items():
            before = item_of(rows[video_id]) if video_id in rows else ItemCounts()
            rows[video_id] = item_row(before.plus(counts))
        return {"items": rows}

    return change


def _add_day(added: DayCounts) -> Callable[[Record], Record]:
    return lambda record: day_record(day_of_record(record).plus(added))
