"""Ending tasks for certain: nats-py swallows a cancellation that meets it while it flushes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

AGAIN_SECONDS = 0.2


async def end_tasks(
    tasks: Iterable[asyncio.Task[Any]], again_seconds: float = AGAIN_SECONDS
) -> None:
    """Cancels the tasks, again and again, until every one of them has ended.

    `again_seconds` is the time they get to tidy up before they are cancelled once more.
    """
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=again_seconds)
