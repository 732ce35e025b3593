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


def counted(*rows: tuple[str, dict[str, str], float], since: float | None = NOW - DAY) -> Counted:
    samples = tuple(Sample(name, tuple(labels.items()), value) for name, labels, value in rows)
    return Counted(samples, since)


def histogram(name: str, buckets: Mapping[float, float], **labels: str) -> Counted:
    return counted(
        *(
            (f"{name}_bucket", {"le": "+Inf" if math.isinf(bound) else str(bound)} | labels, value)
            for bound, value in buckets.items()
        )
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
    found = figure(LATENCY, {"api": histogram("t_seconds", buckets)}, NOW)
    assert (found.value, found.bound, found.met, found.of) == (value, bound, met, 20)


def test_a_histogram_with_labels_is_taken_as_one() -> None:
    fast = histogram("t_seconds", {0.1: 10, math.inf: 10}, mode="append")
    slow = histogram("t_seconds", {0.1: 0, math.inf: 90}, mode="hard_replace")
    both = merged([fast, slow])
    found = figure(LATENCY, {"api": both}, NOW)
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
    found = figure(SHARE, {"api": api, "worker": counted()}, NOW)
    assert (found.value, found.of, found.met) == (0.9, 10, True)


def test_the_programs_numbers_are_added_up_and_a_missing_one_is_named() -> None:
    api = counted(("n_total", {"result": "ok"}, 10.0))
    worker = counted(("n_total", {"result": "failed"}, 10.0))
    whole = figure(SHARE, {"api": api, "worker": worker}, NOW)
    assert (whole.value, whole.met, whole.without) == (0.5, False, ())
    half = figure(SHARE, {"api": api, "worker": None}, NOW)
    assert (half.value, half.met, half.without) == (1.0, True, ("worker",))
    none = figure(SHARE, {"api": None, "worker": None}, NOW)
    assert (none.value, none.met, none.without) == (None, None, ("api", "worker"))


def test_nothing_counted_is_no_data_and_not_zero() -> None:
    """No share of nothing, no quantile of nothing; but a count of nothing is 0."""
    empty: dict[Program, Counted | None] = {"api": counted(), "worker": counted()}
    for measure in MEASURES:
        found = figure(measure, empty, NOW)
        assert found.met is None
        assert (found.value, found.of) == (0.0 if measure.unit in {"count", "per_day"} else None, 0)


def test_a_rate_by_day_waits_for_a_day() -> None:
    measure = Measure("daily", "per_day", BOTH, part=Part("n_total"))
    old = counted(("n_total", {}, 30.0), since=NOW - 10 * DAY)
    young = counted(("n_total", {}, 5.0), since=NOW - DAY / 2)
    assert figure(measure, {"api": old, "worker": young}, NOW).value is None
    assert figure(measure, {"api": old, "worker": old}, NOW).value == 6.0


def test_workers_are_merged_from_the_earliest_on() -> None:
    assert merged([]) is None
    one = counted(("n_total", {"result": "ok"}, 1.0), since=NOW)
    other = counted(("n_total", {"result": "ok"}, 2.0), since=NOW - 5)
    both = merged([one, other, counted(since=None)])
    assert both is not None
    assert both.since == NOW - 5
    assert both.total("n_total", {"result": ("ok",)}) == 3.0


def test_every_measure_has_its_own_name_and_is_made_of_something() -> None:
    assert len({measure.measure_id for measure in MEASURES}) == len(MEASURES)
    for measure in MEASURES:
        assert measure.names
        assert set(measure.names) <= NAMES
        assert (measure.histogram is None) != (measure.part is None)
