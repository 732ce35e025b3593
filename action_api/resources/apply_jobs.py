"""Putting playlists on the queue: planned, asked for, watched, cancelled, retried, undone."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from typing import ClassVar

from falcon.asgi import Request, Response, SSEvent

from action_api.cytube.users import Users
from action_api.domain import apply_errors, errors
from action_api.domain.apply_job import ApplyJob
from action_api.domain.apply_plan import Mode
from action_api.domain.roles import Role
from action_api.resources import apply_models as models
from action_api.resources.operation import Operation
from action_api.services.apply_feed import ApplyFeed
from action_api.services.apply_playlist import ApplyPlaylist
from action_api.services.apply_view import shown_job, shown_plan
from action_api.services.manage_lists import Actor

PATH = "/api/v1/apply-jobs"
# while the robot's rank is not told: what it needs to be for this service to be of use
USUAL_RANK = 3
OPENING = (
    errors.NotFound,
    errors.RobotUnavailable,
    apply_errors.ModeNotPermitted,
    apply_errors.ApplyInProgress,
)
APPLYING = (*OPENING, apply_errors.NowPlayingUnknown, apply_errors.NothingAvailable)


class PlanResource:
    operations: ClassVar = {
        "POST": Operation(
            "What an apply would do to the queue as it is now; changes nothing",
            {200: models.PlanShown},
            role=Role.BLESSED,
            body=models.ApplyIn,
            errors=APPLYING,
        )
    }

    def __init__(self, applies: ApplyPlaylist, users: Users, clock: Callable[[], float]) -> None:
        self._applies = applies
        self._users = users
        self._clock = clock

    async def on_post(self, req: Request, resp: Response) -> None:
        body: models.ApplyIn = req.context.body
        planned = await self._applies.plan(body.playlist_id, Mode(body.mode), req.context.user.role)
        bot = await self._users.bot()
        rank = USUAL_RANK if bot is None else bot.rank
        resp.media = shown_plan(planned, rank, self._clock())


class _Jobs:
    """What all addresses of applies need."""

    def __init__(self, applies: ApplyPlaylist, feed: ApplyFeed) -> None:
        self._applies = applies
        self._feed = feed


class JobsResource(_Jobs):
    operations: ClassVar = {
        "GET": Operation(
            "The last applies, the newest first", {200: models.JobList}, query=models.JobsQuery
        ),
        "POST": Operation(
            "Put a playlist on the queue; the worker does it",
            {202: models.JobShown},
            role=Role.BLESSED,
            body=models.ApplyIn,
            errors=APPLYING,
        ),
    }

    async def on_get(self, req: Request, resp: Response) -> None:
        query: models.JobsQuery = req.context.query
        jobs = await self._feed.listed(query.limit)
        resp.media = {"jobs": [shown_job(job, await self._feed.wish(job.job_id)) for job in jobs]}

    async def on_post(self, req: Request, resp: Response) -> None:
        body: models.ApplyIn = req.context.body
        user = req.context.user
        job = await self._applies.apply(
            body.playlist_id, Mode(body.mode), user.role, Actor(user.name, "web")
        )
        await _accepted(resp, job, self._feed)


class JobResource(_Jobs):
    operations: ClassVar = {
        "GET": Operation("One apply", {200: models.JobShown}, errors=(errors.NotFound,))
    }

    async def on_get(self, req: Request, resp: Response, id: str) -> None:
        job = await self._applies.get(id)
        resp.media = shown_job(job, await self._feed.wish(job.job_id))


class JobEventsResource(_Jobs):
    """Server-Sent Events: `job` with the whole job at each change, ending with the job."""

    operations: ClassVar = {
        "GET": Operation(
            "One apply as it goes, as Server-Sent Events named `job`",
            {200: None},
            errors=(errors.NotFound,),
            media_types=("text/event-stream",),
        )
    }

    async def on_get(self, req: Request, resp: Response, id: str) -> None:
        job = await self._applies.get(id)
        # read now: the request's deadline for NATS is over long before the events are
        wish = await self._feed.wish(job.job_id)

        async def events() -> AsyncIterator[SSEvent]:
            yield SSEvent(retry=2000)
            async for changed in self._feed.changes(job):
                if changed is None:
                    yield SSEvent(comment="still here")
                else:
                    text = json.dumps(shown_job(changed, wish))
                    yield SSEvent(event="job", text=text)

        # nginx must not hold events back
        resp.set_header("X-Accel-Buffering", "no")
        resp.sse = events()


class _JobAction(_Jobs, ABC):
    """Something done to a job, answered by the job as it then stands."""

    async def on_post(self, req: Request, resp: Response, id: str) -> None:
        user = req.context.user
        job = await self._act(id, user.role, Actor(user.name, "web"))
        await _accepted(resp, job, self._feed)

    @abstractmethod
    async def _act(self, job_id: str, role: Role, actor: Actor) -> ApplyJob: ...


class CancelResource(_JobAction):
    operations: ClassVar = {
        "POST": Operation(
            "Stop an apply before its next item",
            {202: models.JobShown},
            role=Role.BLESSED,
            errors=(errors.NotFound, apply_errors.JobFinished, errors.Conflict),
        )
    }

    async def _act(self, job_id: str, role: Role, actor: Actor) -> ApplyJob:
        return await self._applies.cancel(job_id, actor)


class RetryResource(_JobAction):
    operations: ClassVar = {
        "POST": Operation(
            "Queue what failed, and what a cancelled or failed apply did not come to",
            {202: models.JobShown},
            role=Role.BLESSED,
            errors=(*OPENING, apply_errors.JobNotFinished, apply_errors.NothingToRetry),
        )
    }

    async def _act(self, job_id: str, role: Role, actor: Actor) -> ApplyJob:
        return await self._applies.retry(job_id, role, actor)


class RestoreQueueResource(_JobAction):
    operations: ClassVar = {
        "POST": Operation(
            "Put the queue back as it was before an apply: a new job",
            {202: models.JobShown},
            role=Role.BLESSED,
            errors=(*OPENING, apply_errors.JobNotFinished, apply_errors.NothingToRestore),
        )
    }

    async def _act(self, job_id: str, role: Role, actor: Actor) -> ApplyJob:
        return await self._applies.restore(job_id, role, actor)


async def _accepted(resp: Response, job: ApplyJob, feed: ApplyFeed) -> None:
    resp.status = 202
    resp.set_header("Location", f"{PATH}/{job.job_id}")
    resp.media = shown_job(job, await feed.wish(job.job_id))
