"""What the records of all kinds of jobs have in common: one record each, and whose turn it is."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import ClassVar, Generic, Protocol, TypeVar

from action_api.nats_link import LinkClient
from action_api.stores.kv import Entry, KvBucket, Record, RevisionConflictError

KEEP_SECONDS = 30 * 86400
# what people ask for may be anything: NATS refuses a key with other characters as a fault
JOB_ID = re.compile(r"[A-Za-z0-9]{1,64}")


class Job(Protocol):
    """What a job of any kind tells of itself."""

    @property
    def job_id(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def created_at(self) -> float: ...
    @property
    def finished(self) -> bool: ...


J = TypeVar("J", bound=Job)


class JobStore(ABC, Generic[J]):
    """Jobs of one kind, of which one at a time is worked on: the one that `latest_key` names."""

    prefix: ClassVar[str]
    latest_key: ClassVar[str]

    def __init__(self, bucket: KvBucket) -> None:
        self._bucket = bucket

    @staticmethod
    @abstractmethod
    def _record(job: J) -> Record:
        """The job as it is stored."""

    @staticmethod
    @abstractmethod
    def _job(record: Record) -> J:
        """The job that was stored so, by this version or an older one."""

    async def get(self, job_id: str) -> J | None:
        """The job of this id; None where there is none, whatever the id is."""
        if not JOB_ID.fullmatch(job_id):
            return None
        return self._read(await self._bucket.get(self._key(job_id)))

    async def latest(self) -> J | None:
        """The job to be worked on, or the last that was."""
        return await self._named_by(await self._bucket.get(self.latest_key))

    async def latest_id(self) -> str | None:
        """Its id alone."""
        return _id_in(await self._bucket.get(self.latest_key))

    async def last_revision(self) -> int:
        """The revision of the last change of any job."""
        return await self._bucket.last_revision(f"{self.prefix}.*")

    async def listed(self, limit: int) -> list[J]:
        """The last jobs, the newest first."""
        return self.newest(await self._all(), await self.latest_id(), limit)

    @staticmethod
    def newest(jobs: Iterable[J], latest_id: str | None, limit: int) -> list[J]:
        """The last `limit` of these jobs, the newest first."""
        # one that waits and is not pointed at lost a race: nobody will run it
        real = [job for job in jobs if job.state != "pending" or job.job_id == latest_id]
        return sorted(real, key=lambda job: job.created_at, reverse=True)[:limit]

    async def change(self, job_id: str, decide: Callable[[J], J | None]) -> J | None:
        """Stores what `decide` makes of the job as it stands; None where it makes nothing.

        None too where there is no such job, whatever the id is.
        """
        if not JOB_ID.fullmatch(job_id):
            return None
        decided: J | None = None

        def change(record: Record | None) -> Record | None:
            nonlocal decided
            job = self._job(record) if record else None
            decided = decide(job) if job else None
            return self._record(decided) if decided else None

        await self._bucket.modify(self._key(job_id), change, KEEP_SECONDS)
        return decided

    async def follow(
        self,
        client: LinkClient,
        on_job: Callable[[J], None],
        on_ready: Callable[[], None] = lambda: None,
        on_revision: Callable[[int], None] = lambda _revision: None,
    ) -> None:
        """Calls `on_job` with each job and each of its changes, until the connection ends.

        `on_ready` once all there were have been told; `on_revision` with the revision of each
        record, after `on_job` where it is a job.
        """

        def on_entry(entry: Entry) -> None:
            job = self._read(entry)
            if job is not None:
                on_job(job)
            on_revision(entry.revision)

        await self._bucket.follow(client, f"{self.prefix}.*", on_entry, on_ready, on_revision)

    async def _create(self, job: J) -> None:
        await self._bucket.create(self._key(job.job_id), self._record(job), KEEP_SECONDS)

    async def _point_at(self, job_id: str) -> J | None:
        """Makes it the job to be worked on; the unfinished one that is in its way, if there is."""
        while True:
            pointer = await self._bucket.get(self.latest_key)
            running = await self._named_by(pointer)
            if running is not None and not running.finished:
                return running
            try:
                if pointer is None:
                    await self._bucket.create(self.latest_key, {"job_id": job_id})
                else:
                    await self._bucket.update(self.latest_key, {"job_id": job_id}, pointer.revision)
            except RevisionConflictError:
                continue
            return None

    async def _discard(self, job_id: str) -> None:
        entry = await self._bucket.get(self._key(job_id))
        if entry is not None:
            await self._bucket.delete(self._key(job_id), entry.revision)

    async def _all(self) -> list[J]:
        found = [self._read(entry) for entry in await self._bucket.entries(f"{self.prefix}.*")]
        return [job for job in found if job is not None]

    async def _named_by(self, pointer: Entry | None) -> J | None:
        job_id = _id_in(pointer)
        return None if job_id is None else await self.get(job_id)

    def _read(self, entry: Entry | None) -> J | None:
        return self._job(entry.record) if entry and entry.record else None

    def _key(self, job_id: str) -> str:
        return f"{self.prefix}.{job_id}"


def _id_in(pointer: Entry | None) -> str | None:
    return str(pointer.record["job_id"]) if pointer and pointer.record else None
