"""Reading likes: top liked by window, and the likes of one item."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from action_api.domain.errors import NotFound
from action_api.domain.likes import ItemLikes, Ranked, likes_by_day, top_liked
from action_api.domain.windows import Window, day_of
from action_api.nats_link import LinkClient, NatsLink, seconds_left
from action_api.services.times import rfc3339
from action_api.stores.catalog import CatalogStore
from action_api.stores.likes import LikeStore

# how long a follower may be behind before everything is read anew
CATCH_UP_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class TopItem:
    """One row of top liked; `likes` are those of the window."""

    video_id: str
    title: str
    likes: int
    last_liked_at: str


@dataclass(frozen=True, slots=True)
class TopLiked:
    """The first rows, and the number of items and likes of the whole window."""

    window: Window
    likes: int
    liked_items: int
    items: list[TopItem]


@dataclass(frozen=True, slots=True)
class ItemLikesShown:
    """The likes of an item by window and by day, the earliest day first."""

    video_id: str
    title: str
    likes: int
    last_liked_at: str | None
    windows: dict[str, int]
    days: dict[str, int]


class LikesFeed:
    """Every item's likes, kept up with by following NATS as long as there is a connection."""

    def __init__(self, store: LikeStore, link: NatsLink) -> None:
        self._store = store
        self._items: dict[str, ItemLikes] = {}
        self._revision = 0
        self._is_live = False
        self._moved = asyncio.Event()
        # by window: of which revision and day it is, and what was found
        self._tops: dict[Window, tuple[int, date, list[Ranked]]] = {}
        self._days: tuple[int, Mapping[str, int]] = (-1, {})
        link.each_session("following the likes", self._follow)

    async def top(self, window: Window, today: date) -> list[Ranked]:
        """The items liked within the window, ranked; worked out once for each change.

        The last like of all is in it, whichever program took it. Raises NatsUnavailable.
        """
        wanted = await self._store.last_revision()
        if not await self._reaches(wanted):
            return top_liked(await self._store.all(), window, today)
        revision, day, ranked = self._tops.get(window, (-1, today, []))
        if revision != self._revision or day != today:
            ranked = top_liked(self._items.values(), window, today)
            self._tops[window] = (self._revision, today, ranked)
        return ranked

    async def by_day(self) -> Mapping[str, int]:
        """Likes of all items together by UTC day; added up once for each change."""
        wanted = await self._store.last_revision()
        if not await self._reaches(wanted):
            return likes_by_day(await self._store.all())
        if self._days[0] != self._revision:
            self._days = (self._revision, likes_by_day(self._items.values()))
        return self._days[1]

    async def _reaches(self, wanted: int) -> bool:
        try:
            async with asyncio.timeout(min(CATCH_UP_SECONDS, seconds_left() / 4)):
                while self._is_live and self._revision < wanted:
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            return False
        return self._is_live

    async def _follow(self, client: LinkClient) -> None:
        found: dict[str, ItemLikes] = {}

        def on_item(item: ItemLikes, revision: int) -> None:
            found[item.video_id] = item
            reached(revision)

        def reached(revision: int) -> None:
            self._revision = revision
            self._moved.set()

        def on_ready() -> None:
            self._items = found
            self._is_live = True

        self._revision = 0
        try:
            await self._store.follow(client, on_item, on_ready, reached)
        finally:
            self._is_live = False
            self._moved.set()


class Likes:
    """What people liked, by the catalog's titles."""

    def __init__(
        self,
        store: LikeStore,
        feed: LikesFeed,
        catalog: CatalogStore,
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._feed = feed
        self._catalog = catalog
        self._clock = clock

    async def top(self, window: Window, limit: int) -> TopLiked:
        """The most liked items of the window; raises NatsUnavailable."""
        ranked = await self._feed.top(window, day_of(self._clock()))
        titles = await self._titles([one.item for one in ranked[:limit]])
        rows = [
            TopItem(
                video_id=one.item.video_id,
                title=titles[one.item.video_id],
                likes=one.likes,
                last_liked_at=rfc3339(one.item.last_at or 0.0),
            )
            for one in ranked[:limit]
        ]
        return TopLiked(window, sum(one.likes for one in ranked), len(ranked), rows)

    async def of(self, video_id: str) -> ItemLikesShown:
        """The likes of one item; raises NotFound where neither we nor the catalog know it."""
        item = await self._store.item(video_id)
        titles = await self._titles([item])
        if not titles[video_id]:
            raise NotFound("There is no such item, and nobody liked one of that id.")
        today = day_of(self._clock())
        return ItemLikesShown(
            video_id=video_id,
            title=titles[video_id],
            likes=item.total,
            last_liked_at=None if item.last_at is None else rfc3339(item.last_at),
            windows={window.value: item.within(window, today) for window in Window},
            days=dict(sorted(item.days.items())),
        )

    async def _titles(self, items: list[ItemLikes]) -> dict[str, str]:
        """The catalog's titles, else the one an item had when it was liked."""
        found = await self._catalog.look_up(item.video_id for item in items)
        return {
            item.video_id: found.entries[item.video_id].item.title
            if item.video_id in found.entries
            else item.title
            for item in items
        }
