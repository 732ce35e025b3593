"""Serves the manifests the recordings name: well-made ones, slow ones and broken ones.

The name in the address says what comes: `NAME-d30` is 30 s long, `slow3-x` answers after 3 s,
and `notfound`, `badjson`, `nosrc`, `err500`, `badct`, `notitle`, `httpsrc`, `ipsrc`, `toobig` and
`drop` at its start each break one rule.
"""

from __future__ import annotations

import json
import re
import time
from http.server import BaseHTTPRequestHandler
from pathlib import PurePosixPath
from typing import Any

from tests.standins.threaded_server import ThreadedServer

MEDIA = "https://media.lab.example/media"
_BROKEN = re.compile(r"^(notfound|badjson|nosrc|err500|badct|notitle|httpsrc|ipsrc|toobig|drop)")
_SLOW = re.compile(r"^slow(\d+)")
_DURATION = re.compile(r"-d(\d+)$")


def manifest(name: str) -> dict[str, Any]:
    """The well-made manifest of a name."""
    found = _DURATION.search(name)
    return {
        "title": f"Lab item {name}",
        "duration": int(found.group(1)) if found else 600,
        "live": name.startswith("live"),
        "thumbnail": f"{MEDIA}/thumbnails/{name}.jpg",
        "sources": [
            {
                "url": f"{MEDIA}/encoded/{quality}/{name}.mp4",
                "contentType": "video/mp4",
                "quality": quality,
            }
            for quality in (480, 720, 1080)
        ],
    }


def _broken(kind: str, name: str) -> tuple[int, str, bytes]:
    contents = manifest(name)
    changes: dict[str, dict[str, Any]] = {
        "nosrc": {"sources": []},
        "notitle": {"title": ""},
        "httpsrc": {"sources": [{**contents["sources"][0], "url": f"http{MEDIA[5:]}/x.mp4"}]},
        "ipsrc": {"sources": [{**contents["sources"][0], "url": "https://192.0.2.1/x.mp4"}]},
        "toobig": {"description": "x" * 110_000},
    }
    if kind == "notfound":
        return 404, "application/json", b"{}"
    if kind == "err500":
        return 500, "application/json", b"{}"
    if kind == "badjson":
        return 200, "application/json", b'{"title": "x", }'
    if kind == "badct":
        return 200, "text/html", b"<p>sign in</p>"
    return 200, "application/json", json.dumps(contents | changes[kind]).encode()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = PurePosixPath(self.path.partition("?")[0]).stem
        broken, slow = _BROKEN.match(name), _SLOW.match(name)
        if broken and broken.group(1) == "drop":
            self.close_connection = True
            return
        if slow:
            time.sleep(int(slow.group(1)))
        if broken:
            self._answer(*_broken(broken.group(1), name))
        else:
            self._answer(200, "application/json", json.dumps(manifest(name)).encode())

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            # whoever asked gave up waiting
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the tests look at what CyTube says."""


class LabManifests(ThreadedServer):
    """The manifest server."""

    def __init__(self) -> None:
        super().__init__(_Handler)

    def url(self, name: str) -> str:
        """The manifest URL of a name, of the form a MediaCMS gives."""
        return f"{self.base}/api/v1/media/cytube/{name}.json?format=json"
