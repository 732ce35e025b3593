"""What goes in and out of the playlist and marathon calls."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from action_api.domain.export_formats import ExportFormat
from action_api.domain.marathon import MAX_SEED_LENGTH, MAX_SOURCES, Method
from action_api.resources.operation import Body, Query, Reply

# the rules themselves give the sentence and the code; these only bound what is looked at
Name = Annotated[str, Field(max_length=1000, description="1 to 100 characters, unique")]
Items = Annotated[list[str], Field(description="video_ids in order, at most 4000")]
Source = Literal["live", "local"]


class PlaylistIn(Body):
    """A playlist to save."""

    name: Name
    items: Items


class NameIn(Body):
    name: Name


class RestoreIn(Body):
    """`name` gives the playlist another name, for when somebody else has taken its own."""

    name: Name | None = None


class TextIn(Body):
    """Pasted lines: ids, titles, addresses, or an export."""

    text: str


class ExportQuery(Query):
    format: ExportFormat = ExportFormat.JSON


class ListQuery(Query):
    """`trash=true` lists what can be restored instead."""

    trash: bool = False


class PlaylistSummary(Reply):
    """`stored` is "local" where an edit made during an outage waits to be replayed."""

    id: str
    name: str
    item_count: int
    duration_seconds: int
    created_by: str
    created_at: str
    updated_by: str
    updated_at: str
    revision: int
    stored: Source
    deleted_at: str | None = None


class PlaylistList(Reply):
    """`source` "local": read from this server's copy, as it was at `as_of`."""

    playlists: list[PlaylistSummary]
    source: Source
    as_of: str


class SuggestionShown(Reply):
    video_id: str
    title: str


class PlaylistItem(Reply):
    """`reason` and `suggestions` (to put in its place) where it is not available."""

    video_id: str
    title: str | None
    duration_seconds: int | None
    available: bool
    reason: str | None
    suggestions: list[SuggestionShown] | None = None


class Reference(Reply):
    id: str
    name: str


class NoticeShown(Reply):
    """Something the signed-in user should know; `copy` holds the user's own version."""

    id: str
    kind: Literal["offline_conflict", "offline_delete_refused"]
    detail: str
    playlist: Reference
    copy_: Annotated[Reference | None, Field(alias="copy")]
    at: str


class NoticeList(Reply):
    notices: list[NoticeShown]


class PlaylistShown(Reply):
    """`stored` is there after a change; `notices` are the signed-in user's about this playlist."""

    id: str
    name: str
    items: list[PlaylistItem]
    item_count: int
    duration_seconds: int
    created_by: str
    created_at: str
    updated_by: str
    updated_at: str
    revision: int
    source: Source
    as_of: str
    stored: Source | None = None
    notices: list[NoticeShown] | None = None


class ImportedLineShown(Reply):
    """One line that held something: its video_id, or the reason why there is none."""

    line: int
    input: str
    video_id: str | None
    reason: str | None
    title: str | None


class Imported(Reply):
    items: list[ImportedLineShown]


class MarathonIn(Body):
    """Playlist ids in order of their labels A, B, C …; a missing seed is made."""

    sources: Annotated[
        list[Annotated[str, Field(max_length=64)]], Field(min_length=1, max_length=MAX_SOURCES)
    ]
    method: Method
    pattern: Annotated[str, Field(max_length=20000)] | None = None
    seed: Annotated[str, Field(max_length=MAX_SEED_LENGTH)] | None = None
    preserve_run_order: bool = True


class Episode(Reply):
    season: int
    number: int


class MarathonItemShown(Reply):
    video_id: str
    title: str | None
    duration_seconds: int | None
    label: str
    episode: Episode | None
    available: bool
    reason: str | None


class MarathonWarningShown(Reply):
    """`code` is stable: source_empty, too_many_items, source_exhausted, duplicates, …"""

    code: str
    detail: str
    labels: list[str]
    video_ids: list[str]


class MarathonShown(Reply):
    labels: dict[str, Reference]
    items: list[MarathonItemShown]
    seed: str | None
    pattern: str | None
    explanation: str
    warnings: list[MarathonWarningShown]
    duration_seconds: int
