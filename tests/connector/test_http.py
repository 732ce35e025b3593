"""The JSON client: what it sends, what it tries again, what it refuses and in which words."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from connector import http as connector_http
from connector.errors import (
    BadToken,
    ConnectorError,
    Gone,
    MembersOnly,
    NotFound,
    NotMediaCMS,
    PageFailed,
    Unreachable,
)
from connector.http import MAX_AT_ONCE, JsonClient, Patience, retry_after
from tests.connector.support import client

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)


async def serve(handler: Handler) -> TestServer:
    app = web.Application()
    app.router.add_get("/{path:.*}", handler)
    server = TestServer(app)
    await server.start_server()
    return server


def address(server: TestServer) -> str:
    return str(server.make_url("/")).rstrip("/")


async def get(handler: Handler, token: str | None = None) -> object:
    server = await serve(handler)
    try:
        async with client(address(server), token) as http:
            return await http.get("/api/v1/media", {"page": 2})
    finally:
        await server.close()


async def test_it_says_who_it_is_and_what_it_wants() -> None:
    """Each request names the program, asks for JSON and carries the token as MediaCMS reads it."""
    seen: list[web.Request] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request)
        return web.json_response({"path": request.path_qs})

    assert await get(handler, token="abc") == {"path": "/api/v1/media?page=2"}
    headers = seen[0].headers
    assert headers["User-Agent"] == "kryten-connector/test"
    assert headers["Accept"] == "application/json"
    assert headers["Authorization"] == "Token abc"


async def test_no_more_than_four_at_once() -> None:
    """However much is asked for, four requests at most are open together."""
    open_now = most = 0

    async def handler(_request: web.Request) -> web.Response:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0.01)
        open_now -= 1
        return web.json_response({})

    server = await serve(handler)
    async with client(address(server)) as http:
        await asyncio.gather(*(http.get(f"/{number}") for number in range(20)))
    await server.close()
    assert most == MAX_AT_ONCE
    assert http.requests == 20


@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_a_passing_trouble_is_tried_again(status: int) -> None:
    """A throttled or overloaded server gets another try, and the answer then counts."""
    asked = 0

    async def handler(_request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        if asked < 3:
            return web.Response(status=status, text="<html>later</html>", content_type="text/html")
        return web.json_response({"ok": True})

    assert await get(handler) == {"ok": True}
    assert asked == 3


async def test_a_retry_uses_a_fresh_connection() -> None:
    """After a broken answer the next try does not meet the same connection."""
    peers: list[object] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        peers.append(request.transport.get_extra_info("peername"))
        if len(peers) == 2:
            request.transport.close()
        return web.json_response({"n": len(peers)})

    server = await serve(handler)
    async with client(address(server)) as http:
        assert await http.get("/a") == {"n": 1}
        assert await http.get("/b") == {"n": 3}
    await server.close()
    assert peers[0] == peers[1], "the first request left a connection to reuse"
    assert peers[2] != peers[1]


@pytest.mark.parametrize(
    ("body", "content_type"), [('{"results": [1, 2', "application/json"), ("", "application/json")]
)
async def test_broken_json_is_tried_again_and_then_an_error(body: str, content_type: str) -> None:
    """JSON that ends early is a broken connection, not an answer."""
    asked = 0

    async def handler(_request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        return web.Response(text=body, content_type=content_type)

    with pytest.raises(Unreachable, match="JSON is broken"):
        await get(handler)
    assert asked == 4


async def test_a_body_that_is_not_packed_as_it_says_is_tried_again() -> None:
    """As a proxy sends that is cut off, or restarted, in the middle of packing."""
    asked = 0

    async def handler(_request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        if asked == 1:
            headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
            return web.Response(body=b"{}", headers=headers)
        return web.json_response({"n": asked})

    assert await get(handler) == {"n": 2}


@pytest.mark.parametrize(
    ("status", "headers", "body", "error", "words"),
    [
        (200, {"Content-Type": "text/html"}, "<html>", NotMediaCMS, "instead of JSON"),
        (302, {"Location": "/accounts/login/?next=/x"}, "", MembersOnly, "members-only"),
        (301, {"Location": "https://new.example/"}, "", NotMediaCMS, "https://new.example/"),
        (404, {"Content-Type": "text/html"}, "<html>", NotFound, "404"),
        (
            400,
            {"Content-Type": "application/json"},
            '{"detail":"media file does not exist"}',
            Gone,
            "media file does not exist",
        ),
        (
            401,
            {"Content-Type": "application/json"},
            '{"detail":"media is private"}',
            Gone,
            "media is private",
        ),
        (500, {"Content-Type": "text/html"}, "<html>", PageFailed, "500 on every try"),
        (410, {}, "", NotMediaCMS, "410"),
    ],
)
async def test_each_refusal_has_its_error(
    status: int, headers: dict[str, str], body: str, error: type[ConnectorError], words: str
) -> None:
    """Every answer that is not the JSON asked for ends as an error that says what came."""

    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=status, headers=headers, body=body.encode())

    with pytest.raises(error, match=words.replace("?", r"\?")) as caught:
        await get(handler)
    assert "/api/v1/media?page=2" in str(caught.value)


@pytest.mark.parametrize(("token", "error"), [("bad", BadToken), (None, MembersOnly)])
async def test_a_403_speaks_of_the_token(token: str | None, error: type[ConnectorError]) -> None:
    """A bad token is refused with 403 on public addresses, too: the error says which setting."""

    async def handler(_request: web.Request) -> web.Response:
        return web.json_response({"detail": "Invalid token."}, status=403)

    with pytest.raises(error, match="MEDIACMS_TOKEN") as caught:
        await get(handler, token)
    assert "bad" not in str(caught.value), "the token itself is a secret"


async def test_redirects_are_not_followed() -> None:
    """Whatever a redirect points at is not asked for."""
    paths: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        paths.append(request.path)
        return web.Response(status=302, headers={"Location": "/elsewhere"})

    with pytest.raises(NotMediaCMS):
        await get(handler)
    assert paths == ["/api/v1/media"]


async def test_retry_after_is_waited_for() -> None:
    """The wait asked for in a 429 is kept, and the waits without one grow."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def handler(_request: web.Request) -> web.Response:
        headers = {"Retry-After": "7"} if len(waits) == 1 else {}
        return web.json_response({"detail": "Request was throttled."}, status=429, headers=headers)

    server = await serve(handler)
    patience = Patience(tries=4, first_wait=1, longest_wait=8)
    http = JsonClient(address(server), user_agent="t", patience=patience, sleep=sleep)
    async with http:
        with pytest.raises(Unreachable, match="answers 429"):
            await http.get("/")
    await server.close()
    assert len(waits) == 3
    assert 0.5 <= waits[0] <= 1
    assert waits[1] == 7
    assert 2 <= waits[2] <= 4


async def test_a_retry_after_beyond_patience_is_an_error_at_once() -> None:
    """A server that asks to come back tomorrow is not waited for."""

    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=503, headers={"Retry-After": "86400"})

    with pytest.raises(Unreachable, match="86400 s"):
        await get(handler)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("60", 60.0),
        (" 5 ", 5.0),
        ("Sun, 22 Nov 2026 20:01:30 GMT", 90.0),
        ("Sun, 22 Nov 2026 19:00:00 GMT", 0.0),
        ("soon", None),
        ("-3", None),
        ("9" * 400, 999999999.0),
        (f"Mon, 01 Jan {'9' * 20} 00:00:00 GMT", None),
    ],
)
def test_reading_retry_after(value: str | None, expected: float | None) -> None:
    """Seconds and HTTP dates are both understood; nonsense says nothing."""
    assert retry_after(value, NOW) == expected


async def test_nobody_there() -> None:
    """An address nobody listens at is unreachable, after the tries, in words with a way out."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    async with client(f"http://127.0.0.1:{port}") as http:
        with pytest.raises(Unreachable, match="Check MEDIACMS_URL"):
            await http.get("/api/v1/media")
    assert http.requests == 3


async def test_an_endless_answer_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body larger than any MediaCMS page is not read to its end."""
    monkeypatch.setattr(connector_http, "MAX_BODY_BYTES", 1000)

    async def handler(_request: web.Request) -> web.Response:
        return web.Response(text='"' + "x" * 5000 + '"', content_type="application/json")

    with pytest.raises(NotMediaCMS, match="more than 1000 bytes"):
        await get(handler)
