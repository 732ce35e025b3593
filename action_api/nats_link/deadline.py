"""How long one HTTP request or command may wait for NATS, all its calls together."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar

# 2 s is what a caller is promised; the rest is for our own work around the wait
DEADLINE_SECONDS = 1.7

_ends_at: ContextVar[float | None] = ContextVar("nats_deadline", default=None)


def limit_request(seconds: float = DEADLINE_SECONDS) -> None:
    """Every wait for NATS in this task, and in tasks it starts, ends `seconds` from now."""
    _ends_at.set(asyncio.get_running_loop().time() + seconds)


def seconds_left(wanted: float = DEADLINE_SECONDS) -> float:
    """Seconds a wait may take: `wanted`, or less where the request's deadline is nearer."""
    ends_at = _ends_at.get()
    if ends_at is None:
        return wanted
    return max(0.0, min(wanted, ends_at - asyncio.get_running_loop().time()))
