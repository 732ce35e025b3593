"""The worker's part in likes: who liked an item is forgotten once it makes no difference."""

from __future__ import annotations

import asyncio
import logging

from action_api.domain.likes import LikeRules
from action_api.nats_link import LinkClient, NatsLink
from action_api.stores.likes import LikeStore

logger = logging.getLogger(__name__)

SWEEP_EVERY_SECONDS = 3600.0


class ForgetLikers:
    """Looks through all items once per connection and hour; the counts stay as they are."""

    def __init__(self, link: NatsLink, store: LikeStore, rules: LikeRules) -> None:
        self._store = store
        self._rules = rules
        link.each_session("forgetting old likers", self._sweep)

    async def _sweep(self, client: LinkClient) -> None:
        while not client.lost.is_set():
            forgotten = await self._store.forget_old_likers(self._rules)
            if forgotten:
                logger.info("who liked them is forgotten of %d items", forgotten)
            await asyncio.sleep(SWEEP_EVERY_SECONDS)
