"""Catalog refreshes, for admins: asked for here, run by the worker."""

from __future__ import annotations

from typing import ClassVar, Literal

from falcon.asgi import Request, Response

from action_api.domain import errors
from action_api.domain.jobs import RefreshJob
from action_api.domain.roles import Role
from action_api.resources.operation import Operation, Reply
from action_api.services.manage_lists import Actor
from action_api.services.refresh_catalog import RefreshCatalog
from action_api.services.times import rfc3339

PATH = "/api/v1/admin/catalog/refreshes"


class Progress(Reply):
    stage: str
    done: int
    total: int


class Counts(Reply):
    added: int
    removed: int
    changed: int
    rejected: int


class RefreshShown(Reply):
    """One refresh; `counts` and `snapshot_id` are null until it is done."""

    id: str
    state: Literal["pending", "running", "done", "failed"]
    requested_by: str
    created_at: str
    updated_at: str
    progress: Progress
    counts: Counts | None
    snapshot_id: str | None
    detail: str | None


class RefreshList(Reply):
    refreshes: list[RefreshShown]


class RefreshResource:
    operations: ClassVar = {
        "POST": Operation(
            "Refresh the catalog; where a refresh runs already, the reply is that one",
            {202: RefreshShown},
            role=Role.ADMIN,
        )
    }

    def __init__(self, refresh: RefreshCatalog) -> None:
        self._refresh = refresh

    async def on_post(self, req: Request, resp: Response) -> None:
        job = await self._refresh.ask(Actor(req.context.user.name, "web"))
        resp.status = 202
        resp.set_header("Location", f"{PATH}/{job.job_id}")
        resp.media = shown(job).model_dump()


class RefreshListResource:
    operations: ClassVar = {
        "GET": Operation(
            "The last refreshes, the newest first", {200: RefreshList}, role=Role.ADMIN
        )
    }

    def __init__(self, refresh: RefreshCatalog) -> None:
        self._refresh = refresh

    async def on_get(self, req: Request, resp: Response) -> None:
        jobs = [shown(job) for job in await self._refresh.listed(50)]
        resp.media = RefreshList(refreshes=jobs).model_dump()


class RefreshEntryResource:
    operations: ClassVar = {
        "GET": Operation(
            "One refresh", {200: RefreshShown}, role=Role.ADMIN, errors=(errors.NotFound,)
        )
    }

    def __init__(self, refresh: RefreshCatalog) -> None:
        self._refresh = refresh

    async def on_get(self, req: Request, resp: Response, id: str) -> None:
        job = await self._refresh.get(id)
        if job is None:
            raise errors.NotFound("There is no such refresh: records are kept for 30 days.")
        resp.media = shown(job).model_dump()


def shown(job: RefreshJob) -> RefreshShown:
    counts = {name: job.counts.get(name, 0) for name in Counts.model_fields}
    return RefreshShown(
        id=job.job_id,
        state=job.state,
        requested_by=job.requested_by,
        created_at=rfc3339(job.created_at),
        updated_at=rfc3339(job.updated_at),
        progress=Progress(stage=job.stage, done=job.done, total=job.total),
        counts=Counts(**counts) if job.counts else None,
        snapshot_id=job.snapshot_id,
        detail=job.detail,
    )
