"""Generating a marathon from saved playlists, joined with the catalog."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from action_api.domain.errors import InvalidRequest
from action_api.domain.marathon import MAX_SOURCES, Marathon, Method, Source, generate
from action_api.domain.run_order import Item
from action_api.services import metrics
from action_api.services.playlist_view import Found
from action_api.services.playlists import Playlists
from action_api.stores.catalog import CatalogStore, Lookup


@dataclass(frozen=True, slots=True)
class MarathonRequest:
    """What to generate: playlist ids in order of their labels."""

    sources: tuple[str, ...]
    method: Method
    pattern: str | None
    seed: str | None
    preserve_run_order: bool


class Marathons:
    def __init__(
        self, playlists: Playlists, catalog: CatalogStore, make_seed: Callable[[], str]
    ) -> None:
        self._playlists = playlists
        self._catalog = catalog
        self._make_seed = make_seed

    async def preview(self, wanted: MarathonRequest) -> dict[str, Any]:
        """The JSON of the generated order; raises NotFound, InvalidRequest, PatternInvalidError."""
        if not 1 <= len(wanted.sources) <= MAX_SOURCES:
            raise InvalidRequest(
                f"{len(wanted.sources)} sources given; a marathon takes 1 to {MAX_SOURCES}.",
                "sources",
            )
        unique = list(dict.fromkeys(wanted.sources))
        read = await asyncio.gather(*(self._playlists.found(one) for one in unique))
        by_id = dict(zip(unique, read, strict=True))
        found = [by_id[one] for one in wanted.sources]
        lookup = await self._catalog.look_up(item for one in found for item in one.playlist.items)
        sources = [_source(one, lookup) for one in found]
        seed = wanted.seed
        if wanted.method is Method.SHUFFLE and not seed:
            seed = self._make_seed()
        marathon = await asyncio.to_thread(
            generate,
            sources,
            wanted.method,
            pattern=wanted.pattern,
            seed=seed,
            preserve_run_order=wanted.preserve_run_order,
        )
        metrics.MARATHONS.labels(wanted.method.value).inc()
        return _shown(marathon, found, lookup)


def _source(found: Found, lookup: Lookup) -> Source:
    return Source(found.playlist.name, tuple(_item(one, lookup) for one in found.playlist.items))


def _item(video_id: str, lookup: Lookup) -> Item:
    entry = lookup.entries.get(video_id)
    if entry is not None:
        return entry.item
    return Item(video_id, "", unavailable_reason=lookup.reason(video_id))


def _shown(marathon: Marathon, found: Sequence[Found], lookup: Lookup) -> dict[str, Any]:
    items = []
    for entry in marathon.items:
        item, episode = entry.item, entry.episode
        items.append(
            {
                "video_id": item.video_id,
                "title": item.title or None,
                "duration_seconds": item.duration_seconds,
                "label": entry.label,
                "episode": {"season": episode[0], "number": episode[1]} if episode else None,
                "available": item.unavailable_reason is None,
                "reason": item.unavailable_reason,
            }
        )
    return {
        "labels": {
            label: {"id": one.playlist.playlist_id, "name": one.playlist.name}
            for label, one in zip(marathon.labels, found, strict=True)
        },
        "items": items,
        "seed": marathon.seed,
        "pattern": marathon.pattern,
        "explanation": marathon.explanation,
        "warnings": [asdict(one) for one in marathon.warnings],
        "duration_seconds": marathon.duration_seconds,
    }
