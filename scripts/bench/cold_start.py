"""Measures a cold start, from no process to the first answers, as on a host that scales to zero."""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from action_api.services.sessions import Sessions
from tests.integration.api_harness import BIN, ROOT, SECRET_KEY
from tests.integration.playlist_harness import publish_catalog, service_settings
from tests.standins.nats_server import NatsServer
from tests.standins.processes import Child, free_port

ROUNDS = 7
LIMIT_SECONDS = 1.5
GIVE_UP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of the process to the first answers, and of processor it took."""

    health: float
    signed_in: float
    processor: float


def first_answer(http: httpx.Client, path: str, wanted: set[int], began: float) -> float:
    """Seconds from `began` to the first answer that is `wanted`."""
    while time.monotonic() - began < GIVE_UP_SECONDS:
        try:
            if http.get(path).status_code in wanted:
                return time.monotonic() - began
        except httpx.TransportError:
            pass  # nobody listens yet
        time.sleep(0.005)
    raise SystemExit(f"{path} gave none of {wanted} within {GIVE_UP_SECONDS:g} s")


def start(environment: dict[str, str], directory: Path) -> Start:
    """One cold start with NATS up; the process is ended again."""
    port = free_port()
    environment = environment | {"API_BIND": f"127.0.0.1:{port}"}
    command = [BIN / "gunicorn", "-c", ROOT / "deploy/gunicorn.conf.py", "action_api.asgi:app"]
    sessions = Sessions(SECRET_KEY.encode(), 24, time.time, lambda: "bench")
    cookies = {"kryten_playlist": sessions.issue("Ann", True)[1]}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    with (
        Child("api", command, log=directory / "api.log", env=environment, cwd=directory) as child,
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}/api/v1", cookies=cookies, timeout=30
        ) as http,
    ):
        health = first_answer(http, "/health", {200, 503}, began)
        # who is signed in and in which role: asks NATS for both
        signed_in = first_answer(http, "/auth/session", {200}, began)
        child.stop()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Start(health, signed_in, used)


def row(what: str, seconds: list[float], limit: str = "") -> str:
    return (
        f"| {what} | {min(seconds):.2f} s | {statistics.median(seconds):.2f} s "
        f"| {max(seconds):.2f} s | {limit} |"
    )


def main() -> None:
    """Print the section."""
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary)
        with NatsServer(directory / "nats") as nats:
            publish_catalog(directory / "data")
            environment = service_settings(nats, directory, LOG_LEVEL="WARNING")
            environment |= {"PATH": os.environ["PATH"], "API_WORKERS": "1"}
            starts = []
            for _ in range(ROUNDS + 1):
                starts.append(start(environment, directory))
                sys.stderr.write(f"cold_start: {starts[-1]}\n")
    # the first one also reads the files from the disk and writes what Python compiles
    starts = starts[1:]
    limit = f"{LIMIT_SECONDS:g} s"
    lines = [
        "## Cold start",
        "",
        "gunicorn with the action API, from no process to its first answers; NATS is up. As on a "
        f"host that starts it for the first request. {ROUNDS} starts.",
        "",
        "| what | best | median | worst | to hold (median) |",
        "|---|---|---|---|---|",
        row("first answered `/health`", [one.health for one in starts], limit),
        row("first answered signed-in GET", [one.signed_in for one in starts], limit),
        row("processor time, start and stop", [one.processor for one in starts]),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
