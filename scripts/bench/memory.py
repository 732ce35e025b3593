"""Measures whether memory stays flat under load, in 30 minutes: prints a Markdown section."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from action_api.services.apply_feed import KEPT_JOBS
from scripts.bench.load import busy_stage
from scripts.bench.users import THINK_SECONDS, Timings, Users
from tests.chaos.kills import children_of
from tests.integration.apply_harness import OVER, Stage
from tests.standins.processes import wait_until

USERS = 20
EVERY_SECONDS = 10.0
SKIP_SECONDS = 5.0
APPLY_SECONDS = 60.0
# before it is measured: every item is played, liked and applied once, so that what is kept of
# each is there, caches are full, and the allocator has found its size
WARM_MINUTES = 6.0
WARM_HASTE = 6.0
# above this much a day it is no longer flat
FLAT_MIB_A_DAY = 100.0


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line through the points by least squares; kibibytes and minutes."""

    start: float
    slope: float
    slope_error: float

    @property
    def mib_a_day(self) -> float:
        return self.slope * 1440 / 1024


def fit(minutes: Sequence[float], kibibytes: Sequence[float]) -> Line:
    """Ordinary least squares; the error of the slope is its standard error."""
    count = len(minutes)
    mean_x, mean_y = sum(minutes) / count, sum(kibibytes) / count
    spread = sum((x - mean_x) ** 2 for x in minutes)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(minutes, kibibytes, strict=True))
    slope /= spread
    start = mean_y - slope * mean_x
    rest = sum((y - start - slope * x) ** 2 for x, y in zip(minutes, kibibytes, strict=True))
    return Line(start, slope, (rest / max(1, count - 2) / spread) ** 0.5)


def resident(pid: int) -> int:
    """Kibibytes of memory a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise SystemExit(f"process {pid} has ended")


def processes(stage: Stage) -> dict[str, int]:
    """The programs of ours by name."""
    assert stage.worker is not None
    workers = children_of(stage.api.pid)
    return {
        **{f"API process {number}": pid for number, pid in enumerate(workers, 1)},
        "worker": stage.worker.pid,
    }


def channel_life(
    stage: Stage,
    playlists: Sequence[Mapping[str, Any]],
    stop: threading.Event,
    haste: float = 1.0,
) -> None:
    """Entries begin to play, somebody likes them, and a playlist is applied now and then."""
    admin = stage.person("labadmin")
    stage.channel.come_online(["labadmin"])
    began, applied = time.monotonic(), 0
    while not stop.wait(SKIP_SECONDS / haste):
        stage.channel.cytube.act("labadmin", "playNext")
        try:
            admin.post("/likes")
            if time.monotonic() - began > applied * APPLY_SECONDS / haste:
                applied += 1
                stage.ask(admin, str(playlists[applied % len(playlists)]["id"]), "hard_replace")
        except httpx.HTTPError as error:
            sys.stderr.write(f"memory: {error!r}\n")


def watch(stage: Stage, seconds: float, rows: list[tuple[float, dict[str, int]]]) -> None:
    """One row each EVERY_SECONDS: minutes since the start, kibibytes by program."""
    pids = processes(stage)
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        now = {name: resident(pid) for name, pid in pids.items()}
        rows.append(((time.monotonic() - began) / 60, now))
        sys.stderr.write(f"memory: {rows[-1][0]:.1f} min {now}\n")
        time.sleep(EVERY_SECONDS)


def fill_jobs(stage: Stage, playlist_id: str) -> None:
    """As many applies as the API keeps in memory: until then each one more takes its place."""
    admin = stage.person("labadmin")
    for number in range(KEPT_JOBS + 5):
        asked = stage.ask(admin, playlist_id, "hard_replace").raise_for_status()
        stage.wait_job(str(asked.json()["id"]), within=120)
        if number % 10 == 9:
            sys.stderr.write(f"memory: {number + 1} applies done\n")


def live(
    stage: Stage, users: Users, playlists: Sequence[Mapping[str, Any]], minutes: float, haste: float
) -> None:
    """Users and channel go on for so long."""
    stop = threading.Event()
    channel = threading.Thread(target=channel_life, args=(stage, playlists, stop, haste))
    channel.start()
    try:
        asyncio.run(users.act(USERS, minutes * 60))
    finally:
        stop.set()
        channel.join()


def _is_idle(stage: Stage) -> bool:
    """Whether no apply is under way."""
    jobs = stage.api.get("/apply-jobs?limit=1").raise_for_status().json()["jobs"]
    return not jobs or jobs[0]["state"] in OVER


def measure(minutes: float) -> tuple[list[tuple[float, dict[str, int]]], int, int]:
    """The rows, and how many requests were answered and how many failed meanwhile."""
    rows: list[tuple[float, dict[str, int]]] = []
    with tempfile.TemporaryDirectory() as name, busy_stage(Path(name)) as made:
        stage, cookie, playlists = made
        users = Users(f"{stage.api.url}/api/v1", cookie, playlists, "memory")
        live(stage, users, playlists, WARM_MINUTES, WARM_HASTE)
        wait_until(lambda: _is_idle(stage), what="the last apply's end", within=120)
        fill_jobs(stage, str(playlists[0]["id"]))
        users.timings = Timings()
        watching = threading.Thread(target=watch, args=(stage, minutes * 60, rows))
        watching.start()
        live(stage, users, playlists, minutes, 1.0)
        watching.join()
        timings = users.timings
    return rows, timings.count, sum(timings.errors.values())


def section(rows: list[tuple[float, dict[str, int]]], answers: int, errors: int) -> str:
    minutes = rows[-1][0]
    lines = []
    for name in rows[0][1]:
        line = fit([at for at, _ in rows], [now[name] for _, now in rows])
        is_flat = line.mib_a_day - 2 * line.slope_error * 1440 / 1024 <= FLAT_MIB_A_DAY
        lines.append(
            f"| {name} | {rows[0][1][name] / 1024:.1f} "
            f"| {rows[-1][1][name] / 1024:.1f} | {line.slope:+.1f} ± {2 * line.slope_error:.1f} "
            f"| {line.mib_a_day:+.0f} | {'yes' if is_flat else 'NO'} |"
        )
    return "\n".join(
        [
            "## Memory under load",
            "",
            f"{minutes:.0f} minutes of {USERS} users as in the section on many users (thinking "
            f"{THINK_SECONDS:.0f} s each: {answers:,} answers, {errors} failed), an entry begun "
            f"and liked every {SKIP_SECONDS:.0f} s, a playlist of 60 items applied every minute. "
            f"Resident memory each {EVERY_SECONDS:.0f} s; the slope is that of least squares over "
            f"{len(rows)} points after {WARM_MINUTES:.0f} minutes in which every item was played, "
            f"liked and applied once, and {KEPT_JOBS} applies done, ± two standard errors. "
            f"Flat: surely no more than {FLAT_MIB_A_DAY:.0f} MiB a day.",
            "",
            "| program | at first MiB | at last MiB | slope KiB/min | MiB a day | flat |",
            "|---|---:|---:|---:|---:|---|",
            *lines,
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    measured = measure(parser.parse_args().minutes)
    sys.stdout.write(f"{section(*measured)}\n")


if __name__ == "__main__":
    main()
