"""The worker's part: repairs half-done changes, and publishes the playlists beside the site."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

from action_api.nats_link import LinkClient, NatsLink
from action_api.services.keep_file import KeepFile
from action_api.services.playlists import Playlists
from action_api.stores.mirror import PlaylistMirror
from action_api.stores.playlists import PlaylistStore

logger = logging.getLogger(__name__)

REPAIR_SECONDS = 600.0


class KeepPlaylists(KeepFile):
    name = "playlists.json"
    look_seconds = 1.0

    def __init__(
        self,
        link: NatsLink,
        store: PlaylistStore,
        mirror: PlaylistMirror,
        playlists: Playlists,
        site_dir: Path,
    ) -> None:
        super().__init__(site_dir)
        self._store = store
        self._mirror = mirror
        self._playlists = playlists
        link.each_session("repairing playlists", self._repair)

    async def _state(self) -> object:
        # a new catalog is counted here, before anybody waits for its durations
        return await self._mirror.changes(), await self._playlists.snapshot_id()

    async def _document(self) -> dict[str, Any]:
        listed = await self._playlists.listed()
        items = {
            copy.playlist.playlist_id: copy.playlist.items
            for copy in await self._mirror.everything()
        }
        playlists = [
            one | {"items": items[one["id"]]} for one in listed["playlists"] if one["id"] in items
        ]
        return listed | {"playlists": playlists}

    async def _repair(self, client: LinkClient) -> None:
        while not client.lost.is_set():
            repaired = await self._store.repair()
            if repaired:
                logger.warning("%d half-done changes of playlists finished or undone", repaired)
            await asyncio.sleep(REPAIR_SECONDS)
