"""The worker's part: publishes the statistics beside the site, for when the API is down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from action_api.services.keep_file import KeepFile
from action_api.services.stats_view import StatsViews


class KeepStats(KeepFile):
    name = "stats.json"
    # the file is large: a busy channel costs one writing of it each time
    look_seconds = 3.0

    def __init__(self, views: StatsViews, site_dir: Path) -> None:
        super().__init__(site_dir)
        self._views = views

    async def _state(self) -> object:
        return await self._views.changes()

    async def _document(self) -> dict[str, Any]:
        return await self._views.document()
