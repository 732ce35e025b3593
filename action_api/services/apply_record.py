"""The worker's hold on one job: every change is written, and heeds a takeover and a cancel."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace

from action_api.domain.apply_job import LEASE_SECONDS, ApplyJob
from action_api.domain.errors import Conflict, NatsUnavailable
from action_api.stores.apply_jobs import ApplyStore, LostApplyError

BEAT_SECONDS = 1.0
STORE_TRY_SECONDS = 0.5

Change = Callable[[ApplyJob], ApplyJob]


class CancelledApplyError(Exception):
    """Somebody wants the job to stop here."""


class ApplyRecord:
    """`job` is the record as last written or read."""

    def __init__(self, store: ApplyStore, job: ApplyJob, clock: Callable[[], float]) -> None:
        self.job = job
        self._store = store
        self._clock = clock

    def heed(self) -> None:
        """Raises CancelledApplyError where somebody asked for it, as far as was read.

        LostApplyError where this process hung so long that another may have the job by now.
        """
        if self._clock() - self.job.updated_at > LEASE_SECONDS:
            raise LostApplyError
        if self.job.cancelled_by is not None:
            raise CancelledApplyError

    async def write(self, change: Change) -> ApplyJob:
        """Stores what `change` makes of the job, however long NATS is away.

        Raises LostApplyError where the job is no longer ours.
        """
        while True:
            try:
                return await self._try(change)
            except (NatsUnavailable, Conflict):
                await asyncio.sleep(STORE_TRY_SECONDS)

    async def beat(self) -> None:
        """Says that the worker lives, until cancelled."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            with contextlib.suppress(NatsUnavailable, Conflict, LostApplyError):
                await self._try(lambda job: replace(job, updated_at=self._clock()))

    async def _try(self, change: Change) -> ApplyJob:
        def ours(found: ApplyJob) -> ApplyJob | None:
            mine = found.state == "running" and found.worker == self.job.worker
            return change(found) if mine and found.runs == self.job.runs else None

        changed = await self._store.change(self.job.job_id, ours)
        if changed is None:
            raise LostApplyError
        self.job = changed
        return changed
