"""The jobs as they change, for whoever watches: one watch a process, however many watchers."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import replace

from action_api.domain.apply_job import ApplyJob
from action_api.nats_link import LinkClient, NatsLink
from action_api.stores.apply_jobs import ApplyStore, LostPartsError, WishItem

KEPT_JOBS = 50
HEARTBEAT_SECONDS = 10.0


class ApplyFeed:
    """Holds the last jobs and their wishes."""

    def __init__(self, store: ApplyStore, link: NatsLink) -> None:
        self._store = store
        self._jobs: OrderedDict[str, ApplyJob] = OrderedDict()
        self._wishes: OrderedDict[str, tuple[WishItem, ...]] = OrderedDict()
        self._waiting: set[asyncio.Future[None]] = set()
        link.each_session("following the applies", self._follow)

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
        await self._store.follow(client, self._on_job)

    def _on_job(self, job: ApplyJob) -> None:
        self._jobs[job.job_id] = job
        self._jobs.move_to_end(job.job_id)
        while len(self._jobs) > KEPT_JOBS:
            self._jobs.popitem(last=False)
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)


def _order(job: ApplyJob) -> tuple[float, float]:
    """What tells an earlier state of a job: one that is retried was asked for again."""
    return job.asked_at, job.updated_at
