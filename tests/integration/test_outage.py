"""NATS, robot or CyTube away: the API stays up, says so in time, and recovers by itself."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import nats
import pytest

from tests.integration.api_harness import (
    Api,
    problem,
    running_api,
    settings_for,
)
from tests.standins.channel import Channel, ChannelSettings
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

IN_TIME = 2.0


@pytest.fixture
def own(make_channel: Callable[..., Channel]) -> Channel:
    """A channel whose parts a test may stop; the robot gives NATS up after two tries."""
    channel = make_channel(ChannelSettings(robot_max_reconnect_attempts=2))
    channel.come_online(["Alice", "labadmin"])
    return channel


@pytest.fixture
def api(own: Channel, tmp_path: Path) -> Iterator[Api]:
    with running_api(own, tmp_path / "api") as running:
        yield running


def timed(act: Callable[[], httpx.Response]) -> httpx.Response:
    """The answer, which must come in time."""
    began = time.monotonic()
    answer = act()
    assert time.monotonic() - began < IN_TIME
    return answer


def robot_detail(api: Api) -> str:
    return str(api.get("/health").json()["robot"])


def gave_up(channel: Channel) -> bool:
    """Whether the robot's log says that it tries to reach NATS no more."""
    return "NATS connection closed" in channel.robot.log.read_text(encoding="utf-8")


@contextlib.contextmanager
def commands_heard(channel: Channel) -> Iterator[list[bytes]]:
    """What is published to the robot, from now to the end of the block, after NATS is back."""
    heard: list[bytes] = []
    yield heard

    async def listen() -> None:
        client = await nats.connect(channel.nats.url)
        try:
            subscription = await client.subscribe("kryten.robot.command")
            # what was buffered would come with or right after the reconnect
            end = time.monotonic() + 4
            while time.monotonic() < end:
                with contextlib.suppress(nats.errors.TimeoutError):
                    heard.append((await subscription.next_msg(timeout=0.5)).data)
        finally:
            await client.close()

    asyncio.run(listen())


def test_an_api_started_without_nats_says_so_and_recovers(
    make_channel: Callable[..., Channel], tmp_path: Path
) -> None:
    channel = make_channel()
    channel.nats.stop()
    # times are shown in whole seconds
    began = datetime.now(UTC).replace(microsecond=0)
    with Api(tmp_path / "api", settings_for(channel, tmp_path / "api")) as api:
        browser = api.browser()
        health = timed(lambda: browser.http.get("/health"))
        assert health.status_code == 503
        assert health.json()["nats_connected"] is False
        down_since = datetime.fromisoformat(health.json()["nats_since"])
        assert began <= down_since <= datetime.now(UTC)
        for act in (
            lambda: browser.request("Alice"),
            lambda: browser.verify("Alice", "0000-0000"),
        ):
            answer = timed(act)
            problem(answer, 503, "nats_unavailable")
            assert int(answer.headers["Retry-After"]) >= 1
        assert timed(lambda: browser.http.get("/auth/session")).status_code == 200
        assert timed(lambda: browser.http.get("/openapi.json")).status_code == 200
        channel.nats.start()
        api.wait_connected()
        assert datetime.fromisoformat(api.get("/health").json()["nats_since"]) >= down_since
        channel.come_online(["Alice"])
        assert api.browser().sign_in(channel, "Alice").status_code == 200


def test_without_nats_url_the_api_runs_and_says_what_to_set(tmp_path: Path) -> None:
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "SECRET_KEY": "x" * 32,
        "STATE_DIR": str(tmp_path / "state"),
    }
    with Api(tmp_path, environment) as api:
        answer = api.get("/health")
        assert (answer.status_code, "NATS_URL is empty" in answer.json()["nats"]) == (503, True)
        refused = problem(api.browser().request("Alice"), 503, "nats_unavailable")
        assert "NATS_URL" in refused["detail"]


def test_a_later_outage_is_told_in_time_and_nothing_is_sent_late(own: Channel, api: Api) -> None:
    signed_in, admin = api.browser(), api.browser()
    signed_in.sign_in(own, "Alice")
    admin.sign_in(own, "labadmin")
    seen = len(own.cytube.pms("Alice"))
    own.nats.kill()
    with commands_heard(own) as late:
        wait_until(lambda: api.get("/health").status_code == 503, what="the outage noticed")
        for _ in range(4):
            problem(timed(lambda: api.browser().request("Alice")), 503, "nats_unavailable")
        problem(timed(lambda: signed_in.http.post("/likes")), 503, "nats_unavailable")
        change = timed(lambda: admin.http.put("/admin/blessed/Alice"))
        problem(change, 503, "nats_unavailable")
        # sessions are verified without NATS, roles are those last seen
        assert timed(lambda: admin.http.get("/auth/session")).json()["role"] == "admin"
        assert timed(lambda: signed_in.http.get("/auth/session")).json()["username"] == "Alice"
        assert timed(lambda: signed_in.http.post("/auth/logout")).status_code == 204
        own.nats.start()
    assert [one for one in late if b'"pm"' in one] == []
    api.wait_connected()
    assert len(own.cytube.pms("Alice")) == seen
    assert admin.http.get("/admin/blessed").json() == {"blessed": []}
    assert api.browser().sign_in(own, "Alice").status_code == 200


def test_a_nats_that_hangs_is_no_longer_waited_for_than_the_deadline(
    own: Channel, api: Api
) -> None:
    browser, admin = api.browser(), api.browser()
    admin.sign_in(own, "labadmin")
    seen = len(own.cytube.pms("Alice"))
    own.nats.freeze()
    try:
        answers = [timed(lambda: browser.request("Alice")) for _ in range(3)]
        assert timed(lambda: admin.http.get("/auth/session")).json()["role"] == "admin"
    finally:
        own.nats.thaw()
    for answer in answers:
        problem(answer, 503, "nats_unavailable")
    api.wait_connected()
    assert len(own.cytube.pms("Alice")) == seen


def test_each_way_the_robot_can_be_away_is_told_in_words(own: Channel, api: Api) -> None:
    browser = api.browser()
    own.robot.stop()
    wait_until(lambda: "was shut down" in robot_detail(api), what="the goodbye", within=40)
    refused = timed(lambda: browser.request("Alice"))
    assert "start it" in problem(refused, 503, "robot_unavailable")["detail"]
    own.robot.start()
    api.wait_connected()
    own.robot.kill()
    wait_until(lambda: "without a goodbye" in robot_detail(api), what="the crash", within=40)
    own.robot.start()
    api.wait_connected()
    own.cytube.stop()
    wait_until(lambda: "lost CyTube" in robot_detail(api), what="the lost CyTube", within=40)
    problem(timed(lambda: browser.request("Alice")), 503, "robot_unavailable")
    own.cytube.start()


def test_a_robot_gone_deaf_in_an_outage_is_told_from_a_dead_one(own: Channel, api: Api) -> None:
    own.nats.stop()
    wait_until(lambda: api.get("/health").status_code == 503, what="the outage noticed")
    wait_until(lambda: gave_up(own), what="the robot giving NATS up", within=30)
    own.nats.start()
    wait_until(
        lambda: "restart it" in robot_detail(api) and "hears nothing" in robot_detail(api),
        what="the deaf robot told",
        within=20,
    )
    assert own.robot.running
    refused = problem(api.browser().request("Alice"), 503, "robot_unavailable")
    assert "max_reconnect_attempts" in refused["detail"]
