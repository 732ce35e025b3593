"""The snapshot contract in one import: what other programs may use of it (see schema.sql)."""

from __future__ import annotations

from connector.errors import SnapshotError
from connector.item import CatalogItem
from connector.snapshot_check import check
from connector.snapshot_read import (
    LIVE_NAME,
    SCHEMA_VERSION,
    SnapshotInfo,
    live_path,
    open_read_only,
    read_info,
)
from connector.snapshot_store import lock, publish, rollback, snapshot_files
from connector.snapshot_write import Origin, write

__all__ = [
    "LIVE_NAME",
    "SCHEMA_VERSION",
    "CatalogItem",
    "Origin",
    "SnapshotError",
    "SnapshotInfo",
    "check",
    "live_path",
    "lock",
    "open_read_only",
    "publish",
    "read_info",
    "rollback",
    "snapshot_files",
    "write",
]
