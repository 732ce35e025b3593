"""Measures generating marathons of 26 sources with 500 items each: prints a Markdown section."""

from __future__ import annotations

import statistics
import sys
import time

from action_api.domain.marathon import Method, Source, generate
from action_api.domain.patterns import LABELS
from action_api.domain.run_order import Item

ROUNDS = 15
LIMIT_MS = 100
PATTERN = " ".join(f"{label}{at % 4 + 1}" for at, label in enumerate(LABELS))


def sources() -> list[Source]:
    """26 playlists: half episodes of a few shows in falling order, the rest movies and parts."""
    return [
        Source(f"Playlist {label}", tuple(_item(label, n) for n in range(500))) for label in LABELS
    ]


def _item(label: str, n: int) -> Item:
    video_id = f"{label}{n}"
    if n % 2:
        show = f"show {label} {n % 5}"
        season, number = 9 - n // 60, 60 - n % 60
        title = f"{show} S{season:02d}E{number:02d}.mkv"
        return Item(video_id, title, 1500, show, season, number)
    part = n % 7 or None
    return Item(video_id, f"Movie.{n // 14}.[1984].pt{part}.mp4", 5400, part=part)


def main() -> None:
    """Print the section."""
    given = sources()
    lines = [
        "## Marathons",
        "",
        f"26 sources of 500 items (13,000), {ROUNDS} runs each; to hold: {LIMIT_MS} ms.",
        "",
        "| method | run order | median | worst | processor time, median |",
        "|---|---|---|---|---|",
    ]
    for method in Method:
        pattern = PATTERN if method is Method.INTERLEAVE else None
        for keep in (True, False):
            took, busy = [], []
            for _ in range(ROUNDS):
                started, began = time.perf_counter(), time.process_time()
                generate(given, method, pattern=pattern, seed="bench", preserve_run_order=keep)
                took.append((time.perf_counter() - started) * 1000)
                busy.append((time.process_time() - began) * 1000)
            median, worst = statistics.median(took), max(took)
            kept = "kept" if keep else "ignored"
            lines.append(
                f"| {method} | {kept} | {median:.1f} ms | {worst:.1f} ms "
                f"| {statistics.median(busy):.1f} ms |"
            )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
