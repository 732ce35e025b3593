"""Putting playlists on the queue: planned, asked for, watched, cancelled, retried, undone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import ClassVar, Literal

from falcon.asgi import Request, Response, SSEvent
from pydantic import Field

from action_api.cytube.users import Users
from action_api.domain import apply_errors, errors
from action_api.domain.apply_job import ApplyJob
from action_api.domain.apply_plan import Mode
from action_api.domain.roles import Role
from action_api.resources.operation import Body, Operation, Query, Reply
from action_api.resources.queue import NowPlaying
from action_api.services.apply_feed import ApplyFeed
from action_api.services.apply_playlist import ApplyPlaylist
from action_api.services.apply_view import shown_job, shown_plan
from action_api.services.manage_lists import Actor

PATH = "/api/v1/apply-jobs"
# while the robot's rank is not told: what it needs to be for this service to be of use
USUAL_RANK = 3
ModeName = Literal["preserve_current", "append", "hard_replace"]
OPENING = (
    errors.NotFound,
    errors.RobotUnavailable,
    apply_errors.ModeNotPermitted,
    apply_errors.ApplyInProgress,
    apply_errors.NowPlayingUnknown,
    apply_errors.NothingAvailable,
)


class ApplyIn(Body):
    playlist_id: str = Field(min_length=1, max_length=64)
    mode: ModeName


class JobsQuery(Query):
    limit: int = Field(10, ge=1, le=50)


class ItemReason(Reply):
    video_id: str | None
    title: str
    reason: str


class RemovedEntry(Reply):
    uid: int
    title: str


class PlanShown(Reply):
    """keep, remove, add and move are numbers of entries; `stops` is what a replace interrupts."""

    mode: ModeName
    permitted: bool
    keep: int
    remove: int
    add: int
    move: int
    removed: list[RemovedEntry]
    already_queued: list[ItemReason]
    unavailable: list[ItemReason]
    left_out: list[ItemReason]
    stops: NowPlaying | None
    estimated_seconds: float
    ends_at: str | None


class PlaylistName(Reply):
    id: str
    name: str


class JobProgress(Reply):
    done: int
    total: int


class JobItem(Reply):
    video_id: str | None
    title: str
    state: Literal["pending", "queued", "failed", "skipped"]
    uid: int | None
    reason: str | None


class JobShown(Reply):
    """`verified`: in the end the live queue was found as planned."""

    id: str
    playlist: PlaylistName
    mode: ModeName
    state: Literal["pending", "running", "done", "done_with_failures", "cancelled", "failed"]
    requested_by: str
    created_at: str
    updated_at: str
    progress: JobProgress
    items: list[JobItem]
    verified: bool
    detail: str | None
    restores: str | None
    cancelled_by: str | None
    can_retry: bool
    can_restore: bool


class JobList(Reply):
    jobs: list[JobShown]


class PlanResource:
    operations: ClassVar = {
        "POST": Operation(
            "What an apply would do to the queue as it is now; changes nothing",
            {200: PlanShown},
            role=Role.BLESSED,
            body=ApplyIn,
            errors=OPENING,
        )
    }

    def __init__(self, applies: ApplyPlaylist, users: Users, clock: Callable[[], float]) -> None:
        self._applies = applies
        self._users = users
        self._clock = clock

    async def on_post(self, req: Request, resp: Response) -> None:
        body: ApplyIn = req.context.body
        planned = await self._applies.plan(body.playlist_id, Mode(body.mode), req.context.user.role)
        bot = await self._users.bot()
        rank = USUAL_RANK if bot is None else bot.rank
        resp.media = shown_plan(planned, rank, self._clock())


class JobsResource:
    operations: ClassVar = {
        "GET": Operation("The last applies, the newest first", {200: JobList}, query=JobsQuery),
        "POST": Operation(
            "Put a playlist on the queue; the worker does it",
            {202: JobShown},
            role=Role.BLESSED,
            body=ApplyIn,
            errors=OPENING,
        ),
    }

    def __init__(self, applies: ApplyPlaylist, feed: ApplyFeed) -> None:
        self._applies = applies
        self._feed = feed

    async def on_get(self, req: Request, resp: Response) -> None:
        query: JobsQuery = req.context.query
        jobs = await self._applies.listed(query.limit)
        resp.media = {"jobs": [shown_job(job, await self._feed.wish(job.job_id)) for job in jobs]}

    async def on_post(self, req: Request, resp: Response) -> None:
        body: ApplyIn = req.context.body
        user = req.context.user
        job = await self._applies.apply(
            body.playlist_id, Mode(body.mode), user.role, Actor(user.name, "web")
        )
        await _accepted(resp, job, self._feed)


class JobResource:
    operations: ClassVar = {
        "GET": Operation("One apply", {200: JobShown}, errors=(errors.NotFound,))
    }

    def __init__(self, applies: ApplyPlaylist, feed: ApplyFeed) -> None:
        self._applies = applies
        self._feed = feed

    async def on_get(self, req: Request, resp: Response, id: str) -> None:
        job = await self._applies.get(id)
        resp.media = shown_job(job, await self._feed.wish(job.job_id))


class JobEventsResource:
    """Server-Sent Events: `job` with the whole job at each change, ending with the job."""

    operations: ClassVar = {
        "GET": Operation(
            "One apply as it goes, as Server-Sent Events named `job`",
            {200: None},
            errors=(errors.NotFound,),
            media_types=("text/event-stream",),
        )
    }

    def __init__(self, applies: ApplyPlaylist, feed: ApplyFeed) -> None:
        self._applies = applies
        self._feed = feed

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


class CancelResource:
    operations: ClassVar = {
        "POST": Operation(
            "Stop an apply before its next item",
            {202: JobShown},
            role=Role.BLESSED,
            errors=(errors.NotFound, apply_errors.JobFinished, errors.Conflict),
        )
    }

    def __init__(self, applies: ApplyPlaylist, feed: ApplyFeed) -> None:
        self._applies = applies
        self._feed = feed

    async def on_post(self, req: Request, resp: Response, id: str) -> None:
        await self._applies.get(id)
        job = await self._applies.cancel(id, Actor(req.context.user.name, "web"))
        await _accepted(resp, job, self._feed)


class RetryResource:
    operations: ClassVar = {
        "POST": Operation(
            "Queue what failed, and what a cancelled or failed apply did not come to",
            {202: JobShown},
            role=Role.BLESSED,
            errors=(
                errors.NotFound,
                errors.RobotUnavailable,
                apply_errors.ModeNotPermitted,
                apply_errors.ApplyInProgress,
                apply_errors.JobNotFinished,
                apply_errors.NothingToRetry,
            ),
        )
    }

    def __init__(self, applies: ApplyPlaylist, feed: ApplyFeed) -> None:
        self._applies = applies
        self._feed = feed

    async def on_post(self, req: Request, resp: Response, id: str) -> None:
        user = req.context.user
        job = await self._applies.retry(id, user.role, Actor(user.name, "web"))
        await _accepted(resp, job, self._feed)


class RestoreQueueResource:
    operations: ClassVar = {
        "POST": Operation(
            "Put the queue back as it was before an apply: a new job",
            {202: JobShown},
            role=Role.BLESSED,
            errors=(
                errors.NotFound,
                errors.RobotUnavailable,
                apply_errors.ModeNotPermitted,
                apply_errors.ApplyInProgress,
                apply_errors.JobNotFinished,
                apply_errors.NothingToRestore,
            ),
        )
    }

    def __init__(self, applies: ApplyPlaylist, feed: ApplyFeed) -> None:
        self._applies = applies
        self._feed = feed

    async def on_post(self, req: Request, resp: Response, id: str) -> None:
        user = req.context.user
        job = await self._applies.restore(id, user.role, Actor(user.name, "web"))
        await _accepted(resp, job, self._feed)


async def _accepted(resp: Response, job: ApplyJob, feed: ApplyFeed) -> None:
    resp.status = 202
    resp.set_header("Location", f"{PATH}/{job.job_id}")
    resp.media = shown_job(job, await feed.wish(job.job_id))
