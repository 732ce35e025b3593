"""What the checks of the demo share: its addresses, and short ways to look at the parts."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from tests.standins.demo import Demo

HERE = Path(__file__).parent


class Proof:
    """What the checks share: the demo, an HTTP client and short ways to look at the parts."""

    def __init__(self, demo: Demo, client: httpx.Client, alice: httpx.Client) -> None:
        self.demo = demo
        self.client = client
        self.alice = alice  # a browser in which Alice signs in
        self.site = str(demo.addresses["site"])
        self.datasette = str(demo.addresses["datasette"])
        self.mediacms = str(demo.addresses["mediacms"])

    def get(self, address: str, **options: Any) -> httpx.Response:
        """GET that must succeed."""
        reply = self.client.get(address, **options)
        reply.raise_for_status()
        return reply

    def rows(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Ask the live snapshot file."""
        live = self.demo.directory / "data" / "current.sqlite3"
        with closing(sqlite3.connect(f"file:{live}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, values).fetchall()

    def search(self, query: str) -> dict[str, Any]:
        """Search the served bundle with the browser's own program, in node."""
        done = subprocess.run(
            ["node", HERE / "search_probe.js", self.site, query],
            capture_output=True, text=True, check=True, timeout=30,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def wait_for(holds: Callable[[], bool], what: str, within: float = 20.0) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"{what}: not within {within:g} s"
        time.sleep(0.2)
