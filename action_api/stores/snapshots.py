"""Which snapshot of the catalog is live on this host."""

from __future__ import annotations

import asyncio
from pathlib import Path

from connector.snapshot import SnapshotError, live_path, read_info


class SnapshotStore:
    """Reads the live snapshot's row once per file, and again when another goes live."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._known: tuple[tuple[int, int], str] | None = None

    async def live_id(self) -> str | None:
        """The live snapshot's id; None where there is none that this version can read."""
        return await asyncio.to_thread(self._read)

    def _read(self) -> str | None:
        path = live_path(self._data_dir)
        try:
            stat = path.stat()
        except OSError:
            return None
        version = (stat.st_ino, stat.st_mtime_ns)
        if self._known is None or self._known[0] != version:
            try:
                snapshot_id = read_info(path).snapshot_id
            except SnapshotError:
                return None
            self._known = (version, snapshot_id)
        return self._known[1]
