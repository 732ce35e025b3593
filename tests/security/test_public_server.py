"""What the public web server lets through, and what it makes of strange addresses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.playlist_harness import Service
from tests.security import raw_http
from tests.standins.processes import Child, free_port, port_answers

pytestmark = pytest.mark.integration

CADDY = Path(sys.executable).parent / "caddy"
CADDYFILE = Path(__file__).parents[2] / "deploy" / "Caddyfile"


@pytest.fixture(scope="module")
def public(guarded: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of Caddy before the API, with a release of three files."""
    folder = tmp_path_factory.mktemp("public")
    for name in ("index.html", "category/horror/index.html", "404.html"):
        page = folder / "site" / "current" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<p>{name}", encoding="utf-8")
    (folder / "site" / "current" / "_policy").write_text("default-src 'none'", encoding="utf-8")
    (folder / "site" / "secret.txt").write_text("not of the release", encoding="utf-8")
    port = free_port()
    environment = {
        **os.environ,
        "SITE_ADDRESS": f"http://127.0.0.1:{port}",
        "SITE_DIR": str(folder / "site"),
        "API_UPSTREAM": f"127.0.0.1:{guarded.api.port}",
        "CADDY_ADMIN": "off",
    }
    command = [CADDY, "run", "--config", CADDYFILE, "--adapter", "caddyfile"]
    with Child("caddy", command, log=folder / "caddy.log", env=environment) as child:
        child.wait_ready(lambda: port_answers(port))
        yield port


@pytest.mark.parametrize(
    "path",
    [
        "/metrics",
        "/api/../metrics",
        "/api/%2e%2e/metrics",
        "/api/v1/../../metrics",
        "/api//../metrics",
        "/api/v1/..%2f..%2fmetrics",
        "/live/../secret.txt",
        "/live/..%2fsecret.txt",
        "/..%2fsecret.txt",
        "/../secret.txt",
        "/_policy",
        "/live/.playlists.json-1.tmp",
    ],
)
def test_what_is_not_public_stays_inside(public: int, path: str) -> None:
    """Neither the metrics nor a file outside the release is reached by any spelling."""
    answer = raw_http.get(public, path)
    assert answer.status in {400, 404}, answer
    assert "playlist_nats_connected" not in answer.body
    assert "not of the release" not in answer.body


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/%2e%2e",
        "/\\evil.example",
        "//category/horror",
        "///category/horror",
        "/category/horror?next=https://evil.example",
        "/%09/evil.example",
    ],
)
def test_no_address_leads_off_the_site(public: int, path: str) -> None:
    """Where the server completes an address it stays its own: there is no open redirect."""
    answer = raw_http.get(public, path)
    target = answer.headers.get("location", "/")
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\", "/%09"))


def test_another_host_is_not_served(public: int) -> None:
    """A name that was pointed at us from outside gets no page and reaches no API."""
    for path in ("/", "/api/v1/auth/session"):
        answer = raw_http.get(public, path, "Host: rebound.example")
        assert (answer.status, answer.body) == (200, "")  # Caddy's empty answer
        assert "content-security-policy" not in answer.headers


def test_a_client_cannot_say_where_it_comes_from(public: int, guarded: Service) -> None:
    """The web server replaces what a client claims of its address: limits and blocks count it."""
    raw_http.get(public, "/api/v1/auth/session?spoofed", "X-Forwarded-For: 198.51.100.77")
    log = guarded.api.log.read_text(encoding="utf-8")
    assert "198.51.100.77" not in log


def test_who_sends_a_head_slowly_is_cut_off() -> None:
    """The API waits for a head without end, so the web server before it must not."""
    done = subprocess.run(
        [CADDY, "adapt", "--config", CADDYFILE], capture_output=True, text=True, check=True
    )
    servers: dict[str, Any] = json.loads(done.stdout)["apps"]["http"]["servers"]
    assert servers
    for server in servers.values():
        assert 0 < server["read_header_timeout"] <= 30e9
