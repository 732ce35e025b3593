"""Ending tasks for certain: nats-py swallows a cancellation that meets it while it flushes."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
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


async def side_by_side(*works: Coroutine[Any, Any, None]) -> None:
    """Runs all of them; returns when all have ended, and ends them where one fails."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        await end_tasks(tasks)
