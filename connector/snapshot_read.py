"""Finds and opens snapshots for reading; refuses what it cannot understand."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import quote

from connector.errors import SnapshotError

SCHEMA_VERSION = 1
LIVE_NAME = "current.sqlite3"
SNAPSHOT_ID = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """A snapshot's one row of metadata (see schema.sql), and its file."""

    snapshot_id: str
    taken_at: str
    source: str
    source_url: str | None
    item_count: int
    category_count: int
    rejected_count: int
    complete: bool
    missing: str | None
    content_hash: str
    path: Path


_INFO_COLUMNS = tuple(field.name for field in fields(SnapshotInfo) if field.name != "path")


def live_path(data_dir: Path) -> Path:
    """The pointer to the live snapshot: a symlink, replaced in one atomic step."""
    return data_dir / LIVE_NAME


def open_read_only(path: Path) -> sqlite3.Connection:
    """Open a snapshot (or the live pointer) immutable; the connection can be used in any thread.

    The symlink is resolved first, so a later swap never changes what this connection reads.
    Raises SnapshotError when there is none, or it has another schema version.
    """
    try:
        real = path.resolve(strict=True)
    except OSError as error:
        raise SnapshotError(
            f"There is no snapshot at {path}. Run `kryten-connector fetch`."
        ) from error
    uri = f"file:{quote(str(real))}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    except sqlite3.OperationalError as error:
        raise SnapshotError(f"{real} cannot be opened: {error}. Who may read it?") from error
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        connection.close()
        raise SnapshotError(f"{real} is not an SQLite file: {error}") from error
    if version != SCHEMA_VERSION:
        connection.close()
        raise SnapshotError(
            f"{real} has schema version {version}; this program reads {SCHEMA_VERSION}. "
            "Run `kryten-connector fetch` for a new one."
        )
    return connection


def read_info(path: Path) -> SnapshotInfo:
    """The metadata of the snapshot at `path`; raises SnapshotError."""
    connection = open_read_only(path)
    try:
        row = connection.execute(f"SELECT {', '.join(_INFO_COLUMNS)} FROM snapshot").fetchone()
    except sqlite3.DatabaseError as error:
        raise SnapshotError(f"{path} has no readable metadata: {error}") from error
    finally:
        connection.close()
    if row is None:
        raise SnapshotError(f"{path} has no metadata")
    values = dict(zip(_INFO_COLUMNS, row, strict=True))
    values["complete"] = bool(values["complete"])
    return SnapshotInfo(**values, path=path.resolve())


def video_ids(path: Path) -> set[str]:
    """Every video_id of the snapshot at `path`."""
    connection = open_read_only(path)
    try:
        return {row[0] for row in connection.execute("SELECT video_id FROM items")}
    finally:
        connection.close()
