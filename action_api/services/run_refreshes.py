"""The worker's side of refreshes: takes the one asked for, runs it, keeps its record."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from action_api.domain import jobs
from action_api.domain.errors import Conflict, NatsUnavailable
from action_api.domain.jobs import RefreshJob
from action_api.nats_link import LinkClient, NatsLink, end_tasks
from action_api.services import metrics
from action_api.services.rebuild import RebuildFailedError, Rebuilt, rebuild
from action_api.services.run_jobs import JobRunner
from action_api.stores.refresh_jobs import RefreshStore

logger = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
LONGEST_SECONDS = 3600.0
STORE_TRY_SECONDS = 1.0
FAULT = "Internal error: see the worker's log."

Decide = Callable[[RefreshJob], RefreshJob | None]


class RefreshRunner(JobRunner[RefreshJob]):
    look_every_seconds = 5.0

    def __init__(
        self,
        store: RefreshStore,
        link: NatsLink,
        command: str,
        worker: str,
        clock: Callable[[], float],
    ) -> None:
        super().__init__()
        self._store = store
        self._command = command
        self._worker = worker
        self._clock = clock
        link.each_session("watching for refreshes", self._follow)

    async def _claim(self) -> RefreshJob | None:
        latest = await self._store.latest()
        if latest is None or latest.finished:
            return None
        job = await self._store.change(
            latest.job_id,
            lambda found: jobs.claimed(
                found, self._worker, self._clock(), self._unchanged_seconds(found)
            ),
        )
        if job is not None and job.state == "failed":
            metrics.REFRESHES.labels("failed").inc()
            logger.error("refresh %s given up: %s", job.job_id, job.detail)
        return job if job is not None and job.state == "running" else None

    async def _execute(self, job: RefreshJob) -> None:
        logger.info("refresh %s begins, asked for by %s", job.job_id, job.requested_by)
        shown = ["starting", 0, 0]

        def on_progress(stage: str, done: int, total: int) -> None:
            shown[:] = [stage, done, total]

        beating = asyncio.create_task(self._beat(job, shown))
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                result = await rebuild(self._command, on_progress)
            await self._settle(job, self._done(result))
            metrics.REFRESHES.labels("done").inc()
            logger.info("refresh %s is done: %s", job.job_id, result.sentence)
        except (RebuildFailedError, OSError, TimeoutError) as error:
            reason = str(error) or f"it took longer than {LONGEST_SECONDS:.0f} seconds"
            metrics.REFRESHES.labels("failed").inc()
            logger.error("refresh %s failed: %s", job.job_id, reason)
            await self._settle(job, lambda found: jobs.failed(found, reason, self._clock()))
        except asyncio.CancelledError:
            with contextlib.suppress(NatsUnavailable, Conflict):
                await self._change(job, lambda found: jobs.released(found, self._clock()))
            raise
        # whatever we did wrong must end the job with a word, and not the worker
        except Exception:
            metrics.REFRESHES.labels("failed").inc()
            logger.exception("refresh %s failed", job.job_id)
            await self._settle(job, lambda found: jobs.failed(found, FAULT, self._clock()))
        finally:
            await end_tasks([beating])

    def _done(self, result: Rebuilt) -> Decide:
        return lambda found: jobs.done(
            found, result.counts, result.snapshot_id, result.sentence, self._clock()
        )

    async def _beat(self, job: RefreshJob, shown: list[object]) -> None:
        """Keeps the lease and the progress up to date; an outage of NATS does not end the job."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            stage, done, total = str(shown[0]), int(str(shown[1])), int(str(shown[2]))
            with contextlib.suppress(NatsUnavailable, Conflict):
                await self._change(
                    job,
                    lambda found, stage=stage, done=done, total=total: jobs.progressed(  # type: ignore[misc]
                        found, self._clock(), stage, done, total
                    ),
                )

    async def _settle(self, job: RefreshJob, decide: Decide) -> None:
        """Stores the outcome, however long NATS is away."""
        while True:
            try:
                await self._change(job, decide)
                return
            except (NatsUnavailable, Conflict):
                await asyncio.sleep(STORE_TRY_SECONDS)

    async def _change(self, job: RefreshJob, decide: Decide) -> None:
        """Changes the job while it is ours; one that was taken over is left alone."""

        def ours(found: RefreshJob) -> RefreshJob | None:
            mine = found.state == "running" and found.worker == self._worker
            return decide(found) if mine and found.runs == job.runs else None

        await self._store.change(job.job_id, ours)

    async def _follow(self, client: LinkClient) -> None:
        await self._store.follow(client, self._on_job)
