"""The commands playlist.list and playlist.get on NATS; read only, like the pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from action_api.domain.errors import InvalidRequest
from action_api.playlist_parts import PlaylistParts

Request = dict[str, Any]
Handler = Callable[[Request], Awaitable[dict[str, Any]]]


def playlist_handlers(parts: PlaylistParts) -> dict[str, Handler]:
    """The handlers by command name."""

    async def listed(request: Request) -> dict[str, Any]:
        return await parts.playlists.listed()

    async def get(request: Request) -> dict[str, Any]:
        playlist_id, name = request.get("id"), request.get("name")
        if isinstance(playlist_id, str):
            return await parts.playlists.shown(playlist_id)
        if isinstance(name, str):
            found = await parts.playlists.by_name(name)
            return await parts.views.shown(found)
        raise InvalidRequest("'id' or 'name': which playlist is needed.", "id")

    return {"playlist.list": listed, "playlist.get": get}
