"""Writes one snapshot file: items in, a sound read-only SQLite database out."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.resources
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from connector import __version__
from connector.durable import sync_folder
from connector.errors import SnapshotError
from connector.item import CatalogItem, Rejected
from connector.search_rules import fold, title_sort_key
from connector.slugs import slugs
from connector.snapshot_check import check
from connector.snapshot_read import SCHEMA_VERSION

_COLUMNS = tuple(field.name for field in fields(CatalogItem) if field.name != "categories")
_INSERT = (
    f"INSERT INTO items ({', '.join(_COLUMNS)}, folded_title, folded_display, title_order) "
    f"VALUES ({', '.join('?' * (len(_COLUMNS) + 3))})"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a snapshot's items come from and how complete they are."""

    source: str
    source_url: str | None = None
    missing: str | None = None  # a sentence; None = complete
    taken_at: datetime | None = None  # None = now


def write(data_dir: Path, items: Iterable[CatalogItem | Rejected], origin: Origin) -> Path:
    """Write and check a snapshot in `data_dir`; returns its file. It is not live yet (see publish).

    Rejected rows among the items are only counted. The order of `items` does not matter; equal
    items and categories give an equal content hash. Any failure removes the half-written file and
    raises SnapshotError (or what `items` raised).
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    half = data_dir / f".half-written-{os.getpid()}.sqlite3"
    try:
        snapshot_id = _fill(half, items, origin)
        check(half)
        _to_disk(half)
        final = data_dir / f"{snapshot_id}.sqlite3"
        half.replace(final)
        sync_folder(data_dir)
    except (OSError, sqlite3.Error) as error:
        raise SnapshotError(f"The snapshot could not be written in {data_dir}: {error}") from error
    finally:
        for leftover in (half, Path(f"{half}-journal")):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)
    return final


def _fill(path: Path, items: Iterable[CatalogItem | Rejected], origin: Origin) -> str:
    path.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # nobody reads this file before it is whole, and a failure throws it away; no journal mode
        # is left behind that would want a -wal or -shm beside a read-only file
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.executescript(_sql("schema.sql"))
        connection.execute("BEGIN")
        rejected = _insert_items(connection, items)
        _insert_slugs(connection)
        _set_title_order(connection)
        snapshot_id = _insert_metadata(connection, origin, rejected)
        connection.execute("COMMIT")
        # VACUUM may renumber the rowids that the full-text index points at: it comes first
        connection.execute("VACUUM")
        _add_search(connection)
        connection.executescript(_sql("views.sql"))
        connection.execute("ANALYZE")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    return snapshot_id


def _insert_items(connection: sqlite3.Connection, items: Iterable[CatalogItem | Rejected]) -> int:
    """Insert the items, count the rejected."""
    rejected = 0
    for number, item in enumerate(items, start=1):
        if isinstance(item, Rejected):
            rejected += 1
            continue
        values = [getattr(item, name) for name in _COLUMNS]
        folded = (fold(item.title), fold(item.display_title))
        # a place below zero for now: the real one is known when all titles are there
        connection.execute(_INSERT, (*values, *folded, -number))
        for category in item.categories:
            connection.execute(
                "INSERT OR IGNORE INTO categories VALUES (?, ?, 0)", (category, category)
            )
            connection.execute(
                "INSERT INTO item_categories VALUES (?, ?)", (item.video_id, category)
            )
    return rejected


def _insert_slugs(connection: sqlite3.Connection) -> None:
    names = [row[0] for row in connection.execute("SELECT category FROM categories")]
    # two steps, for a slug may equal another category's name
    connection.execute("UPDATE categories SET slug = char(0) || category")
    connection.executemany(
        "UPDATE categories SET slug = ?, item_count = "
        "(SELECT count(*) FROM item_categories WHERE category = ?2) WHERE category = ?2",
        [(slug, name) for name, slug in slugs(names).items()],
    )


def _set_title_order(connection: sqlite3.Connection) -> None:
    order = sorted(
        (title_sort_key(title), title, video_id)
        for title, video_id in connection.execute("SELECT title, video_id FROM items")
    )
    connection.executemany(
        "UPDATE items SET title_order = ? WHERE video_id = ?",
        ((place, video_id) for place, (_, _, video_id) in enumerate(order)),
    )


def _insert_metadata(connection: sqlite3.Connection, origin: Origin, rejected: int) -> str:
    taken_at = (origin.taken_at or datetime.now(UTC)).astimezone(UTC)
    digest = _content_hash(connection)
    snapshot_id = f"{taken_at:%Y%m%dT%H%M%SZ}-{digest[:12]}"
    counts = connection.execute(
        "SELECT (SELECT count(*) FROM items), (SELECT count(*) FROM categories)"
    ).fetchone()
    values = {
        "snapshot_id": snapshot_id,
        "taken_at": f"{taken_at:%Y-%m-%dT%H:%M:%SZ}",
        "source": origin.source,
        "source_url": origin.source_url,
        "item_count": counts[0],
        "category_count": counts[1],
        "rejected_count": rejected,
        "complete": int(origin.missing is None),
        "missing": origin.missing,
        "content_hash": digest,
        "connector_version": __version__,
    }
    connection.execute(_insert_sql("snapshot", values), tuple(values.values()))
    return snapshot_id


def _insert_sql(table: str, values: Mapping[str, object]) -> str:
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"


def _content_hash(connection: sqlite3.Connection) -> str:
    """SHA-256 over a line of JSON for each item in order of video_id, its categories within."""
    digest = hashlib.sha256(f"schema {SCHEMA_VERSION}\n".encode())
    rows = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM items ORDER BY video_id")
    for row in rows:
        categories = connection.execute(
            "SELECT category FROM item_categories WHERE video_id = ? ORDER BY category", (row[0],)
        ).fetchall()
        line = json.dumps([*row, [name for (name,) in categories]], ensure_ascii=True)
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _add_search(connection: sqlite3.Connection) -> None:
    # imported here: only the writer needs it, and it is most of this package's import time
    from sqlite_utils import Database

    Database(connection).table("items").enable_fts(
        ["title", "display_title"], fts_version="FTS5", tokenize="trigram"
    ).optimize()


def _sql(name: str) -> str:
    return importlib.resources.files("connector").joinpath(name).read_text(encoding="utf-8")


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
