"""The worker's part: publishes the statistics beside the site, for when the API is down."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

from action_api.domain.errors import Unavailable
from action_api.services.live_file import write_live
from action_api.services.stats_view import StatsViews

logger = logging.getLogger(__name__)

FILE = Path("live", "stats.json")
# a change is seen after at most so many seconds, and costs one writing of the file
LOOK_SECONDS = 3.0
# unchanged, it is written anew this often, so that `as_of` stays near the truth
FRESH_SECONDS = 300.0


class KeepStats:
    """SITE_DIR/live/stats.json holds what the pages show of the statistics."""

    def __init__(self, views: StatsViews, site_dir: Path) -> None:
        self._views = views
        self._path = site_dir / FILE

    async def run(self) -> None:
        """Publishes after changes, for ever."""
        published: tuple[object, ...] = ()
        written_at = 0.0
        complained = False
        while True:
            try:
                state = await self._views.changes()
                if state != published or time.monotonic() - written_at > FRESH_SECONDS:
                    await self.publish()
                    published, written_at = state, time.monotonic()
                complained = False
            except Unavailable as error:
                # the file that is there stays; the link says what is wrong with NATS
                logger.debug("%s not published: %s", self._path, error)
            except OSError as error:
                # a full disk must not end the worker
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
        document = await self._views.document()
        await asyncio.to_thread(write_live, self._path, document)
