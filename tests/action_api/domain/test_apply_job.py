"""The record of an apply: who may take it, what is told of its items, what a restart leaves."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from action_api.cytube.queue_commands import plain_words
from action_api.domain import apply_job
from action_api.domain.apply_job import (
    LEASE_SECONDS,
    LONGEST_REASON,
    PATIENCE_SECONDS,
    ApplyJob,
    State,
)
from action_api.domain.apply_plan import Mode, QueueEntry, SkipCode, Skipped, WantedItem
from action_api.services.apply_adds import ADVICE

NOW = 5000.0
WISH = tuple(WantedItem(f"m{index}", f"v{index}") for index in range(3))
BEFORE = (QueueEntry(10, "x", queued_by="ann"), QueueEntry(11, "m2", queued_by="bob"))
JOB = ApplyJob(
    "j1", "p1", "Friday", Mode.HARD_REPLACE, "Ann", NOW, NOW, total=3, asked_at=NOW
)  # fmt: skip


def running(**changes: object) -> ApplyJob:
    return replace(JOB, state="running", worker="w1", runs=1, has_begun=True, **changes)  # type: ignore[arg-type]


def test_one_worker_takes_a_job_and_another_only_when_that_one_is_silent() -> None:
    taken = apply_job.claimed(JOB, "w1", NOW)
    assert taken is not None
    assert (taken.state, taken.worker, taken.runs) == ("running", "w1", 1)
    assert apply_job.claimed(taken, "w2", NOW + LEASE_SECONDS - 1) is None
    again = apply_job.claimed(taken, "w2", NOW + LEASE_SECONDS + 1)
    assert again is not None
    assert (again.worker, again.runs) == ("w2", 2)


def test_a_job_from_the_future_is_taken_when_it_was_seen_unchanged_for_a_lease() -> None:
    ahead = apply_job.claimed(JOB, "w1", NOW + 600)
    assert ahead is not None
    assert apply_job.claimed(ahead, "w2", NOW, LEASE_SECONDS) is None
    again = apply_job.claimed(ahead, "w2", NOW, LEASE_SECONDS + 0.1)
    assert again is not None
    assert again.worker == "w2"


def test_a_job_nobody_took_in_time_is_not_done_late() -> None:
    late = apply_job.claimed(JOB, "w1", NOW + PATIENCE_SECONDS + 1)
    assert late is not None
    assert late.state == "failed"
    assert "No worker" in str(late.detail)


def test_a_job_asked_for_with_a_wrong_clock_is_taken_by_a_worker_that_saw_it_come() -> None:
    asked = apply_job.claimed(JOB, "w1", NOW + 3600, waited_at_most=PATIENCE_SECONDS)
    assert asked is not None
    assert asked.state == "running"
    late = apply_job.claimed(JOB, "w1", NOW + 3600, waited_at_most=PATIENCE_SECONDS + 1)
    assert late is not None
    assert late.state == "failed"


def test_a_job_that_was_cancelled_while_its_worker_was_dead_is_not_taken_up() -> None:
    ended = apply_job.claimed(running(cancelled_by="Ann"), "w2", NOW + LEASE_SECONDS + 1)
    assert ended is not None
    assert ended.state == "cancelled"


def test_the_states_of_the_items_are_told_apart() -> None:
    job = running(placed={0: 0}, failed={1: "404"}, skipped={2: "twice"})
    assert [job.item_state(index)[0] for index in range(3)] == ["queued", "failed", "skipped"]
    assert job.item_state(0) == ("queued", 0, None)
    assert job.settled_count == 3
    assert running().item_state(1)[0] == "pending"
    over = apply_job.cancelled(running(cancelled_by="Ann"), NOW)
    assert over.item_state(1)[0] == "skipped"


def test_a_placed_item_is_neither_failed_nor_skipped_nor_sent_any_more() -> None:
    job = running(failed={1: "silent"}, unsettled=(1,), sent=apply_job.Sent(1, NOW))
    found = apply_job.placed(job, {1: 7}, NOW)
    assert (dict(found.placed), dict(found.failed), found.unsettled) == ({1: 7}, {}, ())
    assert found.sent is None


def test_what_a_plan_leaves_out_is_told_and_counts_again_when_it_does_not() -> None:
    skip = Skipped(0, WISH[0], SkipCode.DUPLICATE, "twice")
    job = apply_job.left_out(running(), [skip], NOW)
    assert dict(job.skipped) == {0: "twice"}
    assert apply_job.left_out(job, [skip], NOW + 1) is job
    assert dict(apply_job.left_out(job, [], NOW).skipped) == {}


@pytest.mark.parametrize(
    ("state", "finished", "carried_out"),
    [
        ("pending", False, False),
        ("running", False, False),
        ("done", True, True),
        ("done_with_failures", True, True),
        ("cancelled", True, False),
        ("failed", True, False),
    ],
)
def test_a_job_with_failures_was_carried_out_and_one_that_stopped_was_not(
    state: State, finished: bool, carried_out: bool
) -> None:
    job = replace(JOB, state=state)
    assert (job.finished, job.carried_out) == (finished, carried_out)


def test_retry_opens_a_finished_job_for_what_failed() -> None:
    job = apply_job.completed(running(placed={0: 5}, failed={1: "404"}), True, NOW, None)
    assert (job.state, job.verified) == ("done_with_failures", True)
    again = apply_job.retried(job, NOW + 9)
    assert (again.state, dict(again.failed), dict(again.placed)) == ("pending", {}, {0: 5})
    assert again.verified is False


def found_again(job: ApplyJob, queue: list[QueueEntry], *, new_session: bool) -> ApplyJob:
    return apply_job.remapped(job, WISH, BEFORE, queue, "bot", is_new_session=new_session, now=NOW)


def own(uid: int, index: int) -> QueueEntry:
    return QueueEntry(uid, f"m{index}", queued_by="bot")


def test_new_uids_are_taken_over() -> None:
    job = running(standing=(10, 11), placed={0: 12, 2: 11})
    queue = [
        QueueEntry(0, "x", queued_by="ann"),
        QueueEntry(1, "m2", queued_by="bob"),
        own(2, 0),
    ]
    found = found_again(job, queue, new_session=True)
    assert found.standing == (0, 1)
    assert dict(found.placed) == {0: 2, 2: 1}


@pytest.mark.parametrize(
    ("new_session", "temp", "expected"),
    [
        # somebody deleted it, or it was played: done
        (False, False, {0: 12, 1: 13}),
        (True, True, {0: 12, 1: 13}),
        # the channel came back without it: to be added again
        (True, False, {0: 12}),
    ],
)
def test_an_item_that_is_gone_is_done_unless_cytube_lost_it(
    new_session: bool, temp: bool, expected: dict[int, int]
) -> None:
    job = running(standing=(10, 11), placed={0: 12, 1: 13}, temp=temp)
    queue = [*BEFORE, own(12, 0)]
    assert dict(found_again(job, queue, new_session=new_session).placed) == expected


def test_after_a_load_from_an_older_save_temporary_items_are_added_again_too() -> None:
    job = running(standing=(10, 11), placed={0: 12, 1: 13}, temp=True)
    queue = [QueueEntry(0, "x", queued_by="ann"), QueueEntry(1, "m2", queued_by="bob")]
    found = found_again(job, queue, new_session=True)
    assert dict(found.placed) == {}
    assert found.standing == (0, 1)


def test_an_item_cleared_away_in_a_shuffle_is_done_and_its_uid_is_nobodys() -> None:
    job = running(standing=(10, 11), placed={0: 12, 1: 13})
    found = found_again(job, [own(0, 0)], new_session=False)
    assert dict(found.placed) == {0: 0, 1: apply_job.GONE}
    assert found.standing == (None, None)


@pytest.mark.parametrize("words", ["", "404 Not Found", "x" * 1000, "\u2713" * 1000, '"' * 1000])
def test_a_reason_is_as_long_as_the_record_can_hold(words: str) -> None:
    reason = apply_job.item_failed(JOB, 0, words, 2.0).failed[0]
    assert len(json.dumps(reason)) <= LONGEST_REASON
    assert reason == words or reason.endswith("…")


def test_advice_is_never_cut_off_cytubes_words() -> None:
    words = plain_words("z" * 1000)
    longest = max((advice for _, advice in ADVICE), key=len)
    reason = apply_job.item_failed(JOB, 0, f"{words}. {longest}", 2.0).failed[0]
    assert reason.endswith(longest)
