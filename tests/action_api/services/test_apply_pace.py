"""Adds keep to CyTube's limit: a burst, then half a second after each reply."""

from __future__ import annotations

import asyncio

import pytest

from action_api.services import apply_pace
from action_api.services.apply_pace import ApplyPace


class Time:
    """A clock that sleeping moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.slept: list[float] = []

        async def sleep(seconds: float) -> None:
            self.slept.append(round(seconds, 3))
            self.now += seconds

        monkeypatch.setattr(apply_pace.asyncio, "sleep", sleep)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


def run(pace: ApplyPace, clock: Time, adds: int, reply: float = 0.02) -> None:
    async def work() -> None:
        for _ in range(adds):
            await pace.wait()
            clock.now += reply
            pace.accepted()

    asyncio.run(work())


@pytest.mark.parametrize(
    ("rank", "burst", "pause"), [(3, 10, 0.505), (2, 10, 0.505), (1, 3, 1.005)]
)
def test_after_the_burst_of_its_rank_it_pauses_after_each_reply(
    clock: Time, rank: float, burst: int, pause: float
) -> None:
    run(ApplyPace(rank, clock), clock, burst + 5)
    assert clock.slept == [pause] * 5


def test_time_spent_since_the_reply_counts(clock: Time) -> None:
    pace = ApplyPace(3, clock)
    run(pace, clock, 10)
    clock.now += 0.3
    run(pace, clock, 1)
    assert clock.slept == [0.205]


def test_the_burst_comes_back_after_a_rest(clock: Time) -> None:
    pace = ApplyPace(3, clock)
    run(pace, clock, 12)
    clock.now += 5.1
    clock.slept.clear()
    run(pace, clock, 10)
    assert clock.slept == []


def test_told_off_it_waits_longer_each_time_and_has_no_burst_any_more(clock: Time) -> None:
    pace = ApplyPace(3, clock)

    async def told_off() -> None:
        for _ in range(8):
            await pace.throttled()

    run(pace, clock, 1)
    asyncio.run(told_off())
    assert clock.slept == sorted(clock.slept)
    assert clock.slept[-1] == apply_pace.LONGEST_RETRY_SECONDS
    clock.slept.clear()
    run(pace, clock, 3)
    assert clock.slept[1:] == [0.505, 0.505]
