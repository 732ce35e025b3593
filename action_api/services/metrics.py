"""Prometheus metrics, right across workers where PROMETHEUS_MULTIPROC_DIR is set before import."""

from __future__ import annotations

import os

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

REGISTRY = CollectorRegistry()
MULTIPROC_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
FAST_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)

NATS_CONNECTED = Gauge(
    "playlist_nats_connected",
    "1 where every process of this host is connected to NATS",
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
    "Time from taking an apply to its end",
    ("mode",),
    buckets=(1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 2400),
    registry=REGISTRY,
)
LIKES = Counter("playlist_likes", "Likes asked for, by outcome", ("result",), registry=REGISTRY)
LIKE_SECONDS = Histogram(
    "playlist_like_seconds",
    "Time from a like's arrival to its record, answered by whichever program took it",
    buckets=FAST_BUCKETS,
    registry=REGISTRY,
)


def count_kv_write(result: str) -> None:
    """Counts one KV write: ok, conflict or failed."""
    KV_WRITES.labels(result).inc()


def exposition() -> bytes:
    """All metrics as Prometheus text: of every process of the host, where they share them."""
    directory = os.environ.get(MULTIPROC_VARIABLE)
    if not directory:
        return generate_latest(REGISTRY)
    shared = CollectorRegistry()
    multiprocess.MultiProcessCollector(shared, path=directory)  # type: ignore[no-untyped-call]
    return generate_latest(shared)
