"""Sign-in by PM through real NATS, robot and gunicorn: every row of the sign-in table."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.integration.api_harness import (
    CODE,
    Api,
    Browser,
    every_kv_value,
    forget_everything,
    new_address,
    problem,
    publish,
    running_api,
)
from tests.standins.channel import Channel
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

WRONG = "0000-0000"
ABSENT = "nobody-here"


@pytest.fixture(scope="module")
def api(_running_channel: Channel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    changes = {"OTP_REQUESTS_PER_USER": "4", "OTP_REQUESTS_PER_IP": "6", "OTP_LOCKOUT_SECONDS": "3"}
    with running_api(_running_channel, tmp_path_factory.mktemp("api"), **changes) as running:
        yield running


@pytest.fixture
def people(api: Api, channel: Channel) -> Channel:
    """The channel with Alice, bob and labadmin in it, and nothing remembered of earlier tests."""
    forget_everything(channel.nats.url)
    channel.come_online(["Alice", "bob", "labadmin"])
    return channel


def all_at_once(count: int, act: object, *args: object) -> list[httpx.Response]:
    """`count` requests of threads that start together."""
    with ThreadPoolExecutor(max_workers=25) as pool:
        return list(pool.map(lambda _: act(*args), range(count)))  # type: ignore[operator]


def lab_item(lab: LabManifests, name: str) -> dict[str, object]:
    """What the robot is told to queue one of the lab's items."""
    return {"type": "cm", "id": lab.url(name), "pos": "end", "temp": True}


def test_a_code_read_from_the_pm_signs_in(api: Api, people: Channel) -> None:
    browser = api.browser()
    request = browser.request("alice")
    assert request.json() == {
        "status": "sent",
        "expires_in_seconds": 300,
        "delivery": "confirmed",
    }
    text = people.cytube.wait_for_pm("Alice")["msg"]
    answer = browser.verify("ALICE", CODE.findall(text)[0].lower().replace("-", " "))
    assert answer.status_code == 200
    assert answer.json()["username"] == "Alice"
    assert answer.json()["role"] == "viewer"
    shown = browser.http.get("/auth/session").json()
    assert (shown["username"], shown["role"], shown["modes"]) == ("Alice", "viewer", [])
    assert shown["expires_at"] == answer.json()["expires_at"]


def test_the_pm_arrives_as_it_was_written(api: Api, people: Channel) -> None:
    api.browser().request("Alice")
    text = people.cytube.wait_for_pm("Alice")["msg"]
    assert len(text) <= 320
    assert "<" not in text
    assert "reply with the word block" in text


def test_a_guest_signs_in_as_viewer(api: Api, people: Channel) -> None:
    people.cytube.join("passer-by", guest=True, ip="127.0.0.9")
    answer = api.browser().sign_in(people, "passer-by")
    assert answer.json()["role"] == "viewer"


@pytest.mark.parametrize("name", ["", "with space", "x" * 21, "émile", "a.b", "../x", "x\u0000"])
def test_a_name_cytube_cannot_have_is_400(api: Api, people: Channel, name: str) -> None:
    browser = api.browser()
    problem(browser.request(name), 400, "invalid_username")
    problem(browser.verify(name, WRONG), 400, "invalid_username")


def test_somebody_who_is_not_there_is_409(api: Api, people: Channel) -> None:
    assert "carol" in problem(api.browser().request("carol"), 409, "not_in_channel")["detail"]


def test_the_robot_itself_cannot_sign_in(api: Api, people: Channel) -> None:
    problem(api.browser().request("LabBot"), 409, "not_in_channel")


def test_a_ghost_in_the_robots_list_is_409_by_cytubes_own_word(api: Api, people: Channel) -> None:
    # a rank change for somebody offline puts the name in the robot's list
    people.cytube.act("labadmin", "setChannelRank", {"name": "carol", "rank": 2})
    answer = api.browser().request("carol")
    problem(answer, 409, "not_in_channel")
    people.cytube.act("labadmin", "setChannelRank", {"name": "carol", "rank": 1})


@pytest.mark.parametrize("rights", ["blessed", "admins"])
def test_a_guest_cannot_take_a_name_with_rights(api: Api, people: Channel, rights: str) -> None:
    people.cytube.join("impostor", guest=True, ip="127.0.0.10")
    admin = api.browser()
    admin.sign_in(people, "labadmin")
    assert admin.http.put(f"/admin/{rights}/IMPOSTOR").status_code == 200
    problem(api.browser().request("impostor"), 403, "registered_account_required")


def test_wrong_codes_count_down_and_then_lock(api: Api, people: Channel) -> None:
    browser = api.browser()
    code = browser.code(people, "Alice")
    left = [
        problem(browser.verify("Alice", WRONG), 401, "otp_invalid")["attempts_remaining"]
        for _ in range(3)
    ]
    assert left == [2, 1, 0]
    locked = browser.verify("Alice", code)
    seconds = problem(locked, 423, "locked")["retry_after_seconds"]
    assert 1 <= seconds <= 3
    assert locked.headers["Retry-After"] == str(seconds)
    problem(browser.request("Alice"), 423, "locked")


def test_a_new_request_never_resets_a_lockout_and_the_next_one_is_longer(
    api: Api, people: Channel
) -> None:
    browser = api.browser()
    for _ in range(2):
        browser.code(people, "Alice")
        for _ in range(3):
            browser.verify("Alice", WRONG)
        answer = problem(api.browser().request("Alice"), 423, "locked")
        wait_until(
            lambda: browser.verify("Alice", WRONG).status_code != 423, what="the lockout to end"
        )
    assert answer["retry_after_seconds"] > 3


def test_a_hundred_parallel_wrong_guesses_are_three_attempts(api: Api, people: Channel) -> None:
    browser = api.browser()
    code = browser.code(people, "Alice")
    answers = all_at_once(100, browser.verify, "Alice", WRONG)
    codes = sorted(answer.json()["code"] for answer in answers)
    assert codes.count("otp_invalid") == 3
    assert set(codes) == {"otp_invalid", "locked"}
    assert browser.verify("Alice", code).status_code == 423


def test_parallel_right_codes_sign_in_once(api: Api, people: Channel) -> None:
    browser = api.browser()
    code = browser.code(people, "Alice")
    answers = all_at_once(20, browser.verify, "Alice", code)
    assert sorted(answer.status_code for answer in answers) == [200, *[410] * 19]


def test_fifty_requests_for_one_name_send_at_most_the_limits_pms(api: Api, people: Channel) -> None:
    browsers = [api.browser() for _ in range(10)]
    with ThreadPoolExecutor(max_workers=10) as pool:
        answers = [
            answer
            for answers in pool.map(lambda one: [one.request("bob") for _ in range(5)], browsers)
            for answer in answers
        ]
    sent = [answer for answer in answers if answer.status_code == 202]
    refused = [answer for answer in answers if answer.status_code != 202]
    assert len(sent) == 4
    assert len(people.cytube.pms("bob")) == 4
    for answer in refused:
        assert problem(answer, 429, "rate_limited")["retry_after_seconds"] >= 1
        assert int(answer.headers["Retry-After"]) >= 1


def test_one_address_may_ask_only_so_often(api: Api, people: Channel) -> None:
    browser = api.browser()
    answers = [browser.request(ABSENT).status_code for _ in range(7)]
    assert answers == [409] * 6 + [429]


def test_two_people_behind_one_proxy_are_told_apart(api: Api, people: Channel) -> None:
    first, second = api.browser(), api.browser()
    for _ in range(7):
        first.request(ABSENT)
    problem(first.request(ABSENT), 429, "rate_limited")
    problem(second.request(ABSENT), 409, "not_in_channel")


def test_a_forged_forwarded_header_is_not_believed(api: Api, people: Channel) -> None:
    address = new_address()
    answers = []
    for number in range(7):
        # what the client claims stands left of what the proxy saw
        claimed = Browser(api.url, f"198.51.100.{number}, {address}")
        answers.append(claimed.request(ABSENT).status_code)
        claimed.close()
    assert answers == [409] * 6 + [429]


def test_addresses_of_one_ipv6_network_count_as_one(api: Api, people: Channel) -> None:
    browsers = [api.browser(f"2001:db8:7:7::{number:x}") for number in range(1, 8)]
    answers = [browser.request(ABSENT).status_code for browser in browsers]
    assert answers == [409] * 6 + [429]


def test_a_code_works_once(api: Api, people: Channel) -> None:
    browser = api.browser()
    code = browser.code(people, "Alice")
    assert browser.verify("Alice", code).status_code == 200
    problem(browser.verify("Alice", code), 410, "otp_expired")


def test_a_newer_code_ends_the_older(api: Api, people: Channel) -> None:
    browser = api.browser()
    older = browser.code(people, "Alice")
    newer = browser.code(people, "Alice")
    problem(browser.verify("Alice", older), 401, "otp_invalid")
    assert browser.verify("Alice", newer).status_code == 200


def test_a_code_nobody_asked_for_offers_the_block(api: Api, people: Channel) -> None:
    browser = api.browser()
    offer = problem(browser.verify("bob", WRONG), 409, "otp_not_requested")
    assert (offer["can_block_ip"], offer["block_hours"]) == (True, 72)
    token = {"block_token": offer["block_token"]}
    elsewhere = api.browser()
    problem(elsewhere.http.post("/auth/ip-block", json=token), 403, "block_token_invalid")
    blocked = browser.http.post("/auth/ip-block", json=token)
    assert blocked.status_code == 201
    until = blocked.json()["blocked_until"]
    assert problem(browser.request("bob"), 403, "ip_blocked")["blocked_until"] == until
    problem(browser.verify("bob", WRONG), 403, "ip_blocked")
    assert elsewhere.request("bob").status_code == 202


@pytest.mark.parametrize("token", ["", "x", "a.b", "ä.ö", "e30.e30"])
def test_an_invented_block_token_is_403(api: Api, people: Channel, token: str) -> None:
    answer = api.browser().http.post("/auth/ip-block", json={"block_token": token})
    problem(answer, 403, "block_token_invalid")


def test_replying_block_blocks_the_asking_address_once(api: Api, people: Channel) -> None:
    stranger, own = api.browser(), api.browser()
    code = stranger.code(people, "Alice")
    seen = len(people.cytube.pms("Alice"))
    people.cytube.pm("Alice", "labbot", " Block ")
    answer = people.cytube.wait_for_pm("Alice", seen=seen)["msg"]
    assert "cannot sign in until" in answer
    problem(stranger.verify("Alice", code), 403, "ip_blocked")
    problem(own.verify("Alice", code), 410, "otp_expired")
    admin = api.browser()
    admin.sign_in(people, "labadmin")
    blocks = admin.http.get("/admin/ip-blocks").json()["ip_blocks"]
    assert [block["address"] for block in blocks] == [stranger.address]
    events = admin.http.get("/admin/audit").json()["events"]
    assert [event["action"] for event in events].count("ip-block.add") == 1
    assert len(people.cytube.pms("Alice")) == seen + 1
    assert admin.http.delete(f"/admin/ip-blocks/{blocks[0]['id']}").status_code == 204
    assert stranger.request("Alice").status_code == 202


def test_the_code_is_in_no_log_no_kv_value_and_no_reply(api: Api, people: Channel) -> None:
    browser = api.browser()
    answers = [browser.request("Alice")]
    code = CODE.findall(people.cytube.wait_for_pm("Alice")["msg"])[0]
    answers += [browser.verify("Alice", WRONG), browser.verify("Alice", code)]
    answers.append(browser.http.get("/auth/session"))
    said = b"".join(
        [answer.content + str(answer.headers).encode() for answer in answers]
        + [every_kv_value(people.nats.url), api.log.read_bytes()]
    )
    assert b"Alice" in said
    for form in (code, code.replace("-", ""), code.lower()):
        assert form.encode() not in said


def test_the_session_ends_on_the_server_too(api: Api, people: Channel) -> None:
    browser = api.browser()
    browser.sign_in(people, "Alice")
    stolen = dict(browser.http.cookies)
    assert browser.http.post("/auth/logout").status_code == 204
    assert browser.http.get("/auth/session").json() == {"username": None, "role": "anonymous"}
    for _ in range(6):  # both workers
        shown = api.get("/auth/session", cookies=stolen).json()
        assert shown["username"] is None


def test_logging_out_everywhere_ends_every_browsers_session(api: Api, people: Channel) -> None:
    first, second, other = api.browser(), api.browser(), api.browser()
    first.sign_in(people, "Alice")
    second.sign_in(people, "Alice")
    other.sign_in(people, "bob")
    assert first.http.post("/auth/logout-everywhere").status_code == 204
    for _ in range(6):
        assert second.http.get("/auth/session").json()["username"] is None
    assert other.http.get("/auth/session").json()["username"] == "bob"
    first.sign_in(people, "Alice")
    assert first.http.get("/auth/session").json()["username"] == "Alice"
    problem(api.browser().http.post("/auth/logout-everywhere"), 401, "sign_in_required")


def test_a_pm_that_waits_behind_a_slow_add_is_honestly_unconfirmed(
    api: Api, people: Channel, lab: LabManifests
) -> None:
    slow = {"command": "addvideo", "service": "robot", "args": lab_item(lab, "slow4-d600")}
    publish(people.nats.url, "kryten.robot.command", slow)
    browser = api.browser()
    asked = time.monotonic()
    answer = browser.request("bob")
    assert time.monotonic() - asked < 2
    assert (answer.status_code, answer.json()["delivery"]) == (202, "unconfirmed")
    text = people.cytube.wait_for_pm("bob", within=40)["msg"]
    assert browser.verify("bob", CODE.findall(text)[0]).status_code == 200


def test_limits_and_lockouts_outlive_a_restart(
    people: Channel, tmp_path_factory: pytest.TempPathFactory
) -> None:
    directory = tmp_path_factory.mktemp("restarted")
    address = new_address()
    with running_api(people, directory, OTP_REQUESTS_PER_USER="2") as first:
        browser = first.browser(address)
        browser.code(people, "bob")
        for _ in range(3):
            browser.verify("bob", WRONG)
        browser.code(people, "Alice")
        browser.code(people, "Alice")
    with running_api(people, directory, OTP_REQUESTS_PER_USER="2") as second:
        problem(second.browser().verify("bob", WRONG), 423, "locked")
        problem(second.browser().request("Alice"), 429, "rate_limited")


def test_a_code_dies_at_its_time(people: Channel, tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("short")
    with running_api(people, directory, OTP_TTL_SECONDS="1") as brief:
        browser = brief.browser()
        code = browser.code(people, "bob")
        dead_at = time.monotonic() + 1
        wait_until(lambda: time.monotonic() > dead_at, what="the time of the code to be over")
        problem(browser.verify("bob", code), 410, "otp_expired")
