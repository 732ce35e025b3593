"""The jobs as they change, for whoever watches: one watch a process, however many watchers."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from action_api.domain.apply_job import ApplyJob
from action_api.nats_link import LinkClient, NatsLink
from action_api.services.follow_mark import FollowMark
from action_api.stores.apply_jobs import ApplyStore, LostPartsError, WishItem
from action_api.stores.jobs import KEEP_SECONDS

# as many as may be asked for
KEPT_JOBS = 50
HEARTBEAT_SECONDS = 10.0


class ApplyFeed:
    """Holds the last jobs and their wishes."""

    def __init__(self, store: ApplyStore, link: NatsLink, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._mark = FollowMark()
        self._jobs: dict[str, ApplyJob] = {}
        self._wishes: OrderedDict[str, tuple[WishItem, ...]] = OrderedDict()
        self._waiting: set[asyncio.Future[None]] = set()
        link.each_session("following the applies", self._follow)

    async def listed(self, limit: int) -> list[ApplyJob]:
        """The last jobs as they stand, the newest first; raises NatsUnavailable.

        Everybody asks every few seconds, and NATS may hold hundreds of large ones.
        """
        if not await self._mark.comes_to(await self._store.last_revision()):
            return await self._store.listed(limit)
        # NATS says nothing when the time of a record ends
        oldest = self._clock() - KEEP_SECONDS
        kept = [job for job in self._jobs.values() if job.updated_at > oldest]
        return self._store.newest(kept, await self._store.latest_id(), limit)

    async def wish(self, job_id: str) -> tuple[WishItem, ...]:
        """What a job wants, nothing where that is not known any more; raises NatsUnavailable."""
        if job_id not in self._wishes:
            try:
                self._wishes[job_id] = await self._store.wish(job_id)
            except LostPartsError:
                return ()
            while len(self._wishes) > KEPT_JOBS:
                self._wishes.popitem(last=False)
        return self._wishes[job_id]

    async def changes(self, job: ApplyJob) -> AsyncIterator[ApplyJob | None]:
        """The job, then each later state of it until it has ended; None now and then between.

        Quick changes are told as one: a watcher needs no more than it can show.
        """
        pause = min(4.0, max(0.25, job.total / 1000))
        shown: ApplyJob | None = None
        current = job
        known = self._jobs.get(job.job_id)
        # what was read may be ahead of what came by the watch; from then on it is the order of
        # coming that counts: who asked, and who works, may have clocks that differ
        behind = known if known is not None and _order(known) < _order(job) else None
        while True:
            newer = self._jobs.get(job.job_id)
            if newer is not None and newer is not behind:
                current = newer
            # a worker that only says it lives is no news
            if shown is None or replace(current, updated_at=shown.updated_at) != shown:
                yield current
                shown = current
                if current.finished:
                    return
                await asyncio.sleep(pause)
                continue
            if not await self._next_change(HEARTBEAT_SECONDS):
                yield None

    async def _next_change(self, seconds: float) -> bool:
        changed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(changed)
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed, seconds)
                return True
            return False
        finally:
            self._waiting.discard(changed)

    async def _follow(self, client: LinkClient) -> None:
        # what is told now is all there is: NATS may have been set up anew
        self._jobs.clear()
        self._mark.begin()
        try:
            await self._store.follow(client, self._on_job, self._mark.ready, self._mark.reached)
        finally:
            self._mark.end()

    def _on_job(self, job: ApplyJob) -> None:
        self._jobs[job.job_id] = job
        if len(self._jobs) > KEPT_JOBS:
            del self._jobs[min(self._jobs.values(), key=_begun).job_id]
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)


def _begun(job: ApplyJob) -> float:
    """When it was asked for, the last time if it was retried."""
    return max(job.asked_at, job.created_at)


def _order(job: ApplyJob) -> tuple[float, float]:
    """What tells an earlier state of a job: one that is retried was asked for again."""
    return job.asked_at, job.updated_at
