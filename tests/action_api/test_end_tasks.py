"""Tasks that swallow a cancellation, as nats-py's do, are ended all the same."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from action_api.nats_link import end_tasks, side_by_side


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


async def test_what_runs_side_by_side_ends_together_where_one_fails() -> None:
    ended = asyncio.Event()

    async def waits() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def fails() -> None:
        await asyncio.sleep(0)
        raise ValueError("broke")

    async with asyncio.timeout(20):
        with pytest.raises(ValueError, match="broke"):
            await side_by_side(waits(), fails())
    assert ended.is_set()


async def test_what_runs_side_by_side_is_ended_with_whoever_waits_for_it() -> None:
    ended: list[str] = []
    begun = asyncio.Event()

    async def waits(name: str) -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    both = asyncio.create_task(side_by_side(waits("a"), waits("b")))
    async with asyncio.timeout(20):
        await begun.wait()
        await asyncio.sleep(0)
        await end_tasks([both])
    assert sorted(ended) == ["a", "b"]
