"""Brings the edits made on this host while NATS was down into NATS, losing none of them."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from action_api.domain.errors import NatsUnavailable
from action_api.domain.saved_playlist import KEPT_OPS, Edit, SavedPlaylist, copy_name, created
from action_api.nats_link import LinkClient, NatsLink
from action_api.services.audit import Audit
from action_api.services.times import rfc3339
from action_api.sparing_log import SparingLog
from action_api.stores.kv import RevisionConflictError, UnusableRecordError
from action_api.stores.mirror import PlaylistMirror
from action_api.stores.notices import Notice, NoticeStore
from action_api.stores.outbox import LocalEdit, Outbox
from action_api.stores.playlist_names import NameHeldError
from action_api.stores.playlists import PlaylistStore, Stored

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
LEASE_SECONDS = 15.0
MAX_TRIES = 50
CONFLICT = "offline_conflict"
NOT_DELETED = "offline_delete_refused"


@dataclass(frozen=True, slots=True)
class ReplayTools:
    """What the replay works with."""

    link: NatsLink
    store: PlaylistStore
    mirror: PlaylistMirror
    outbox: Outbox
    notices: NoticeStore
    audit: Audit


class ReplayEdits:
    """Every process tries; a lease in the host's own file lets one at a time do it.

    Each step can be repeated: a playlist remembers its last operations, a copy's and a notice's id
    follow from the operation, so a replay that was killed is done again from its start.
    """

    def __init__(self, tools: ReplayTools, holder: str, clock: Callable[[], float]) -> None:
        self._tools = tools
        self._complaints = SparingLog(logger)
        self._holder = holder
        self._clock = clock
        tools.link.each_session("replaying edits made offline", self._run)

    async def _run(self, client: LinkClient) -> None:
        while not client.lost.is_set():
            await self.replay_waiting()
            await asyncio.sleep(LOOK_SECONDS)

    async def replay_waiting(self) -> int:
        """Replays what waits, if no other process of this host is at it; how many edits."""
        outbox = self._tools.outbox
        if not await outbox.waiting() or not await outbox.lease(self._holder, LEASE_SECONDS):
            return 0
        replayed = 0
        try:
            for edit in await outbox.waiting():
                await outbox.lease(self._holder, LEASE_SECONDS)
                try:
                    await self._replay(edit)
                except UnusableRecordError as error:
                    # it waits until somebody has put the record right; the others need not
                    self._complaints.warning("an edit made here waits: %s", error.detail)
                    continue
                replayed += 1
        except NatsUnavailable as error:
            logger.warning("replay stopped: %s", error.detail)
        finally:
            await outbox.release(self._holder)
        return replayed

    async def _replay(self, edit: LocalEdit) -> None:
        playlist_id = edit.playlist.playlist_id
        live = await self._put(edit)
        if live is None:
            live = await self._tools.store.for_change(playlist_id)
            copy = await self._resolve(edit, live)
            live = copy if copy is not None and copy.playlist.playlist_id == playlist_id else live
        if live is not None:
            await self._tools.mirror.put([live])
        await self._tools.outbox.settle(edit, live)

    async def _put(self, edit: LocalEdit) -> Stored | None:
        """The playlist as stored now, or None where the edit conflicts with what is there."""
        store, wanted = self._tools.store, edit.playlist
        for _ in range(MAX_TRIES):
            stands = await store.for_change(wanted.playlist_id)
            live = stands.playlist if stands else None
            if stands is not None and edit.op_ids[-1] in stands.playlist.ops:
                return stands
            if not _continues(live, edit):
                return None
            ops = (*(live.ops if live else ()), *edit.op_ids)[-KEPT_OPS:]
            try:
                stored = await store.write(stands, replace(wanted, ops=ops))
            except NameHeldError:
                return None
            except RevisionConflictError:
                continue
            await self._record(edit, "playlist.replay", wanted.playlist_id, f"{wanted.name!r}")
            return stored
        return None

    async def _resolve(self, edit: LocalEdit, live: Stored | None) -> Stored | None:
        """Keeps the local version beside the other one and tells its authors; the copy made."""
        mine = edit.playlist
        if live is not None and _same(live.playlist, mine):
            return None
        copy = None
        if mine.deleted_at is None:
            copy = await self._copy(edit, live)
        elif live is None:
            return None  # deleted here, and gone there
        for author in edit.authors:
            await self._tools.notices.add(self._notice(edit, author, live, copy))
        return copy

    async def _copy(self, edit: LocalEdit, live: Stored | None) -> Stored:
        """A new playlist with the local version; the one made before where this is repeated."""
        mine, op_id = edit.playlist, edit.op_ids[-1]
        author = edit.authors[-1]
        date = rfc3339(edit.edited_at)[:10]
        copy_id = mine.playlist_id
        if live is not None:
            copy_id = hashlib.sha256(f"copy {op_id}".encode()).hexdigest()[:24]
        number = 1
        while True:
            stands = await self._tools.store.for_change(copy_id)
            if stands is not None:
                return stands
            made = Edit(op_id, author, edit.edited_at, step=mine.revision if live is None else 1)
            name = copy_name(mine.name, author, date, number)
            wanted = created(copy_id, name, mine.items, made)
            try:
                stored = await self._tools.store.write(None, wanted)
            except NameHeldError:
                number += 1
                continue
            except RevisionConflictError:
                continue
            await self._tools.mirror.put([stored])
            await self._record(edit, "playlist.conflict-copy", copy_id, f"{name!r}")
            return stored

    def _notice(
        self, edit: LocalEdit, author: str, live: Stored | None, copy: Stored | None
    ) -> Notice:
        mine = edit.playlist
        name = live.playlist.name if live else mine.name
        if copy is None:
            detail = (
                f"{name!r} was not deleted: while NATS was down somebody else changed it. "
                "Look at it, and delete it again if it should still go."
            )
        else:
            why = "somebody else changed it too" if live else "another playlist took its name"
            detail = (
                f"You edited {mine.name!r} while NATS was down, and {why}. Nothing is lost: "
                f"your version is saved as {copy.playlist.name!r}."
            )
        return Notice(
            notice_id=hashlib.sha256(f"notice {edit.op_ids[-1]}".encode()).hexdigest()[:24],
            user=author,
            kind=NOT_DELETED if copy is None else CONFLICT,
            detail=detail,
            playlist_id=mine.playlist_id,
            playlist_name=name,
            copy_id=copy.playlist.playlist_id if copy else None,
            copy_name=copy.playlist.name if copy else None,
            at=self._clock(),
        )

    async def _record(self, edit: LocalEdit, action: str, subject: str, detail: str) -> None:
        told = f"{detail}, edited offline by {', '.join(edit.authors)}"
        await self._tools.audit.record(edit.authors[-1], "offline", action, subject, told)


def _continues(live: SavedPlaylist | None, edit: LocalEdit) -> bool:
    """Whether what stands in NATS is what the local edits began with, or one of themselves."""
    if live is None:
        return edit.base_revision is None
    if edit.base_revision is not None and live.revision == edit.base_revision:
        return True
    return bool(live.ops) and live.ops[-1] in edit.op_ids


def _same(live: SavedPlaylist, mine: SavedPlaylist) -> bool:
    """Whether both sides came to the same."""
    if mine.deleted_at is not None or live.deleted_at is not None:
        return mine.deleted_at is not None and live.deleted_at is not None
    return (live.name, live.items) == (mine.name, mine.items)
