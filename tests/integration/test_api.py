"""The HTTP skeleton under gunicorn: errors, origins, cookies, limits, OpenAPI, metrics."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from tests.integration.api_harness import (
    Api,
    Browser,
    forget_everything,
    problem,
    running_api,
)
from tests.standins.channel import Channel
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

LISTED = "https://pages.example.org"
FUZZ_CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
FUZZING = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def api(_running_channel: Channel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    directory = tmp_path_factory.mktemp("api")
    forget_everything(_running_channel.nats.url)
    with running_api(_running_channel, directory, ALLOWED_ORIGINS=LISTED) as running:
        yield running


@pytest.fixture
def admin(api: Api, channel: Channel) -> Browser:
    forget_everything(channel.nats.url)
    channel.come_online(["labadmin"])
    browser = api.browser()
    browser.sign_in(channel, "labadmin")
    return browser


def test_health_says_who_is_there(api: Api) -> None:
    answer = api.get("/health")
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["service"], shown["status"]) == ("playlist", "healthy")
    assert (shown["nats_connected"], shown["robot_connected"]) == (True, True)
    assert shown["snapshot_id"] is None


def test_every_answer_carries_the_security_headers_and_an_id(api: Api) -> None:
    for path in ("/health", "/nowhere", "/admin/blessed"):
        headers = api.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert len(headers["X-Request-Id"]) == 24
    given = api.get("/health", headers={"X-Request-Id": "from-the-proxy-1"})
    assert given.headers["X-Request-Id"] == "from-the-proxy-1"
    forged = api.get("/health", headers={"X-Request-Id": "a b"})
    assert len(forged.headers["X-Request-Id"]) == 24


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "invalid_request"),
        (b"[]", "application/json", 400, "invalid_request"),
        (b"null", "application/json", 400, "invalid_request"),
        (b"", "application/json", 400, "invalid_request"),
        (b'{"username":1}', "application/json", 400, "invalid_request"),
        (b'{"username":"a","more":1}', "application/json", 400, "invalid_request"),
        (b'{"username":"\\ud800"}', "application/json", 400, "invalid_request"),
        (b'{"username":"\xff"}', "application/json", 400, "invalid_request"),
        (b"[" * 100_000, "application/json", 400, "invalid_request"),
        (b'{"username":"a"}', "text/plain", 415, "unsupported_media_type"),
        (b"username=a", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b" " * (256 * 1024 + 1), "application/json", 413, "too_large"),
    ],
)
def test_a_bad_body_is_refused_in_words(
    api: Api, content: bytes, kind: str, status: int, code: str
) -> None:
    answer = api.browser().http.post(
        "/auth/otp/request", content=content, headers={"Content-Type": kind}
    )
    problem(answer, status, code)


def test_a_bad_field_is_named(api: Api) -> None:
    answer = api.browser().http.post("/auth/otp/request", json={"user": "a"})
    assert problem(answer, 400, "invalid_request")["field"] in {"user", "username"}


def test_a_body_sent_in_pieces_is_limited_too(api: Api) -> None:
    pieces = (b" " * 65536 for _ in range(5))
    answer = api.browser().http.post(
        "/auth/otp/request", content=pieces, headers={"Content-Type": "application/json"}
    )
    problem(answer, 413, "too_large")


def test_the_wrong_method_and_the_wrong_address_are_problems(api: Api) -> None:
    answer = api.browser().http.get("/auth/logout")
    problem(answer, 405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]
    problem(api.get("/auth/nowhere"), 404, "not_found")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 204),
        ({"Origin": "OWN"}, 204),
        ({"Origin": LISTED}, 204),
        ({"Sec-Fetch-Site": "same-origin"}, 204),
        ({"Sec-Fetch-Site": "none"}, 204),
        ({"Origin": LISTED, "Sec-Fetch-Site": "cross-site"}, 204),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": LISTED + ".evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
    ],
)
def test_only_our_own_pages_may_change_things(
    api: Api, headers: dict[str, str], status: int
) -> None:
    sent = {name: value.replace("OWN", api.url) for name, value in headers.items()}
    answer = api.browser().http.post("/auth/logout", headers=sent)
    assert answer.status_code == status
    if status == 403:
        problem(answer, 403, "cross_origin")


def test_a_listed_origin_gets_cors_and_others_do_not(api: Api) -> None:
    listed = api.get("/auth/session", headers={"Origin": LISTED}).headers
    assert listed["Access-Control-Allow-Origin"] == LISTED
    assert listed["Access-Control-Allow-Credentials"] == "true"
    other = api.get("/auth/session", headers={"Origin": "https://evil.example"}).headers
    assert "Access-Control-Allow-Origin" not in other
    asked = {"Origin": LISTED, "Access-Control-Request-Method": "POST"}
    preflight = httpx.options(f"{api.url}/api/v1/auth/logout", headers=asked)
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]


def test_the_cookie_is_strict_and_named_by_its_way(api: Api, channel: Channel) -> None:
    channel.come_online(["Alice"])
    plain = api.browser().sign_in(channel, "Alice").headers["Set-Cookie"]
    assert plain.startswith("kryten_playlist=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in plain.split(";")}
    secured = api.browser()
    secured.http.headers["X-Forwarded-Proto"] = "https"
    cookie = secured.sign_in(channel, "Alice").headers["Set-Cookie"]
    assert cookie.startswith("__Host-kryten_playlist=")
    assert "Secure" in cookie


@pytest.mark.parametrize("cookie", ["", "x", "a.b", "e30.AAAA", "x" * 4000, '"quoted"'])
def test_an_invented_session_is_nobody(api: Api, cookie: str) -> None:
    answer = api.get("/auth/session", headers={"Cookie": f"kryten_playlist={cookie}"})
    assert answer.json() == {"username": None, "role": "anonymous"}


def test_an_altered_session_is_nobody(api: Api, channel: Channel) -> None:
    channel.come_online(["Alice"])
    browser = api.browser()
    browser.sign_in(channel, "Alice")
    text = str(browser.http.cookies["kryten_playlist"])
    body, mac = text.split(".")
    for forged in (body[:-2] + "AA." + mac, body + "." + mac[:-1], body, "." + mac):
        answer = api.get("/auth/session", cookies={"kryten_playlist": forged})
        assert answer.json()["username"] is None


def connected_gauge(api: Api) -> bool:
    """Whether the metrics say that every process is connected."""
    return "playlist_nats_connected 1.0" in httpx.get(f"{api.url}/metrics").text


def test_the_metrics_add_up_over_the_workers(api: Api) -> None:
    def counted() -> float:
        text = httpx.get(f"{api.url}/metrics").text
        rows = [
            line.rsplit(" ", 1)
            for line in text.splitlines()
            if line.startswith("playlist_http_request_seconds_count")
            and 'route="/api/v1/openapi.json"' in line
        ]
        return sum(float(value) for _, value in rows)

    before = counted()
    for _ in range(40):
        api.get("/openapi.json")
    wait_until(lambda: counted() >= before + 40, what="forty requests counted")
    assert counted() == before + 40
    wait_until(lambda: connected_gauge(api), what="the gauge")
    text = httpx.get(f"{api.url}/metrics").text
    for name in ("playlist_otp_delivery_seconds", "playlist_kv_writes_total"):
        assert f"# TYPE {name.removesuffix('_total')}" in text


def test_a_killed_worker_is_replaced_and_leaves_the_gauges(api: Api) -> None:
    directory = Path(api.environment["STATE_DIR"]) / "metrics"

    def gauges() -> set[str]:
        return {path.name for path in directory.glob("gauge_live*.db")}

    killed = sorted(gauges())[0]
    os.kill(int(killed.removesuffix(".db").rsplit("_", 1)[1]), signal.SIGKILL)
    wait_until(lambda: killed not in gauges() and len(gauges()) == 2, what="another worker")
    api.wait_connected()
    wait_until(lambda: connected_gauge(api), what="the gauge without the dead one")


def test_the_openapi_describes_every_route(api: Api) -> None:
    document = api.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    request = document["paths"]["/api/v1/auth/otp/request"]["post"]["responses"]
    assert {"202", "400", "403", "409", "423", "429", "503"} <= set(request)
    assert "/api/v1/admin/catalog/refreshes/{id}" in document["paths"]


def test_a_fuzzer_finds_no_5xx_and_nothing_the_openapi_does_not_say(
    api: Api, admin: Browser
) -> None:
    schema = schemathesis.openapi.from_url(f"{api.url}/api/v1/openapi.json")
    tried = sum(
        fuzzed(result.ok(), mode, admin)
        for result in schema.get_all_operations()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    )
    assert tried > 100


def fuzzed(operation: APIOperation, mode: GenerationMode, admin: Browser) -> int:
    """Sends what the generator makes of one operation; how many requests that were."""
    headers = {"X-Forwarded-For": admin.address}
    # signing the admin out would end the fuzzing of all that needs one
    session = {} if "logout" in operation.path else dict(admin.http.cookies)
    tried = 0

    @FUZZING
    @given(case=operation.as_strategy(generation_mode=mode))
    def fuzz(case: schemathesis.Case) -> None:
        nonlocal tried
        tried += 1
        answer = case.call(headers=headers, cookies=session)
        assert answer.status_code < 500, (case.as_curl_command(), answer.text)
        case.validate_response(answer, checks=FUZZ_CHECKS)

    # an operation that takes nothing has nothing wrong to send
    with contextlib.suppress(Unsatisfiable):
        fuzz()
    return tried
