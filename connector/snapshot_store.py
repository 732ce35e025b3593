"""Keeps the snapshots of one folder: which is live, which stay, and never two writers at once."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from connector.durable import sync_folder
from connector.errors import SnapshotError
from connector.snapshot_check import check
from connector.snapshot_read import SNAPSHOT_ID, SnapshotInfo, live_path, read_info

DEFAULT_KEEP = 5


@contextlib.contextmanager
def lock(data_dir: Path) -> Iterator[None]:
    """Hold the folder for one writer; raises SnapshotError at once when another has it.

    The lock is the kernel's: it ends with the process, however that ends.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data_dir / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise SnapshotError(f"DATA_DIR {data_dir} cannot be written: {error}") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SnapshotError(
                f"Another fetch or rollback is at work in {data_dir}. Wait for it to end."
            ) from error
        _sweep(data_dir)
        yield
    finally:
        os.close(descriptor)


def publish(data_dir: Path, path: Path, *, keep: int = DEFAULT_KEEP) -> None:
    """Make the snapshot at `path` live in one atomic step, then let the oldest ones go.

    `path` lies in `data_dir` (see write). It is checked once more: nothing unsound goes live.
    """
    check(path)
    if path.parent.resolve() != data_dir.resolve():
        raise SnapshotError(f"{path} is not in {data_dir}, so it cannot go live there")
    _point_at(data_dir, path.name)
    _retain(data_dir, keep)


def rollback(data_dir: Path, to: str | None = None) -> SnapshotInfo:
    """Make an earlier snapshot live: the named one, or the newest older than the live one."""
    live = live_snapshot(data_dir)
    if to is None:
        earlier = [path for path in snapshot_files(data_dir) if live is None or path.stem < live]
        if not earlier:
            raise SnapshotError(f"There is no earlier snapshot in {data_dir} to go back to.")
        target = earlier[-1]
    else:
        target = data_dir / f"{to}.sqlite3"
        if not SNAPSHOT_ID.fullmatch(to) or not target.is_file():
            names = ", ".join(path.stem for path in snapshot_files(data_dir)) or "none"
            raise SnapshotError(
                f"There is no snapshot {to[:80]!r} in {data_dir}. There are: {names}."
            )
    check(target)
    _point_at(data_dir, target.name)
    return read_info(target)


def snapshot_files(data_dir: Path) -> list[Path]:
    """The snapshot files in `data_dir`, oldest first."""
    if not data_dir.is_dir():
        return []
    return sorted(
        path
        for path in data_dir.glob("*.sqlite3")
        if SNAPSHOT_ID.fullmatch(path.stem) and not path.is_symlink()
    )


def live_snapshot(data_dir: Path) -> str | None:
    """The id of the live snapshot; None when there is none."""
    pointer = live_path(data_dir)
    return pointer.resolve().stem if pointer.exists() else None


def _point_at(data_dir: Path, name: str) -> None:
    pointer = live_path(data_dir)
    fresh = data_dir / f".pointer-{os.getpid()}"
    try:
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(name)
        fresh.replace(pointer)
        sync_folder(data_dir)
    except OSError as error:
        raise SnapshotError(f"{pointer} could not be set to {name}: {error}") from error
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def _retain(data_dir: Path, keep: int) -> None:
    live = live_snapshot(data_dir)
    others = [path for path in snapshot_files(data_dir) if path.stem != live]
    for path in others[: max(0, len(others) - max(1, keep) + 1)]:
        path.unlink(missing_ok=True)


def _sweep(data_dir: Path) -> None:
    """Remove what a killed fetch left half-written; only under the lock."""
    for pattern in (".half-written-*", ".pointer-*"):
        for path in data_dir.glob(pattern):
            path.unlink(missing_ok=True)
