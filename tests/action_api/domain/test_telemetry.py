"""Figures say what was counted, no more and no less."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from action_api.domain.measures import BOTH, MEASURES, NAMES
from action_api.domain.telemetry import (
    Bound,
    Counted,
    Measure,
    Part,
    Program,
    Sample,
    figure,
    merged,
    quantile,
)

NOW = 1_800_000_000.0
DAY = 86400.0


def counted(
    *rows: tuple[str, dict[str, str], float],
    registry: str = "here",
    since: Mapping[Program, float] = {"api": NOW - DAY},
) -> Counted:
    samples = tuple(Sample(name, tuple(labels.items()), value) for name, labels, value in rows)
    return Counted(registry, samples, since)


def histogram(name: str, buckets: Mapping[float, float], **labels: str) -> Counted:
    return counted(
        *(
            (f"{name}_bucket", {"le": "+Inf" if math.isinf(bound) else str(bound)} | labels, value)
            for bound, value in buckets.items()
        ),
        registry=str(labels),
    )


@pytest.mark.parametrize(
    ("buckets", "wanted", "expected"),
    [
        ({}, 0.5, None),
        ({0.1: 0, math.inf: 0}, 0.95, None),
        ({0.1: 1, math.inf: 1}, 0.5, (0.1, "at_most")),
        ({0.1: 94, 0.2: 96, math.inf: 100}, 0.95, (0.2, "at_most")),
        # exactly 95 of 100 within a bound: the 95th is the p95
        ({0.1: 95, 0.2: 96, math.inf: 100}, 0.95, (0.1, "at_most")),
        ({0.1: 1, 0.2: 2, math.inf: 100}, 0.95, (0.2, "more_than")),
        ({math.inf: 3}, 0.5, (0.0, "more_than")),
        # an empty first bucket is never the answer
        ({0.001: 0, 0.1: 1, math.inf: 1}, 0.5, (0.1, "at_most")),
    ],
)
def test_a_quantile_is_told_by_its_bucket(
    buckets: Mapping[float, float], wanted: float, expected: tuple[float, Bound] | None
) -> None:
    assert quantile(buckets, wanted) == expected


LATENCY = Measure("p95", "seconds", ("api",), histogram="t_seconds", wanted=0.95, target=0.1)


@pytest.mark.parametrize(
    ("buckets", "value", "bound", "met"),
    [
        ({0.1: 20, 0.2: 20, math.inf: 20}, 0.1, "at_most", True),
        ({0.1: 18, 0.2: 20, math.inf: 20}, 0.2, "at_most", False),
        # the last bound equals the target, and it was more than that
        ({0.1: 18, math.inf: 20}, 0.1, "more_than", False),
    ],
)
def test_a_target_on_a_bound_is_judged_exactly(
    buckets: Mapping[float, float], value: float, bound: Bound, met: bool
) -> None:
    found = figure(LATENCY, histogram("t_seconds", buckets), BOTH, NOW)
    assert (found.value, found.bound, found.met, found.of) == (value, bound, met, 20)


def test_a_histogram_with_labels_is_taken_as_one() -> None:
    fast = histogram("t_seconds", {0.1: 10, math.inf: 10}, mode="append")
    slow = histogram("t_seconds", {0.1: 0, math.inf: 90}, mode="hard_replace")
    found = figure(LATENCY, merged([fast, slow]), BOTH, NOW)
    assert (found.value, found.bound, found.of) == (0.1, "more_than", 100)


SHARE = Measure(
    "share",
    "share",
    BOTH,
    part=Part("n_total", "result", ("ok",)),
    whole=Part("n_total", "result", ("ok", "failed")),
    target=0.9,
)


def test_a_share_counts_only_the_labels_it_names() -> None:
    """A refusal for a good reason is neither in the part nor in the whole."""
    api = counted(
        ("n_total", {"result": "ok"}, 9.0),
        ("n_total", {"result": "failed"}, 1.0),
        ("n_total", {"result": "conflict"}, 50.0),
        ("other_total", {"result": "ok"}, 70.0),
    )
    found = figure(SHARE, api, BOTH, NOW)
    assert (found.value, found.of, found.met) == (0.9, 10, True)


def test_a_ratio_may_pass_1_and_a_share_may_not() -> None:
    """Likes per play can be many; a part counted a moment before its whole is still all of it."""
    parts = {"part": Part("a_total"), "whole": Part("b_total")}
    ahead = counted(("a_total", {}, 3.0), ("b_total", {}, 2.0))
    assert figure(Measure("r", "ratio", BOTH, **parts), ahead, BOTH, NOW).value == 1.5
    assert figure(Measure("s", "share", BOTH, **parts), ahead, BOTH, NOW).value == 1.0


def test_registries_are_added_up_and_one_told_twice_counts_once() -> None:
    """The worker beside the API tells the API's own numbers; one on another host its own."""
    here = counted(("n_total", {"result": "ok"}, 10.0))
    there = counted(("n_total", {"result": "failed"}, 10.0), registry="there")
    found = figure(SHARE, merged([here, here, there]), BOTH, NOW)
    assert (found.value, found.of, found.met, found.without) == (0.5, 20, False, ())


def test_a_program_that_does_not_answer_is_named() -> None:
    """Its numbers of another host are missing; those of this one are there."""
    here = counted(("n_total", {"result": "ok"}, 10.0))
    half = figure(SHARE, here, ["api"], NOW)
    assert (half.value, half.met, half.without) == (1.0, True, ("worker",))
    none = figure(SHARE, counted(), ["api"], NOW)
    assert (none.value, none.met, none.without) == (None, None, ("worker",))


def test_nothing_counted_is_no_data_and_not_zero() -> None:
    """No share of nothing, no quantile of nothing; but a count of nothing is 0."""
    for measure in MEASURES:
        found = figure(measure, counted(), BOTH, NOW)
        assert found.met is None
        assert (found.value, found.of) == (0.0 if measure.unit in {"count", "per_day"} else None, 0)


def test_a_rate_by_day_waits_for_a_day() -> None:
    measure = Measure("daily", "per_day", BOTH, part=Part("n_total"))
    young = counted(("n_total", {}, 5.0), since={"api": NOW - DAY / 2})
    assert figure(measure, young, BOTH, NOW).value is None
    old = counted(("n_total", {}, 30.0), since={"api": NOW - DAY, "worker": NOW - 10 * DAY})
    assert figure(measure, old, BOTH, NOW).value == 3.0
    assert figure(measure, counted(since={}), BOTH, NOW).value is None


def test_each_kind_of_program_counts_since_its_first_start() -> None:
    here = counted(since={"api": NOW, "worker": NOW - 5})
    there = counted(since={"worker": NOW - 9}, registry="there")
    assert merged([here, there]).since == {"api": NOW, "worker": NOW - 9}
    assert merged([]).since == {}


def test_every_measure_has_its_own_name_and_is_made_of_something() -> None:
    assert len({measure.measure_id for measure in MEASURES}) == len(MEASURES)
    for measure in MEASURES:
        assert measure.names
        assert set(measure.names) <= NAMES
        assert (measure.histogram is None) != (measure.part is None)
