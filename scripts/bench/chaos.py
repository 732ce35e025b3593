"""Runs the chaos suite in full, 100 rounds, and prints what came of it as a Markdown section."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 100
SEED = "grindhouse"
LIMIT_MINUTES = 60
_ROUND = re.compile(r"round \d+: (?P<verdict>ok|FAILED) (?P<seconds>[0-9.]+) s ")
_FAULTS = "faults: "


def section(lines: list[str], minutes: float) -> str:
    """The section from the lines of scripts/chaos.sh."""
    rounds = [found for line in lines if (found := _ROUND.match(line))]
    failed = sum(one["verdict"] == "FAILED" for one in rounds)
    seconds = [float(one["seconds"]) for one in rounds]
    faults = next(line for line in lines if line.startswith(_FAULTS)).removeprefix(_FAULTS)
    return "\n".join(
        [
            "## Chaos",
            "",
            f"Random faults under a load of saves, applies, likes, plays and reads, seed `{SEED}`: "
            "one to two faults a round, after each a look at what must hold (no acknowledged write "
            "lost, no item doubled, no job stuck, no count wrong; tests/chaos/README.md). Goal: "
            f"{ROUNDS} rounds without a violation on two cores within {LIMIT_MINUTES} minutes.",
            "",
            "| rounds | with violations | minutes in all | s a round, median | worst |",
            "|---:|---:|---:|---:|---:|",
            f"| {len(rounds)} | {failed} | {minutes:.0f} | {statistics.median(seconds):.1f} "
            f"| {max(seconds):.1f} |",
            "",
            f"Faults: {faults}.",
        ]
    )


def main() -> None:
    """Run it, showing each round as it ends."""
    command = [ROOT / "scripts" / "chaos.sh", "--rounds", str(ROUNDS), "--seed", SEED]
    began = time.monotonic()
    lines = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout or ():
            sys.stderr.write(line)
            lines.append(line.rstrip("\n"))
    # a violation ends it with 1, and stands in the table; anything else was no run
    if running.returncode not in (0, 1):
        raise SystemExit(f"scripts/chaos.sh ended with {running.returncode}")
    sys.stdout.write(f"{section(lines, (time.monotonic() - began) / 60)}\n")


if __name__ == "__main__":
    main()
