"""Measures how fast and how soon the worker counts the channel's events: prints a section."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import nats
from nats.aio.client import Client

from tests.integration.api_harness import running_worker
from tests.integration.playlist_harness import service_settings
from tests.integration.stats_harness import (
    Event,
    envelope,
    last_sequence,
    on_stream,
    queued,
    started,
    update,
)
from tests.standins.nats_server import NatsServer
from tests.standins.processes import wait_until

EVENTS = 20_000
ITEMS = 5000
EVENTS_PER_SECOND = 500
STEADY_PER_SECOND = 50
STEADY_SECONDS = 30
LAG_SECONDS = 1.0
BUCKET = "kryten_playlist_stats"


def channel_events(count: int) -> list[Event]:
    """Adds, starts, positions in the mix of a busy channel, over 5,000 items."""
    events: list[Event] = []
    number = 0
    while len(events) < count:
        number += 1
        video_id = f"item{number * 37 % ITEMS:05}"
        events += [queued(video_id, number), *started(video_id, number), update(0), update(4)]
    return events[:count]


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Client]:
    client = await nats.connect(url)
    try:
        yield client
    finally:
        await client.close()


async def follow(client: Client, seen: dict[int, float], wanted: int) -> None:
    """Notes when each sequence was first in the counts, until `wanted` is."""
    bucket = await client.jetstream().key_value(BUCKET)
    watcher = await bucket.watch("day.*")
    async for entry in watcher:
        if entry is None or not entry.value:
            continue
        sequence = json.loads(entry.value)["included"][1]
        seen.setdefault(sequence, time.perf_counter())
        if sequence >= wanted:
            break
    await watcher.stop()


async def measure_rate(url: str, before: int) -> tuple[float, float]:
    """Seconds to publish, and to have counted, all events at once."""
    messages = [envelope(event, time.time()) for event in channel_events(EVENTS)]
    seen: dict[int, float] = {}
    async with connected(url) as client, connected(url) as watching:
        following = asyncio.create_task(follow(watching, seen, before + EVENTS))
        started_at = time.perf_counter()
        for subject, data in messages:
            await client.publish(subject, data)
        await client.flush()
        published = time.perf_counter() - started_at
        async with asyncio.timeout(300):
            await following
    return published, max(seen.values()) - started_at


async def measure_lag(url: str, before: int) -> list[float]:
    """Seconds from each event's publishing to its being in the counts, at a steady pace."""
    count = STEADY_PER_SECOND * STEADY_SECONDS
    # every one of these changes the day, which is what is watched
    events = [
        queued(f"item{number:05}", number) if number % 2 else started(f"item{number:05}", number)[1]
        for number in range(count)
    ]
    seen: dict[int, float] = {}
    sent: list[float] = []
    async with connected(url) as client, connected(url) as watching:
        following = asyncio.create_task(follow(watching, seen, before + count))
        begun = time.perf_counter()
        for number, event in enumerate(events):
            await asyncio.sleep(max(0.0, begun + number / STEADY_PER_SECOND - time.perf_counter()))
            sent.append(time.perf_counter())
            await client.publish(*envelope(event, time.time()))
        async with asyncio.timeout(60):
            await following
    lags = []
    for number, at in enumerate(sent):
        counted = min(when for sequence, when in seen.items() if sequence >= before + number + 1)
        lags.append(counted - at)
    return lags


def wait_counted(url: str) -> int:
    """The last sequence, once it is counted."""
    last = last_sequence(url)

    async def included(jetstream: nats.js.JetStreamContext) -> int:
        bucket = await jetstream.key_value(BUCKET)
        return int(json.loads((await bucket.get("head")).value or b"{}")["position"][1])

    wait_until(lambda: on_stream(url, included) >= last, what="everything counted", within=60)
    return last


def cpu_seconds(pid: int) -> float:
    """What a process has used of the processor."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def has_bucket(url: str) -> bool:
    async def look(jetstream: nats.js.JetStreamContext) -> bool:
        return bool((await jetstream.stream_info(f"KV_{BUCKET}")).config.name)

    try:
        return on_stream(url, look)
    except nats.js.errors.NotFoundError:
        return False


def main() -> None:
    """Print the section."""
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place)
        with NatsServer(directory / "nats") as server:
            environment = service_settings(server, directory / "service", LOG_LEVEL="WARNING")
            (directory / "service").mkdir()
            with running_worker(environment, directory / "worker") as worker:
                wait_until(lambda: last_sequence(server.url) >= 0, what="the stream", within=30)
                wait_until(lambda: has_bucket(server.url), what="the counts' bucket", within=30)
                sys.stderr.write("intake: at a steady pace\n")
                lags = asyncio.run(measure_lag(server.url, 0))
                before = wait_counted(server.url)
                sys.stderr.write("intake: all at once\n")
                used = cpu_seconds(worker.pid)
                published, counted = asyncio.run(measure_rate(server.url, before))
                used = cpu_seconds(worker.pid) - used
    p95 = statistics.quantiles(lags, n=20)[-1]
    rate = EVENTS / counted
    cpu = f"{used:.1f} s of the processor for the worker"
    lines = [
        "## Statistics: intake",
        "",
        f"Adds, starts and positions over {ITEMS:,} items, published on plain NATS as the robot",
        "does, counted by one worker into NATS KV on disk, exactly once.",
        "",
        "| what | measured | to hold |",
        "|---|---|---|",
        f"| {EVENTS:,} events at once, published in {published:.1f} s "
        f"| counted in {counted:.1f} s, {cpu}: {rate:,.0f} events/s "
        f"| {EVENTS_PER_SECOND} events/s |",
        f"| {STEADY_PER_SECOND} events/s for {STEADY_SECONDS} s: from published to counted "
        f"| median {statistics.median(lags) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, worst "
        f"{max(lags) * 1000:.0f} ms | {LAG_SECONDS:g} s |",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
