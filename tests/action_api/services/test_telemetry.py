"""Beacons are counted, and too many of them are not."""

from __future__ import annotations

import itertools

import pytest

from action_api.domain.errors import RateLimited
from action_api.domain.measures import MEASURES
from action_api.services import metrics, telemetry
from action_api.services.telemetry import BeaconLimit, Telemetry, Told


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def told(*seconds: float, searched: bool = False, added: bool = False) -> Told:
    return Told(seconds, searched, added, None)


def value(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


def test_the_limit_holds_by_address_and_ends_with_its_window() -> None:
    clock = Clock()
    limit = BeaconLimit(clock)
    for _ in range(telemetry.BEACONS_PER_WINDOW):
        limit.take("192.0.2.1")
    clock.now += 20.0
    with pytest.raises(RateLimited) as refused:
        limit.take("192.0.2.1")
    assert refused.value.retry_after_seconds == 40
    limit.take("192.0.2.2")
    clock.now += 40.0
    limit.take("192.0.2.1")


def test_a_clock_that_is_set_back_keeps_nobody_out() -> None:
    clock = Clock()
    limit = BeaconLimit(clock)
    for _ in range(telemetry.BEACONS_PER_WINDOW):
        limit.take("192.0.2.1")
    clock.now -= 600.0
    limit.take("192.0.2.1")


def test_addresses_without_end_fill_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the most addresses of a window only those that are known are taken."""
    monkeypatch.setattr(telemetry, "MOST_ADDRESSES", 2)
    limit = BeaconLimit(Clock())
    limit.take("192.0.2.1")
    limit.take("192.0.2.2")
    with pytest.raises(RateLimited):
        limit.take("192.0.2.3")
    limit.take("192.0.2.1")


def test_a_beacon_is_counted_once_and_a_refused_one_not_at_all() -> None:
    before = value("playlist_search_seconds_count")
    added = value("playlist_search_sessions_total", step="added")
    applied = value("playlist_landing_to_apply_seconds_sum")
    limited = value("playlist_telemetry_beacons_total", result="limited")
    counting = Telemetry(BeaconLimit(Clock()))
    counting.count(told(0.004, 0.09, added=True), "192.0.2.1")
    counting.count(Told((), searched=False, added=False, landing_to_apply_seconds=90.0), "::1")
    assert value("playlist_search_seconds_count") == before + 2
    assert value("playlist_search_sessions_total", step="added") == added + 1
    assert value("playlist_landing_to_apply_seconds_sum") == applied + 90
    for _ in range(telemetry.BEACONS_PER_WINDOW - 1):
        counting.count(told(), "192.0.2.1")
    with pytest.raises(RateLimited):
        counting.count(told(0.004), "192.0.2.1")
    assert value("playlist_search_seconds_count") == before + 2
    assert value("playlist_telemetry_beacons_total", result="limited") == limited + 1


def test_every_measure_is_of_metrics_that_there_are() -> None:
    there = {family.name for family in metrics.REGISTRY.collect()}
    assert {name for measure in MEASURES for name in measure.names} <= there


def test_samples_are_those_the_text_shows() -> None:
    """Names with their endings, labels, values; and only of the metrics asked for."""
    metrics.ANALYTICS_WRITES.labels("ok").inc()
    found = metrics.samples(lambda name: name == "playlist_analytics_writes")
    text = metrics.exposition().decode()
    shown = {one for one in found if one.name == "playlist_analytics_writes_total"}
    assert {dict(one.labels)["result"] for one in shown} == {"ok", "conflict", "failed"}
    for one in shown:
        result = dict(one.labels)["result"]
        assert f'playlist_analytics_writes_total{{result="{result}"}} {one.value}' in text


def test_searches_of_1_to_200_ms_are_told_apart() -> None:
    """The bounds within that span are many, and none is twice and a half the one before."""
    bounds = [bound for bound in metrics.SEARCH_BUCKETS if bound <= 0.2]
    assert bounds[0] == 0.001
    assert bounds[-1] == 0.2
    assert all(later / earlier <= 2.5 for earlier, later in itertools.pairwise(bounds))
