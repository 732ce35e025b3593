"""The statistics as they change, in memory: one watch a process, however many readers."""

from __future__ import annotations

import asyncio
import contextlib

from action_api.domain.errors import NatsUnavailable
from action_api.domain.stats_book import StatsBook
from action_api.nats_link import DEADLINE_SECONDS, LinkClient, NatsLink, seconds_left
from action_api.stores.stats import StatsStore


class StatsFeed:
    """Follows the counts as long as there is a connection."""

    def __init__(self, link: NatsLink, store: StatsStore) -> None:
        self._link = link
        self._store = store
        self._book = StatsBook()
        self._complete = asyncio.Event()
        link.each_session("following the statistics", self._follow)

    async def book(self, within: float = DEADLINE_SECONDS) -> StatsBook:
        """All counts as NATS has them now, first waiting for them; raises NatsUnavailable."""
        if not self._link.up:
            raise NatsUnavailable(f"{self._link.state.detail}. Try again in a moment.")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds_left(within)):
                await self._complete.wait()
        if not self._complete.is_set():
            raise NatsUnavailable("The statistics are still being read: try again in a moment.")
        return self._book

    async def _follow(self, client: LinkClient) -> None:
        book = StatsBook()

        def on_ready() -> None:
            self._book = book
            self._complete.set()

        try:
            await self._store.follow(client, book.take_items, book.take_day, on_ready)
        finally:
            self._complete.clear()
