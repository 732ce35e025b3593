"""What comes in and goes out where playlists are put on the queue."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from action_api.resources.operation import Body, Query, Reply
from action_api.resources.queue import NowPlaying

ModeName = Literal["preserve_current", "append", "hard_replace"]


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
