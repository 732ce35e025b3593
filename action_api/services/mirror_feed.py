"""Feeds this host's copy from NATS as long as a connection stands."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable

from action_api.nats_link import DEADLINE_SECONDS, LinkClient, NatsLink, end_tasks, seconds_left
from action_api.stores.kv import Entry, KvBucket
from action_api.stores.mirror import PlaylistMirror
from action_api.stores.notices import PREFIX as NOTICE
from action_api.stores.notices import NoticeStore, notice_of
from action_api.stores.playlist_names import LIST_PREFIX
from action_api.stores.playlists import stored

DATE_SECONDS = 2.0
MOST_AT_ONCE = 200


class MirrorFeed:
    """Each process feeds: whichever of them lives keeps the copy fresh for all."""

    def __init__(
        self,
        link: NatsLink,
        bucket: KvBucket,
        mirror: PlaylistMirror,
        notices: NoticeStore,
        clock: Callable[[], float],
    ) -> None:
        self._link = link
        self._bucket = bucket
        self._mirror = mirror
        self._notices = notices
        self._clock = clock
        self._complete = asyncio.Event()
        link.each_session("copying the playlists", self._follow)

    async def is_live(self, within: float = DEADLINE_SECONDS) -> bool:
        """Whether the copy is what NATS has; waits for the first pass, as long as it may."""
        if not self._link.up:
            return False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds_left(within)):
                await self._complete.wait()
        return self._link.up and self._complete.is_set()

    async def _follow(self, client: LinkClient) -> None:
        """Copies everything once, then each change."""
        changes: asyncio.Queue[Entry | None] = asyncio.Queue()
        watch = asyncio.create_task(
            self._bucket.follow(client, ">", changes.put, lambda: changes.put_nowait(None))
        )
        copying = asyncio.create_task(self._copy(changes))
        try:
            done, _ = await asyncio.wait({watch, copying}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self._complete.clear()
            await end_tasks((watch, copying))
            await asyncio.gather(watch, copying, return_exceptions=True)

    async def _copy(self, changes: asyncio.Queue[Entry | None]) -> None:
        since = self._clock()
        first: list[Entry] = []
        while (entry := await changes.get()) is not None:
            first.append(entry)
        found = [stored(entry) for entry in first if entry.key.startswith(f"{LIST_PREFIX}.")]
        await self._mirror.replace_all([one for one in found if one is not None], since)
        notices = [notice_of(entry) for entry in first if entry.key.startswith(f"{NOTICE}.")]
        await self._notices.replace_all([one for one in notices if one is not None], since)
        await self._mirror.mark_current()
        self._complete.set()
        while True:
            batch: list[Entry] = []
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DATE_SECONDS):
                    batch.append(await changes.get() or Entry("", None, 0))
            while not changes.empty() and len(batch) < MOST_AT_ONCE:
                batch.append(changes.get_nowait() or Entry("", None, 0))
            await self._apply(batch)
            await self._mirror.mark_current()

    async def _apply(self, batch: Iterable[Entry]) -> None:
        kept = []
        for entry in batch:
            prefix, _, rest = entry.key.partition(".")
            if prefix == LIST_PREFIX:
                found = stored(entry)
                if found is not None:
                    kept.append(found)
                elif entry.record is None:
                    await self._mirror.put(kept)
                    kept = []
                    await self._mirror.drop(rest, entry.revision)
            elif prefix == NOTICE:
                notice = notice_of(entry)
                if notice is None:
                    await self._notices.forget(entry.key)
                else:
                    await self._notices.keep([notice])
        await self._mirror.put(kept)
