"""Sliding limits and growing lockouts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from action_api.domain.rate_limit import (
    FORGET_LOCKOUTS_SECONDS,
    LONGEST_LOCKOUT_SECONDS,
    Limit,
    Lockout,
    admit,
    locked_again,
)

STEPS = st.lists(st.floats(min_value=0, max_value=50), max_size=60)


@given(STEPS, st.integers(1, 8), st.integers(1, 100))
def test_no_window_ever_holds_more_than_the_limit(
    steps: list[float], count: int, window: int
) -> None:
    limit = Limit(count, float(window))
    now, times, admitted = 1000.0, (), []
    for step in steps:
        now += step
        outcome = admit(times, now, limit)
        times = outcome.times
        if outcome.admitted:
            admitted.append(now)
    for moment in admitted:
        within = [one for one in admitted if moment - window < one <= moment]
        assert len(within) <= count


@given(STEPS, st.integers(1, 8), st.integers(1, 100))
def test_whoever_waits_as_told_is_let_in(steps: list[float], count: int, window: int) -> None:
    limit = Limit(count, float(window))
    now, times = 1000.0, ()
    for step in steps:
        now += step
        outcome = admit(times, now, limit)
        times = outcome.times
        if not outcome.admitted:
            assert outcome.retry_after_seconds >= 1
            assert admit(times, now + outcome.retry_after_seconds, limit).admitted


def test_times_of_a_clock_that_ran_ahead_are_not_held_against_anybody() -> None:
    assert admit((5000.0,), 1000.0, Limit(1, 60)).admitted


def test_machines_whose_clocks_differ_let_in_no_more_together() -> None:
    limit = Limit(5, 60.0)
    times: tuple[float, ...] = ()
    admitted = 0
    for second in range(40):
        behind = 10.0 if second % 2 else 0.0
        outcome = admit(times, 1000.0 + second - behind, limit)
        if outcome.admitted:  # as the store has it: only then is anything written
            times, admitted = outcome.times, admitted + 1
    assert admitted == limit.count


@given(st.integers(1, 86400), st.integers(1, 200))
def test_lockouts_double_up_to_a_bound(first: int, times: int) -> None:
    lockout, now, seconds = None, 0.0, []
    for _ in range(times):
        lockout = locked_again(lockout, now, first)
        seconds.append(lockout.seconds_left(now))
        now = lockout.until
    assert seconds[0] == first
    assert seconds == sorted(seconds)
    assert max(seconds) <= max(first, LONGEST_LOCKOUT_SECONDS)


def test_a_day_without_one_begins_anew() -> None:
    before = Lockout(level=5, until=1000.0)
    later = 1000.0 + FORGET_LOCKOUTS_SECONDS
    assert locked_again(before, later, 300).level == 1
    assert locked_again(before, later - 1, 300).level == 6


def test_a_lockout_that_is_over_leaves_no_seconds() -> None:
    assert Lockout(1, 100.0).seconds_left(100.0) == 0
    assert Lockout(1, 100.0).seconds_left(99.5) == 1
