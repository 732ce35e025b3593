"""The same seed gives the same rounds, and every fault gets its turn."""

from __future__ import annotations

from collections import Counter

from tests.chaos.faults import FAULTS
from tests.chaos.schedule import LOAD_SECONDS, allows_duplicates, is_cluster, plan_round

PARTS = {name: fault.part for name, fault in FAULTS.items()}
REFRESHING = [name for name, fault in FAULTS.items() if fault.hits_refresh]


def test_the_same_seed_and_number_give_the_same_round() -> None:
    for number in range(1, 40):
        assert plan_round("x", number, PARTS, REFRESHING) == plan_round(
            "x", number, dict(reversed(PARTS.items())), REFRESHING
        )
    assert plan_round("x", 1, PARTS, REFRESHING) != plan_round("y", 1, PARTS, REFRESHING)


def test_as_many_rounds_as_there_are_faults_see_each_of_them() -> None:
    for first in (1, len(PARTS) + 1):
        rounds = range(first, first + len(PARTS))
        struck = Counter(plan_round("x", n, PARTS, REFRESHING).strikes[0].fault for n in rounds)
        assert struck == Counter(PARTS.keys())


def test_faults_of_a_round_hit_different_parts_and_end_with_the_load() -> None:
    for number in range(1, 200):
        planned = plan_round("x", number, PARTS, REFRESHING)
        parts = [PARTS[strike.fault] for strike in planned.strikes]
        assert len(set(parts)) == len(parts)
        assert all(strike.at + strike.lasts < LOAD_SECONDS for strike in planned.strikes)
        if any(strike.fault in REFRESHING for strike in planned.strikes):
            assert planned.refresh_at is not None


def test_both_shapes_of_nats_and_of_the_channel_take_turns() -> None:
    legs = [(is_cluster("x", n, 25), allows_duplicates("x", n, 25)) for n in range(1, 401, 25)]
    assert [cluster for cluster, _ in legs] == [legs[0][0], not legs[0][0]] * (len(legs) // 2)
    assert {duplicates for _, duplicates in legs} == {True, False}
