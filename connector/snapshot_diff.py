"""What changed from one snapshot to the next, counted in SQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from connector.errors import SnapshotError
from connector.snapshot_read import open_read_only

_COLUMNS = (
    "video_id, title, duration_seconds, thumbnail_url, manifest_url, media_type,"
    " unavailable_reason, (SELECT json_group_array(category) FROM (SELECT category"
    " FROM {schema}.item_categories AS link WHERE link.video_id = item.video_id"
    " ORDER BY category))"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """How many items came, went, and are not what they were."""

    added: int
    removed: int
    changed: int


def compare(old: Path | None, new: Path) -> Difference:
    """Count the difference; without an old snapshot everything is added."""
    with closing(open_read_only(new)) as connection:
        if old is None:
            count = connection.execute("SELECT count(*) FROM items").fetchone()[0]
            return Difference(added=count, removed=0, changed=0)
        uri = f"file:{quote(str(old.resolve()))}?mode=ro&immutable=1"
        try:
            connection.execute("ATTACH ? AS old", (uri,))
            return _compare(connection)
        except sqlite3.Error as error:
            raise SnapshotError(f"{old} and {new} cannot be compared: {error}") from error


def _compare(connection: sqlite3.Connection) -> Difference:
    def count(sql: str) -> int:
        return int(connection.execute(f"SELECT count(*) FROM ({sql})").fetchone()[0])

    ours, theirs = (
        f"SELECT {_COLUMNS.format(schema=schema)} FROM {schema}.items AS item"
        for schema in ("main", "old")
    )
    added = count("SELECT video_id FROM main.items EXCEPT SELECT video_id FROM old.items")
    removed = count("SELECT video_id FROM old.items EXCEPT SELECT video_id FROM main.items")
    different = count(f"{ours} EXCEPT {theirs}")
    return Difference(added=added, removed=removed, changed=different - added)
