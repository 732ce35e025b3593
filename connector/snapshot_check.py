"""The soundness check that stands between writing a snapshot and making it live."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from connector.errors import SnapshotError
from connector.snapshot_read import open_read_only

_MUST_BE_ZERO = {
    "item_count differs from the items": (
        "SELECT (SELECT item_count FROM snapshot) IS NOT (SELECT count(*) FROM items)"
    ),
    "category_count differs from the categories": (
        "SELECT (SELECT category_count FROM snapshot) IS NOT (SELECT count(*) FROM categories)"
    ),
    "a category's item_count is wrong": (
        "SELECT count(*) FROM categories WHERE item_count <> (SELECT count(*) FROM"
        " item_categories WHERE item_categories.category = categories.category)"
    ),
    "title_order is not 0, 1, 2, …": (
        "SELECT count(*) FROM items WHERE title_order NOT BETWEEN 0 AND"
        " (SELECT count(*) FROM items) - 1"
    ),
    "the catalog view does not show every item": (
        "SELECT (SELECT count(*) FROM catalog) - (SELECT count(*) FROM items)"
    ),
    "there is not exactly one row of metadata": "SELECT count(*) - 1 FROM snapshot",
}


def check(path: Path) -> None:
    """Raise SnapshotError, naming the fault, unless the snapshot at `path` is sound throughout."""
    try:
        with closing(open_read_only(path)) as connection:
            faults = _faults(connection)
    except sqlite3.Error as error:
        raise SnapshotError(f"{path} cannot be read: {error}") from error
    if faults:
        raise SnapshotError(f"{path} is not sound: {'; '.join(faults)}")


def _faults(connection: sqlite3.Connection) -> list[str]:
    faults = [
        str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)") if row[0] != "ok"
    ]
    broken_links = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    if broken_links:
        faults.append(f"{broken_links} rows refer to nothing")
    faults += [name for name, sql in _MUST_BE_ZERO.items() if connection.execute(sql).fetchone()[0]]
    if not faults:
        faults += _search_faults(connection)
    return faults


def _search_faults(connection: sqlite3.Connection) -> list[str]:
    """Probe the full-text index with each of a few real titles: it must find that very item."""
    probes = connection.execute(
        "SELECT video_id, title FROM items WHERE length(title) >= 3"
        " AND instr(title, char(0)) = 0 ORDER BY title_order LIMIT 5"
    ).fetchall()
    return [
        f"the full-text index does not find {video_id}"
        for video_id, title in probes
        if not connection.execute(
            "SELECT count(*) FROM items_fts JOIN items ON items.rowid = items_fts.rowid"
            " WHERE items_fts MATCH ? AND items.video_id = ?",
            ('title : "' + title.replace('"', '""') + '"', video_id),
        ).fetchone()[0]
    ]
