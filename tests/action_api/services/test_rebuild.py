"""Running the rebuild program: progress, summaries, failure, being stopped."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from action_api.services.rebuild import RebuildFailedError, rebuild


def program(directory: Path, text: str) -> str:
    path = directory / "program.sh"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


async def test_progress_and_summaries_are_read(tmp_path: Path) -> None:
    command = program(
        tmp_path,
        'echo "rebuild: fetching" >&2; echo "list: 2 of 5" >&2; echo noise; '
        'echo \'{"snapshot_id":"s1","items":5,"added":1,"removed":2,"changed":3,"rejected":4}\'; '
        "echo '{\"pages\":7}'",
    )
    seen: list[tuple[str, int, int]] = []
    result = await rebuild(command, lambda *step: seen.append(step))
    assert seen == [("fetching", 0, 0), ("list", 2, 5)]
    assert result.counts == {"added": 1, "removed": 2, "changed": 3, "rejected": 4}
    assert (result.snapshot_id, result.sentence) == ("s1", "5 items, the site is built")


async def test_a_failure_carries_the_programs_last_words(tmp_path: Path) -> None:
    command = program(tmp_path, 'echo "disk full" >&2; exit 4')
    with pytest.raises(RebuildFailedError, match="exit code 4: disk full"):
        await rebuild(command, lambda *_: None)


async def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing-here"):
        await rebuild(str(tmp_path / "nothing-here"), lambda *_: None)


async def test_being_cancelled_ends_the_program_and_its_children(tmp_path: Path) -> None:
    command = program(
        tmp_path,
        f"sh -c \"trap 'touch {tmp_path}/ended; exit' TERM; "
        f'echo ready: 1 of 1 >&2; while :; do sleep 0.05; done"',
    )
    ready = asyncio.Event()
    running = asyncio.create_task(rebuild(command, lambda *_: ready.set()))
    async with asyncio.timeout(20):
        await ready.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (tmp_path / "ended").exists()
