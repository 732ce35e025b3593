"""The life of a refresh."""

from __future__ import annotations

from dataclasses import replace

import pytest

from action_api.domain import jobs
from action_api.domain.jobs import LEASE_SECONDS, RefreshJob

JOB = RefreshJob("j1", "alice", created_at=0.0, updated_at=0.0)


def test_a_waiting_job_is_taken_once() -> None:
    taken = jobs.claimed(JOB, "w1", now=1.0)
    assert taken is not None
    assert (taken.state, taken.worker, taken.runs) == ("running", "w1", 1)
    assert jobs.claimed(taken, "w2", now=1.0 + LEASE_SECONDS) is None


def test_an_abandoned_job_is_run_again_once_and_then_given_up() -> None:
    first = jobs.claimed(JOB, "w1", now=0.0)
    assert first is not None
    second = jobs.claimed(first, "w2", now=LEASE_SECONDS + 0.1)
    assert second is not None
    assert (second.state, second.runs, second.done) == ("running", 2, 0)
    third = jobs.claimed(second, "w3", now=3 * LEASE_SECONDS)
    assert third is not None
    assert (third.state, "twice" in str(third.detail)) == ("failed", True)


def test_a_job_from_the_future_is_taken_when_it_was_seen_unchanged_for_a_lease() -> None:
    ahead = jobs.claimed(JOB, "w1", now=3600.0)
    assert ahead is not None
    assert jobs.claimed(ahead, "w2", now=0.0, unchanged_seconds=LEASE_SECONDS) is None
    again = jobs.claimed(ahead, "w2", now=0.0, unchanged_seconds=LEASE_SECONDS + 0.1)
    assert again is not None
    assert (again.worker, again.runs) == ("w2", 2)


def test_progress_keeps_the_lease() -> None:
    taken = jobs.claimed(JOB, "w1", now=0.0)
    assert taken is not None
    beating = jobs.progressed(taken, LEASE_SECONDS, "items", 1, 2)
    assert not beating.abandoned(2 * LEASE_SECONDS)
    assert beating.abandoned(2 * LEASE_SECONDS + 0.1)


def test_a_released_job_can_be_taken_at_once() -> None:
    taken = jobs.claimed(JOB, "w1", now=0.0)
    assert taken is not None
    again = jobs.claimed(jobs.released(taken, 1.0), "w2", now=1.0)
    assert again is not None
    assert again.worker == "w2"


@pytest.mark.parametrize("state", ["done", "failed"])
def test_a_finished_job_is_never_taken(state: str) -> None:
    finished = replace(JOB, state=state)
    assert finished.finished
    assert jobs.claimed(finished, "w1", now=1e9) is None


def test_the_result_is_kept_with_the_job() -> None:
    result = jobs.done(JOB, {"added": 1}, "s1", "all well", 2.0)
    assert (result.state, result.counts, result.snapshot_id) == ("done", {"added": 1}, "s1")
    assert jobs.failed(JOB, "why", 2.0).detail == "why"
