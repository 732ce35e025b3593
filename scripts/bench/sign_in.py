"""Measures sign-in through the real NATS and robot, and a signed-in GET: prints a section."""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import falcon.testing
import httpx

from action_api.app import build_collaborators, create_app
from action_api.services.sessions import Sessions
from action_api.settings import Settings, load_settings
from tests.integration.api_harness import Api, forget_everything, settings_for
from tests.standins.channel import Channel
from tests.standins.processes import wait_until

PM_ROUNDS = 40
PM_LIMIT_MS = 500
GET_ROUNDS = 500
GET_LIMIT_MS = 5


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def measure_pm(channel: Channel, api: Api) -> tuple[list[float], list[float]]:
    """Milliseconds from the request to the PM in the recipient's hands, and to our reply."""
    to_pm, to_reply = [], []
    with httpx.Client(base_url=f"{api.url}/api/v1", timeout=10) as http:
        for number in range(PM_ROUNDS):
            # at rest: one at a time, never near CyTube's or our own pace
            time.sleep(0.25)
            seen = len(channel.cytube.pms("Alice"))
            headers = {"X-Forwarded-For": f"203.0.113.{number + 1}"}
            # both clocks are this machine's: the stand-in stamps the PM as it delivers it
            asked = time.time()
            reply = http.post("/auth/otp/request", json={"username": "Alice"}, headers=headers)
            answered = time.time()
            if reply.status_code != 202:
                raise SystemExit(f"the request was refused: {reply.text}")
            delivered = channel.cytube.wait_for_pm("Alice", seen=seen)["time"] / 1000
            to_pm.append((delivered - asked) * 1000)
            to_reply.append((answered - asked) * 1000)
    return to_pm, to_reply


async def timed(rounds: int, act: Callable[[], Awaitable[object]]) -> list[float]:
    """Milliseconds of each of `rounds` calls, after some to warm up."""
    for _ in range(20):
        await act()
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        await act()
        took.append((time.perf_counter() - started) * 1000)
    return took


async def measure_get(settings: Settings) -> list[float]:
    """Milliseconds of a signed-in GET inside one process: no socket, but NATS asked each time."""
    app = create_app(settings, collaborators=build_collaborators(settings))
    sessions = Sessions(settings.secret(), 1, time.time, lambda: "bench")
    _, text = sessions.issue("Alice", registered=True)
    async with falcon.testing.ASGIConductor(app) as conductor:

        async def get() -> None:
            answer = await conductor.simulate_get(
                "/api/v1/auth/session", cookies={"kryten_playlist": text}
            )
            if answer.json["username"] != "Alice":
                raise SystemExit(f"not signed in: {answer.text}")

        async with asyncio.timeout(10):
            while (await conductor.simulate_get("/api/v1/health")).status_code != 200:  # noqa: ASYNC110 - nothing announces it
                await asyncio.sleep(0.1)
        return await timed(GET_ROUNDS, get)


def row(what: str, values: list[float], limit: float | None) -> str:
    held = "" if limit is None else f"{limit:g} ms"
    return (
        f"| {what} | {len(values)} | {statistics.median(values):.1f} ms | {p95(values):.1f} ms "
        f"| {max(values):.1f} ms | {held} |"
    )


def main() -> None:
    """Print the section."""
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary)
        with Channel(directory / "channel") as channel:
            channel.come_online(["Alice"])
            environment = settings_for(
                channel,
                directory / "api",
                OTP_REQUESTS_PER_USER="100",
                OTP_REQUESTS_GLOBAL="1000",
                LOG_LEVEL="WARNING",
            )
            with Api(directory / "api", environment) as api:
                api.wait_connected()
                forget_everything(channel.nats.url)
                wait_until(lambda: "Alice" in channel.cytube.online(), what="Alice in the channel")
                to_pm, to_reply = measure_pm(channel, api)
            gets = asyncio.run(measure_get(load_settings(environment, None)))
    lines = [
        "## Sign-in",
        "",
        "Real NATS, real robot, the CyTube stand-in and two gunicorn workers on one machine, "
        "at rest. A signed-in GET asks NATS for the session's end and the role each time.",
        "",
        "| what | runs | median | p95 | worst | to hold (p95) |",
        "|---|---|---|---|---|---|",
        row("request → PM in CyTube's hands", to_pm, PM_LIMIT_MS),
        row("request → our reply, delivery confirmed", to_reply, None),
        row("signed-in GET, inside the process", gets, GET_LIMIT_MS),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
