"""How far somebody who follows a bucket has come: whether what is held here is all there is."""

from __future__ import annotations

import asyncio

from action_api.nats_link import seconds_left

# how long a follower may be behind before everything is read anew
CATCH_UP_SECONDS = 0.5


class FollowMark:
    """`begin()`, then `reached()` for each record, `ready()` once all were told, `end()`."""

    def __init__(self) -> None:
        self._revision = 0
        self._is_live = False
        self._moved = asyncio.Event()

    @property
    def revision(self) -> int:
        """The revision of the last record that came."""
        return self._revision

    def begin(self) -> None:
        self._revision = 0

    def reached(self, revision: int) -> None:
        self._revision = revision
        self._moved.set()

    def ready(self) -> None:
        self._is_live = True

    def end(self) -> None:
        self._is_live = False
        self._moved.set()

    async def comes_to(self, wanted: int) -> bool:
        """Whether everything up to the revision `wanted` is here, or comes in a moment."""
        try:
            async with asyncio.timeout(min(CATCH_UP_SECONDS, seconds_left() / 4)):
                while self._is_live and self._revision < wanted:
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            return False
        return self._is_live
