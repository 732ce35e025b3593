"""Ends processes as a crash does: kill -9, without a word to anybody."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path


def children_of(pid: int) -> list[int]:
    """The processes that `pid` started and that live."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _parent(int(entry.name)) == pid:
            found.append(int(entry.name))
    return sorted(found)


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def kill_service(pid: int) -> None:
    """The main process first; then, as systemd does, what is left of all that it started."""
    left = _descendants(pid)
    kill(pid)
    for one in left:
        kill(one)


def _descendants(pid: int) -> list[int]:
    direct = children_of(pid)
    return direct + [one for child in direct for one in _descendants(child)]


def _parent(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return None  # it has ended meanwhile
    # the name in brackets may hold anything
    return int(stat.rpartition(")")[2].split()[1])
