"""Reading likes: top liked by window, and the likes of one item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from action_api.domain.errors import NotFound
from action_api.domain.likes import ItemLikes, Ranked, likes_by_day, top_liked
from action_api.domain.windows import Window, day_of
from action_api.nats_link import LinkClient, NatsLink
from action_api.services.follow_mark import FollowMark
from action_api.services.times import rfc3339
from action_api.stores.catalog import CatalogStore
from action_api.stores.likes import LikeStore


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
        self._mark = FollowMark()
        # by window: of which revision and day it is, and what was found
        self._tops: dict[Window, tuple[int, date, list[Ranked]]] = {}
        self._days: tuple[int, Mapping[str, int]] = (-1, {})
        link.each_session("following the likes", self._follow)

    async def top(self, window: Window, today: date) -> list[Ranked]:
        """The items liked within the window, ranked; worked out once for each change.

        The last like of all is in it, whichever program took it. Raises NatsUnavailable.
        """
        wanted = await self._store.last_revision()
        if not await self._mark.comes_to(wanted):
            return top_liked(await self._store.all(), window, today)
        revision, day, ranked = self._tops.get(window, (-1, today, []))
        if revision != self._mark.revision or day != today:
            ranked = top_liked(self._items.values(), window, today)
            self._tops[window] = (self._mark.revision, today, ranked)
        return ranked

    async def by_day(self) -> Mapping[str, int]:
        """Likes of all items together by UTC day; added up once for each change."""
        wanted = await self._store.last_revision()
        if not await self._mark.comes_to(wanted):
            return likes_by_day(await self._store.all())
        if self._days[0] != self._mark.revision:
            self._days = (self._mark.revision, likes_by_day(self._items.values()))
        return self._days[1]

    async def _follow(self, client: LinkClient) -> None:
        found: dict[str, ItemLikes] = {}

        def on_item(item: ItemLikes, revision: int) -> None:
            found[item.video_id] = item
            self._mark.reached(revision)

        def on_ready() -> None:
            self._items = found
            self._mark.ready()

        self._mark.begin()
        try:
            await self._store.follow(client, on_item, on_ready, self._mark.reached)
        finally:
            self._mark.end()


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
