"""The command stats.top_played on NATS."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from action_api.domain.errors import InvalidRequest
from action_api.domain.windows import window_of
from action_api.services.stats_view import DEFAULT_ROWS, MOST_ROWS
from action_api.stats_parts import StatsParts

Request = dict[str, Any]
Handler = Callable[[Request], Awaitable[dict[str, Any]]]


def stats_handlers(parts: StatsParts) -> dict[str, Handler]:
    """The handlers by command name."""

    async def top_played(request: Request) -> dict[str, Any]:
        return await parts.views.top(window_of(request.get("window")), limit_of(request))

    return {"stats.top_played": top_played}


def limit_of(request: Request) -> int:
    """How many rows are wanted; raises InvalidRequest."""
    limit = request.get("limit", DEFAULT_ROWS)
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MOST_ROWS:
        raise InvalidRequest(
            f"'limit' is {repr(limit)[:40]}: a whole number from 1 to {MOST_ROWS} is needed.",
            "limit",
        )
    return limit
