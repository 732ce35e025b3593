"""Builds a real release with the real programs and serves it with the real Caddyfile."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.browser.catalog_lines import PICTURES

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sys.executable).parent
READY_SECONDS = 15.0


def build(folder: Path, items: Iterable[dict[str, Any]]) -> None:
    """Fetch `items` and build the site into `folder`/site."""
    source = folder / "catalog.jsonl"
    source.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    data, site = folder / "data", folder / "site"
    _run("kryten-connector", "fetch", "--source", str(source), "--data-dir", str(data))
    _run("kryten-site", "build", "--data-dir", str(data), "--site-dir", str(site))


def copy(origin: Path, folder: Path) -> None:
    """A site of one's own, to publish to or to take away."""
    shutil.copytree(origin, folder, symlinks=True, dirs_exist_ok=True)


def _run(program: str, *arguments: str) -> None:
    environment = {
        **os.environ,
        "SITE_TITLE": "Late Show",
        "DATASETTE_URL": "http://127.0.0.1:8001",
        "MEDIACMS_URL": PICTURES,
    }
    done = subprocess.run(
        [PROGRAMS / program, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{program} {arguments}: {done.stdout}\n{done.stderr}"


class Server:
    """Caddy on a free port; can be stopped and started again at the same address."""

    def __init__(self, folder: Path, api: str = "127.0.0.1:9") -> None:
        """`api` is where /api is handed to; nobody is there unless one is named."""
        self._folder = folder
        self._api = api
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{probe.getsockname()[1]}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when the site answers."""
        environment = {
            **os.environ,
            "SITE_ADDRESS": self.url,
            "SITE_DIR": str(self._folder / "site"),
            "CADDY_ADMIN": "off",
            "IMAGE_ORIGINS": PICTURES,
            "API_UPSTREAM": self._api,
        }
        log = self._folder / "caddy.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [PROGRAMS / "caddy", "run", "--config", ROOT / "deploy" / "Caddyfile"],
                env=environment,
                stdout=output,
                stderr=output,
            )
        deadline = time.monotonic() + READY_SECONDS
        while not self._answers():
            assert self._process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/catalog.json", timeout=2) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, ConnectionError):
            return False

    def stop(self) -> None:
        """Returns when nothing answers at the address any more."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=10)
            self._process = None
