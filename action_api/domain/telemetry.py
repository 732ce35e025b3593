"""The product's own figures, made of what its programs count."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Labels = tuple[tuple[str, str], ...]
Bound = Literal["exact", "at_most", "more_than"]
Unit = Literal["seconds", "share", "count", "per_day"]
Program = Literal["api", "worker"]
DAY_SECONDS = 86400.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One number of one metric, as Prometheus shows it."""

    name: str
    labels: Labels
    value: float


@dataclass(frozen=True, slots=True)
class Counted:
    """What a kind of program has counted since then (seconds since the epoch; None = unknown)."""

    samples: tuple[Sample, ...]
    since: float | None

    def total(self, name: str, labels: Mapping[str, tuple[str, ...]]) -> float:
        """The sum over the samples whose labels are among those given."""
        return sum(
            sample.value
            for sample in self.samples
            if sample.name == name
            and all(dict(sample.labels).get(key) in values for key, values in labels.items())
        )

    def buckets(self, name: str) -> dict[float, float]:
        """Upper bound -> how many were at most that, over all labels."""
        found: dict[float, float] = {}
        for sample in self.samples:
            if sample.name == f"{name}_bucket":
                bound = float(dict(sample.labels)["le"])
                found[bound] = found.get(bound, 0.0) + sample.value
        return found


def merged(several: Iterable[Counted]) -> Counted | None:
    """What several programs counted, as one; the earliest start is that of the sum."""
    every = list(several)
    starts = [one.since for one in every if one.since is not None]
    if not every:
        return None
    samples = tuple(sample for one in every for sample in one.samples)
    return Counted(samples, min(starts) if starts else None)


def quantile(buckets: Mapping[float, float], wanted: float) -> tuple[float, Bound] | None:
    """Between which buckets the quantile lies: at most its upper bound, or beyond the last.

    None where nothing was counted. Nothing is interpolated: what is said is certain.
    """
    bounds = sorted(buckets)
    if not bounds or not buckets[bounds[-1]]:
        return None
    needed = wanted * buckets[bounds[-1]]
    reached = next(bound for bound in bounds if buckets[bound] >= needed)
    if math.isinf(reached):
        return (bounds[-2] if len(bounds) > 1 else 0.0), "more_than"
    return reached, "at_most"


@dataclass(frozen=True, slots=True)
class Part:
    """A counter, or those of its series that have one of the values for a label."""

    name: str
    label: str | None = None
    values: tuple[str, ...] = ()

    def of(self, counted: Counted) -> float:
        return counted.total(self.name, {self.label: self.values} if self.label else {})


@dataclass(frozen=True, slots=True)
class Measure:
    """How a figure is made: a quantile of a histogram, or `part`, or `part` of `whole`.

    `programs` are those that count it; a target on a bucket's bound is judged exactly.
    """

    measure_id: str
    unit: Unit
    programs: tuple[Program, ...]
    histogram: str | None = None
    wanted: float = 0.5
    part: Part | None = None
    whole: Part | None = None
    target: float | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The metrics it is made of, without the endings of their samples."""
        parts = [part.name.removesuffix("_total") for part in (self.part, self.whole) if part]
        return (*parts, *([self.histogram] if self.histogram else []))


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is None where nothing was counted yet; `of` is how much it is made of.

    `without` names the programs whose numbers are missing; `met` is None without value or target.
    """

    measure_id: str
    unit: Unit
    value: float | None
    bound: Bound
    of: int
    target: float | None
    met: bool | None
    without: tuple[Program, ...]


def figure(measure: Measure, told: Mapping[Program, Counted | None], now: float) -> Figure:
    """One figure of what the programs told; None stands for one that does not answer."""
    without = tuple(name for name in measure.programs if told.get(name) is None)
    present = [one for name in measure.programs if (one := told.get(name)) is not None]
    value, bound, made_of = _value(measure, present, now)
    met = None
    if value is not None and measure.target is not None:
        if measure.unit == "seconds":
            met = value <= measure.target and bound != "more_than"
        else:
            met = value >= measure.target
    return Figure(
        measure.measure_id, measure.unit, value, bound, made_of, measure.target, met, without
    )


def _value(measure: Measure, present: list[Counted], now: float) -> tuple[float | None, Bound, int]:
    if measure.histogram is not None:
        buckets: dict[float, float] = {}
        for counted in present:
            for bound, value in counted.buckets(measure.histogram).items():
                buckets[bound] = buckets.get(bound, 0.0) + value
        found = quantile(buckets, measure.wanted)
        made_of = int(max(buckets.values(), default=0))
        return (None, "exact", 0) if found is None else (*found, made_of)
    assert measure.part is not None
    part = sum(measure.part.of(counted) for counted in present)
    if measure.unit == "per_day":
        return _per_day(measure.part, present, now), "exact", int(part)
    if measure.whole is None:
        return (part if present else None), "exact", int(part)
    whole = sum(measure.whole.of(counted) for counted in present)
    return (part / whole if whole else None), "exact", int(whole)


def _per_day(part: Part, present: list[Counted], now: float) -> float | None:
    """The sum of the programs' rates; None until the youngest has counted for a day."""
    rates = []
    for counted in present:
        seconds = 0.0 if counted.since is None else now - counted.since
        if seconds < DAY_SECONDS:
            return None
        rates.append(part.of(counted) * DAY_SECONDS / seconds)
    return sum(rates) if rates else None
