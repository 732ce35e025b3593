"""The MediaCMS stand-in as a process of its own, which can be half dead and killed."""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.standins.processes import Child, free_port, port_answers

ROOT = Path(__file__).parents[2]
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class MediaCmsProcess:
    """`python -m tests.standins.mediacms` at an address that survives its death."""

    def __init__(self, directory: Path, items: Sequence[dict[str, Any]]) -> None:
        self._directory = directory
        self._catalog = directory / "mediacms.jsonl"
        directory.mkdir(parents=True, exist_ok=True)
        self._catalog.write_text("".join(json.dumps(one) + "\n" for one in items), encoding="utf-8")
        self.port = free_port()
        self._child: Child | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def template(self) -> str:
        """What MANIFEST_URL_TEMPLATE is for it."""
        return f"{self.url}/api/v1/media/cytube/{{video_id}}.json?format=json"

    def manifest_url(self, video_id: str) -> str:
        return self.template.format(video_id=video_id)

    def video_id(self, manifest_url: str) -> str:
        """The item of a manifest URL; the URL itself where it is none of ours."""
        before, _, after = self.template.partition("{video_id}")
        return manifest_url.removeprefix(before).removesuffix(after)

    def start(self) -> None:
        self._child = Child(
            "mediacms",
            [
                *(sys.executable, "-m", "tests.standins.mediacms", "--port", str(self.port)),
                *("--catalog", self._catalog),
            ],
            log=self._directory / "mediacms.log",
            cwd=ROOT,
        )
        self._child.wait_ready(lambda: port_answers(self.port), within=30)

    def kill(self) -> None:
        if self._child is not None:
            self._child.kill()

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()

    def fault(self, **fields: Any) -> None:
        """Puts a Fault of tests/standins/mediacms/faults.py in force."""
        self._post("faults", fields)

    def setting(self, **fields: Any) -> None:
        """latency, close_after, members_only."""
        self._post("settings", fields)

    def grow(self, count: int) -> None:
        """So many new items."""
        self._post("changes", {"kind": "add", "count": count})

    def mend(self) -> None:
        """No faults."""
        self._post("reset", {})

    def _post(self, what: str, body: dict[str, Any]) -> None:
        request = urllib.request.Request(
            f"{self.url}/__control__/{what}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with _OPENER.open(request, timeout=10) as reply:
            reply.read()
