"""The limits no single name or address meets, and what the offer to block is good for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from action_api.services.sessions import Signer
from action_api.services.sign_in import ROBOT_PACE
from tests.integration.api_harness import (
    SECRET_KEY,
    Api,
    Browser,
    forget_everything,
    problem,
    running_api,
    running_worker,
)
from tests.standins.channel import Channel
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

WRONG = "0000-0000"
CODES_A_MINUTE = 12
TRIES_OF_AN_ADDRESS = 5
CROWD = [f"Guest_{number}" for number in range(CODES_A_MINUTE + 3)]


@dataclass(frozen=True, slots=True)
class Running:
    """API and worker of one host; `directory` holds all they write."""

    api: Api
    directory: Path


@pytest.fixture(scope="module")
def running(
    _running_channel: Channel, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    directory = tmp_path_factory.mktemp("limited")
    changes = {
        "OTP_REQUESTS_GLOBAL": str(CODES_A_MINUTE),
        "OTP_VERIFIES_PER_IP": str(TRIES_OF_AN_ADDRESS),
    }
    with (
        running_api(_running_channel, directory, **changes) as api,
        running_worker(api.environment, directory / "worker"),
    ):
        yield Running(api, directory)


@pytest.fixture
def api(running: Running, channel: Channel) -> Api:
    """Nothing is remembered of earlier tests."""
    forget_everything(channel.nats.url)
    return running.api


def is_known(channel: Channel, name: str) -> bool:
    """Whether the robot has heard that somebody came."""
    asked = {"command": "state.user", "service": "robot", "username": name}
    reply = channel.robot.request(asked) or {}
    return isinstance(reply.get("data", {}).get("user"), dict)


def test_codes_for_everybody_keep_to_the_robots_pace_and_to_a_limit_a_minute(
    api: Api, channel: Channel
) -> None:
    """Many names from many addresses cannot make the robot's messages pile up."""
    for number, name in enumerate(CROWD):
        channel.cytube.join(name, guest=True, ip=f"127.0.2.{number + 1}")
    wait_until(lambda: is_known(channel, CROWD[-1]), what="the robot to know the crowd")
    browsers = [api.browser() for _ in CROWD]
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=len(CROWD)) as pool:
        answers = list(pool.map(Browser.request, browsers, CROWD))
    windows = 1 + int((time.monotonic() - began) / ROBOT_PACE.window_seconds)
    sent = [answer for answer in answers if answer.status_code == 202]
    assert 1 <= len(sent) <= ROBOT_PACE.count * windows
    waiting = list(zip(browsers, CROWD, answers, strict=True))
    last = [
        admitted_or_over(browser, name, answer)
        for browser, name, answer in waiting
        if answer.status_code != 202
    ]
    codes = sum(answer.status_code == 202 for answer in [*sent, *last])
    assert 1 <= codes <= CODES_A_MINUTE
    assert last[-1].status_code == 429, "the minute's codes are used up"
    assert len(channel.cytube.pms()) <= CODES_A_MINUTE


def admitted_or_over(browser: Browser, name: str, refused: httpx.Response) -> httpx.Response:
    """Asks again as told while the pace refuses, or a robot that is slow; both are soon over."""
    answer = refused
    while answer.status_code != 202:
        if answer.status_code == 503:
            answer = browser.request(name)
            continue
        seconds = problem(answer, 429, "rate_limited")["retry_after_seconds"]
        if seconds > ROBOT_PACE.window_seconds:
            return answer
        over_at = time.monotonic() + seconds
        wait_until(lambda at=over_at: time.monotonic() > at, what="the pace")  # type: ignore[misc]
        answer = browser.request(name)
    return answer


def test_one_address_may_try_only_so_many_codes_of_whatever_names(
    api: Api, channel: Channel
) -> None:
    """Guessing at many names at once is held too, and another address is not held with it."""
    guesser = api.browser()
    for number in range(TRIES_OF_AN_ADDRESS):
        problem(guesser.verify(f"name-{number}", WRONG), 409, "otp_not_requested")
    refused = guesser.verify("name-6", WRONG)
    seconds = problem(refused, 429, "rate_limited")["retry_after_seconds"]
    assert refused.headers["Retry-After"] == str(seconds)
    problem(api.browser().verify("name-6", WRONG), 409, "otp_not_requested")


def token_for(browser: Browser, age: float) -> dict[str, object]:
    """What the service gave out `age` seconds ago."""
    signer = Signer(SECRET_KEY.encode(), "block token")
    given = {"ip": browser.address, "name": "bob", "at": int(time.time() - age)}
    return {"block_token": signer.sign(given)}


def test_an_offer_to_block_ends_after_ten_minutes(api: Api, channel: Channel) -> None:
    browser = api.browser()
    late = browser.http.post("/auth/ip-block", json=token_for(browser, 602))
    problem(late, 403, "block_token_invalid")
    problem(browser.verify("bob", WRONG), 409, "otp_not_requested")
    in_time = browser.http.post("/auth/ip-block", json=token_for(browser, 570))
    assert (in_time.status_code, in_time.json()["status"]) == (201, "blocked")


@pytest.mark.parametrize(("more", "hours"), [({}, 72), ({"hours": 5}, 5)])
def test_a_block_lasts_as_long_as_asked(
    api: Api, channel: Channel, more: dict[str, int], hours: int
) -> None:
    browser = api.browser()
    answer = browser.http.post("/auth/ip-block", json=token_for(browser, 0) | more)
    until = datetime.fromisoformat(answer.json()["blocked_until"]).timestamp()
    assert abs(until - time.time() - hours * 3600) < 60
    problem(browser.verify("bob", WRONG), 403, "ip_blocked")


@pytest.mark.parametrize("hours", [0, -1, 721, "5", 1.5])
def test_a_block_of_no_sensible_length_is_refused(
    api: Api, channel: Channel, hours: object
) -> None:
    browser = api.browser()
    answer = browser.http.post("/auth/ip-block", json=token_for(browser, 0) | {"hours": hours})
    assert problem(answer, 400, "invalid_request")["field"] == "hours"


def test_the_code_is_in_nothing_that_api_and_worker_write_on_the_host(
    running: Running, api: Api, channel: Channel
) -> None:
    """The worker hears the message's echo too, at its most talkative level."""
    channel.come_online(["Alice"])
    browser = api.browser()
    code = browser.code(channel, "Alice")
    assert browser.verify("Alice", code).status_code == 200
    files = [path for path in running.directory.rglob("*") if path.is_file()]
    assert {"api.log", "worker.log"} <= {path.name for path in files}
    written = b"".join(path.read_bytes() for path in files)
    assert b"Alice" in written
    for form in (code, code.replace("-", ""), code.lower()):
        assert form.encode() not in written
