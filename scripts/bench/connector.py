"""Measures fetches from the MediaCMS stand-in and prints a Markdown section.

Run from the project's root: python scripts/bench/connector.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.standins.mediacms import EDITOR_TOKEN, Item, MediaCms  # noqa: E402 - needs the root
from tests.standins.sample_catalog import sample_categories, sample_items  # noqa: E402

TEMPLATE = "https://tv.example/{video_id}.json"


@dataclass(frozen=True, slots=True)
class Run:
    """One measured fetch; the peak is the connector process's own."""

    name: str
    items: int
    requests: int
    seconds: float
    peak_mb: float
    complete: bool


def catalog(times: int) -> list[Item]:
    """The sample catalog `times` over, each copy with tokens of its own."""
    return [
        item if copy == 0 else replace(item, token=f"{item.token}{copy}")
        for copy in range(times)
        for item in sample_items()
    ]


@contextmanager
def serving(flavour: str, times: int) -> Iterator[str]:
    """A stand-in in a process of its own, so that its memory is not counted as ours."""
    command = [sys.executable, __file__, "--serve", flavour, str(times)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=ROOT
    ) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def serve(flavour: str, times: int) -> None:
    """Serve until standard input closes."""
    categories = sample_categories()
    with MediaCms(flavour=flavour, items=catalog(times), categories=categories) as server:
        print(server.url, flush=True)  # noqa: T201 - this is how the parent learns the address
        sys.stdin.read()


def measure(name: str, url: str, token: str | None = None) -> Run:
    """One fetch by the real command, its summary and its peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "MEDIACMS_URL": url,
            "MEDIACMS_TOKEN": token or "",
            "MANIFEST_URL_TEMPLATE": TEMPLATE,
            "DATA_DIR": folder,
            "LOG_LEVEL": "WARNING",
        }
        out, err = Path(folder) / "out", Path(folder) / "err"
        with out.open("wb") as stdout, err.open("wb") as stderr:
            command = [sys.executable, "-m", "connector.cli", "fetch", "--format", "json"]
            child = subprocess.Popen(
                command, stdout=stdout, stderr=stderr, env=environment, cwd=ROOT
            )
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"{name} failed:\n{err.read_text()}")
        summary = json.loads(out.read_text())
    return Run(
        name,
        summary["items"],
        summary["requests"],
        summary["seconds"],
        usage.ru_maxrss / 1024,
        summary["complete"],
    )


def section(runs: list[Run]) -> str:
    """The Markdown section; one-a-video is a list page for each 50 items and a detail for each."""
    lines = [
        "## Connector",
        "",
        "Fetches by `kryten-connector fetch` from the MediaCMS stand-in on loopback, snapshot"
        " written, checked and published. One a video = the list's pages and one detail each.",
        "",
        "| fetch | items | requests | one a video | ratio | seconds | peak MB | complete |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for run in runs:
        each = run.items + -(-run.items // 50) + 1
        lines.append(
            f"| {run.name} | {run.items} | {run.requests} | {each} | 1/{each / run.requests:.1f} "
            f"| {run.seconds:.1f} | {run.peak_mb:.0f} | {'yes' if run.complete else 'no'} |"
        )
    first, large = runs[0], runs[1]
    lines += [
        "",
        f"Memory: {first.peak_mb:.0f} MB for {first.items} items, {large.peak_mb:.0f} MB for "
        f"{large.items}: {(large.peak_mb - first.peak_mb) * 1024 / (large.items - first.items):.1f}"
        " KB for each further item.",
    ]
    return "\n".join(lines)


def main() -> None:
    runs = []
    with serving("legacy", 1) as url:
        runs.append(measure("legacy", url))
    with serving("legacy", 4) as url:
        runs.append(measure("legacy, four times the catalog", url))
    with serving("current", 1) as url:
        runs.append(measure("current, editor's token", url, EDITOR_TOKEN))
    print(section(runs))  # noqa: T201 - the section is this program's output


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2], int(sys.argv[3]))
    else:
        main()
