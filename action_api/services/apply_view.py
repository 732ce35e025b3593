"""Applies and the queue as people get them: the same for web, commands and shell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from action_api.cytube.queue import QueueView
from action_api.domain.apply_job import ApplyJob
from action_api.domain.apply_pace import estimated_seconds
from action_api.domain.apply_plan import SetTemp, Skipped
from action_api.domain.live_queue import LiveEntry
from action_api.domain.queue_times import (
    elapsed_seconds,
    ending_at,
    start_times,
    total_seconds,
)
from action_api.services.apply_playlist import PlannedApply
from action_api.services.times import rfc3339
from action_api.stores.apply_jobs import WishItem


def shown_job(job: ApplyJob, wish: Sequence[WishItem]) -> dict[str, Any]:
    """The JSON of a job."""
    items = []
    for index, wanted in enumerate(wish):
        state, uid, reason = job.item_state(index)
        items.append(
            {
                "video_id": wanted.item.video_id,
                "title": wanted.item.title,
                "state": state,
                "uid": uid if uid is None or uid >= 0 else None,
                "reason": reason,
            }
        )
    is_over = job.finished
    return {
        "id": job.job_id,
        "playlist": {"id": job.playlist_id, "name": job.playlist_name},
        "mode": job.mode.value,
        "state": job.state,
        "requested_by": job.requested_by,
        "created_at": rfc3339(job.created_at),
        # the worker's clock may be behind that of whoever asked
        "updated_at": rfc3339(max(job.updated_at, job.asked_at, job.created_at)),
        "progress": {"done": job.settled_count, "total": job.total},
        "items": items,
        "verified": job.verified,
        "detail": job.detail,
        "restores": job.restores,
        "cancelled_by": job.cancelled_by,
        "can_retry": is_over and not (job.state == "done" and job.verified),
        "can_restore": is_over and job.has_begun,
    }


def shown_queue(view: QueueView, now: float) -> dict[str, Any]:
    """The JSON of the live queue."""
    times = start_times(view.entries, view.playing_uid, view.playback, now)
    return {
        "connected": view.is_live,
        "as_of": rfc3339(view.as_of),
        "detail": view.detail or None,
        "now_playing": shown_playing(view, now),
        "entries": [
            {
                "uid": entry.uid,
                "video_id": entry.video_id,
                "title": entry.title,
                "seconds": entry.seconds,
                "queued_by": entry.queued_by,
                "temp": entry.temp,
                "starts_at": rfc3339(times[entry.uid]) if entry.uid in times else None,
            }
            for entry in view.entries
        ],
    }


def shown_playing(view: QueueView, now: float) -> dict[str, Any] | None:
    """The JSON of what is playing; None where nothing is, or it is not known."""
    entry = view.playing
    if entry is None:
        return None
    return {
        "uid": entry.uid,
        "video_id": entry.video_id,
        "title": entry.title,
        "seconds": entry.seconds,
        "elapsed_seconds": elapsed_seconds(view.playback, entry, now),
    }


def shown_plan(planned: PlannedApply, rank: float, now: float) -> dict[str, Any]:
    """The JSON of a dry run: a receipt."""
    plan, view = planned.plan, planned.view
    flags = sum(isinstance(step, SetTemp) for step in plan.steps)
    others = len(plan.remove) + len(plan.moves) + flags
    seconds = estimated_seconds(len(plan.add), others, rank)
    stops = None
    if plan.stops is not None:
        stops = shown_playing(view, now)
    ends_at = _ends_at(planned, now + (seconds if stops else 0))
    return {
        "mode": planned.mode.value,
        "permitted": planned.is_permitted,
        "keep": len(plan.keep),
        "remove": len(plan.remove),
        "add": len(plan.add),
        "move": len(plan.moves),
        "removed": [{"uid": entry.uid, "title": entry.title} for entry in plan.remove],
        "already_queued": [_skip(one) for one in plan.already_queued],
        "unavailable": [_skip(one) for one in plan.unavailable],
        "left_out": [
            _skip(one)
            for one in plan.skipped
            if one not in plan.already_queued and one not in plan.unavailable
        ],
        "stops": stops,
        "estimated_seconds": round(seconds, 1),
        "ends_at": None if ends_at is None else rfc3339(ends_at),
    }


def _ends_at(planned: PlannedApply, now: float) -> float | None:
    """When the queue, as it will be, has been played once from what plays then."""
    plan, view = planned.plan, planned.view
    lengths: dict[str, int | None] = {
        one.item.media_id: one.seconds for one in planned.wish if one.item.media_id
    }
    # CyTube's own word is better than the catalog's
    lengths |= {entry.media_id: entry.seconds for entry in view.entries}
    playing: LiveEntry | None = view.playing
    stays = playing is not None and plan.stops is None
    media = list(plan.expected_media)
    start = now
    if playing is not None and stays:
        end = ending_at(view.playback, playing, now)
        if end is None or playing.media_id not in media:
            return None
        start = end
        media = media[media.index(playing.media_id) + 1 :]
    total = total_seconds(lengths.get(one) for one in media)
    return None if total is None else start + total


def _skip(skipped: Skipped) -> dict[str, Any]:
    return {
        "video_id": skipped.item.video_id,
        "title": skipped.item.title,
        "reason": skipped.reason,
    }
