"""The commands like.add and stats.top_liked on NATS."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from action_api.domain.errors import InvalidRequest
from action_api.domain.windows import window_of
from action_api.likes_parts import LikesParts
from action_api.stats_commands import limit_of

Request = dict[str, Any]
Handler = Callable[[Request], Awaitable[dict[str, Any]]]


def like_handlers(parts: LikesParts) -> dict[str, Handler]:
    """The handlers by command name."""

    async def add(request: Request) -> dict[str, Any]:
        """Likes what is playing for `username`; `video_id`, if given, must be what is playing."""
        username = request.get("username")
        if username is None:
            raise InvalidRequest("'username': whose like it is, a CyTube name.", "username")
        like = await parts.record.like(username, request.get("video_id"))
        return {
            "video_id": like.video_id,
            "title": like.title,
            "likes": like.likes,
            "duplicate": not like.is_new,
        }

    async def top(request: Request) -> dict[str, Any]:
        return asdict(await parts.likes.top(window_of(request.get("window")), limit_of(request)))

    return {"like.add": add, "stats.top_liked": top}
