"""The catalog refreshes: one record each, and one key naming the last one asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

from action_api.domain.jobs import RefreshJob
from action_api.nats_link import LinkClient
from action_api.stores.kv import Entry, KvBucket, Record, RevisionConflictError

PREFIX = "refresh"
LATEST = "latest-refresh"
KEEP_SECONDS = 30 * 86400
_FIELDS = tuple(field.name for field in fields(RefreshJob))


class LostJobError(Exception):
    """The job was taken over by another worker, or ended, meanwhile."""


class RefreshStore:
    def __init__(self, bucket: KvBucket, clock: Callable[[], float]) -> None:
        self._bucket = bucket
        self._clock = clock

    async def open(self, wanted: RefreshJob) -> RefreshJob:
        """Stores `wanted`, or returns the one that is not finished yet: there is one at a time."""
        while True:
            latest = await self._bucket.get(LATEST)
            if latest is not None and latest.record is not None:
                running = await self.get(str(latest.record["job_id"]))
                if running is not None and not running.finished:
                    return running
            # the job first: whoever reads `latest` finds it
            await self._bucket.create(_key(wanted.job_id), asdict(wanted), KEEP_SECONDS)
            pointer = {"job_id": wanted.job_id}
            try:
                if latest is None:
                    await self._bucket.create(LATEST, pointer)
                else:
                    await self._bucket.update(LATEST, pointer, latest.revision)
            except RevisionConflictError:
                await self._discard(wanted.job_id)
                continue
            return wanted

    async def get(self, job_id: str) -> RefreshJob | None:
        entry = await self._bucket.get(_key(job_id))
        return _read(entry)

    async def latest(self) -> RefreshJob | None:
        """The refresh asked for last."""
        entry = await self._bucket.get(LATEST)
        return await self.get(str(entry.record["job_id"])) if entry and entry.record else None

    async def listed(self, limit: int) -> list[RefreshJob]:
        """The last refreshes, the newest first."""
        latest = await self.latest()
        found = [_read(entry) for entry in await self._bucket.entries(f"{PREFIX}.*")]
        # one that waits and is not the last asked for lost a race in `open`: nobody will run it
        jobs = [job for job in found if job and (job.state != "pending" or job == latest)]
        return sorted(jobs, key=lambda job: job.created_at, reverse=True)[:limit]

    async def change(
        self, job_id: str, decide: Callable[[RefreshJob], RefreshJob | None]
    ) -> RefreshJob | None:
        """Stores what `decide` makes of the job as it stands; None where it makes nothing."""
        decided: RefreshJob | None = None

        def change(record: Record | None) -> Record | None:
            nonlocal decided
            job = _job(record) if record else None
            decided = decide(job) if job else None
            return asdict(decided) if decided else None

        await self._bucket.modify(_key(job_id), change, KEEP_SECONDS)
        return decided

    async def follow(self, client: LinkClient, on_job: Callable[[RefreshJob], None]) -> None:
        """Calls `on_job` with each job and each of its changes, until the connection ends."""

        def on_entry(entry: Entry) -> None:
            job = _read(entry)
            if job is not None:
                on_job(job)

        await self._bucket.follow(client, f"{PREFIX}.*", on_entry)

    async def _discard(self, job_id: str) -> None:
        entry = await self._bucket.get(_key(job_id))
        if entry is not None:
            await self._bucket.delete(_key(job_id), entry.revision)


def _read(entry: Entry | None) -> RefreshJob | None:
    return _job(entry.record) if entry and entry.record else None


def _job(record: Record) -> RefreshJob:
    known: dict[str, Any] = {name: record[name] for name in _FIELDS if name in record}
    return RefreshJob(**known)


def _key(job_id: str) -> str:
    return f"{PREFIX}.{job_id}"
