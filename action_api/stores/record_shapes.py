"""What the records of each bucket must look like: whatever else stands there is not ours to read.

Buckets are written by this service alone, but NATS lets in whoever its operator lets in, and a
backup can be put back into the wrong place. A record is checked where it is read, before any code
relies on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NotRequired

from pydantic import TypeAdapter
from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from action_api.domain.apply_job import ApplyJob
from action_api.domain.apply_plan import QueueEntry, WantedItem
from action_api.domain.jobs import RefreshJob
from action_api.domain.otp import Challenge
from action_api.domain.saved_playlist import SavedPlaylist
from action_api.stores.notices import Notice

# raises ValueError, TypeError, KeyError or AttributeError for a record it cannot be
Check = Callable[[dict[str, Any]], object]


class _ListedName(TypedDict):
    username: str
    added_by: str
    added_at: float | None


class _Lists(TypedDict):
    blessed: NotRequired[dict[str, _ListedName]]
    admins: NotRequired[dict[str, _ListedName]]


class _Times(TypedDict):
    times: list[float]


class _Lockout(TypedDict):
    level: int
    until: float


class _Block(TypedDict):
    blocked_at: float
    blocked_until: float
    reason: str
    asked_by: str


class _Revoked(TypedDict):
    ids: dict[str, float]
    not_before_ms: NotRequired[int]


class _Page(TypedDict):
    page: int


class _Event(TypedDict):
    at: float
    actor: str
    via: str
    action: str
    subject: str
    detail: NotRequired[str]


class _Events(TypedDict):
    events: list[_Event]


class _Pointer(TypedDict):
    job_id: str


class _List(TypedDict):
    body: SavedPlaylist | None
    next: NotRequired[SavedPlaylist]
    next_at: NotRequired[float]


class _Name(TypedDict):
    name_key: str
    playlist_id: str
    claim: str


class _ItemLikes(TypedDict):
    title: str
    days: dict[str, int]
    last_at: float
    likers: dict[str, float]


class _Liker(TypedDict):
    slots: NotRequired[list[tuple[float, str]]]
    said_at: NotRequired[float]


class _Wish(TypedDict):
    rows: list[WantedItem]
    parts: int


class _Before(TypedDict):
    rows: list[QueueEntry]
    parts: int


def _as(kind: Any) -> Check:
    return TypeAdapter(kind).validate_python


_APPLY = _as(ApplyJob)


def _apply(record: dict[str, Any]) -> object:
    # JSON has no whole numbers as keys: these are stored as pairs
    pairs = {name: dict(record.get(name, ())) for name in ("placed", "failed", "skipped")}
    return _APPLY(record | pairs)


# bucket's purpose → first word of the key → check
SHAPES: Mapping[str, Mapping[str, Check]] = {
    "acl": {"lists": _as(_Lists)},
    "auth": {
        "challenge": _as(Challenge),
        "limit": _as(_Times),
        "lockout": _as(_Lockout),
        "ipblock": _as(_Block),
        "revoked": _as(_Revoked),
    },
    "audit": {"head": _as(_Page), "page": _as(_Events)},
    "jobs": {"refresh": _as(RefreshJob), "latest-refresh": _as(_Pointer)},
    "applies": {
        "apply": _apply,
        "apply-wish": _as(_Wish),
        "apply-before": _as(_Before),
        "latest-apply": _as(_Pointer),
    },
    "likes": {"item": _as(_ItemLikes), "user": _as(_Liker), "limit": _as(_Times)},
    "playlists": {"list": _as(_List), "name": _as(_Name), "notice": _as(Notice)},
}
