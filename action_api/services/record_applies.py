"""The worker's part of the playlists' numbers: counts each apply that came to its end, once.

It watches the jobs, those of the last 30 days included, and the record knows which it has: so an
apply is counted whoever finished it, and also where that one was killed right after.
"""

from __future__ import annotations

import asyncio
import logging

from action_api.domain.apply_job import ApplyJob
from action_api.nats_link import LinkClient, NatsLink, side_by_side
from action_api.sparing_log import SparingLog
from action_api.stores.apply_jobs import ApplyStore
from action_api.stores.kv import UnusableRecordError
from action_api.stores.stats_playlists import PlaylistStatsStore

logger = logging.getLogger(__name__)


class ApplyRecorder:
    """One per worker; several do no harm."""

    def __init__(self, link: NatsLink, jobs: ApplyStore, store: PlaylistStatsStore) -> None:
        self._jobs = jobs
        self._store = store
        self._complaints = SparingLog(logger)
        link.each_session("counting applies", self._follow)

    async def _follow(self, client: LinkClient) -> None:
        ended: asyncio.Queue[ApplyJob] = asyncio.Queue()

        def on_job(job: ApplyJob) -> None:
            # putting the queue back as it was is no apply of a playlist
            if job.carried_out and job.restores is None:
                ended.put_nowait(job)

        await side_by_side(self._jobs.follow(client, on_job), self._record(ended))

    async def _record(self, ended: asyncio.Queue[ApplyJob]) -> None:
        while True:
            job = await ended.get()
            try:
                await self._store.add(job.playlist_id, job.job_id, job.updated_at)
            except UnusableRecordError as error:
                # one bad record must not keep the applies of other playlists from being counted
                self._complaints.warning("an apply is not counted: %s", error.detail)
