"""Measures building the site at growing catalog sizes; prints a Markdown section.

Real esbuild, the real templates, a snapshot by the real schema, each size in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIZES = (1_000, 5_000, 10_000, 20_000)
BUDGET_SECONDS_AT_5000 = 10.0


def measure(count: int, folder: Path) -> dict[str, float]:
    """Build a site of `count` items below `folder`; seconds, bytes and peak memory."""
    sys.path[:0] = [str(ROOT), str(ROOT / "build")]
    from site_builder import builder
    from site_builder.settings import load
    from tests.site_builder import samples

    data, site = folder / f"data-{count}", folder / f"site-{count}"
    samples.write_snapshot(data, samples.many(count))
    settings = load({"PUBLIC_URL": "https://site.test"}, data_dir=data, site_dir=site)
    processor = time.process_time()
    report = builder.build(settings)
    processor = time.process_time() - processor
    page = site / "current" / "video" / "id0000001" / "index.html"
    return {
        "items": count,
        "pages": report.pages,
        "seconds": report.seconds,
        "processor_seconds": processor,
        "bytes": report.bytes,
        "page_bytes": page.stat().st_size,
        "page_br_bytes": Path(f"{page}.br").stat().st_size,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def section(rows: list[dict[str, float]]) -> str:
    """The Markdown section."""
    lines = [
        "## Site build",
        "",
        f"`kryten-site build` from snapshot to published release on {os.cpu_count()} cores: pages, "
        "browser program, search bundle, compressed copies, soundness check. Budget: "
        f"{BUDGET_SECONDS_AT_5000:.0f} s at 5,000 items, growing linearly.",
        "",
        "| items | pages | seconds | ms an item | CPU ms an item | MB written | a video page, "
        "plain / br | peak memory MiB |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        lines.append(
            f"| {row['items']:,} | {row['pages']:,} | {row['seconds']:.1f} "
            f"| {row['seconds'] / row['items'] * 1000:.2f} "
            f"| {row['processor_seconds'] / row['items'] * 1000:.2f} "
            f"| {row['bytes'] / 1e6:.1f} | {row['page_bytes']:,} / {row['page_br_bytes']:,} B "
            f"| {row['peak_mib']:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure every size (or the one given with --only, as JSON)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", type=int, help="measure one size and print JSON")
    parser.add_argument("--folder", type=Path, help="where to build; a fresh one by default")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    arguments = parser.parse_args()
    if arguments.only:
        sys.stdout.write(json.dumps(measure(arguments.only, arguments.folder)))
        return
    rows = []
    # Everything is removed at the end only: ext4 passes over inodes deleted in the last minutes
    # one by one, which makes new files up to 20 times slower after a mass deletion.
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        for size in arguments.sizes:
            command = [sys.executable, __file__, "--only", str(size), "--folder", folder]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            rows.append(json.loads(done.stdout))
    sys.stdout.write(section(rows) + "\n")


if __name__ == "__main__":
    main()
