"""Asking for applies: planned, opened, cancelled, retried, undone; the worker carries them out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from action_api.cytube.queue import ChannelQueue, QueueView
from action_api.domain import apply_job
from action_api.domain.apply_errors import (
    ApplyInProgress,
    JobFinished,
    JobNotFinished,
    ModeNotPermitted,
    NothingAvailable,
    NothingToRestore,
    NothingToRetry,
    NowPlayingUnknown,
)
from action_api.domain.apply_job import ApplyJob
from action_api.domain.apply_plan import ApplyOptions, Mode, Plan, RefusalCode, WantedItem
from action_api.domain.errors import NotFound
from action_api.domain.reconcile import plan_apply
from action_api.domain.roles import Role, modes_of
from action_api.domain.saved_playlist import SavedPlaylist
from action_api.domain.wanted import wanted_from_queue
from action_api.services.audit import Audit
from action_api.services.manage_lists import Actor
from action_api.services.playlists import Playlists
from action_api.settings import Settings
from action_api.stores.apply_jobs import ActiveApplyError, ApplyStore, LostPartsError, WishItem
from action_api.stores.catalog import CatalogStore

NOT_THERE = "There is no such apply job: records are kept for 30 days."


@dataclass(frozen=True, slots=True)
class ApplyReads:
    """Where an apply's ingredients come from."""

    playlists: Playlists
    catalog: CatalogStore
    queue: ChannelQueue


@dataclass(frozen=True, slots=True)
class PlannedApply:
    """A dry run: what would be done to the queue as it is."""

    playlist: SavedPlaylist
    mode: Mode
    is_permitted: bool
    view: QueueView
    wish: tuple[WishItem, ...]
    plan: Plan


class ApplyPlaylist:
    """The same steps for web, command line, NATS commands and PMs."""

    def __init__(
        self,
        settings: Settings,
        reads: ApplyReads,
        store: ApplyStore,
        audit: Audit,
        clock: Callable[[], float],
        make_id: Callable[[], str],
    ) -> None:
        self._settings = settings
        self._reads = reads
        self._store = store
        self._audit = audit
        self._clock = clock
        self._make_id = make_id

    def modes(self, role: Role) -> list[Mode]:
        """The modes a role may use."""
        allowed = modes_of(role, self._settings.allow_blessed_hard_replace)
        return [Mode(mode) for mode in allowed]

    async def plan(self, playlist_id: str, mode: Mode, role: Role) -> PlannedApply:
        """What an apply would do now; raises NotFound, Unavailable and what refuses a plan."""
        queue = self._reads.queue
        await queue.require()
        playlist = (await self._reads.playlists.found(playlist_id)).playlist
        wish = await self._wish(playlist)
        view = queue.view()
        options = ApplyOptions(
            allow_duplicates=queue.live.allows_duplicates is True, temp=self._settings.queue_temp
        )
        items = [one.item for one in wish]
        plan = plan_apply(view.entries, view.playing_uid, items, mode, options)
        if plan.refused is not None:
            if plan.refused.code is RefusalCode.NOW_PLAYING_UNKNOWN:
                raise NowPlayingUnknown
            left_out = [
                {"video_id": one.item.video_id, "title": one.item.title, "reason": one.reason}
                for one in plan.skipped
            ]
            raise NothingAvailable(left_out)
        return PlannedApply(playlist, mode, mode in self.modes(role), view, wish, plan)

    async def apply(self, playlist_id: str, mode: Mode, role: Role, actor: Actor) -> ApplyJob:
        """A new job; raises ModeNotPermitted, ApplyInProgress and what `plan` raises."""
        if mode not in self.modes(role):
            raise ModeNotPermitted(mode.value)
        planned = await self.plan(playlist_id, mode, role)
        now = self._clock()
        job = ApplyJob(
            job_id=self._make_id(),
            playlist_id=planned.playlist.playlist_id,
            playlist_name=planned.playlist.name,
            mode=mode,
            requested_by=actor.name,
            created_at=now,
            updated_at=now,
            asked_at=now,
            total=len(planned.wish),
            temp=self._settings.queue_temp,
            detail="Waiting for the worker",
        )
        return await self._open(job, planned.wish, "apply", actor)

    async def restore(self, job_id: str, role: Role, actor: Actor) -> ApplyJob:
        """A new job that puts the queue back as it was before that one.

        Whoever may use the job's mode may undo it. What others queued since stays, at the end.
        """
        done = await self._finished(job_id)
        if done.mode not in self.modes(role):
            raise ModeNotPermitted(done.mode.value)
        if not done.has_begun:
            raise NothingToRestore
        await self._reads.queue.require()
        try:
            before = await self._store.before(job_id)
        except LostPartsError:
            raise NothingToRestore("The queue as it was is not kept any more.") from None
        items, played = wanted_from_queue(before, done.played_before)
        now = self._clock()
        job = ApplyJob(
            job_id=self._make_id(),
            playlist_id=done.playlist_id,
            playlist_name=done.playlist_name,
            mode=Mode.HARD_REPLACE,
            requested_by=actor.name,
            created_at=now,
            updated_at=now,
            asked_at=now,
            total=len(items),
            restores=job_id,
            temp=self._settings.queue_temp,
            # only a hard replace took the playing entry away
            play=played if done.mode is Mode.HARD_REPLACE else None,
            detail="Waiting for the worker",
        )
        return await self._open(job, [WishItem(item) for item in items], "apply.restore", actor)

    async def retry(self, job_id: str, role: Role, actor: Actor) -> ApplyJob:
        """The job, opened again for what failed and for what it did not come to."""
        done = await self._finished(job_id)
        if done.restores is None and done.mode not in self.modes(role):
            raise ModeNotPermitted(done.mode.value)
        if done.state == "done" and done.verified:
            raise NothingToRetry
        await self._reads.queue.require()
        try:
            job = await self._store.reopen(
                job_id, lambda found: apply_job.retried(found, self._clock())
            )
        except ActiveApplyError as error:
            raise ApplyInProgress(error.job_id) from None
        if job is None:
            raise JobNotFinished
        await self._audit.record(actor.name, actor.via, "apply.retry", job_id)
        return job

    async def cancel(self, job_id: str, actor: Actor) -> ApplyJob:
        """Stops the job: at once where no worker has it, else before its next item.

        Raises NotFound and JobFinished.
        """

        def decide(job: ApplyJob) -> ApplyJob | None:
            if job.finished:
                return None
            asked = replace(job, cancelled_by=job.cancelled_by or actor.name)
            if job.state == "pending":
                return apply_job.cancelled(asked, self._clock())
            return asked

        job = await self._store.change(job_id, decide)
        if job is None:
            await self.get(job_id)
            raise JobFinished
        await self._audit.record(actor.name, actor.via, "apply.cancel", job_id)
        return job

    async def get(self, job_id: str) -> ApplyJob:
        """One job; raises NotFound."""
        job = await self._store.get(job_id)
        if job is None:
            raise NotFound(NOT_THERE)
        return job

    async def latest(self) -> ApplyJob | None:
        return await self._store.latest()

    async def _open(
        self, job: ApplyJob, wish: Sequence[WishItem], action: str, actor: Actor
    ) -> ApplyJob:
        try:
            await self._store.open(job, wish)
        except ActiveApplyError as error:
            raise ApplyInProgress(error.job_id) from None
        detail = f"{job.mode.value}: {job.playlist_name}"
        await self._audit.record(actor.name, actor.via, action, job.job_id, detail)
        return job

    async def _finished(self, job_id: str) -> ApplyJob:
        job = await self.get(job_id)
        if not job.finished:
            raise JobNotFinished
        return job

    async def _wish(self, playlist: SavedPlaylist) -> tuple[WishItem, ...]:
        lookup = await self._reads.catalog.look_up(playlist.items)
        found = []
        for video_id in playlist.items:
            entry = lookup.entries.get(video_id)
            item = WantedItem(
                media_id=entry.manifest_url if entry else "",
                video_id=video_id,
                title=entry.item.title if entry else video_id,
                unavailable_reason=lookup.reason(video_id),
            )
            found.append(WishItem(item, entry.item.duration_seconds if entry else None))
        return tuple(found)
