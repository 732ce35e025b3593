"""The worker's side of applies: takes the one asked for, carries it out, keeps its record."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from action_api.domain import apply_job
from action_api.domain.apply_job import ApplyJob
from action_api.domain.errors import Conflict, NatsUnavailable, Unavailable
from action_api.nats_link import LinkClient, NatsLink, end_tasks
from action_api.services import metrics
from action_api.services.apply_adds import ApplyStoppedError
from action_api.services.apply_execution import ApplyExecution, ApplyTools
from action_api.services.apply_record import ApplyRecord, CancelledApplyError, Change
from action_api.services.run_jobs import JobRunner
from action_api.stores.apply_jobs import LostApplyError, LostPartsError
from action_api.stores.kv import BEHIND_SECONDS

logger = logging.getLogger(__name__)

FAULT = "Internal error: see the worker's log. Retry goes on from here."
LOST = "NATS does not have all of what this job wants, or of the queue before it: apply anew."


class ApplyRunner(JobRunner[ApplyJob]):
    look_every_seconds = 2.0

    def __init__(self, tools: ApplyTools, link: NatsLink, worker: str) -> None:
        super().__init__()
        self._tools = tools
        self._store = tools.store
        self._worker = worker
        self._clock = tools.clock
        link.each_session("watching for applies", self._follow)
        link.each_session("watching whose turn it is", self._follow_turns)

    async def _claim(self) -> ApplyJob | None:
        latest = await self._store.latest()
        if latest is None or latest.finished:
            return None
        job = await self._store.change(
            latest.job_id,
            lambda found: apply_job.claimed(
                found,
                self._worker,
                self._clock(),
                self._unchanged_seconds(found),
                self._waited_at_most(),
            ),
        )
        if job is not None and job.finished:
            # cancelled or too old before anybody took it
            self._count(job)
        return job if job is not None and job.state == "running" else None

    async def _execute(self, job: ApplyJob) -> None:
        logger.info(
            "apply %s (%s) begins, run %d, asked for by %s",
            job.job_id,
            job.mode.value,
            job.runs,
            job.requested_by,
        )
        record = ApplyRecord(self._store, job, self._clock)
        beating = asyncio.create_task(record.beat())
        try:
            wish = [one.item for one in await self._store.wish(job.job_id, BEHIND_SECONDS)]
            await ApplyExecution(self._tools, record, wish).run()
        except LostApplyError:
            logger.warning("apply %s is let go: another worker may have it", job.job_id)
            return
        except CancelledApplyError:
            await self._end(record, lambda found: apply_job.cancelled(found, self._clock()))
        except ApplyStoppedError as stopped:
            await self._fail(record, str(stopped))
        except LostPartsError:
            # with a part of it the queue would be made what nobody asked for
            await self._fail(record, LOST)
        except asyncio.CancelledError:
            with contextlib.suppress(NatsUnavailable, Conflict, LostApplyError, TimeoutError):
                async with asyncio.timeout(2):
                    await record.write(lambda found: apply_job.released(found, self._clock()))
            raise
        except (NatsUnavailable, Conflict):
            raise  # left as it is: it is taken again when its lease is over
        # whatever we did wrong must end the job with a word, and not the worker
        except Exception:
            logger.exception("apply %s failed", job.job_id)
            await self._fail(record, FAULT)
        finally:
            await end_tasks([beating])
        self._count(record.job)
        await self._count_use(record.job)
        logger.info("apply %s: %s %s", job.job_id, record.job.state, record.job.detail or "")

    def _count(self, job: ApplyJob) -> None:
        """Counts a job that has ended; one that was let go is counted where it ends."""
        if not job.finished:
            return
        metrics.APPLIES.labels(job.state).inc()
        if job.carried_out:
            seconds = max(0.0, job.updated_at - job.asked_at)
            metrics.APPLY_SECONDS.labels(job.mode.value).observe(seconds)

    async def _count_use(self, job: ApplyJob) -> None:
        """Counts a playlist's use, after its apply: what cannot be asked then is left uncounted."""
        # neither a restore nor a retry is another use of the playlist
        is_use = job.restores is None and job.asked_at == job.created_at
        if job.carried_out and is_use:
            with contextlib.suppress(Unavailable):
                is_again = await self._store.applied_before(job)
                metrics.PLAYLISTS_APPLIED.labels("again" if is_again else "first").inc()

    async def _fail(self, record: ApplyRecord, detail: str) -> None:
        await self._end(
            record, lambda found: apply_job.ended(found, "failed", self._clock(), detail)
        )

    async def _end(self, record: ApplyRecord, change: Change) -> None:
        with contextlib.suppress(LostApplyError):
            await record.write(change)

    async def _follow(self, client: LinkClient) -> None:
        await self._store.follow(client, self._on_job)

    async def _follow_turns(self, client: LinkClient) -> None:
        # a new job is written before it is its turn
        await self._store.follow_turns(client, self._nudged.set)
