"""Tasks that swallow a cancellation, as nats-py's do, are ended all the same."""

from __future__ import annotations

import asyncio
import contextlib

from action_api.nats_link import end_tasks


async def test_a_task_that_swallows_its_cancellation_is_cancelled_again() -> None:
    swallowed = 0

    async def stubborn() -> None:
        nonlocal swallowed
        while swallowed < 2:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
            swallowed += 1
        await asyncio.Event().wait()

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    async with asyncio.timeout(20):
        await end_tasks([task], again_seconds=0.01)
    assert task.cancelled()
    assert swallowed == 2


async def test_a_task_that_tidies_up_is_given_its_time() -> None:
    tidied = asyncio.Event()
    begun = asyncio.Event()

    async def tidy() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            begun.set()
            await asyncio.sleep(0)
            tidied.set()

    task = asyncio.create_task(tidy())
    await asyncio.sleep(0)
    await end_tasks([task], again_seconds=5)
    assert begun.is_set()
    assert tidied.is_set()
