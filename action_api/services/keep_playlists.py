"""The worker's part: repairs half-done changes, and publishes the playlists beside the site."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

from action_api.domain.errors import Unavailable
from action_api.nats_link import LinkClient, NatsLink
from action_api.services.live_file import write_live
from action_api.services.playlists import Playlists
from action_api.stores.mirror import PlaylistMirror
from action_api.stores.playlists import PlaylistStore

logger = logging.getLogger(__name__)

FILE = Path("live", "playlists.json")
LOOK_SECONDS = 1.0
# unchanged, it is written anew this often, so that `as_of` stays near the truth
FRESH_SECONDS = 300.0
REPAIR_SECONDS = 600.0


class KeepPlaylists:
    """SITE_DIR/live/playlists.json is what readers have while the API itself is down."""

    def __init__(
        self,
        link: NatsLink,
        store: PlaylistStore,
        mirror: PlaylistMirror,
        playlists: Playlists,
        site_dir: Path,
    ) -> None:
        self._store = store
        self._mirror = mirror
        self._playlists = playlists
        self._path = site_dir / FILE
        link.each_session("repairing playlists", self._repair)

    async def run(self) -> None:
        """Publishes after each change, for ever."""
        published: tuple[object, ...] = ()
        written_at = 0.0
        complained = False
        while True:
            try:
                # a new catalog is counted here, before anybody waits for its durations
                state = (await self._mirror.changes(), await self._playlists.snapshot_id())
                if state != published or time.monotonic() - written_at > FRESH_SECONDS:
                    await self.publish()
                    published, written_at = state, time.monotonic()
                complained = False
            except (OSError, Unavailable) as error:
                # a full disk, or no copy yet: browsing goes on, and so does the worker
                logger.log(
                    logging.DEBUG if complained else logging.WARNING,
                    "%s not published, trying again: %s",
                    self._path,
                    error,
                )
                complained = True
            await asyncio.sleep(LOOK_SECONDS)

    async def publish(self) -> None:
        """Replaces the file in one atomic step."""
        listed = await self._playlists.listed()
        items = {
            copy.playlist.playlist_id: copy.playlist.items
            for copy in await self._mirror.everything()
        }
        playlists = [
            one | {"items": items[one["id"]]} for one in listed["playlists"] if one["id"] in items
        ]
        document = listed | {"playlists": playlists}
        await asyncio.to_thread(write_live, self._path, document)

    async def _repair(self, client: LinkClient) -> None:
        while not client.lost.is_set():
            repaired = await self._store.repair()
            if repaired:
                logger.warning("%d half-done changes of playlists finished or undone", repaired)
            await asyncio.sleep(REPAIR_SECONDS)
