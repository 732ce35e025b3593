"""A playlist as people get it: joined with the catalog, the same for web, commands and shell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from action_api.domain.saved_playlist import SavedPlaylist
from action_api.services.times import rfc3339
from action_api.stores.catalog import CatalogStore, Lookup, Suggestion
from action_api.stores.mirror import PlaylistMirror, Summary
from action_api.stores.notices import Notice

Source = Literal["live", "local"]
# more missing items than this get no suggestions each: the list as a whole is what is wrong then
MOST_SUGGESTED = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A playlist and where it was read: `as_of` is when that was last known to be current."""

    playlist: SavedPlaylist
    source: Source
    as_of: float


class PlaylistViews:
    """Joins playlists with the catalog."""

    def __init__(self, catalog: CatalogStore, mirror: PlaylistMirror) -> None:
        self._catalog = catalog
        self._mirror = mirror

    async def shown(self, found: Found) -> dict[str, Any]:
        """The JSON of one playlist, items and all."""
        playlist = found.playlist
        lookup = await self._catalog.look_up(playlist.items)
        missing = [one for one in dict.fromkeys(playlist.items) if lookup.reason(one) is not None]
        known = await self._mirror.titles(missing) if missing else {}
        titles = known | {
            one: lookup.entries[one].item.title for one in missing if one in lookup.entries
        }
        asked = {one: titles[one] for one in missing[:MOST_SUGGESTED] if one in titles}
        suggestions = await self._catalog.suggest(asked) if asked else {}
        items = [_item(one, lookup, titles, suggestions) for one in playlist.items]
        seconds = sum(item["duration_seconds"] or 0 for item in items)
        return {
            "id": playlist.playlist_id,
            "name": playlist.name,
            "items": items,
            "item_count": len(items),
            "duration_seconds": seconds,
            "created_by": playlist.created_by,
            "created_at": rfc3339(playlist.created_at),
            "updated_by": playlist.updated_by,
            "updated_at": rfc3339(playlist.updated_at),
            "revision": playlist.revision,
            "source": found.source,
            "as_of": rfc3339(found.as_of),
        }

    async def snapshot_id(self) -> str | None:
        """Which snapshot of the catalog the durations are by."""
        return await self._catalog.live_id()

    async def count(self) -> None:
        """Counts the durations of playlists that are new or changed, or all of a new snapshot."""
        snapshot_id = await self._catalog.live_id()
        if snapshot_id is None:
            return
        uncounted = [copy.playlist for copy in await self._mirror.uncounted(snapshot_id)]
        if not uncounted:
            return
        lookup = await self._catalog.look_up(item for one in uncounted for item in one.items)
        items = {video_id: entry.item for video_id, entry in lookup.entries.items()}
        counted = {
            (one.playlist_id, one.revision): sum(
                items[item].duration_seconds or 0 for item in one.items if item in items
            )
            for one in uncounted
        }
        titles = {video_id: item.title for video_id, item in items.items()}
        await self._mirror.count(lookup.snapshot_id or snapshot_id, counted, titles)


def _item(
    video_id: str,
    lookup: Lookup,
    titles: Mapping[str, str],
    suggestions: Mapping[str, Iterable[Suggestion]],
) -> dict[str, Any]:
    entry = lookup.entries.get(video_id)
    reason = lookup.reason(video_id)
    shown: dict[str, Any] = {
        "video_id": video_id,
        "title": entry.item.title if entry else titles.get(video_id),
        "duration_seconds": entry.item.duration_seconds if entry else None,
        "available": reason is None,
        "reason": reason,
    }
    if reason is not None:
        shown["suggestions"] = [
            {"video_id": one.video_id, "title": one.title} for one in suggestions.get(video_id, ())
        ]
    return shown


def shown_summary(summary: Summary) -> dict[str, Any]:
    """The JSON of one playlist in a list."""
    shown: dict[str, Any] = {
        "id": summary.playlist_id,
        "name": summary.name,
        "item_count": summary.item_count,
        "duration_seconds": summary.duration_seconds,
        "created_by": summary.created_by,
        "created_at": rfc3339(summary.created_at),
        "updated_by": summary.updated_by,
        "updated_at": rfc3339(summary.updated_at),
        "revision": summary.revision,
        "stored": "local" if summary.is_local else "live",
    }
    if summary.deleted_at is not None:
        shown["deleted_at"] = rfc3339(summary.deleted_at)
    return shown


def shown_notice(notice: Notice) -> dict[str, Any]:
    """The JSON of one notice."""
    return {
        "id": notice.notice_id,
        "kind": notice.kind,
        "detail": notice.detail,
        "playlist": {"id": notice.playlist_id, "name": notice.playlist_name},
        "copy": None
        if notice.copy_id is None
        else {"id": notice.copy_id, "name": notice.copy_name},
        "at": rfc3339(notice.at),
    }
