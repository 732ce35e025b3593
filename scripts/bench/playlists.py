"""Measures saved playlists over HTTP with a local NATS: prints a Markdown section."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.integration.playlist_harness import Service, publish_catalog
from tests.standins.nats_server import NatsServer

PLAYLISTS = 1000
ITEMS = 500
# as many as the channel has
CATALOG_ITEMS = 5440
LISTS = 200
SAVES = 200
LIMIT_MS = 50


def catalog(count: int) -> list[dict[str, object]]:
    """So many items, numbered."""
    return [
        {"video_id": f"item{n:05}", "title": f"Item {n}.mp4", "duration": 60 + n}
        for n in range(count)
    ]


def items(shift: int) -> list[str]:
    return [f"item{(shift * 37 + n) % CATALOG_ITEMS:05}" for n in range(ITEMS)]


def row(what: str, took: list[float]) -> str:
    """Median, 95th percentile and worst of milliseconds."""
    ordered = sorted(took)
    p95 = ordered[int(len(ordered) * 0.95)]
    median = statistics.median(took)
    return f"| {what} | {median:.1f} ms | {p95:.1f} ms | {ordered[-1]:.1f} ms | {LIMIT_MS} ms |"


def times(count: int, act: Callable[[int], httpx.Response]) -> list[float]:
    """Milliseconds of each call, which must succeed."""
    took = []
    for number in range(count):
        started = time.perf_counter()
        answer = act(number)
        took.append((time.perf_counter() - started) * 1000)
        answer.raise_for_status()
    return took


def measure(service: Service) -> list[str]:
    """The rows of the table."""
    person = httpx.Client(
        base_url=f"{service.api.url}/api/v1", cookies=service.person("Ann").cookies, timeout=30
    )
    made = []
    for number in range(PLAYLISTS):
        body = {"name": f"Playlist {number:04}", "items": items(number)}
        made.append(person.post("/playlists", json=body).raise_for_status().json())
        if number % 100 == 99:
            sys.stderr.write(f"playlists: {number + 1} of {PLAYLISTS} saved\n")

    def save(number: int) -> httpx.Response:
        one = made[number]
        return person.put(
            f"/playlists/{one['id']}",
            json={"name": one["name"], "items": items(number + 1)},
            headers={"If-Match": f'"{one["revision"]}"'},
        )

    started = time.perf_counter()
    person.get("/playlists").raise_for_status()
    first = (time.perf_counter() - started) * 1000
    rows = [
        row(f"list of {PLAYLISTS:,}", times(LISTS, lambda _: person.get("/playlists"))),
        row(f"save of {ITEMS} items", times(SAVES, save)),
        row(
            f"read of {ITEMS} items",
            times(SAVES, lambda n: person.get(f"/playlists/{made[n]['id']}")),
        ),
    ]
    person.close()
    return [*rows, "", f"The first list, which counts all durations, took {first:.0f} ms."]


def main() -> None:
    """Print the section."""
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place)
        with NatsServer(directory / "nats") as nats:
            service = Service(nats, directory / "service", LOG_LEVEL="WARNING")
            publish_catalog(directory / "service" / "data", catalog(CATALOG_ITEMS))
            service.bless("Ann")
            try:
                service.start()
                rows = measure(service)
            finally:
                service.stop()
    lines = [
        "## Saved playlists",
        "",
        f"{PLAYLISTS:,} playlists of {ITEMS} items, over HTTP on loopback, two gunicorn workers,",
        "a local NATS with its store on disk; a save is compare-and-set, copy and audit trail.",
        "",
        "| call | median | p95 | worst | p95 to hold |",
        "|---|---|---|---|---|",
        *rows,
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
