"""Requests nobody means well by: framing, heads, paths, hosts, bodies, content types."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import falcon
import falcon.asgi
import falcon.testing
import httpx
import pytest

from action_api import middleware
from tests.integration.api_harness import problem
from tests.integration.playlist_harness import Service, save
from tests.security import raw_http
from tests.security.access_matrix import MATRIX, Row
from tests.security.conftest import PARTNER

pytestmark = pytest.mark.integration

POST = b"POST /api/v1/auth/logout HTTP/1.1\r\nHost: a\r\n"
GET = b"GET /api/v1/auth/session HTTP/1.1\r\nHost: a\r\n"
FORGED = "forged.example"


@pytest.mark.parametrize(
    "request_bytes",
    [
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}",
        POST + b"Content-Length: +2\r\n\r\n{}",
        POST + b"Content-Length: -1\r\n\r\n",
        POST + b"Content-Length: 0x2\r\n\r\n{}",
        POST + b"Transfer-Encoding: xchunked\r\n\r\n",
        POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
        POST + b"X-Folded: a\r\n b\r\n\r\n",
        GET + b"Host: b\r\n\r\n",
        GET + b"X-Nul: a\x00b\r\n\r\n",
        b"GET /api/v1/auth/session HTTP/1.1\nHost: a\n\n",
        b"GET /api/v1/auth/session HTTP/9.9\r\nHost: a\r\n\r\n",
        b"GET  /api/v1/auth/session HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
def test_a_request_two_servers_could_read_differently_is_refused(
    guarded: Service, request_bytes: bytes
) -> None:
    """Nothing can be smuggled past the web server before us: in doubt there is no answer but no."""
    answer = raw_http.exchange(guarded.api.port, request_bytes)
    assert answer.status in {400, 501, 505}, answer
    assert answer.closed


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (GET + b"".join(b"X-%d: a\r\n" % number for number in range(200)) + b"\r\n", 431),
        (GET + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (b"GET /api/v1/health?" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (GET + b"Cookie: " + b"a=b; " * 1_500 + b"\r\n\r\n", 200),
    ],
)
def test_a_head_has_bounds(guarded: Service, request_bytes: bytes, status: int) -> None:
    """Many headers, long ones and long addresses are refused; what a browser can send is not."""
    assert raw_http.exchange(guarded.api.port, request_bytes).status == status


async def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends a body drop by drop keeps a place here no longer than others need."""
    monkeypatch.setattr(middleware, "BODY_SECONDS", 0.05)
    events = iter([{"type": "http.request", "body": b"{", "more_body": True}])

    async def receive() -> Any:
        event = next(events, None)
        if event is None:
            await asyncio.Event().wait()
        return event

    headers = {"Content-Type": "application/json", "Content-Length": "100"}
    scope = falcon.testing.create_scope(method="POST", path="/", headers=headers)
    with pytest.raises(falcon.HTTPError) as caught:
        await middleware._read_body(falcon.asgi.Request(scope, receive))
    assert caught.value.status_code == 408


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/admin/blessed",
        "/api/v1/admin/blessed/",
        "/api/v1//admin/blessed",
        "/api/v1/admin//blessed",
        "/api/v1/./admin/blessed",
        "/api/v1/playlists/../admin/blessed",
        "/api/v1/playlists/%2e%2e/admin/blessed",
        "/api/v1/admin%2Fblessed",
        "/api/v1/%61dmin/blessed",
        "/api/v1/admin%2fblessed%00",
        "/api/v1/admin/blessed;role=admin",
        "/api/v1/admin\\blessed",
        "/API/V1/ADMIN/BLESSED",
        "/api/v1/admin/blessed%20",
        "/api/v1/admin/blessed?role=admin&username=labadmin",
        f"http://{FORGED}/api/v1/admin/blessed",
        "//api/v1/admin/blessed",
    ],
)
def test_no_spelling_of_a_path_gets_round_its_role(guarded: Service, path: str) -> None:
    """Whatever is made of dots, slashes and escapes: signed out, the list is not shown."""
    answer = raw_http.get(
        guarded.api.port, path, "X-Original-URL: /api/v1/health", "X-Rewrite-URL: /api/v1/health"
    )
    assert answer.status in {400, 401, 404, 405}, answer
    assert "labadmin" not in answer.body
    assert "Ann" not in answer.body


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_header_changes_no_method(guarded: Service, header: str) -> None:
    """What is asked for is what the request line says."""
    answer = guarded.person("Ann").get("/playlists", headers={header: "POST"})
    assert answer.status_code == 200
    assert "playlists" in answer.json()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": FORGED},
        {"X-Forwarded-Host": FORGED},
        {"Forwarded": f"host={FORGED};proto=https"},
        {"X-Host": FORGED, "X-Forwarded-Server": FORGED},
    ],
)
def test_a_forged_host_is_repeated_nowhere(guarded: Service, headers: dict[str, str]) -> None:
    """No address in an answer comes from the request, so none can be poisoned."""
    ann = guarded.person("Ann")
    name = f"Asked for with {', '.join(headers)}"
    answers = [
        ann.get("/playlists", headers=headers),
        ann.get("/nowhere", headers=headers),
        ann.get("/openapi.json", headers=headers),
        ann.post("/playlists", json={"name": name, "items": []}, headers=headers),
    ]
    assert answers[-1].status_code == 201
    assert answers[-1].headers["Location"].startswith("/api/v1/playlists/")
    for answer in answers:
        assert FORGED not in answer.text + str(answer.headers)


def test_no_answer_sends_anybody_elsewhere(guarded: Service) -> None:
    """There is no redirect in the whole API, so none that can be turned to another site."""
    tails = ("", "/", "//evil.example", "/%2f%2fevil.example", "?next=https://evil.example")
    for row in MATRIX:
        for tail in tails:
            answer = raw_http.get(guarded.api.port, f"/api/v1{row.concrete_path}{tail}")
            assert not 300 <= answer.status < 400, (row, tail)
            assert "evil.example" not in str(answer.headers)


@pytest.mark.parametrize("row", [row for row in MATRIX if row.method == "GET"], ids=str)
def test_no_answer_is_kept_by_anybody(
    row: Row, guarded: Service, people: dict[str, httpx.Client]
) -> None:
    """Personal or not, let in or refused: no-store, nosniff, no frame, no script, no referrer."""
    for role in ("anonymous", "admin"):
        headers = people[role].get(row.concrete_path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        policy = headers["Content-Security-Policy"]
        assert policy == "default-src 'none'; frame-ancestors 'none'"
        assert headers["Content-Type"].split(";")[0] in {
            "application/json",
            "application/problem+json",
        }
        # gunicorn names itself but not its version
        assert not any(char.isdigit() for char in headers.get("Server", ""))


@pytest.mark.parametrize("injected", ["%0d%0aSet-Cookie:%20a=b", "%0aX-Evil:%201", "%E5%98%8D%0A"])
def test_nothing_gets_into_the_heads_of_answers(guarded: Service, injected: str) -> None:
    """Line breaks in addresses, queries and names make no header."""
    playlist = save(guarded.person("Ann"), f'Evil"; filename="a.exe" {injected}', ["movie01"])
    paths = (
        f"/api/v1/playlists/{injected}",
        f"/api/v1/likes/items/{injected}",
        f"/api/v1/playlists/{playlist['id']}/export?format=txt{injected}",
        f"/api/v1/playlists/{playlist['id']}/export?format=csv",
    )
    for path in paths:
        answer = raw_http.get(guarded.api.port, path, f"X-Request-Id: {injected}")
        assert not {"set-cookie", "x-evil"} & set(answer.headers)
        assert ".exe" not in answer.headers.get("content-disposition", "").replace("-exe", "")


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "text/plain;application/json",
        "text/plain; charset=application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=application/json",
        "application/jsonp",
        "application/json-patch+json",
        "text/json",
        "",
    ],
)
def test_no_form_can_send_a_body(guarded: Service, kind: str) -> None:
    """A page of another site can send these types without being asked for leave: refused."""
    ann = guarded.person("Ann")
    body = json.dumps({"name": f"By a form {kind}", "items": []})
    answer = ann.post("/playlists", content=body, headers={"Content-Type": kind})
    problem(answer, 415, "unsupported_media_type")
    assert "By a form" not in ann.get("/playlists").text


@pytest.mark.parametrize(
    "origin",
    [
        {"Origin": "https://evil.example"},
        {"Origin": f"{PARTNER}:8443"},
        {"Origin": f"{PARTNER.replace('https', 'http')}"},
        {"Origin": f"{PARTNER}.evil.example"},
        {"Origin": "https://pages.example.org@evil.example"},
        {"Origin": "null"},
        {"Origin": f"{PARTNER} https://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_sites_page_changes_nothing_in_anybodys_name(
    guarded: Service, origin: dict[str, str]
) -> None:
    """With Ann's cookie and an empty body, from a page that is not ours: refused, she stays in."""
    ann = guarded.person("Ann")
    problem(ann.post("/auth/logout-everywhere", headers=origin), 403, "cross_origin")
    assert ann.get("/auth/session").json()["username"] == "Ann"
    assert "Access-Control-Allow-Origin" not in ann.get("/auth/session", headers=origin).headers


@pytest.mark.parametrize(
    "body",
    [
        b'{"name":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"name":"a","items":' + b"[" * 60_000 + b"]" * 60_000 + b"}",
        b'{"name":"a","items":[1e999]}',
        b'{"name":"a","items":[NaN]}',
        b'{"name":"a","items":[' + b"9" * 100_000 + b"]}",
        b'{"name":"a","items":{"__proto__":{"role":"admin"}}}',
        b'{"name":"a","items":[],"role":"admin"}',
        b'{"name":{"$ne":null},"items":[]}',
        b"\xef\xbb\xbf" + b'{"name":1}',
        '{"name":"a","items":[]}'.encode("utf-16"),
        b'{"name":"\xc0\xae","items":[]}',
        b"[" * 130_000,
    ],
)
def test_a_hostile_document_is_400_and_soon(guarded: Service, body: bytes) -> None:
    """Deep, endless, ambiguous or foreign JSON is refused by its field or as a whole."""
    ann = guarded.person("Ann")
    answer = ann.post("/playlists", content=body, headers={"Content-Type": "application/json"})
    problem(answer, 400, "invalid_request")
    assert answer.elapsed.total_seconds() < 5


def test_a_path_cannot_forge_a_line_of_the_log(guarded: Service) -> None:
    """One request, one line: breaks and terminal codes in a path are shown, not obeyed."""
    forged = "2026-01-01T00:00:00Z INFO action_api labadmin signed in"
    path = "/api/v1/x%0a" + forged.replace(" ", "%20") + "%1b[2J%e2%80%ae%c2%85"
    answer = raw_http.get(guarded.api.port, path)
    assert answer.status == 404
    lines = guarded.api.log.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if line.startswith(forged)]
    assert [line for line in lines if "\\n" + forged in line and "\\x1b" in line]
