"""Measures applies against CyTube's limit on adds, and sign-in meanwhile: prints a section."""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from action_api.domain.apply_pace import floor_seconds, limiter_for_rank
from tests.integration.apply_harness import Stage, item_ids, running_stage
from tests.standins.channel import Channel
from tests.standins.cytube_server import ROBOT_USER
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until

ITEMS = 100
OVERLAP = 90
WORST_TIMES_FLOOR = 1.15
MOST_OF_FULL = 1 / 5
PM_EVERY_SECONDS = 1.5
PM_LIMIT_SECONDS = 3.0
CATALOG = item_ids(2 * ITEMS + 20)


@dataclass(frozen=True, slots=True)
class Timed:
    """One apply: seconds from asking to its end, and whether the queue is as wanted."""

    seconds: float
    lost: int
    is_in_order: bool
    job: dict[str, Any]


def timed_apply(stage: Stage, admin: httpx.Client, items: list[str], mode: str) -> Timed:
    playlist_id = stage.save(admin, items)
    began = time.monotonic()
    job_id = stage.ask(admin, playlist_id, mode).json()["id"]
    job = stage.wait_job(job_id, within=150)
    seconds = time.monotonic() - began
    queue = stage.queue()[-len(items) :]
    return Timed(seconds, len(set(items) - set(queue)), queue == items, job)


def sign_ins(stage: Stage, stop: threading.Event, waits: list[float]) -> None:
    """Asks for codes until told to stop; `waits` gets the seconds until each PM was delivered."""
    with httpx.Client(base_url=f"{stage.api.url}/api/v1", timeout=20) as http:
        number = 0
        while not stop.is_set():
            number += 1
            seen = len(stage.channel.cytube.pms("Alice"))
            headers = {"X-Forwarded-For": f"203.0.113.{number % 250 + 1}"}
            # both clocks are this machine's: the stand-in stamps the PM as it delivers it
            asked = time.time()
            reply = http.post("/auth/otp/request", json={"username": "Alice"}, headers=headers)
            if reply.status_code != 202:
                raise SystemExit(f"a code was refused: {reply.text}")
            delivered = stage.channel.cytube.wait_for_pm("Alice", seen=seen, within=20)["time"]
            waits.append(delivered / 1000 - asked)
            stop.wait(PM_EVERY_SECONDS)


def measure(stage: Stage) -> tuple[Timed, Timed, Timed, list[float]]:
    """100 new items; 90 of them in another order with 10 new; 100 new with sign-ins meanwhile."""
    admin = stage.person("labadmin")
    stage.channel.come_online(["Alice"])
    first = item_ids(ITEMS)
    full = timed_apply(stage, admin, first, "hard_replace")
    dice = random.Random(90)
    mixed = [*dice.sample(first, OVERLAP), *item_ids(ITEMS - OVERLAP, ITEMS)]
    dice.shuffle(mixed)
    overlap = timed_apply(stage, admin, mixed, "hard_replace")
    stage.reset()
    stage.channel.come_online(["Alice"])
    waits: list[float] = []
    stop = threading.Event()
    asking = threading.Thread(target=sign_ins, args=(stage, stop, waits))
    asking.start()
    try:
        busy = timed_apply(stage, admin, item_ids(ITEMS, ITEMS), "append")
    finally:
        stop.set()
        asking.join()
    return full, overlap, busy, waits


def section(full: Timed, overlap: Timed, busy: Timed, waits: list[float]) -> tuple[str, bool]:
    """The Markdown, and whether every limit is kept."""
    floor = floor_seconds(ITEMS, limiter_for_rank(ROBOT_USER.rank))
    p95 = statistics.quantiles(waits, n=20)[-1]
    rows = [
        (
            f"{ITEMS} new items",
            f"{full.seconds:.1f} s",
            f"≤ {WORST_TIMES_FLOOR * floor:.1f} s (1.15 × the limiter's floor of {floor:.0f} s)",
            full.seconds <= WORST_TIMES_FLOOR * floor and full.is_in_order,
        ),
        (
            f"{ITEMS} items, {OVERLAP} of them on the queue in another order",
            f"{overlap.seconds:.1f} s",
            f"≤ {MOST_OF_FULL * full.seconds:.1f} s (1/5 of that)",
            overlap.seconds <= MOST_OF_FULL * full.seconds and overlap.is_in_order,
        ),
        (
            f"sign-in PM during an apply, p95 of {len(waits)}",
            f"{p95:.2f} s (worst {max(waits):.2f} s)",
            f"≤ {PM_LIMIT_SECONDS:.0f} s",
            p95 <= PM_LIMIT_SECONDS,
        ),
        (
            "the apply meanwhile",
            f"{busy.seconds:.1f} s",
            "nothing lost",
            busy.lost == 0 and busy.is_in_order,
        ),
    ]
    lines = [
        "## Applying",
        "",
        "Real nats-server, real kryten-robot, the CyTube stand-in with CyTube's limiter, API and",
        "worker on one machine; from asking to the job's end, its last look at the queue included.",
        "",
        "| what | measured | limit | kept |",
        "|---|---|---|---|",
        *(
            f"| {what} | {got} | {limit} | {'yes' if ok else 'NO'} |"
            for what, got, limit, ok in rows
        ),
        "",
        f"Lost items: {full.lost}, {overlap.lost}, {busy.lost}; out of order: "
        f"{sum(not one.is_in_order for one in (full, overlap, busy))} of 3 queues.",
    ]
    return "\n".join(lines), all(ok for *_, ok in rows)


def main() -> int:
    """Print the section; 1 where a limit is broken."""
    with tempfile.TemporaryDirectory() as name, LabManifests() as lab:
        directory = Path(name)
        with (
            Channel(directory / "channel") as channel,
            running_stage(
                channel,
                lab,
                directory / "stage",
                catalog=CATALOG,
                OTP_REQUESTS_PER_USER="100",
                OTP_REQUESTS_GLOBAL="1000",
                LOG_LEVEL="INFO",
            ) as stage,
        ):
            wait_until(lambda: stage.shown_queue()["connected"], what="the queue")
            text, kept = section(*measure(stage))
    sys.stdout.write(f"{text}\n")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
