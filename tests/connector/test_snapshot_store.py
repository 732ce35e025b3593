"""Which snapshot is live: atomic, kept for a while, rolled back by name, one writer at a time."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from connector.snapshot import (
    SnapshotError,
    live_path,
    lock,
    open_read_only,
    publish,
    read_info,
    rollback,
    snapshot_files,
)
from tests.connector.support import catalog_item, make_snapshot

HOLD = """
import sys, pathlib
from connector.snapshot import lock
with lock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def published(data_dir: Path, minute: int, keep: int = 5) -> str:
    path = make_snapshot(data_dir, [catalog_item(f"id{minute}")], minute=minute)
    publish(data_dir, path, keep=keep)
    return path.stem


def live(data_dir: Path) -> str:
    return read_info(live_path(data_dir)).snapshot_id


def test_publishing_is_one_swap_of_a_symlink(tmp_path: Path) -> None:
    """The pointer is a relative symlink; a reader with the old one open keeps reading the old."""
    first = published(tmp_path, 0)
    with closing(open_read_only(live_path(tmp_path))) as reader:
        second = published(tmp_path, 1)
        assert reader.execute("SELECT snapshot_id FROM snapshot").fetchone() == (first,)
    assert str(live_path(tmp_path).readlink()) == f"{second}.sqlite3"
    assert live(tmp_path) == second


def test_the_last_few_stay(tmp_path: Path) -> None:
    """KEEP_SNAPSHOTS files stay, the newest ones, and the live one is among them."""
    names = [published(tmp_path, minute, keep=3) for minute in range(6)]
    assert [path.stem for path in snapshot_files(tmp_path)] == names[-3:]


def test_a_live_snapshot_is_never_let_go(tmp_path: Path) -> None:
    """Even when it is the oldest: publishing one dated earlier keeps what is live."""
    newer = [published(tmp_path, minute, keep=2) for minute in (5, 6)]
    earlier = published(tmp_path, 1, keep=2)
    assert live(tmp_path) == earlier
    assert [path.stem for path in snapshot_files(tmp_path)] == [earlier, newer[-1]]
    published(tmp_path, 7, keep=1)
    assert len(snapshot_files(tmp_path)) == 1


def test_rolling_back(tmp_path: Path) -> None:
    """Back to the one before, then to a named one, then to none: an error that lists what is."""
    names = [published(tmp_path, minute) for minute in range(3)]
    assert rollback(tmp_path).snapshot_id == names[1] == live(tmp_path)
    assert rollback(tmp_path).snapshot_id == names[0] == live(tmp_path)
    with pytest.raises(SnapshotError, match="no earlier snapshot"):
        rollback(tmp_path)
    assert rollback(tmp_path, names[2]).snapshot_id == live(tmp_path) == names[2]
    for wrong in ("20200101T000000Z-000000000000", "../../etc/passwd", "current"):
        with pytest.raises(SnapshotError, match=names[0]):
            rollback(tmp_path, wrong)
    assert live(tmp_path) == names[2]


def test_rolling_back_to_a_damaged_file_is_refused(tmp_path: Path) -> None:
    """A snapshot that is no longer sound does not become live again."""
    names = [published(tmp_path, minute) for minute in range(2)]
    (tmp_path / f"{names[0]}.sqlite3").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with pytest.raises(SnapshotError):
        rollback(tmp_path)
    assert live(tmp_path) == names[1]


def test_an_unsound_snapshot_does_not_go_live(tmp_path: Path) -> None:
    """The check stands before the swap, whoever calls publish."""
    first = published(tmp_path, 0)
    path = make_snapshot(tmp_path, [catalog_item("x")], minute=1)
    path.write_bytes(path.read_bytes()[:8192])
    with pytest.raises(SnapshotError):
        publish(tmp_path, path)
    assert live(tmp_path) == first


def test_a_snapshot_elsewhere_does_not_go_live(tmp_path: Path) -> None:
    """The pointer never leads out of its folder."""
    path = make_snapshot(tmp_path / "other", [catalog_item("x")])
    with pytest.raises(SnapshotError, match="is not in"):
        publish(tmp_path, path)


def test_a_snapshot_is_on_the_disk_before_the_pointer_leads_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File, then its name, then the pointer; where the disk reports an error nothing goes live."""
    first = published(tmp_path, 0)
    real, flushed = os.fsync, []

    def watch(descriptor: int) -> None:
        name = Path(f"/proc/self/fd/{descriptor}").readlink().name
        flushed.append((name.partition("-")[0], live(tmp_path) == first))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watch)
    second = published(tmp_path, 1)
    assert flushed == [
        (".half", True),
        (tmp_path.name.partition("-")[0], True),
        (tmp_path.name.partition("-")[0], False),
    ]

    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(SnapshotError, match=r"could not be written .* Input/output error"):
        published(tmp_path, 2)
    assert live(tmp_path) == second


def test_two_writers_at_once(tmp_path: Path) -> None:
    """While another process holds the folder, a second is refused at once; after its end not."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(SnapshotError, match="Another fetch"), lock(tmp_path):
            pass
        holder.kill()
    with lock(tmp_path):
        assert snapshot_files(tmp_path) == []


def test_what_a_killed_fetch_left_is_swept(tmp_path: Path) -> None:
    """Half-written files go when the next writer has the folder, snapshots stay."""
    name = published(tmp_path, 0)
    (tmp_path / ".half-written-123.sqlite3").write_bytes(b"half")
    (tmp_path / ".pointer-123").symlink_to("nowhere")
    with lock(tmp_path):
        left = sorted(file.name for file in tmp_path.iterdir())
    assert left == sorted([".lock", f"{name}.sqlite3", "current.sqlite3"])


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    """DATA_DIR below a file is named in the error."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SnapshotError, match="DATA_DIR"), lock(tmp_path / "file" / "data"):
        pass
