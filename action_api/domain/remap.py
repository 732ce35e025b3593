"""Finds entries again after CyTube has given every entry a new uid."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from action_api.domain.apply_plan import QueueEntry


@dataclass(frozen=True, slots=True)
class Known:
    """An entry as it was known; `uid` None: it was deleted, and may be back after a restart."""

    key: Hashable
    uid: int | None
    media_id: str
    queued_by: str


@dataclass(frozen=True, slots=True)
class Remapped:
    """Key of a known entry -> its uid now; `is_renumbered`: a uid has changed, or all are gone."""

    uids: dict[Hashable, int]
    is_renumbered: bool


def remap(known: Sequence[Known], queue: Sequence[QueueEntry]) -> Remapped:
    """Return where the known entries stand now.

    An entry of the same uid, media and user is the same one; the rest are told by media and user,
    in order. Deleted ones are looked for only where the channel was renumbered: then it was
    loaded from an older save.
    """
    live = {entry.uid: entry for entry in queue}
    uids: dict[Hashable, int] = {}
    taken: dict[int, int] = {}
    for one in known:
        entry = None if one.uid is None else live.get(one.uid)
        if entry is None or (entry.media_id, entry.queued_by) != (one.media_id, one.queued_by):
            continue
        uids[one.key] = taken[entry.uid] = entry.uid
    free: dict[tuple[str, str], deque[int]] = defaultdict(deque)
    for entry in queue:
        if entry.uid not in taken:
            free[entry.media_id, entry.queued_by].append(entry.uid)
    moved: dict[int, int] = {}
    for one in known:
        if one.uid is None or one.key in uids:
            continue
        # one entry may be known under two keys: as one that stood, and as one that is wanted
        if one.uid in moved:
            uids[one.key] = moved[one.uid]
        elif free[one.media_id, one.queued_by]:
            uids[one.key] = moved[one.uid] = free[one.media_id, one.queued_by].popleft()
    stood = [one for one in known if one.uid is not None]
    is_renumbered = bool(moved) or (bool(stood) and not uids)
    if is_renumbered:
        for one in known:
            if one.uid is None and free[one.media_id, one.queued_by]:
                uids[one.key] = free[one.media_id, one.queued_by].popleft()
    return Remapped(uids, is_renumbered)
