"""Runs the benchmarks and writes what they print into docs/BENCHMARKS.md, a section each."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "BENCHMARKS.md"
SECTIONS = (
    "search", "site_build", "cold_start", "connector", "sign_in", "deadline", "playlists",
    "marathon", "reorder", "reconcile", "apply", "intake", "top_played", "load", "memory", "chaos",
)  # fmt: skip
# measured only where it is named
LONG = frozenset({"memory", "chaos"})
HEAD = """# Benchmarks

Written by `./scripts/bench.sh`, on the machine named in each section. Look at ratios: both sides
of one were measured in the same run, while seconds differ from machine to machine.
"""


def start_mark(name: str) -> str:
    """The line a section starts with, by which it is found again."""
    return f"<!-- section {name} -->"


def read_sections() -> dict[str, str]:
    """What the page holds already, by section."""
    if not PAGE.exists():
        return {}
    text = PAGE.read_text(encoding="utf-8")
    sections = {}
    for piece in text.split("<!-- section ")[1:]:
        name, _, body = piece.partition(" -->\n")
        sections[name] = body.strip()
    return sections


def machine() -> str:
    """This machine in a few words."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return f"{os.cpu_count()} × {cpu}, Python {platform.python_version()}"


def measure(name: str) -> str:
    """Run one benchmark; its standard output is Markdown, its progress goes to standard error."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", f"scripts.bench.{name}"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    taken = time.monotonic() - started
    today = datetime.now(UTC).date().isoformat()
    how = f"`./scripts/bench.sh {name}`, {today}, {taken:.0f} s, {machine()}"
    return f"{done.stdout.strip()}\n\n{how}"


def main() -> None:
    """Measure the sections asked for, keep the others as they stand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("section", nargs="*", choices=[*SECTIONS, []], default=[])
    names = parser.parse_args().section or [one for one in SECTIONS if one not in LONG]
    sections = read_sections()
    for name in names:
        sys.stderr.write(f"bench: {name}\n")
        sections[name] = measure(name)
        ordered = [one for one in SECTIONS if one in sections]
        body = "\n\n".join(f"{start_mark(one)}\n{sections[one]}" for one in ordered)
        PAGE.write_text(f"{HEAD}\n{body}\n", encoding="utf-8")
    sys.stderr.write(f"bench: written to {PAGE.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
