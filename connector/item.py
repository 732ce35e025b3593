"""The catalog item: what a source's row becomes and a snapshot stores."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CatalogItem:
    """One item of the catalog (schema.sql says what each field means)."""

    video_id: str
    title: str
    display_title: str
    categories: tuple[str, ...]
    duration_seconds: int | None
    manifest_url: str
    thumbnail_url: str | None = None
    page_url: str | None = None
    media_type: str | None = None
    added_at: str | None = None
    year: int | None = None
    show: str | None = None
    show_title: str | None = None
    season: int | None = None
    episode: int | None = None
    episode_last: int | None = None
    part: int | None = None
    unavailable_reason: str | None = None
    queue_warning: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be an item; `row` says which one, for people."""

    row: str
    reason: str
