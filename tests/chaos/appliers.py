"""Somebody who puts playlists on the queue, and knows what the queue must be afterwards."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.chaos.actors import Actor
from tests.chaos.findings import Findings
from tests.chaos.journal import doubled
from tests.chaos.stack import ADMIN, VIDEO_IDS, Stack
from tests.standins.processes import ChildError

MODES = ("hard_replace", "preserve_current", "append")
OVER = frozenset({"done", "done_with_failures", "cancelled", "failed"})
APPLIED = frozenset({"done", "done_with_failures"})
LISTS = 4
LENGTH = 6
# so long the queue may get before it is replaced as a whole
LONGEST_QUEUE = 24
LOOK_SECONDS = 0.3
JOB_SECONDS = 120.0


def may_end_so(
    mode: str,
    wanted: tuple[str, ...],
    before: tuple[str, ...],
    queue: tuple[str, ...],
    *,
    duplicates: bool,
) -> bool:
    """Whether an apply of `wanted` to the queue `before` may end in `queue`.

    Which entry played when it began nobody knows here. What begins to play meanwhile stays where
    it plays: an item of the list, or entries when those between were deleted already.
    """
    if mode == "hard_replace":
        return queue == wanted
    if mode == "append":
        heads = [before]
    else:
        heads = [before[:kept] for kept in range(1, len(before) + 1)]
        size = len(before)
        heads += [
            (*before[:kept], *before[begun:ended])
            for kept in range(1, size)
            for begun in range(kept + 1, size)
            for ended in range(begun + 1, size + 1)
        ]
    return any(
        queue[: len(head)] == head
        and _follows(mode, wanted, head, queue[len(head) :], duplicates=duplicates)
        for head in heads
    )


def _follows(
    mode: str,
    wanted: tuple[str, ...],
    head: tuple[str, ...],
    rest: tuple[str, ...],
    *,
    duplicates: bool,
) -> bool:
    """Whether `rest` is what is to be added behind `head`."""
    if mode == "append" and duplicates:
        return rest == wanted
    standing = set(head) if not duplicates else set(head) - set(rest)
    return rest == tuple(item for item in wanted if item not in standing)


@dataclass(slots=True)
class AskedJob:
    """An apply that was acknowledged, and the queue as it was just before."""

    job_id: str
    playlist_id: str
    wanted: tuple[str, ...]
    mode: str
    before: tuple[str, ...] | None
    rollbacks: int


class Applier(Actor):
    """One apply after the other, each to its end."""

    pause = 0.5

    def __init__(self, stack: Stack, findings: Findings) -> None:
        super().__init__(stack, findings, "applier")
        self.browser = stack.person(ADMIN)
        self.playlists: dict[str, tuple[str, ...]] = {}
        self.open: AskedJob | None = None
        self.ended: list[dict[str, Any]] = []

    def prepare(self) -> None:
        """Saves the playlists to apply: each shares an item with the next."""
        for number in range(LISTS):
            start = number * (LENGTH - 1)
            items = VIDEO_IDS[start : start + LENGTH]
            answer = self.browser.post(
                "/playlists", json={"name": f"To apply {number}", "items": list(items)}
            )
            answer.raise_for_status()
            self.playlists[str(answer.json()["id"])] = items

    def act(self) -> None:
        if self.open is None:
            self._ask_for_one()
            return
        job = self.look(self.open)
        if job is not None:
            self.open = None

    def finish(self) -> None:
        """Waits for the job under way, then replaces the queue: nothing is in the way now."""
        self._finish_open()
        playlist_id = self.dice.choice(sorted(self.playlists))
        deadline = time.monotonic() + JOB_SECONDS
        while self.open is None:
            self._ask(playlist_id, "hard_replace")
            if self.open is None and time.monotonic() > deadline:
                self.findings.violated("applier", f"no apply accepted within {JOB_SECONDS:g} s")
                return
            time.sleep(LOOK_SECONDS)
        asked = self.open
        job = self._finish_open()
        if job is not None and not (job["state"] == "done" and job["verified"]):
            what = f"{job['state']}, verified {job['verified']}: {job['detail']}"
            self.findings.violated("applier", f"with everything mended, {asked.job_id} is {what}")

    def look(self, asked: AskedJob) -> dict[str, Any] | None:
        """The job once it has ended, its outcome held against the queue."""
        answer = self.ask(self.browser, "GET", f"/apply-jobs/{asked.job_id}")
        if answer is None or answer.status_code != 200:
            return None
        job: dict[str, Any] = answer.json()
        if job["state"] not in OVER:
            return None
        self._judge(asked, job)
        self.ended.append(job)
        return job

    def _finish_open(self) -> dict[str, Any] | None:
        deadline = time.monotonic() + JOB_SECONDS
        while self.open is not None:
            asked = self.open
            job = self.look(asked)
            if job is not None:
                self.open = None
                return job
            if time.monotonic() > deadline:
                self.findings.violated(
                    "applier", f"job {asked.job_id} has not ended within {JOB_SECONDS:g} s: stuck"
                )
                self.open = None
            time.sleep(LOOK_SECONDS)
        return None

    def _ask_for_one(self) -> None:
        playlist_id = self.dice.choice(sorted(self.playlists))
        mode = self.dice.choice(MODES)
        before = self._queue()
        if before is not None and len(before) > LONGEST_QUEUE:
            mode = "hard_replace"
        self._ask(playlist_id, mode)

    def _ask(self, playlist_id: str, mode: str) -> None:
        rollbacks, before = self.stack.rollbacks, self._queue()
        answer = self.ask(
            self.browser, "POST", "/apply-jobs", json={"playlist_id": playlist_id, "mode": mode}
        )
        status = "no answer" if answer is None else f"{answer.status_code}"
        self.findings.note("applier", f"{mode} of {playlist_id}: {status}")
        if answer is None or answer.status_code not in {202, 409}:
            return
        told = answer.json()
        if answer.status_code == 202:
            wanted = self.playlists[playlist_id]
            self.open = AskedJob(told["id"], playlist_id, wanted, mode, before, rollbacks)
            self.acknowledged += 1
        elif told["code"] == "apply_in_progress":
            # one whose answer was lost
            self.open = AskedJob(told["job_id"], "", (), "", None, rollbacks)

    def _judge(self, asked: AskedJob, job: dict[str, Any]) -> None:
        queue = self._queue()
        is_same_channel = asked.rollbacks == self.stack.rollbacks
        self.findings.note(
            "applier",
            f"{asked.mode} {asked.job_id} is {job['state']} verified={job['verified']} "
            f"({job['detail']}), before={asked.before} after={queue}",
        )
        if job["state"] in {"failed", "done_with_failures"} and not _explained(job):
            self.findings.violated("applier", f"job {asked.job_id} failed without a reason")
        if queue is None or not asked.wanted:
            return
        if not queue:
            self.findings.violated("applier", f"job {asked.job_id} left the channel empty")
        if asked.before is None or not is_same_channel:
            return
        self._judge_queue(asked, job, queue)

    def _judge_queue(self, asked: AskedJob, job: dict[str, Any], queue: tuple[str, ...]) -> None:
        before = asked.before or ()
        if job["state"] == "done" and job["verified"]:
            duplicates = self.stack.allows_duplicates
            if not may_end_so(asked.mode, asked.wanted, before, queue, duplicates=duplicates):
                self.findings.violated(
                    "applier",
                    f"{asked.mode} {asked.job_id} of {asked.wanted} is done and verified: "
                    f"before {before}, after {queue}",
                )
        else:
            twice = doubled(queue, allowed=before)
            if twice:
                self.findings.violated(
                    "applier", f"{asked.mode} {asked.job_id} doubled {', '.join(twice)}: {queue}"
                )

    def _queue(self) -> tuple[str, ...] | None:
        """None while CyTube is down."""
        try:
            return tuple(self.stack.queue())
        except (OSError, ChildError):
            return None


class JobCount:
    """How often each playlist was applied, by the jobs that came to an end."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self.expected: Counter[str] = Counter()

    def add(self, jobs: Iterable[dict[str, Any]]) -> None:
        """Jobs as the API lists them; those known already count no more."""
        for job in jobs:
            if job["state"] in APPLIED and job["id"] not in self._seen:
                self._seen.add(job["id"])
                self.expected[job["playlist"]["id"]] += 1


def _explained(job: dict[str, Any]) -> bool:
    if job["state"] == "failed":
        return bool(job["detail"])
    return all(item["reason"] for item in job["items"] if item["state"] == "failed")
