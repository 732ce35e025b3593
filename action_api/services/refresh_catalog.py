"""Asking for a catalog refresh, and seeing what became of it."""

from __future__ import annotations

from collections.abc import Callable

from action_api.domain.jobs import RefreshJob
from action_api.services.audit import Audit
from action_api.services.manage_lists import Actor
from action_api.stores.refresh_jobs import RefreshStore


class RefreshCatalog:
    """The same steps for web, command line and NATS commands; the worker does the work."""

    def __init__(
        self,
        store: RefreshStore,
        audit: Audit,
        clock: Callable[[], float],
        make_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._make_id = make_id

    async def ask(self, actor: Actor) -> RefreshJob:
        """A new refresh, or the one that is not finished yet."""
        now = self._clock()
        wanted = RefreshJob(self._make_id(), actor.name, created_at=now, updated_at=now)
        job = await self._store.open(wanted)
        if job.job_id == wanted.job_id:
            await self._audit.record(actor.name, actor.via, "catalog.refresh", job.job_id)
        return job

    async def get(self, job_id: str) -> RefreshJob | None:
        return await self._store.get(job_id)

    async def latest(self) -> RefreshJob | None:
        return await self._store.latest()

    async def listed(self, limit: int) -> list[RefreshJob]:
        return await self._store.listed(limit)
