"""The life of one catalog refresh: pending, running under a lease, then done or failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

LEASE_SECONDS = 8.0
MAX_RUNS = 2

State = Literal["pending", "running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class RefreshJob:
    """The durable record of one refresh; times are seconds since the epoch."""

    job_id: str
    requested_by: str
    created_at: float
    updated_at: float
    state: State = "pending"
    worker: str | None = None
    runs: int = 0
    stage: str = "waiting for the worker"
    done: int = 0
    total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    snapshot_id: str | None = None
    detail: str | None = None

    @property
    def finished(self) -> bool:
        return self.state in {"done", "failed"}

    def abandoned(self, now: float, unchanged_seconds: float = 0.0) -> bool:
        """Whether the worker that had it has not been heard of for a lease.

        `unchanged_seconds`: how long the asking worker itself has found it as it is, which counts
        too: the dead one's clock, or this one's, may have been wrong.
        """
        silent = max(now - self.updated_at, unchanged_seconds)
        return self.state == "running" and silent > LEASE_SECONDS


def claimed(
    job: RefreshJob, worker: str, now: float, unchanged_seconds: float = 0.0
) -> RefreshJob | None:
    """The job as taken by `worker`; None where it is not to be taken.

    An abandoned one is run again from its start (a rebuild publishes all or nothing), and given
    up after `MAX_RUNS`.
    """
    if job.state != "pending" and not job.abandoned(now, unchanged_seconds):
        return None
    if job.runs >= MAX_RUNS:
        return failed(job, "the worker stopped while it ran, twice: see the worker's log", now)
    return replace(
        job,
        state="running",
        worker=worker,
        runs=job.runs + 1,
        updated_at=now,
        stage="starting",
        done=0,
        total=0,
    )


def released(job: RefreshJob, now: float) -> RefreshJob:
    """The job as a worker that is told to stop leaves it: the next one runs it from its start."""
    return replace(job, state="pending", worker=None, updated_at=now, stage="waiting for a worker")


def progressed(job: RefreshJob, now: float, stage: str, done: int, total: int) -> RefreshJob:
    return replace(job, updated_at=now, stage=stage, done=done, total=total)


def done(
    job: RefreshJob, counts: Mapping[str, int], snapshot_id: str | None, detail: str, now: float
) -> RefreshJob:
    return replace(
        job,
        state="done",
        updated_at=now,
        stage="done",
        counts=dict(counts),
        snapshot_id=snapshot_id,
        detail=detail,
    )


def failed(job: RefreshJob, reason: str, now: float) -> RefreshJob:
    return replace(job, state="failed", updated_at=now, stage="failed", detail=reason)
