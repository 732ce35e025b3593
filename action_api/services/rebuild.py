"""Runs the rebuild program and reads its progress and summaries."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import signal
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

_COUNTED = re.compile(r"(?P<stage>.{1,80}): (?P<done>\d{1,9}) of (?P<total>\d{1,9})")
_STAGE = re.compile(r"rebuild: (?P<stage>.{1,80})")
COUNTS = ("added", "removed", "changed", "rejected")
GRACE_SECONDS = 5.0
LINE_LIMIT = 1024 * 1024


class RebuildFailedError(Exception):
    """The program ended with an error; the message is the end of what it said."""


@dataclass(slots=True)
class Rebuilt:
    """What the programs' summary lines say."""

    counts: dict[str, int] = field(default_factory=dict)
    snapshot_id: str | None = None
    summaries: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        items = next((one["items"] for one in self.summaries if "items" in one), None)
        return "the site is built" if items is None else f"{items} items, the site is built"


async def rebuild(command: str, on_progress: Callable[[str, int, int], None]) -> Rebuilt:
    """Runs `command` to its end; raises RebuildFailedError, OSError. Cancelled, it ends it."""
    process = await asyncio.create_subprocess_exec(
        *shlex.split(command),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        limit=LINE_LIMIT,
    )
    last = deque[str](maxlen=5)
    result = Rebuilt()
    try:
        await asyncio.gather(
            _each_line(process.stderr, lambda line: _heard(line, last, on_progress)),
            _each_line(process.stdout, lambda line: _summary(line, result)),
        )
        code = await process.wait()
    finally:
        if process.returncode is None:
            await _end(process)
    if code != 0:
        said = " / ".join(last) or "it said nothing"
        raise RebuildFailedError(f"{command} ended with exit code {code}: {said}"[:1000])
    return result


async def _each_line(stream: asyncio.StreamReader | None, act: Callable[[str], None]) -> None:
    assert stream is not None  # both were asked for as pipes
    while line := await stream.readline():
        act(line.decode("utf-8", "replace").strip())


def _heard(line: str, last: deque[str], on_progress: Callable[[str, int, int], None]) -> None:
    if not line:
        return
    if counted := _COUNTED.fullmatch(line):
        on_progress(counted["stage"], int(counted["done"]), int(counted["total"]))
    elif stage := _STAGE.fullmatch(line):
        on_progress(stage["stage"], 0, 0)
    else:
        last.append(line[:300])


def _summary(line: str, result: Rebuilt) -> None:
    try:
        summary = json.loads(line)
    except ValueError:
        return  # a program may print other things; its summary is the line that is JSON
    if not isinstance(summary, dict):
        return
    result.summaries.append(summary)
    if all(isinstance(summary.get(name), int) for name in COUNTS):
        result.counts = {name: summary[name] for name in COUNTS}
        result.snapshot_id = str(summary.get("snapshot_id")) if "snapshot_id" in summary else None


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ends the program and what it started: politely, then not."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            break
        try:
            async with asyncio.timeout(GRACE_SECONDS):
                await process.wait()
            break
        except TimeoutError:
            continue
