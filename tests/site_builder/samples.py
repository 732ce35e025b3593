"""Small real snapshots and templates to build sites of."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from connector import snapshot as snapshots
from site_builder.settings import Settings, load

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = Path(__file__).parent / "templates"
HOSTILE_TITLES = (
    '<img src=x onerror="alert(1)">',
    "</script><script>alert(1)</script>",
    "\"><svg/onload=alert(1)> ' onmouseover='x",
    "{{ site.__class__ }} {% raw %} ${7*7}",
    "javascript:alert(1)",
    "🎬 Plan 9 👽 from Outer Space",
    "\u202egnp.emit eht\u202c עברית",
    "a & b &amp; c &lt;b&gt; <!-- ",
    "../../etc/passwd",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One item of a sample snapshot."""

    video_id: str
    title: str
    categories: tuple[str, ...] = ()
    duration_seconds: int | None = 60
    thumbnail_url: str | None = None
    page_url: str | None = None
    show: str | None = None
    season: int | None = None
    episode: int | None = None
    part: int | None = None


def many(count: int, categories: int = 20) -> list[Sample]:
    """`count` plausible items; a third of them are episodes of shows of twelve."""
    made = []
    for n in range(count):
        names = (f"Genre {n % categories}", f"Decade {n % 7}")
        if n % 3:
            made.append(Sample(f"id{n:07}", f"The Tale of {n}.[19{n % 90 + 10}].mp4", names, 5400))
        else:
            show, episode = f"show {n // 36}", n // 3 % 12 + 1
            title = f"Show {n // 36} S01E{episode:02}"
            made.append(
                Sample(f"id{n:07}", title, names, 1500, show=show, season=1, episode=episode)
            )
    return made


def write_snapshot(
    data_dir: Path, samples: Iterable[Sample], snapshot_id: str = "20261122T213000Z-0123456789ab"
) -> Path:
    """Write a live snapshot of the samples, in the order given, by the real schema."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / f"{snapshot_id}.sqlite3"
    path.unlink(missing_ok=True)
    rows = list(samples)
    names = sorted({name for row in rows for name in row.categories})
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript((ROOT / "connector" / "schema.sql").read_text())
        connection.execute(f"PRAGMA user_version = {snapshots.SCHEMA_VERSION}")
        connection.execute(
            "INSERT INTO snapshot VALUES (?, ?, 'sample', NULL, ?, ?, 0, 1, NULL, 'x', '0')",
            (snapshot_id, "2026-11-22T21:30:00Z", len(rows), len(names)),
        )
        _insert_items(connection, rows)
        for number, name in enumerate(names):
            slug = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-") or f"category-{number}"
            count = sum(name in row.categories for row in rows)
            connection.execute("INSERT INTO categories VALUES (?, ?, ?)", (name, slug, count))
        connection.executemany(
            "INSERT INTO item_categories VALUES (?, ?)",
            [(row.video_id, name) for row in rows for name in row.categories],
        )
    live = data_dir / "current.sqlite3"
    live.unlink(missing_ok=True)
    live.symlink_to(path.name)
    return path


def _insert_items(connection: sqlite3.Connection, rows: Sequence[Sample]) -> None:
    columns = (
        "video_id, title, display_title, duration_seconds, manifest_url, thumbnail_url, page_url, "
        "show, season, episode, part, folded_title, folded_display, title_order"
    )
    marks = ", ".join("?" * len(columns.split(", ")))
    connection.executemany(
        f"INSERT INTO items ({columns}) VALUES ({marks})",
        [
            (
                row.video_id,
                row.title,
                row.title.removesuffix(".mp4"),
                row.duration_seconds,
                f"https://media.test/api/v1/media/cytube/{row.video_id}.json?format=json",
                row.thumbnail_url,
                row.page_url,
                row.show,
                row.season,
                row.episode,
                row.part,
                row.title.casefold(),
                row.title.casefold(),
                order,
            )
            for order, row in enumerate(rows)
        ],
    )


def copy_templates(target: Path) -> Path:
    """A copy of the sample templates that a test may spoil, with the real esbuild."""
    shutil.copytree(TEMPLATES, target)
    (target / "node_modules").symlink_to(ROOT / "site_templates" / "node_modules")
    return target


def settings(folder: Path, **environ: str) -> Settings:
    """Settings for a build below `folder`, with templates copied there on the first call."""
    templates = folder / "templates"
    if not templates.exists():
        copy_templates(templates)
    return load(
        environ,
        data_dir=folder / "data",
        site_dir=folder / "site",
        templates_dir=templates,
    )
