"""The catalog refreshes: one record each, and one key naming the last one asked for."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from action_api.domain.jobs import RefreshJob
from action_api.stores.jobs import JobStore
from action_api.stores.kv import Record

_FIELDS = tuple(field.name for field in fields(RefreshJob))


class RefreshStore(JobStore[RefreshJob]):
    prefix = "refresh"
    latest_key = "latest-refresh"

    async def open(self, wanted: RefreshJob) -> RefreshJob:
        """Stores `wanted`, or returns the one that is not finished yet: there is one at a time."""
        # the job first: whoever reads the pointer finds it
        await self._create(wanted)
        running = await self._point_at(wanted.job_id)
        if running is None:
            return wanted
        await self._discard(wanted.job_id)
        return running

    @staticmethod
    def _record(job: RefreshJob) -> Record:
        return asdict(job)

    @staticmethod
    def _job(record: Record) -> RefreshJob:
        known: dict[str, Any] = {name: record[name] for name in _FIELDS if name in record}
        return RefreshJob(**known)
