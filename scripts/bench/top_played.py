"""Measures reading the statistics of a year over HTTP with a local NATS: prints a section."""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from action_api.domain.stats_counts import (
    Counted,
    DayCounts,
    ItemCounts,
    PlayCounts,
    StreamPosition,
)
from action_api.nats_link import NatsLink
from action_api.settings import load_settings
from action_api.stores.kv import KvBucket
from action_api.stores.stats import StatsStore
from scripts.bench.playlists import catalog
from tests.integration.playlist_harness import Service, publish_catalog
from tests.standins.nats_server import NatsServer
from tests.standins.processes import wait_until

ITEMS = 5000
DAYS = 365
PLAYS_A_DAY = 300
ROUNDS = 200
LIMIT_MS = 50


def a_year() -> tuple[Counted, int]:
    """Counts of a year in which every item played, and how many plays that is."""
    chance = random.Random(365)
    now = datetime.now(UTC)
    items: defaultdict[str, ItemCounts] = defaultdict(ItemCounts)
    days: dict[object, DayCounts] = {}
    plays = 0
    for ago in range(DAYS):
        rows: defaultdict[str, PlayCounts] = defaultdict(PlayCounts)
        at = int((now - timedelta(days=ago)).timestamp())
        for number in range(PLAYS_A_DAY):
            chosen = chance.randrange(ITEMS) if ago else number * 16 % ITEMS
            one = f"item{chosen:05}"
            played = PlayCounts(1, chance.randrange(60, 600))
            rows[one] = rows[one].plus(played)
            items[one] = items[one].plus(ItemCounts(played, 1, 600, 0, at, f"Item {chosen}.mp4"))
            plays += 1
        days[now.date() - timedelta(days=ago)] = DayCounts(PLAYS_A_DAY, dict(rows))
    return Counted(dict(items), days), plays  # type: ignore[arg-type]


async def store(url: str, counted: Counted) -> None:
    """Puts the counts where the worker would have put them."""
    link = NatsLink(load_settings({"NATS_URL": url}, None))
    await link.start()
    if not await link.wait_up(10):
        raise SystemExit("no NATS")
    bucket = KvBucket(link, "kryten_playlist_stats", "a benchmark's own")
    await StatsStore(bucket).settle(StreamPosition(1, 1), counted)
    await link.stop()


def times(person: httpx.Client, path: str) -> list[float]:
    """Milliseconds of each call, which must succeed."""
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = person.get(path)
        took.append((time.perf_counter() - started) * 1000)
        answer.raise_for_status()
    return took


def row(what: str, took: list[float]) -> str:
    p95 = statistics.quantiles(took, n=20)[-1]
    return (
        f"| {what} | {statistics.median(took):.1f} ms | {p95:.1f} ms | {max(took):.1f} ms "
        f"| {LIMIT_MS} ms |"
    )


def measure(service: Service, plays: int, items: int) -> list[str]:
    """The rows of the table."""
    with httpx.Client(base_url=f"{service.api.url}/api/v1", timeout=30) as person:

        def has_all() -> bool:
            answer = person.get("/stats/summary")
            return answer.status_code == 200 and answer.json()["items_played"] == plays

        wait_until(lambda: all(has_all() for _ in range(6)), what="the year", within=60)
        found = person.get("/stats/top-played?window=365d&limit=100").json()["items"]
        if len(found) != 100:
            raise SystemExit("not a hundred rows")
        return [
            row("top 100 of 365 days", times(person, "/stats/top-played?window=365d&limit=100")),
            row("top 10 of 7 days", times(person, "/stats/top-played?window=7d&limit=10")),
            row("top 100 of all", times(person, "/stats/top-played?window=all&limit=100")),
            row("365 days for a chart", times(person, "/stats/days?window=365d")),
            row(f"totals of {items:,} items", times(person, "/stats/summary")),
        ]


def main() -> None:
    """Print the section."""
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place)
        with NatsServer(directory / "nats") as server:
            sys.stderr.write("top_played: making a year up\n")
            counted, plays = a_year()
            asyncio.run(store(server.url, counted))
            service = Service(server, directory / "service", LOG_LEVEL="WARNING")
            publish_catalog(directory / "service" / "data", catalog(ITEMS))
            try:
                service.start()
                rows = measure(service, plays, len(counted.items))
            finally:
                service.stop()
    lines = [
        "## Statistics: reading",
        "",
        f"{plays:,} plays of {len(counted.items):,} items on {DAYS} days, titles from the catalog,",
        f"over HTTP on loopback, two gunicorn workers, a local NATS; {ROUNDS} calls each.",
        "",
        "| call | median | p95 | worst | p95 to hold |",
        "|---|---|---|---|---|",
        *rows,
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
