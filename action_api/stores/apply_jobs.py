"""The applies: a small record each that changes often, and beside it what never changes.

The wish and the queue as it was are written once, in parts: together with the progress they
would be near NATS's limit of 1 MiB, and be written anew for every item.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from action_api.domain.apply_job import ApplyJob, Sent
from action_api.domain.apply_plan import Mode, QueueEntry, WantedItem
from action_api.nats_link import LinkClient
from action_api.stores.jobs import KEEP_SECONDS, JobStore
from action_api.stores.kv import BEHIND_SECONDS, Record

WISH = "apply-wish"
BEFORE = "apply-before"
PART_SIZE = 300
LOOK_SECONDS = 0.05
_FIELDS = tuple(field.name for field in fields(ApplyJob))


@dataclass(frozen=True, slots=True)
class WishItem:
    """A wanted item and its running time, where the catalog knows it."""

    item: WantedItem
    seconds: int | None = None


class LostApplyError(Exception):
    """The job was taken over by another worker, or ended, meanwhile."""


class LostPartsError(Exception):
    """What a job wants, or the queue as it was, is not there, or not all of it."""


class ActiveApplyError(Exception):
    """Another job is not finished: there is one at a time."""

    def __init__(self, job_id: str) -> None:
        super().__init__(job_id)
        self.job_id = job_id


class ApplyStore(JobStore[ApplyJob]):
    prefix = "apply"
    latest_key = "latest-apply"

    async def open(self, wanted: ApplyJob, wish: Sequence[WishItem]) -> None:
        """Stores a new job; raises ActiveApplyError where another is not finished."""
        running = await self.latest()
        if running is not None and not running.finished:
            raise ActiveApplyError(running.job_id)
        # all of it first: whoever reads the pointer finds the job whole
        await self._write_parts(WISH, wanted.job_id, [_wish_row(one) for one in wish])
        await self._create(wanted)
        try:
            await self._take_turn(wanted.job_id)
        except ActiveApplyError:
            await self._discard(wanted.job_id)
            raise

    async def reopen(
        self, job_id: str, decide: Callable[[ApplyJob], ApplyJob | None]
    ) -> ApplyJob | None:
        """Makes a finished job the one to be worked on; raises ActiveApplyError."""
        found = await self.get(job_id)
        if found is None or not found.finished:
            return None
        await self._take_turn(job_id)
        opened = await self.change(job_id, lambda job: decide(job) if job.finished else None)
        latest = await self.latest()
        if opened is not None and latest is not None and latest.job_id != job_id:
            # another was opened in between, seeing this one finished: it has the turn
            await self.change(job_id, lambda job: found if job == opened else None)
            raise ActiveApplyError(latest.job_id)
        return opened

    async def applied_before(self, job: ApplyJob) -> bool:
        """Whether the job's playlist was put on the queue before, within KEEP_SECONDS."""
        return any(
            one.job_id != job.job_id
            and one.playlist_id == job.playlist_id
            and one.restores is None
            and one.carried_out
            for one in await self._all()
        )

    async def wish(self, job_id: str, within: float = 0.0) -> tuple[WishItem, ...]:
        """What the job wants, asked for again for so long; raises LostPartsError."""
        rows = await self._read_parts(WISH, job_id, within)
        return tuple(_wish_item(row) for row in rows)

    async def keep_before(self, job_id: str, queue: Sequence[QueueEntry]) -> None:
        """Keeps the queue as it was; where one is kept already, that one stays."""
        await self._write_parts(BEFORE, job_id, [_entry_row(one) for one in queue])

    async def before(self, job_id: str) -> tuple[QueueEntry, ...]:
        """The queue as it was, of a job that has kept it; raises LostPartsError."""
        rows = await self._read_parts(BEFORE, job_id, BEHIND_SECONDS)
        return tuple(QueueEntry(**row) for row in rows)

    async def follow_turns(self, client: LinkClient, on_turn: Callable[[], None]) -> None:
        """Calls `on_turn` whenever a job becomes the one to be worked on."""
        await self._bucket.follow(client, self.latest_key, lambda _entry: on_turn())

    async def _take_turn(self, job_id: str) -> None:
        running = await self._point_at(job_id)
        if running is not None:
            raise ActiveApplyError(running.job_id)

    async def _write_parts(self, prefix: str, job_id: str, rows: Sequence[Any]) -> None:
        if await self._bucket.get(f"{prefix}.{job_id}.0") is not None:
            return
        count = max(1, -(-len(rows) // PART_SIZE))
        # the first part last: where it is, all are
        for part in reversed(range(count)):
            chosen = rows[part * PART_SIZE : (part + 1) * PART_SIZE]
            record = {"rows": list(chosen), "parts": count}
            key = f"{prefix}.{job_id}.{part}"
            await self._bucket.modify(key, _always(record), KEEP_SECONDS)

    async def _read_parts(self, prefix: str, job_id: str, within: float) -> list[Any]:
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + within
        while True:
            first = await self._bucket.get(f"{prefix}.{job_id}.0")
            count = int(first.record["parts"]) if first and first.record else 1
            others = [self._bucket.get(f"{prefix}.{job_id}.{part}") for part in range(1, count)]
            entries = [first, *await asyncio.gather(*others)]
            found = [entry.record["rows"] for entry in entries if entry and entry.record]
            if len(found) == count:
                return [row for rows in found for row in rows]
            if loop.time() >= ends_at:
                raise LostPartsError
            await asyncio.sleep(LOOK_SECONDS)

    @staticmethod
    def _record(job: ApplyJob) -> Record:
        record = asdict(job)
        for name in ("placed", "failed", "skipped"):
            record[name] = list(getattr(job, name).items())
        return record

    @staticmethod
    def _job(record: Record) -> ApplyJob:
        known: dict[str, Any] = {name: record[name] for name in _FIELDS if name in record}
        known["mode"] = Mode(known["mode"])
        for name in ("placed", "failed", "skipped"):
            known[name] = {int(index): value for index, value in known.get(name, ())}
        for name in ("standing", "unsettled"):
            known[name] = tuple(known.get(name, ()))
        known["sent"] = Sent(**known["sent"]) if known.get("sent") else None
        return ApplyJob(**known)


def _always(record: Record) -> Callable[[Record | None], Record]:
    return lambda _found: record


def _wish_row(wish: WishItem) -> Record:
    return asdict(wish.item) | {"seconds": wish.seconds}


def _wish_item(row: Record) -> WishItem:
    values = dict(row)
    seconds = values.pop("seconds")
    return WishItem(WantedItem(**values), seconds)


def _entry_row(entry: QueueEntry) -> Record:
    return {field.name: getattr(entry, field.name) for field in fields(QueueEntry)}
