"""Prometheus metrics, right across workers where PROMETHEUS_MULTIPROC_DIR is set before import."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from action_api.domain.telemetry import Program, Sample

REGISTRY = CollectorRegistry()
MULTIPROC_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
FAST_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
# searches take 1 to 200 ms from the keystroke to the picture
SEARCH_BUCKETS = (
    0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.5, 1.0, 2.0, 5.0,
)  # fmt: skip

STARTED = Gauge(
    "playlist_start_time_seconds",
    "When the first process of this kind began to count, in seconds since the epoch",
    ("program",),
    multiprocess_mode="min",
    registry=REGISTRY,
)
NATS_CONNECTED = Gauge(
    "playlist_nats_connected",
    "1 where every process of this host is connected to NATS",
    multiprocess_mode="livemin",
    registry=REGISTRY,
)
ROBOT_CONNECTED = Gauge(
    "playlist_robot_connected",
    "1 where every process of this host knows the robot to be in the channel",
    multiprocess_mode="livemin",
    registry=REGISTRY,
)
HTTP_SECONDS = Histogram(
    "playlist_http_request_seconds",
    "Time to answer a request",
    ("route", "status"),
    buckets=FAST_BUCKETS,
    registry=REGISTRY,
)
OTP_SENT = Counter(
    "playlist_otp_sent", "Sign-in codes handed to the robot", ("delivery",), registry=REGISTRY
)
OTP_SECONDS = Histogram(
    "playlist_otp_delivery_seconds",
    "Time from handing a code over to CyTube's echo of it",
    buckets=FAST_BUCKETS,
    registry=REGISTRY,
)
SIGN_INS = Counter("playlist_sign_ins", "Codes tried", ("result",), registry=REGISTRY)
KV_WRITES = Counter("playlist_kv_writes", "Writes to NATS KV", ("result",), registry=REGISTRY)
REFRESHES = Counter(
    "playlist_catalog_refreshes", "Catalog refreshes ended", ("result",), registry=REGISTRY
)
APPLY_ITEMS = Counter(
    "playlist_apply_items", "Items of applies, by outcome", ("result",), registry=REGISTRY
)
APPLY_SECONDS = Histogram(
    "playlist_apply_seconds",
    "Time from asking for an apply to its completion",
    ("mode",),
    buckets=(1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 2400),
    registry=REGISTRY,
)
APPLIES = Counter("playlist_applies", "Applies ended, by outcome", ("result",), registry=REGISTRY)
PLAYLISTS_APPLIED = Counter(
    "playlist_playlists_applied",
    "Playlists put on the queue, for the first time or again within 30 days",
    ("time",),
    registry=REGISTRY,
)
PLAYLISTS_CREATED = Counter(
    "playlist_playlists_created", "Playlists saved that are new", registry=REGISTRY
)
MARATHONS = Counter("playlist_marathons", "Marathons generated", ("method",), registry=REGISTRY)
LIKES = Counter("playlist_likes", "Likes asked for, by outcome", ("result",), registry=REGISTRY)
LIKE_SECONDS = Histogram(
    "playlist_like_seconds",
    "Time from a like's arrival to its record, answered by whichever program took it",
    buckets=FAST_BUCKETS,
    registry=REGISTRY,
)
ANALYTICS_WRITES = Counter(
    "playlist_analytics_writes",
    "Those of the writes to NATS KV that keep statistics and likes",
    ("result",),
    registry=REGISTRY,
)
BEACONS = Counter(
    "playlist_telemetry_beacons", "Beacons of browsers, by outcome", ("result",), registry=REGISTRY
)
SEARCH_SECONDS = Histogram(
    "playlist_search_seconds",
    "Time from a keystroke in the search to its results on the screen, told by browsers",
    buckets=SEARCH_BUCKETS,
    registry=REGISTRY,
)
SEARCH_SESSIONS = Counter(
    "playlist_search_sessions",
    "Visits in which something was searched, and in which something was added after that",
    ("step",),
    registry=REGISTRY,
)
LANDING_TO_APPLY = Histogram(
    "playlist_landing_to_apply_seconds",
    "Time from a visit's first page to its first apply, told by browsers",
    buckets=(10, 30, 60, 120, 180, 300, 600, 1200, 1800, 3600, 7200, 14400),
    registry=REGISTRY,
)
STATS_EVENTS = Counter(
    "playlist_stats_events",
    "Events of the channel read for the statistics: counted, left_out, malformed or lost",
    ("result",),
    registry=REGISTRY,
)
ITEMS_QUEUED = Counter(
    "playlist_items_queued", "Adds of items to the queue, whoever made them", registry=REGISTRY
)
ITEMS_PLAYED = Counter("playlist_items_played", "Items that began to play", registry=REGISTRY)
STATS_LAG_SECONDS = Gauge(
    "playlist_stats_lag_seconds",
    "Age of the last event when it was counted",
    multiprocess_mode="livemostrecent",
    registry=REGISTRY,
)
STATS_BEHIND = Gauge(
    "playlist_stats_events_behind",
    "Events that wait to be counted, as looked at after each silence",
    multiprocess_mode="livemostrecent",
    registry=REGISTRY,
)
STATS_BATCH_SECONDS = Histogram(
    "playlist_stats_batch_seconds",
    "Time to count a batch of events",
    buckets=FAST_BUCKETS,
    registry=REGISTRY,
)

# a series that is not there yet has no rate: those whose labels are known begin at 0
for _counter, _values in (
    (OTP_SENT, ("confirmed", "unconfirmed", "not_in_channel", "failed")),
    (APPLIES, ("done", "done_with_failures", "cancelled", "failed")),
    (APPLY_ITEMS, ("queued", "failed")),
    (PLAYLISTS_APPLIED, ("first", "again")),
    (KV_WRITES, ("ok", "conflict", "failed")),
    (ANALYTICS_WRITES, ("ok", "conflict", "failed")),
    (MARATHONS, ("concatenate", "shuffle", "interleave")),
    (LIKES, ("ok", "duplicate", "unavailable", "failed")),
    (STATS_EVENTS, ("counted", "left_out", "malformed", "lost")),
    (REFRESHES, ("done", "failed")),
    (SEARCH_SESSIONS, ("searched", "added")),
    (BEACONS, ("counted", "declined", "limited")),
):
    for _value in _values:
        _counter.labels(_value)


def start_counting(program: Program) -> None:
    """Says since when a kind of program counts; of several processes the first one's word holds."""
    STARTED.labels(program).set_to_current_time()


def show_connections(*, nats: bool, robot: bool) -> None:
    """Says whether this process reaches NATS and the robot the channel."""
    NATS_CONNECTED.set(nats)
    ROBOT_CONNECTED.set(robot)


def count_kv_write(result: str) -> None:
    """Counts one KV write: ok, conflict or failed."""
    KV_WRITES.labels(result).inc()


def count_analytics_write(result: str) -> None:
    """Counts one KV write that keeps statistics or likes."""
    count_kv_write(result)
    ANALYTICS_WRITES.labels(result).inc()


def exposition() -> bytes:
    """All metrics as Prometheus text: of every process of the host, where they share them."""
    return generate_latest(_registry())


def samples(wanted: Callable[[str], bool]) -> list[Sample]:
    """What `exposition` would show of the metrics whose names are `wanted`."""
    return [
        Sample(sample.name, tuple(sorted(sample.labels.items())), sample.value)
        for family in _registry().collect()
        if wanted(family.name)
        for sample in family.samples
    ]


def registry_name() -> str:
    """The same for all processes that share their metrics, and for no others."""
    directory = os.environ.get(MULTIPROC_VARIABLE)
    return f"{socket.gethostname()}:{directory or os.getpid()}"


def _registry() -> CollectorRegistry:
    directory = os.environ.get(MULTIPROC_VARIABLE)
    if not directory:
        return REGISTRY
    shared = CollectorRegistry()
    multiprocess.MultiProcessCollector(shared, path=directory)  # type: ignore[no-untyped-call]
    return shared
