"""Playlists as files: exported in four formats, and read from pasted text."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from typing import Any

from action_api.domain.export_formats import (
    MEDIA_TYPES,
    ExportFormat,
    ExportItem,
    export,
    file_name,
)
from action_api.domain.import_lines import import_text
from action_api.services.playlists import Playlists
from action_api.stores.catalog import CatalogStore


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to hand out."""

    name: str
    media_type: str
    text: str


class Exchange:
    def __init__(
        self, playlists: Playlists, catalog: CatalogStore, manifest_url_template: str
    ) -> None:
        self._playlists = playlists
        self._catalog = catalog
        self._template = manifest_url_template

    async def export(self, playlist_id: str, wanted: ExportFormat) -> ExportedFile:
        """A saved playlist as a file; raises NotFound."""
        playlist = (await self._playlists.found(playlist_id)).playlist
        lookup = await self._catalog.look_up(playlist.items)
        items = []
        for video_id in playlist.items:
            entry = lookup.entries.get(video_id)
            items.append(
                ExportItem(
                    video_id,
                    entry.item.title if entry else "",
                    entry.item.duration_seconds if entry else None,
                    entry.manifest_url if entry else self._template.replace("{video_id}", video_id),
                )
            )
        text = await asyncio.to_thread(export, playlist.name, items, wanted)
        return ExportedFile(file_name(playlist.name, wanted), MEDIA_TYPES[wanted], text)

    async def read(self, text: str) -> list[dict[str, Any]]:
        """A report on each line of pasted text, nothing saved; raises TooManyItemsError."""
        resolver = await self._catalog.resolver()
        lines = await asyncio.to_thread(
            import_text, text, resolver, manifest_url_template=self._template
        )
        found = await self._catalog.look_up(line.video_id for line in lines if line.video_id)
        titles = {video_id: entry.item.title for video_id, entry in found.entries.items()}
        return [asdict(line) | {"title": titles.get(line.video_id or "")} for line in lines]
