"""Measures the API with more and more users, up to where it breaks: prints a Markdown section."""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from action_api.services.sessions import Sessions
from scripts.bench.users import MIX, THINK_SECONDS, Timings, Users, percentile
from tests.integration.api_harness import SECRET_KEY
from tests.integration.apply_harness import Stage, item_ids, running_stage
from tests.standins.channel import Channel
from tests.standins.lab_manifests import LabManifests

PLAYLISTS = 50
ITEMS = 60
QUEUED = 40
STEPS = (25, 50, 100, 200, 300, 400, 600, 800, 1200, 1600, 2400)
STEP_SECONDS = 10.0
# before they are measured, the first users of a step are all there and connected
WARM_SECONDS = 2.0
BROKEN_P95 = 0.5
BROKEN_ERRORS = 0.001


@dataclass(frozen=True, slots=True)
class Step:
    """So many users for STEP_SECONDS."""

    users: int
    seconds: float
    timings: Timings
    # of a core, taken by the users themselves
    client_share: float

    @property
    def p95(self) -> float:
        return percentile(self.timings.all(), 0.95)

    @property
    def is_broken(self) -> bool:
        errors = sum(self.timings.errors.values())
        return self.p95 > BROKEN_P95 or errors > BROKEN_ERRORS * max(1, self.timings.count)


@contextmanager
def busy_stage(directory: Path) -> Iterator[tuple[Stage, str, list[dict[str, Any]]]]:
    """The service with playlists and a queue, a session's cookie, and the playlists."""
    with LabManifests() as lab, Channel(directory / "channel") as channel:
        names = item_ids(140)
        with running_stage(
            channel, lab, directory / "stage", catalog=names, LOG_LEVEL="INFO"
        ) as stage:
            stage.seed(names[:QUEUED])
            ann = stage.person("Ann")
            playlists = []
            for number in range(PLAYLISTS):
                items = [names[(number * 7 + at) % len(names)] for at in range(ITEMS)]
                body = {"name": f"Evening {number}", "items": items}
                playlists.append(ann.post("/playlists", json=body).raise_for_status().json())
            sessions = Sessions(SECRET_KEY.encode(), 24, time.time, lambda: "sid-load")
            yield stage, sessions.issue("Ann", True)[1], playlists


def measure(stage: Stage, cookie: str, playlists: list[dict[str, Any]]) -> list[Step]:
    """Steps up to the first that is broken."""
    steps: list[Step] = []
    users = Users(f"{stage.api.url}/api/v1", cookie, playlists, "load")
    for count in STEPS:
        users.timings = Timings()
        asyncio.run(users.act(count, WARM_SECONDS))
        users.timings = Timings()
        began, spent = time.monotonic(), _own_seconds()
        asyncio.run(users.act(count, STEP_SECONDS))
        seconds = time.monotonic() - began
        steps.append(Step(count, seconds, users.timings, (_own_seconds() - spent) / seconds))
        sys.stderr.write(f"load: {count} users, p95 {steps[-1].p95 * 1000:.0f} ms\n")
        if steps[-1].is_broken:
            break
    return steps


def _own_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def section(steps: list[Step], others: float) -> str:
    """The Markdown; `others` is the machine's load before the measurement."""
    mix = ", ".join(f"{name} {share} %" for name, share in MIX.items())
    good = [step for step in steps if not step.is_broken]
    last = good[-1] if good else steps[0]
    broken = next((step for step in steps if step.is_broken), None)
    ends = (
        f"It holds {last.users} users, {last.timings.count / last.seconds:.0f} requests a second, "
        + (
            f"and breaks at {broken.users}."
            if broken
            else "the most that were tried: it did not break."
        )
    )
    return "\n".join(
        [
            "## Many users",
            "",
            "gunicorn with two processes of the API, the worker, nats-server, kryten-robot and "
            "the users themselves on one machine. A user asks, thinks "
            f"{THINK_SECONDS:.0f} s on average, and asks again: {mix}. {PLAYLISTS} playlists of "
            f"{ITEMS} items, {QUEUED} entries on the queue. It counts as broken where p95 is "
            f"above {BROKEN_P95 * 1000:.0f} ms or more than {BROKEN_ERRORS:.1%} of the answers "
            f"fail. The machine's load was {others:.1f} before.",
            "",
            "| users | requests/s | p50 ms | p95 ms | p99 ms | errors | core taken by the users |",
            "|---:|---:|---:|---:|---:|---|---:|",
            *map(_row, steps),
            "",
            ends,
            "",
            f"By what is asked, with {last.users} users:",
            "",
            "| asked | answers | p50 ms | p95 ms | p99 ms |",
            "|---|---:|---:|---:|---:|",
            *(_by_name(name, took) for name, took in last.timings.took.items()),
        ]
    )


def _row(step: Step) -> str:
    took = step.timings.all()
    errors = ", ".join(f"{name}: {n}" for name, n in step.timings.errors.items()) or "none"
    cells = " | ".join(f"{percentile(took, share) * 1000:.0f}" for share in (0.5, 0.95, 0.99))
    rate = step.timings.count / step.seconds
    return f"| {step.users:,} | {rate:.0f} | {cells} | {errors} | {step.client_share:.0%} |"


def _by_name(name: str, took: list[float]) -> str:
    cells = " | ".join(f"{percentile(took, share) * 1000:.0f}" for share in (0.5, 0.95, 0.99))
    return f"| {name} | {len(took):,} | {cells} |"


def main() -> None:
    others = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name, busy_stage(Path(name)) as made:
        steps = measure(*made)
    sys.stdout.write(f"{section(steps, others)}\n")


if __name__ == "__main__":
    main()
