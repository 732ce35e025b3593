"""Recording a like of what is playing: the same steps for web, chat and NATS commands."""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from action_api.cytube.queue import ChannelQueue
from action_api.domain.errors import PlaylistError, RateLimited, Unavailable
from action_api.domain.like_errors import LikesWithoutSecret, NothingPlaying
from action_api.domain.likes import LikeRules, is_heard_now
from action_api.domain.live_queue import LiveEntry
from action_api.domain.usernames import name_key
from action_api.services import metrics
from action_api.services.sessions import derived_key
from action_api.settings import Settings
from action_api.stores.catalog import CatalogStore
from action_api.stores.likes import LikeStore

logger = logging.getLogger(__name__)

PURPOSE = "likes"
# 128 bits: enough that no two users ever meet
HASH_CHARACTERS = 32


def rules_of(settings: Settings) -> LikeRules:
    return LikeRules(settings.like_dedupe_hours * 3600.0, settings.likes_per_user_per_hour)


@dataclass(frozen=True, slots=True)
class Like:
    """A like and the item's likes with it; `is_new` false: the user's like of before stands."""

    video_id: str
    title: str
    likes: int
    is_new: bool


class RecordLike:
    """Of the user nothing is kept but a keyed hash: no name gets into a record or the log."""

    def __init__(
        self,
        settings: Settings,
        queue: ChannelQueue,
        store: LikeStore,
        catalog: CatalogStore,
        clock: Callable[[], float],
    ) -> None:
        has_secret = settings.secret_key is not None
        self._key = derived_key(settings.secret(), PURPOSE) if has_secret else None
        self._rules = rules_of(settings)
        self._queue = queue
        self._store = store
        self._catalog = catalog
        self._clock = clock

    @property
    def is_possible(self) -> bool:
        """Whether this program was given the key it takes to know a user again."""
        return self._key is not None

    def user(self, name: str) -> str:
        """What stands for a user: the same for every spelling of the name, in every program.

        Raises InvalidUsername and LikesWithoutSecret.
        """
        if self._key is None:
            raise LikesWithoutSecret
        digest = hmac.new(self._key, name_key(name).encode(), hashlib.sha256).hexdigest()
        return digest[:HASH_CHARACTERS]

    async def like(self, name: str, video_id: str | None = None) -> Like:
        """Likes what is playing; where `video_id` is given, only if that is what is playing.

        Raises NothingPlaying, RateLimited, Unavailable and InvalidUsername.
        """
        return await self._measured(name, video_id)

    async def like_said_at(self, name: str, said_at: float) -> Like | None:
        """Likes what was playing when it was said in chat; None to an old line shown once more."""
        user = self.user(name)
        playback = self._queue.live.playback
        now = self._clock()
        began_at = None if playback is None else now - max(0.0, playback.position_at(now))
        if not is_heard_now(said_at, now, began_at):
            return None
        if not await self._store.is_first_hearing(user, said_at):
            return None
        return await self._measured(name, None)

    async def _measured(self, name: str, video_id: str | None) -> Like:
        started = time.perf_counter()
        result = "failed"
        try:
            like = await self._like(self.user(name), video_id)
            result = "ok" if like.is_new else "duplicate"
            return like
        except PlaylistError as error:
            result = "unavailable" if isinstance(error, Unavailable) else error.code
            raise
        finally:
            metrics.LIKES.labels(result).inc()
            metrics.LIKE_SECONDS.observe(time.perf_counter() - started)

    async def _like(self, user: str, video_id: str | None) -> Like:
        await self._queue.require()
        playing, title = await self._playing(video_id)
        # asked first, so that the same like again is never refused, and uses up no allowance
        before = await self._store.item(playing)
        if before.is_liked_by(user, self._clock(), self._rules):
            return Like(playing, title, before.total, is_new=False)
        wait = await self._store.allow(user, playing, self._rules)
        if wait:
            raise RateLimited(f"That was {self._rules.per_hour} likes within the hour", wait)
        added = await self._store.add(user, playing, title, self._rules)
        return Like(playing, title, added.item.total, added.is_new)

    async def _playing(self, wanted: str | None) -> tuple[str, str]:
        """The video_id and title of what is playing; raises NothingPlaying."""
        entry = self._queue.live.playing
        if entry is None:
            raise NothingPlaying("Nothing is playing in the channel now.")
        if entry.video_id is None:
            raise NothingPlaying(
                f"What is playing, {entry.title!r}, is not of the catalog: it cannot be liked here."
            )
        title = await self._title(entry, entry.video_id)
        if wanted not in {None, entry.video_id}:
            raise NothingPlaying(
                f"That is not playing any more; {title!r} is. Nothing was liked: like it if you do."
            )
        return entry.video_id, title

    async def _title(self, entry: LiveEntry, video_id: str) -> str:
        """The catalog's title; CyTube cuts it at 100 characters."""
        found = (await self._catalog.look_up([video_id])).entries.get(video_id)
        return entry.title if found is None else found.item.title
