"""The product's own figures, made of what its programs count."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Labels = tuple[tuple[str, str], ...]
Bound = Literal["exact", "at_most", "more_than"]
Unit = Literal["seconds", "share", "ratio", "count", "per_day"]
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
    """What the programs that share one `registry` have counted.

    `since` says for each kind of program when its first began, in seconds since the epoch.
    """

    registry: str
    samples: tuple[Sample, ...]
    since: Mapping[Program, float]

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


def merged(several: Iterable[Counted]) -> Counted:
    """Several registries as one; one that is told twice counts once."""
    by_registry: dict[str, Counted] = {}
    for one in several:
        by_registry.setdefault(one.registry, one)
    since: dict[Program, float] = {}
    for one in by_registry.values():
        for program, start in one.since.items():
            since[program] = min(start, since.get(program, start))
    samples = tuple(sample for one in by_registry.values() for sample in one.samples)
    return Counted(", ".join(by_registry), samples, since)


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

    `met` is None without value or target. `without` names a kind of program that counts for it
    and does not answer: what it counted elsewhere than here is missing.
    """

    measure_id: str
    unit: Unit
    value: float | None
    bound: Bound
    of: int
    target: float | None
    met: bool | None
    without: tuple[Program, ...]


def figure(measure: Measure, counted: Counted, answering: Iterable[Program], now: float) -> Figure:
    """One figure of what was counted, given which kinds of programs answer at `now`."""
    value, bound, made_of = _value(measure, counted, now)
    met = None
    if value is not None and measure.target is not None:
        if measure.unit == "seconds":
            met = value <= measure.target and bound != "more_than"
        else:
            met = value >= measure.target
    present = set(answering)
    without = tuple(one for one in measure.programs if one not in present)
    return Figure(
        measure.measure_id, measure.unit, value, bound, made_of, measure.target, met, without
    )


def _value(measure: Measure, counted: Counted, now: float) -> tuple[float | None, Bound, int]:
    if measure.histogram is not None:
        buckets = counted.buckets(measure.histogram)
        found = quantile(buckets, measure.wanted)
        made_of = int(max(buckets.values(), default=0))
        return (None, "exact", 0) if found is None else (*found, made_of)
    assert measure.part is not None
    part = measure.part.of(counted)
    if measure.unit == "per_day":
        return _per_day(measure, part, counted, now), "exact", int(part)
    if measure.whole is None:
        return part, "exact", int(part)
    whole = measure.whole.of(counted)
    if not whole:
        return None, "exact", 0
    # counted in two places, the part may be a moment ahead of its whole
    value = min(1.0, part / whole) if measure.unit == "share" else part / whole
    return value, "exact", int(whole)


def _per_day(measure: Measure, part: float, counted: Counted, now: float) -> float | None:
    """The rate since the first of its programs began; None within the first day."""
    starts = [counted.since[one] for one in measure.programs if one in counted.since]
    seconds = now - min(starts, default=now)
    return part * DAY_SECONDS / seconds if seconds >= DAY_SECONDS else None
