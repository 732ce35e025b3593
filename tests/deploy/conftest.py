"""A small catalog, fetched and built with the real programs, for tests of what serves it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
Fetch = Callable[[Path, list[dict[str, object]]], None]

TITLES: list[dict[str, object]] = [
    {"video_id": "nosferat1", "title": "Nosferatu.[1922].mp4", "duration": 5640,
     "categories": ["Horror", "Movies"]},
    {"video_id": "metropol1", "title": "Metropolis.[1927].mkv", "duration": 9180,
     "categories": ["Sci-Fi & Fantasy", "Movies"]},
    {"video_id": "harbour01", "title": "Harbour Lights S01E01 The Arrival.mkv", "duration": 1500,
     "categories": ["TV"]},
    {"video_id": "harbour02", "title": "Harbour Lights S01E02 Fog.mkv", "duration": 1510,
     "categories": ["TV"]},
    {"video_id": "hostile01", "title": "<img src=x onerror=alert(1)> & \"quotes\" 😀.mp4",
     "duration": 60, "categories": []},
]  # fmt: skip


@pytest.fixture(scope="session")
def fetch() -> Fetch:
    """Publish a snapshot of these rows in this directory."""

    def publish(data_dir: Path, rows: list[dict[str, object]]) -> None:
        source = data_dir.parent / f"{data_dir.name}.jsonl"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        subprocess.run(
            [BIN / "kryten-connector", "fetch", "--source", source, "--data-dir", data_dir,
             "--allow-shrink"],
            check=True, capture_output=True,
        )  # fmt: skip

    return publish


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory, fetch: Fetch) -> Path:
    """SITE_DIR with one release of the small catalog."""
    directory = tmp_path_factory.mktemp("site")
    fetch(directory / "data", TITLES)
    subprocess.run(
        [BIN / "kryten-site", "build", "--data-dir", directory / "data",
         "--site-dir", directory / "site"],
        check=True, capture_output=True, env={**os.environ, "PUBLIC_URL": "", "MEDIACMS_URL": ""},
    )  # fmt: skip
    return directory / "site"
