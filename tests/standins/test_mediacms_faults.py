"""Faults on demand: each does to a client what its name says, as often as asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.standins.mediacms import Fault, MediaCms
from tests.standins.sample_catalog import sample_items


@pytest.fixture
async def server() -> AsyncIterator[MediaCms]:
    async with MediaCms(items=sample_items()[:400]) as server:
        yield server


@pytest.fixture
async def client(server: MediaCms) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=10) as client:
        yield client


async def statuses(client: httpx.AsyncClient, *pages: int) -> list[int]:
    return [(await client.get(f"/api/v1/media?page={page}")).status_code for page in pages]


async def test_a_cut_breaks_one_answer_in_the_middle(
    server: MediaCms, client: httpx.AsyncClient
) -> None:
    server.faults.cut(page=4)

    assert await statuses(client, 3) == [200]
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        await client.get("/api/v1/media?page=4")
    assert await statuses(client, 4) == [200]


async def test_a_cut_may_last_for_ever(server: MediaCms, client: httpx.AsyncClient) -> None:
    server.faults.cut(page=2, times=None)

    for _ in range(3):
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/api/v1/media?page=2")


async def test_a_recycled_worker_drops_the_next_request_of_a_connection(
    server: MediaCms, client: httpx.AsyncClient
) -> None:
    server.faults.close_after = 3

    assert await statuses(client, 1, 2, 3) == [200, 200, 200]
    with pytest.raises(httpx.RemoteProtocolError, match="disconnected"):
        await client.get("/api/v1/media?page=4")
    assert await statuses(client, 4) == [200]
    assert server.log.connections == 2


async def test_a_broken_page_is_a_500_on_every_try(
    server: MediaCms, client: httpx.AsyncClient
) -> None:
    server.faults.broken_page(5)

    assert await statuses(client, 4, 5, 5, 6) == [200, 500, 500, 200]
    search = await client.get("/api/v1/search?q=the&page=5")
    assert search.status_code == 200


async def test_throttling_says_how_long_to_wait(
    server: MediaCms, client: httpx.AsyncClient
) -> None:
    server.faults.throttle(2, times=1)

    refused = await client.get("/api/v1/media")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "2")
    assert refused.json()["detail"].endswith("available in 2 seconds.")
    assert await statuses(client, 1) == [200]


async def test_a_proxy_s_503_is_html(server: MediaCms, client: httpx.AsyncClient) -> None:
    server.faults.unavailable(times=2)

    answers = [await client.get("/api/v1/media") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["content-type"].startswith("text/html")


async def test_a_members_only_portal_redirects_every_api_call_to_html(
    server: MediaCms, client: httpx.AsyncClient
) -> None:
    server.faults.members_only = True

    answer = await client.get("/api/v1/categories")
    assert answer.status_code == 302
    assert answer.headers["location"] == "/accounts/login/?next=/api/v1/categories"
    followed = await client.get("/api/v1/categories", follow_redirects=True)
    assert followed.status_code == 200
    assert "<form" in followed.text


@pytest.mark.parametrize("kind", ["html", "bad_json"])
async def test_an_answer_that_is_not_json_comes_with_status_200(
    server: MediaCms, client: httpx.AsyncClient, kind: str
) -> None:
    server.faults.add(Fault(kind, path="/api/v1/search"))

    answer = await client.get("/api/v1/search?q=the")
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        answer.json()
    assert await statuses(client, 1) == [200]


async def test_a_count_moves_on_the_pages_asked_for(
    server: MediaCms, client: httpx.AsyncClient
) -> None:
    server.faults.move_count(-3, page=2)

    counts = [(await client.get(f"/api/v1/media?page={n}")).json()["count"] for n in (1, 2, 3)]
    assert counts == [400, 397, 400]


async def test_delay_and_latency_hold_answers_back(
    server: MediaCms, client: httpx.AsyncClient
) -> None:
    server.faults.add(Fault("delay", seconds=0.3, page=2))
    began = time.monotonic()
    await statuses(client, 1)
    assert time.monotonic() - began < 0.3
    await statuses(client, 2)
    assert time.monotonic() - began >= 0.3


async def test_skip_and_times_count_matching_requests_only(
    server: MediaCms, client: httpx.AsyncClient
) -> None:
    server.faults.add(Fault("status", page=1, skip=1, times=2, status=502))

    assert await statuses(client, 1, 2, 1, 2, 1, 1) == [200, 200, 502, 200, 502, 200]


async def test_the_log_knows_how_many_requests_were_open_at_once(
    server: MediaCms, client: httpx.AsyncClient
) -> None:
    server.faults.latency = 0.05
    await asyncio.gather(*(statuses(client, page) for page in (1, 2, 3, 4, 5)))

    assert server.log.count("/api/v1/media") == 5
    assert server.log.max_open == 5
    server.log.reset()
    await statuses(client, 1)
    assert (server.log.count(), server.log.max_open) == (1, 1)


MANIFEST_FAULTS: list[tuple[str, int, str]] = [
    ("not_found", 404, "text/html"),
    ("server_error", 500, "text/html"),
    ("bad_json", 200, "application/json"),
    ("content_type", 200, "text/html"),
    ("no_sources", 200, "application/json"),
    ("blank_title", 200, "application/json"),
    ("http_source", 200, "application/json"),
    ("too_big", 200, "application/json"),
    ("slow", 200, "application/json"),
]


@pytest.mark.parametrize(("kind", "status", "content_type"), MANIFEST_FAULTS)
async def test_a_manifest_can_be_broken_for_one_item(
    server: MediaCms, client: httpx.AsyncClient, kind: str, status: int, content_type: str
) -> None:
    broken, sound = server.catalog.tokens()[:2]
    whole = (await client.get(f"/api/v1/media/cytube/{broken}.json")).content
    server.manifest_faults.fail(broken, kind, seconds=0.2 if kind == "slow" else 0)

    began = time.monotonic()
    answer = await client.get(f"/api/v1/media/cytube/{broken}.json")
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith(content_type)
    if kind == "slow":
        assert time.monotonic() - began >= 0.2
    elif kind == "content_type":
        assert answer.content == whole
    else:
        assert answer.content != whole
    assert (len(answer.content) > 100_000) == (kind == "too_big")
    other = (await client.get(f"/api/v1/media/cytube/{sound}.json")).json()
    assert other["sources"][0]["url"].startswith("https://")


async def test_a_manifest_can_hang_up(server: MediaCms, client: httpx.AsyncClient) -> None:
    token = server.catalog.tokens()[0]
    server.manifest_faults.fail(token, "hang_up")

    with pytest.raises(httpx.TransportError):
        await client.get(f"/api/v1/media/cytube/{token}.json")


async def test_the_control_endpoint_does_what_the_python_api_does(
    server: MediaCms, client: httpx.AsyncClient
) -> None:
    async def post(name: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await client.post(f"/__control__/{name}", json=body)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        return result

    await post("faults", {"kind": "status", "status": 500, "page": 2, "path": "/api/v1/media"})
    assert await statuses(client, 2) == [500]
    await post("reset", {})
    assert await statuses(client, 2) == [200]

    token = server.catalog.tokens()[0]
    await post("manifests", {"token": token, "kind": "not_found"})
    assert (await client.get(f"/api/v1/media/cytube/{token}.json")).status_code == 404

    changed = await post("changes", {"kind": "change", "tokens": [token],
                                     "fields": {"state": "private"}})  # fmt: skip
    assert changed == {"tokens": [token]}
    await post("changes", {"kind": "shrink", "count": 100})
    await post("changes", {"kind": "add", "count": 2, "after_page": 1})
    before = (await client.get("/__control__/state")).json()
    await statuses(client, 1)
    after = (await client.get("/__control__/state")).json()
    assert (before["items"], after["items"]) == (100, 102)

    await post("settings", {"close_after": 50, "latency": 0, "ties": "hostile"})
    assert (server.faults.close_after, server.api.ties) == (50, "hostile")
    log = (await client.get("/__control__/log?requests=1")).json()
    assert log["count"] == len(log["requests"]) == log["by_path"]["/api/v1/media"] + 1


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("faults", {"kind": "explode"}, "fault kind 'explode': must be one of cut, status"),
        ("changes", {"kind": "melt"}, "change kind 'melt': must be one of add, remove"),
        ("settings", {"speed": 3}, "setting 'speed': must be one of latency"),
        ("settings", {"ties": "loose"}, "ties 'loose': must be one of stable"),
        ("manifests", {"token": "a", "kind": "odd"}, "manifest fault 'odd': must be one of"),
    ],
)
async def test_the_control_endpoint_says_what_was_wrong(
    client: httpx.AsyncClient, name: str, body: dict[str, Any], message: str
) -> None:
    answer = await client.post(f"/__control__/{name}", json=body)

    assert answer.status_code == 400
    assert answer.json()["error"].startswith(message)


def test_it_serves_synchronous_tests_from_a_thread() -> None:
    with MediaCms(items=sample_items()[:60]) as server:
        assert httpx.get(f"{server.url}/api/v1/media").json()["count"] == 60
        server.faults.unavailable()
        assert httpx.get(f"{server.url}/api/v1/media").status_code == 503
        server.catalog.remove_newest(10)
        assert httpx.get(f"{server.url}/api/v1/media").json()["count"] == 50
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/api/v1/media")


def test_an_unknown_flavour_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="flavour 'modern': must be one of legacy, current, fork"):
        MediaCms(flavour="modern")
