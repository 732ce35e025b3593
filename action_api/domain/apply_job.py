"""The durable record of one apply: what is wanted of the queue, and how far it has come."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from action_api.domain.apply_plan import Mode, QueueEntry, Skipped, WantedItem
from action_api.domain.remap import Known, remap

# a worker says every second that it lives
LEASE_SECONDS = 8.0
# nothing is applied long after it was asked for
PATIENCE_SECONDS = 900.0
# a failed item's reason takes so many bytes as JSON: with 4000 of them, and as many entries that
# stood before, the record must fit into the 1 MiB of NATS, or the job could never end
LONGEST_REASON = 230

State = Literal["pending", "running", "done", "done_with_failures", "cancelled", "failed"]
ItemState = Literal["pending", "queued", "failed", "skipped"]
CARRIED_OUT = frozenset({"done", "done_with_failures"})
FINISHED = CARRIED_OUT | {"cancelled", "failed"}


@dataclass(frozen=True, slots=True)
class Sent:
    """The add of a wanted index that was handed over and whose outcome is not written yet."""

    index: int
    at: float


@dataclass(frozen=True, slots=True)
class ApplyJob:
    """One apply or restore; times are seconds since the epoch, indexes those of the wish.

    `standing`: for each entry the queue held before, its uid now, None = gone. `placed`: wanted
    index -> uid. `play`: the wanted index a hard replace makes play; `has_jumped` once it does.
    """

    job_id: str
    playlist_id: str
    playlist_name: str
    mode: Mode
    requested_by: str
    created_at: float
    updated_at: float
    total: int
    restores: str | None = None
    temp: bool = False
    play: int | None = 0
    state: State = "pending"
    asked_at: float = 0.0
    worker: str | None = None
    runs: int = 0
    cancelled_by: str | None = None
    has_begun: bool = False
    standing: tuple[int | None, ...] = ()
    played_before: int | None = None
    placed: Mapping[int, int] = field(default_factory=dict)
    failed: Mapping[int, str] = field(default_factory=dict)
    skipped: Mapping[int, str] = field(default_factory=dict)
    sent: Sent | None = None
    unsettled: tuple[int, ...] = ()
    has_jumped: bool = False
    verified: bool = False
    detail: str | None = None

    @property
    def finished(self) -> bool:
        return self.state in FINISHED

    @property
    def carried_out(self) -> bool:
        """Whether it came to the end of its plan, whatever failed on the way."""
        return self.state in CARRIED_OUT

    @property
    def settled_count(self) -> int:
        """How many wanted items have an outcome."""
        return len(self.placed.keys() | self.failed.keys() | self.skipped.keys())

    def abandoned(self, now: float, unchanged_seconds: float = 0.0) -> bool:
        """Whether the worker that had it has not been heard of for a lease.

        `unchanged_seconds`: how long the asking worker itself has found it as it is, which counts
        too: the dead one's clock, or this one's, may have been wrong.
        """
        silent = max(now - self.updated_at, unchanged_seconds)
        return self.state == "running" and silent > LEASE_SECONDS

    def item_state(self, index: int) -> tuple[ItemState, int | None, str | None]:
        """State, uid and reason of a wanted item."""
        if index in self.placed:
            return "queued", self.placed[index], None
        if index in self.failed:
            return "failed", None, self.failed[index]
        if index in self.skipped:
            return "skipped", None, self.skipped[index]
        if self.finished:
            return "skipped", None, "The job ended before it came to this item"
        return "pending", None, None


def claimed(
    job: ApplyJob,
    worker: str,
    now: float,
    unchanged_seconds: float = 0.0,
    waited_at_most: float = math.inf,
) -> ApplyJob | None:
    """The job as taken by `worker`; None where it is not to be taken.

    `waited_at_most`: the seconds since a look at which it did not wait yet. Who asked for it may
    have had a wrong clock, which would make every job too old.
    """
    if job.state != "pending" and not job.abandoned(now, unchanged_seconds):
        return None
    if job.cancelled_by is not None:
        return cancelled(job, now)
    if job.state == "pending" and min(now - job.asked_at, waited_at_most) > PATIENCE_SECONDS:
        minutes = int(PATIENCE_SECONDS // 60)
        reason = f"No worker took it within {minutes} minutes. Retry it if it is still wanted."
        return ended(job, "failed", now, reason)
    return replace(job, state="running", worker=worker, runs=job.runs + 1, updated_at=now)


def released(job: ApplyJob, now: float) -> ApplyJob:
    """The job as a worker that is told to stop leaves it: the next one goes on from here."""
    detail = "Waiting for a worker"
    return replace(job, state="pending", worker=None, updated_at=now, asked_at=now, detail=detail)


def begun(job: ApplyJob, queue: Sequence[QueueEntry], playing: int | None, now: float) -> ApplyJob:
    """The job that knows the queue as it was."""
    standing = tuple(entry.uid for entry in queue)
    return replace(job, has_begun=True, standing=standing, played_before=playing, updated_at=now)


def placed(job: ApplyJob, uids: Mapping[int, int], now: float) -> ApplyJob:
    """With these wanted items seen on the queue."""
    merged = dict(job.placed) | dict(uids)
    return replace(
        job,
        placed=merged,
        failed=_without(job.failed, uids),
        skipped=_without(job.skipped, uids),
        unsettled=tuple(index for index in job.unsettled if index not in uids),
        sent=None if job.sent is not None and job.sent.index in uids else job.sent,
        updated_at=now,
    )


def left_out(job: ApplyJob, skips: Iterable[Skipped], now: float) -> ApplyJob:
    """With the wanted items that the last plan gives no entry; others count again."""
    found = {skip.index: skip.reason for skip in skips if skip.index not in job.failed}
    return job if found == job.skipped else replace(job, skipped=found, updated_at=now)


def item_failed(job: ApplyJob, index: int, reason: str, now: float) -> ApplyJob:
    """With one wanted item that could not be queued, and why."""
    failed = {**job.failed, index: _bounded(reason)}
    return replace(job, failed=failed, sent=None, updated_at=now)


def ended(job: ApplyJob, state: State, now: float, detail: str | None = None) -> ApplyJob:
    return replace(job, state=state, worker=None, sent=None, updated_at=now, detail=detail)


def completed(job: ApplyJob, verified: bool, now: float, detail: str | None) -> ApplyJob:
    """The job whose plan is carried out."""
    state: State = "done_with_failures" if job.failed else "done"
    return replace(ended(job, state, now, detail), verified=verified)


def cancelled(job: ApplyJob, now: float) -> ApplyJob:
    detail = f"Cancelled by {job.cancelled_by}: what was queued until then stays"
    return ended(job, "cancelled", now, detail)


def retried(job: ApplyJob, now: float) -> ApplyJob:
    """A finished job, to be carried on: failed items are tried again, in their places."""
    return replace(
        job,
        state="pending",
        failed={},
        unsettled=(),
        cancelled_by=None,
        verified=False,
        asked_at=now,
        updated_at=now,
        detail="Waiting for a worker",
    )


def remapped(
    job: ApplyJob,
    wish: Sequence[WantedItem],
    before: Sequence[QueueEntry],
    queue: Sequence[QueueEntry],
    bot: str,
    *,
    is_new_session: bool,
    now: float,
) -> ApplyJob:
    """The job with its uids found again on `queue`.

    A placed item that is gone was played or deleted by somebody, and is done; but where the robot
    came anew (`is_new_session`), a permanent one was lost by CyTube, and is added again. So is a
    temporary one where the channel was loaded from an older save.
    """
    by_uid = {
        uid: entry for uid, entry in zip(job.standing, before, strict=True) if uid is not None
    }
    known = [
        Known(("standing", at), uid, entry.media_id, entry.queued_by)
        for at, (uid, entry) in enumerate(zip(job.standing, before, strict=True))
    ]
    for index, uid in sorted(job.placed.items()):
        stood = by_uid.get(uid)
        user = bot if stood is None else stood.queued_by
        known.append(Known(("placed", index), uid, wish[index].media_id, user))
    found = remap(known, queue)
    kept: dict[int, int] = {}
    for index, uid in job.placed.items():
        new_uid = found.uids.get(("placed", index))
        is_temp = job.temp if wish[index].temp is None else wish[index].temp
        is_lost = is_new_session and (found.is_renumbered or not is_temp)
        if new_uid is not None:
            kept[index] = new_uid
        elif not is_lost:
            kept[index] = uid if not found.is_renumbered else GONE
    standing = tuple(found.uids.get(("standing", at)) for at in range(len(job.standing)))
    return replace(job, placed=kept, standing=standing, updated_at=now)


# stands for the uid of a placed item that is gone for good, so that no entry is taken for it
GONE = -1


def _bounded(reason: str) -> str:
    short = reason
    while len(json.dumps(short)) > LONGEST_REASON:
        short = f"{short[:-2]}…"
    return short


def _without(reasons: Mapping[int, str], indexes: Iterable[int]) -> dict[int, str]:
    gone = set(indexes)
    return {index: reason for index, reason in reasons.items() if index not in gone}
