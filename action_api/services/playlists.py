"""Reading the saved playlists: from NATS where it can be asked, else from this host's copy."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from typing import Any

from action_api.domain.errors import NatsUnavailable, NotFound
from action_api.domain.names import playlist_name_key, suggest_name
from action_api.domain.playlist_errors import NameTaken
from action_api.nats_link import NatsLink
from action_api.services.mirror_feed import MirrorFeed
from action_api.services.playlist_view import Found, PlaylistViews, shown_summary
from action_api.services.times import rfc3339
from action_api.stores.mirror import PlaylistMirror
from action_api.stores.playlists import PlaylistStore

PLAYLIST_ID = re.compile(r"[A-Za-z0-9]{1,64}")
NOT_THERE = "There is no such playlist: it may have been deleted."
IN_TRASH = (
    "This playlist is in the trash: whoever may edit can restore it within 30 days "
    "(POST /api/v1/playlists/{id}/restore)."
)


class Playlists:
    """The same for web, commands and shell."""

    def __init__(
        self,
        link: NatsLink,
        store: PlaylistStore,
        mirror: PlaylistMirror,
        feed: MirrorFeed,
        views: PlaylistViews,
        clock: Callable[[], float],
    ) -> None:
        self._link = link
        self._store = store
        self._mirror = mirror
        self._feed = feed
        self._views = views
        self._clock = clock
        self._made: tuple[tuple[str | None, float], list[dict[str, Any]]] | None = None

    async def listed(self, *, in_trash: bool = False) -> dict[str, Any]:
        """The JSON of the list: all playlists in order of name, or those in the trash."""
        is_live = await self._feed.is_live()
        as_of = await self._as_of(is_live)
        shown = await self._shown_trash() if in_trash else await self._shown_list()
        return {
            "playlists": shown,
            "source": "live" if is_live else "local",
            "as_of": rfc3339(as_of),
        }

    async def snapshot_id(self) -> str | None:
        """Which snapshot of the catalog the list counts durations by."""
        return await self._views.snapshot_id()

    async def _shown_list(self) -> list[dict[str, Any]]:
        """Made anew where a playlist or the catalog has changed since it was made last."""
        key = (await self._views.snapshot_id(), await self._mirror.changes())
        if self._made is None or self._made[0] != key:
            await self._views.count()
            changes, found = await self._mirror.summaries()
            self._made = ((key[0], changes), [shown_summary(one) for one in found])
        return self._made[1]

    async def _shown_trash(self) -> list[dict[str, Any]]:
        await self._views.count()
        return [shown_summary(one) for one in await self._mirror.trash()]

    async def found(self, playlist_id: str) -> Found:
        """A playlist that is not in the trash; raises NotFound."""
        found = await self.found_anywhere(playlist_id)
        if found.playlist.deleted_at is not None:
            raise NotFound(IN_TRASH)
        return found

    async def found_anywhere(self, playlist_id: str) -> Found:
        """A playlist, in the trash or not; raises NotFound.

        One that was edited on this host and waits to be replayed is shown as edited.
        """
        if not PLAYLIST_ID.fullmatch(playlist_id):
            raise NotFound(NOT_THERE)
        if self._link.up and not await self._mirror.has_local(playlist_id):
            with contextlib.suppress(NatsUnavailable):
                stored = await self._store.get(playlist_id)
                if stored is None:
                    raise NotFound(NOT_THERE)
                return Found(stored.playlist, "live", self._clock())
        copy = await self._mirror.get(playlist_id)
        if copy is None:
            await self._as_of(is_live=False)
            raise NotFound(NOT_THERE)
        return Found(copy.playlist, "local", await self._as_of(is_live=False))

    async def by_name(self, name: str) -> Found:
        """The playlist of this name, case and spaces aside; raises NotFound."""
        key = playlist_name_key(name)
        await self._feed.is_live()
        taken = await self._mirror.names_like(name)
        if key not in taken:
            raise NotFound(f"There is no playlist named {name[:100]!r}.")
        return await self.found(taken[key])

    async def shown(self, playlist_id: str) -> dict[str, Any]:
        """The JSON of a playlist; raises NotFound."""
        return await self._views.shown(await self.found(playlist_id))

    async def name_taken(self, name: str, owner_id: str) -> NameTaken:
        """What to say to somebody who wanted a name another playlist has."""
        taken = await self._mirror.names_like(name)
        suggestion = suggest_name(name, {*taken, playlist_name_key(name)})
        return NameTaken(name, owner_id, suggestion)

    async def _as_of(self, is_live: bool) -> float:
        """When what this host has was current; raises NatsUnavailable where it never was."""
        if is_live:
            return self._clock()
        as_of = await self._mirror.as_of()
        if as_of is None:
            raise NatsUnavailable(
                f"{self._link.state.detail}, and this server has no copy of the playlists yet."
            )
        return as_of
