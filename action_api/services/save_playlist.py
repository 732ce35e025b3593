"""Changing the saved playlists: in NATS where it can be asked, else on this host for later."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from action_api.domain.errors import Conflict, NatsUnavailable, NotFound
from action_api.domain.names import clean_name
from action_api.domain.playlist_errors import RevisionRequired, StaleRevision
from action_api.domain.playlists import checked_items
from action_api.domain.saved_playlist import (
    Edit,
    SavedPlaylist,
    changed,
    created,
    told,
    trashed,
)
from action_api.nats_link import NatsLink
from action_api.services import metrics
from action_api.services.audit import Audit
from action_api.services.manage_lists import Actor
from action_api.services.playlist_view import Found, PlaylistViews, Source
from action_api.services.playlists import IN_TRASH, NOT_THERE, PLAYLIST_ID, Playlists
from action_api.stores.kv import RevisionConflictError
from action_api.stores.mirror import PlaylistMirror
from action_api.stores.outbox import Outbox
from action_api.stores.playlist_names import NameHeldError
from action_api.stores.playlists import PlaylistStore

logger = logging.getLogger(__name__)

MAX_TRIES = 50
# steps of revisions given out while NATS is down: two hosts never give the same one
LOCAL_STEPS = 2**32

Revisions = frozenset[int] | None
Decide = Callable[[SavedPlaylist, Edit], SavedPlaylist]


class _StaleError(Exception):
    """The change is based on another revision than the one that stands."""

    def __init__(self, current: SavedPlaylist) -> None:
        super().__init__(current.playlist_id)
        self.current = current


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants to do; `action` is its name in the audit trail."""

    action: str
    actor: Actor
    decide: Decide
    # the revisions it may be based on; None where the caller need not say
    based_on: Revisions
    in_trash: bool = False


@dataclass(frozen=True, slots=True)
class SaveTools:
    """What saving works with."""

    link: NatsLink
    store: PlaylistStore
    mirror: PlaylistMirror
    outbox: Outbox
    playlists: Playlists
    views: PlaylistViews
    audit: Audit


class SavePlaylist:
    """Each method answers the JSON of the playlist as it is then, with `stored`."""

    def __init__(
        self, tools: SaveTools, clock: Callable[[], float], make_id: Callable[[], str]
    ) -> None:
        self._tools = tools
        self._clock = clock
        self._make_id = make_id

    async def create(self, name: str, items: Sequence[str], actor: Actor) -> dict[str, Any]:
        """Raises NameTaken, TooManyItemsError and InvalidRequest."""
        name, checked = clean_name(name), checked_items(items)
        playlist_id, edit = self._make_id(), self._edit(actor)
        if self._tools.link.up:
            try:
                return await self._create_live(playlist_id, name, checked, edit, actor)
            except NameHeldError as error:
                raise await self._tools.playlists.name_taken(name, error.owner_id) from error
            except NatsUnavailable as error:
                logger.info("creating %s here: %s", playlist_id, error.detail)
        wanted = created(playlist_id, name, checked, self._local(edit))
        kept = await self._keep_local(playlist_id, edit, lambda _: wanted, name)
        metrics.PLAYLISTS_CREATED.inc()
        return kept

    async def replace(
        self,
        playlist_id: str,
        name: str,
        items: Sequence[str],
        based_on: Revisions,
        actor: Actor,
    ) -> dict[str, Any]:
        """Another name and other items; raises also NotFound, StaleRevision, RevisionRequired."""
        name, checked = clean_name(name), checked_items(items)
        return await self._change(
            playlist_id,
            Change(
                "playlist.save",
                actor,
                lambda old, edit: changed(old, edit, name=name, items=checked),
                _required(based_on),
            ),
        )

    async def rename(
        self, playlist_id: str, name: str, based_on: Revisions, actor: Actor
    ) -> dict[str, Any]:
        """Another name; raises what `replace` raises."""
        name = clean_name(name)
        return await self._change(
            playlist_id,
            Change(
                "playlist.rename",
                actor,
                lambda old, edit: changed(old, edit, name=name),
                _required(based_on),
            ),
        )

    async def delete(self, playlist_id: str, based_on: Revisions, actor: Actor) -> None:
        """Into the trash, for 30 days."""
        await self._change(
            playlist_id, Change("playlist.delete", actor, trashed, _required(based_on))
        )

    async def restore(self, playlist_id: str, name: str | None, actor: Actor) -> dict[str, Any]:
        """Out of the trash, under another name where one is given; done already is done."""
        new_name = None if name is None else clean_name(name)

        def decide(old: SavedPlaylist, edit: Edit) -> SavedPlaylist:
            return old if old.deleted_at is None else changed(old, edit, name=new_name)

        change = Change("playlist.restore", actor, decide, None, in_trash=True)
        return await self._change(playlist_id, change)

    async def _change(self, playlist_id: str, change: Change) -> dict[str, Any]:
        if not PLAYLIST_ID.fullmatch(playlist_id):
            raise NotFound(NOT_THERE)
        edit = self._edit(change.actor)
        tools = self._tools
        try:
            if tools.link.up and not await tools.mirror.has_local(playlist_id):
                try:
                    return await self._change_live(playlist_id, change, edit)
                except NatsUnavailable as error:
                    logger.info("changing %s here: %s", playlist_id, error.detail)
            local = self._local(edit)
            return await self._keep_local(
                playlist_id, edit, lambda old: _decided(old, change, local)
            )
        except _StaleError as error:
            source: Source = "live" if tools.link.up else "local"
            found = Found(error.current, source, self._clock())
            raise StaleRevision(await tools.views.shown(found)) from error

    async def _create_live(
        self, playlist_id: str, name: str, items: tuple[str, ...], edit: Edit, actor: Actor
    ) -> dict[str, Any]:
        tools = self._tools
        wanted = created(playlist_id, name, items, edit)
        owner = await tools.store.names.holder(wanted.held_key or "")
        if owner is not None:
            raise NameHeldError(owner)
        try:
            stored = await tools.store.write(None, wanted)
        except RevisionConflictError as error:
            raise Conflict from error
        metrics.PLAYLISTS_CREATED.inc()
        await tools.mirror.put([stored])
        detail = f"{name!r}, {len(items)} items"
        await tools.audit.record(actor.name, actor.via, "playlist.create", playlist_id, detail)
        return await self._shown(stored.playlist, "live")

    async def _change_live(self, playlist_id: str, change: Change, edit: Edit) -> dict[str, Any]:
        tools = self._tools
        for _ in range(MAX_TRIES):
            stands = await tools.store.for_change(playlist_id)
            old = stands.playlist if stands else None
            wanted = _decided(old, change, edit)
            if wanted == old:
                return await self._shown(wanted, "live")
            try:
                stored = await tools.store.write(stands, wanted)
            except NameHeldError as error:
                raise await tools.playlists.name_taken(wanted.name, error.owner_id) from error
            except RevisionConflictError:
                continue
            await tools.mirror.put([stored])
            await self._record(change, old, stored.playlist)
            return await self._shown(stored.playlist, "live")
        raise Conflict

    async def _keep_local(
        self,
        playlist_id: str,
        edit: Edit,
        decide: Callable[[SavedPlaylist | None], SavedPlaylist],
        name: str | None = None,
    ) -> dict[str, Any]:
        wanted_name = name or ""

        def remember(old: SavedPlaylist | None) -> SavedPlaylist:
            nonlocal wanted_name
            wanted = decide(old)
            wanted_name = wanted.name
            return wanted

        try:
            kept = await self._tools.outbox.edit(playlist_id, edit, remember)
        except NameHeldError as error:
            raise await self._tools.playlists.name_taken(wanted_name, error.owner_id) from error
        return await self._shown(kept, "local")

    async def _shown(self, playlist: SavedPlaylist, source: Source) -> dict[str, Any]:
        found = Found(playlist, source, self._clock())
        return await self._tools.views.shown(found) | {"stored": source}

    async def _record(self, change: Change, old: SavedPlaylist | None, new: SavedPlaylist) -> None:
        await self._tools.audit.record(
            change.actor.name, change.actor.via, change.action, new.playlist_id, told(old, new)
        )

    def _edit(self, actor: Actor) -> Edit:
        return Edit(self._make_id(), actor.name, self._clock())

    def _local(self, edit: Edit) -> Edit:
        return Edit(edit.op_id, edit.by, edit.at, step=1 + random.randrange(1, LOCAL_STEPS))


def _required(based_on: Revisions) -> Revisions:
    if based_on is None:
        raise RevisionRequired
    return based_on


def _decided(old: SavedPlaylist | None, change: Change, edit: Edit) -> SavedPlaylist:
    """The next state; raises NotFound where there is nothing to change, _StaleError."""
    if old is None:
        raise NotFound(NOT_THERE)
    if edit.op_id in old.ops:
        return old  # NATS took it, though its answer was lost
    if old.deleted_at is not None and not change.in_trash:
        raise NotFound(IN_TRASH)
    if change.based_on is not None and old.revision not in change.based_on:
        raise _StaleError(old)
    return change.decide(old, edit)
