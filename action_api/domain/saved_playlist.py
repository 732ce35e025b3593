"""A saved playlist and its changes, each a new value: who made it, when, and by which operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from action_api.domain.names import MAX_NAME_BYTES, MAX_NAME_LENGTH, playlist_name_key
from action_api.domain.playlists import difference

# how many operations a playlist remembers, so that one replayed twice is seen as done
KEPT_OPS = 50


@dataclass(frozen=True, slots=True)
class Edit:
    """One operation: `op_id` is its own for ever, `at` is seconds since the epoch.

    `step` is what it adds to the revision. An edit made while NATS is down takes a random one,
    so that its revision is never that of another edit made elsewhere.
    """

    op_id: str
    by: str
    at: float
    step: int = 1


@dataclass(frozen=True, slots=True)
class SavedPlaylist:
    """A named, ordered list of video_ids; in the trash where `deleted_at` is set.

    `ops` are the last operations, oldest first; `claim` is the operation that took the name.
    """

    playlist_id: str
    name: str
    items: tuple[str, ...]
    created_by: str
    created_at: float
    updated_by: str
    updated_at: float
    revision: int
    ops: tuple[str, ...]
    claim: str
    deleted_at: float | None = None
    deleted_by: str | None = None

    @property
    def held_key(self) -> str | None:
        """The name key nobody else may hold; None in the trash."""
        return None if self.deleted_at is not None else playlist_name_key(self.name)


def created(playlist_id: str, name: str, items: Sequence[str], edit: Edit) -> SavedPlaylist:
    """A playlist as it is first saved."""
    return SavedPlaylist(
        playlist_id=playlist_id,
        name=name,
        items=tuple(items),
        created_by=edit.by,
        created_at=edit.at,
        updated_by=edit.by,
        updated_at=edit.at,
        revision=edit.step,
        ops=(edit.op_id,),
        claim=edit.op_id,
    )


def changed(
    playlist: SavedPlaylist,
    edit: Edit,
    *,
    name: str | None = None,
    items: Sequence[str] | None = None,
) -> SavedPlaylist:
    """With another name or other items, or taken out of the trash; None leaves as it is."""
    return replace(
        playlist,
        name=playlist.name if name is None else name,
        items=playlist.items if items is None else tuple(items),
        updated_by=edit.by,
        updated_at=edit.at,
        revision=playlist.revision + edit.step,
        ops=(*playlist.ops, edit.op_id)[-KEPT_OPS:],
        deleted_at=None,
        deleted_by=None,
    )


def trashed(playlist: SavedPlaylist, edit: Edit) -> SavedPlaylist:
    """In the trash, its name free for others."""
    return replace(changed(playlist, edit), deleted_at=edit.at, deleted_by=edit.by)


def copy_name(name: str, user: str, date: str, number: int = 1) -> str:
    """The name of a version edited offline that could not go where it belongs.

    `number` above 1 tells copies of one day apart; a long name is cut at its end.
    """
    ending = f" (edited offline by {user}, {date})" + (f" ({number})" if number > 1 else "")
    short = name[: MAX_NAME_LENGTH - len(ending)]
    while len((short + ending).encode()) > MAX_NAME_BYTES:
        short = short[:-1]
    return short.rstrip() + ending


def told(old: SavedPlaylist | None, new: SavedPlaylist) -> str:
    """What changed, for the audit trail."""
    if old is None:
        return f"{new.name!r}, {len(new.items)} items"
    parts = [f"{new.name!r}" if new.name == old.name else f"{old.name!r} now {new.name!r}"]
    made = difference(old.items, new.items)
    for count, what in (
        (len(made.added), "added"),
        (len(made.removed), "removed"),
        (len(made.moved), "moved"),
    ):
        if count:
            parts.append(f"{count} {what}")
    return ", ".join(parts)
