"""The estimate agrees with what was measured on CyTube."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from action_api.domain.apply_pace import (
    MOD_LIMITER,
    USER_LIMITER,
    Limiter,
    estimated_seconds,
    floor_seconds,
    limiter_for_rank,
    wait_before_add,
)


@pytest.mark.parametrize(
    ("rank", "limiter"),
    [
        (0, USER_LIMITER),
        (1, USER_LIMITER),
        (1.5, USER_LIMITER),
        (2, MOD_LIMITER),
        (3, MOD_LIMITER),
        (255, MOD_LIMITER),
    ],
)
def test_the_throttle_depends_on_the_rank(rank: float, limiter: Limiter) -> None:
    assert limiter_for_rank(rank) is limiter


@pytest.mark.parametrize(
    ("adds", "rank", "floor"),
    [(0, 3, 0), (10, 3, 0), (11, 3, 0.5), (100, 3, 45), (3, 1, 0), (4, 1, 1), (100, 1, 97)],
)
def test_the_floor_is_the_burst_free_and_then_the_interval(
    adds: int, rank: float, floor: float
) -> None:
    assert floor_seconds(adds, limiter_for_rank(rank)) == floor


def test_a_hundred_adds_are_estimated_as_they_were_measured() -> None:
    assert estimated_seconds(100, 0, rank=3) == pytest.approx(46.9, abs=0.5)


def test_deletes_and_moves_are_not_throttled() -> None:
    assert estimated_seconds(0, 100, rank=3) < 5


@pytest.mark.parametrize("limiter", [MOD_LIMITER, USER_LIMITER])
@given(adds=st.integers(0, 500))
def test_the_waits_of_a_run_add_up_to_the_floor(limiter: Limiter, adds: int) -> None:
    waits = sum(wait_before_add(limiter, done) for done in range(adds))
    assert waits == pytest.approx(floor_seconds(adds, limiter))
