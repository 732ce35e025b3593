"""Caddy with our configuration serves a release as its own table of headers says."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import pytest

from tests.standins.processes import Child, free_port, port_answers
from tests.standins.threaded_server import ThreadedServer
from tests.test_docs_code import blocks

ROOT = Path(__file__).parents[2]
CADDY = Path(sys.executable).parent / "caddy"

pytestmark = pytest.mark.integration


def caddy(port: int, site: Path, upstream: str, log: Path, sites: str = "none/*.caddy") -> Child:
    environment = {
        **os.environ,
        "SITE_ADDRESS": f"http://127.0.0.1:{port}",
        "SITE_DIR": str(site),
        "API_UPSTREAM": upstream,
        "CADDY_ADMIN": "off",
        "CADDY_SITES": sites,
    }
    command = [CADDY, "run", "--config", ROOT / "deploy" / "Caddyfile", "--adapter", "caddyfile"]
    return Child("caddy", command, log=log, env=environment)


@pytest.fixture(scope="module")
def served(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    port = free_port()
    log = tmp_path_factory.mktemp("caddy") / "caddy.log"
    child = caddy(port, built_site, f"127.0.0.1:{free_port()}", log)
    with child, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        child.wait_ready(lambda: port_answers(port))
        yield client


def release(built_site: Path) -> Path:
    return built_site / "current"


def test_each_path_carries_the_headers_of_the_releases_table(
    served: httpx.Client, built_site: Path
) -> None:
    table = json.loads((release(built_site) / "headers.json").read_text(encoding="utf-8"))
    everywhere = next(rule["headers"] for rule in table if rule["path"] == "/*")
    pointer = json.loads((release(built_site) / "catalog.json").read_text(encoding="utf-8"))
    (category,) = pointer["categories"][:1]
    paths = {
        "/": "/",
        f"/category/{category['slug']}/": "/category/*",
        "/catalog.json": "/catalog.json",
        "/sw.js": "/sw.js",
        next(iter(pointer["files"].values())): "/search/*",
    }
    rules = {rule["path"]: rule["headers"] for rule in table}
    for path, rule in paths.items():
        reply = served.get(path)
        assert reply.status_code == 200, path
        expected = everywhere | rules[rule]
        assert {name: reply.headers.get(name) for name in expected} == expected, path
        assert "server" not in reply.headers


@pytest.mark.parametrize(("accepted", "sent"), [("br", "br"), ("gzip", "gzip"), ("br, gzip", "br")])
def test_the_prepared_compressed_files_are_sent(
    served: httpx.Client, accepted: str, sent: str
) -> None:
    reply = served.get("/", headers={"Accept-Encoding": accepted})
    assert reply.headers["content-encoding"] == sent


def test_an_unknown_address_gets_our_page_and_status_404(served: httpx.Client) -> None:
    reply = served.get("/nothing/here/")
    assert reply.status_code == 404
    assert "<h1" in reply.text
    assert "content-security-policy" in reply.headers


@pytest.mark.parametrize("path", ["/_headers", "/_redirects", "/_policy"])
def test_files_meant_for_hosts_are_not_served(served: httpx.Client, path: str) -> None:
    assert served.get(path).status_code == 404


def test_without_the_api_its_addresses_say_so_and_pages_go_on(served: httpx.Client) -> None:
    reply = served.get("/api/v1/health")
    assert reply.status_code == 503
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["code"] == "api_unavailable"
    assert served.get("/").status_code == 200


def test_what_the_worker_leaves_beside_the_site_is_sent_compressed(
    served: httpx.Client, built_site: Path
) -> None:
    """With the headers of the site, always asked for anew, and never the worker's own half."""
    live = built_site / "live"
    live.mkdir(exist_ok=True)
    document = {"items": {f"film{number:05}": [1, 1_800_000_000] for number in range(2000)}}
    (live / "stats.json").write_text(json.dumps(document), encoding="utf-8")
    (live / ".stats.json-1.tmp").write_text("{", encoding="utf-8")
    answer = served.get("/live/stats.json", headers={"Accept-Encoding": "gzip"})
    assert answer.json() == document
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Content-Security-Policy" in answer.headers
    assert served.get("/live/.stats.json-1.tmp").status_code == 404


class Sql(BaseHTTPRequestHandler):
    """Something at the port the guide gives Datasette."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"rows")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: it would stand in the tests' output."""


def test_datasette_gets_a_host_of_its_own_as_the_guide_says(
    built_site: Path, tmp_path: Path
) -> None:
    port = free_port()
    (told,) = blocks(ROOT / "deploy" / "README.md", "caddyfile")
    with ThreadedServer(Sql) as datasette:
        here = {
            "sql.example.org": f"http://localhost:{port}",
            "127.0.0.1:8001": datasette.base.removeprefix("http://"),
        }
        for guide, test in here.items():
            assert guide in told
            told = told.replace(guide, test)
        (tmp_path / "sql.caddy").write_text(told, encoding="utf-8")
        log = tmp_path / "caddy.log"
        with caddy(port, built_site, "127.0.0.1:1", log, f"{tmp_path}/*.caddy") as child:
            child.wait_ready(lambda: port_answers(port))
            assert httpx.get(f"http://localhost:{port}/", timeout=20).text == "rows"
            assert "<h1" in httpx.get(f"http://127.0.0.1:{port}/", timeout=20).text


class Endless(BaseHTTPRequestHandler):
    """A stream of job progress that never ends."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            try:
                self.wfile.write(b": still there\n\n")
            except OSError:  # the other end has gone
                return
            time.sleep(0.1)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: it would stand in the tests' output."""


def test_it_ends_though_somebody_watches_an_apply(built_site: Path, tmp_path: Path) -> None:
    """By itself it would wait for the stream's end, and be killed after a long silence."""
    port = free_port()
    with ThreadedServer(Endless) as api:
        upstream = api.base.removeprefix("http://")
        with caddy(port, built_site, upstream, tmp_path / "caddy.log") as child:
            child.wait_ready(lambda: port_answers(port))
            url = f"http://127.0.0.1:{port}/api/v1/apply-jobs/x/events"
            with httpx.stream("GET", url, timeout=30) as watched:
                pieces = watched.iter_bytes()
                assert next(pieces).startswith(b": still there")
                os.kill(child.pid, signal.SIGTERM)
                assert child.wait_exit(within=9) == 0
