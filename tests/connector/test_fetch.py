"""A whole fetch as a program: whatever goes wrong, the old snapshot stays live."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from connector.cli import main
from connector.errors import SnapshotError
from connector.export import ExportSource
from connector.fetch import Limits, Summary, fetch
from connector.snapshot import live_path, lock, read_info, snapshot_files
from connector.source import silent
from tests.connector.support import TEMPLATE, expected, fetch_from, stock_items, stored
from tests.standins.mediacms import Fault, MediaCms

ITEMS = stock_items(120)
Prepare = Callable[[MediaCms], object]
# the same program with a file size limit: a full disk, as far as SQLite can tell
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
from connector.cli import main
main(sys.argv[1:])
"""
FAILURES: list[tuple[str, Prepare, dict[str, str], int, str]] = [
    ("wrong token", lambda s: None, {"MEDIACMS_TOKEN": "deadbeef"}, 1, "MEDIACMS_TOKEN"),
    ("html", lambda s: s.faults.html(), {}, 1, "instead of JSON"),
    ("members only", lambda s: setattr(s.faults, "members_only", True), {}, 1, "members-only"),
    ("shrunken", lambda s: s.catalog.shrink(60), {}, 1, "from 120 to 60 items"),
    ("count never agrees", lambda s: s.faults.move_count(3), {}, 1, "different items of 123"),
    ("not MediaCMS", lambda s: s.faults.add(Fault("status", status=404)), {}, 1, "404"),
]


def run(
    *arguments: str, settings: dict[str, str] | None = None, limited: bool = False, cwd: Path
) -> subprocess.CompletedProcess[str]:
    command = ["-c", LIMITED] if limited else ["-m", "connector.cli"]
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    root = str(Path(__file__).parents[2])
    return subprocess.run(
        [sys.executable, *command, *arguments],
        env={**inherited, "PYTHONPATH": root, **(settings or {})},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def from_export(path: Path, data_dir: Path, limits: Limits | None = None) -> Summary:
    source = ExportSource(path)
    return asyncio.run(fetch(source, data_dir, TEMPLATE, limits or Limits(), silent))


def export_file(path: Path, rows: list[object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_fetch_from_the_command_line(tmp_path: Path) -> None:
    """Exit 0, one JSON line on standard output, progress in plain lines on standard error."""
    data_dir = tmp_path / "data"
    with MediaCms(items=ITEMS) as server:
        done = run(
            *("fetch", "--format", "json", "--data-dir", str(data_dir)),
            settings={"MEDIACMS_URL": server.url, "PUBLIC_URL": "https://tv.example"},
            cwd=tmp_path,
        )
        agents = {seen.user_agent for seen in server.log.requests}
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    summary = json.loads(done.stdout)
    assert (summary["items"], summary["added"], summary["complete"]) == (120, 120, True)
    assert summary["requests"] == 6
    assert summary["snapshot_id"] == read_info(live_path(data_dir)).snapshot_id
    assert Path(summary["path"]).exists()
    assert "list: 3 of 3" in done.stderr
    assert "\r" not in done.stderr, "no progress bar without a terminal"
    assert stored(data_dir) == expected(ITEMS)
    assert len(agents) == 1
    assert re.fullmatch(r"kryten-connector/\S+ \(\+https://tv\.example\) .*", agents.pop())


def test_a_table_for_people(tmp_path: Path) -> None:
    """Without --format the summary is a few lines that name items, changes, requests, seconds."""
    with MediaCms(items=ITEMS) as server:
        done = run("fetch", "--source", server.url, cwd=tmp_path)
        again = run("fetch", "--source", server.url, cwd=tmp_path)
    assert done.returncode == again.returncode == 0, done.stderr
    assert "120 added, 0 removed, 0 changed" in done.stdout
    assert "0 added, 0 removed, 0 changed" in again.stdout
    assert re.search(r"Requests +6 in [0-9.]+ s", done.stdout)
    assert live_path(tmp_path / "var" / "data").exists(), "the default DATA_DIR"


@pytest.mark.parametrize(
    ("prepare", "settings", "code", "words"),
    [case[1:] for case in FAILURES],
    ids=[case[0] for case in FAILURES],
)
def test_a_failed_fetch_leaves_the_old_snapshot_live(
    tmp_path: Path, prepare: Prepare, settings: dict[str, str], code: int, words: str
) -> None:
    """A clear error on one line, a non-zero exit, nothing on standard output, nothing changed."""
    with MediaCms(items=ITEMS) as server:
        asyncio.run(fetch_from(server, tmp_path))
        before = _state(tmp_path)
        prepare(server)
        done = run(
            *("fetch", "--source", server.url, "--data-dir", str(tmp_path), "--format", "json"),
            settings=settings,
            cwd=tmp_path,
        )
    assert done.returncode == code, done.stderr
    assert words in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert "deadbeef" not in done.stderr
    assert _state(tmp_path) == before
    assert stored(tmp_path) == expected(ITEMS)


def test_a_wrong_address_is_unreachable(tmp_path: Path) -> None:
    """Nobody at MEDIACMS_URL: exit 3 and the way out, the old snapshot stays live."""
    with MediaCms(items=ITEMS) as server:
        asyncio.run(fetch_from(server, tmp_path))
        url = server.url
    before = _state(tmp_path)
    settings = {"MEDIACMS_URL": "http://no-such-host.invalid"}
    for arguments in ((), ("--source", url)):
        done = run(
            "fetch", *arguments, "--data-dir", str(tmp_path), settings=settings, cwd=tmp_path
        )
        assert done.returncode == 3, done.stderr
        assert "Check MEDIACMS_URL" in done.stderr
    assert _state(tmp_path) == before


def test_a_full_disk(tmp_path: Path) -> None:
    """A write that fails midway removes the half-written file and leaves the old one live."""
    source = export_file(
        tmp_path / "big.jsonl",
        [{"video_id": f"id{n}", "title": f"Film {n}.mp4", "categories": []} for n in range(2000)],
    )
    data_dir = tmp_path / "data"
    from_export(export_file(tmp_path / "s.jsonl", [{"video_id": "a", "title": "A"}]), data_dir)
    before = _state(data_dir)
    done = run("fetch", "--source", str(source), "--data-dir", str(data_dir), limited=True,
               cwd=tmp_path)  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert _state(data_dir) == before


def test_two_fetches_at_once(tmp_path: Path) -> None:
    """While one fetch has the folder a second is refused at once."""
    source = export_file(tmp_path / "s.jsonl", [{"video_id": "a", "title": "A"}])
    with lock(tmp_path):
        done = run("fetch", "--source", str(source), "--data-dir", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 1
    assert "Another fetch" in done.stderr
    assert snapshot_files(tmp_path) == []


def test_shrinking_can_be_allowed(tmp_path: Path) -> None:
    """A fifth less is let through; more needs --allow-shrink; MAX_SHRINK_PERCENT moves the line."""
    rows = [{"video_id": f"id{n}", "title": "A"} for n in range(100)]
    data_dir = tmp_path / "data"
    from_export(export_file(tmp_path / "100.jsonl", list(rows)), data_dir)
    smaller = export_file(tmp_path / "79.jsonl", list(rows[:79]))
    with pytest.raises(SnapshotError, match="--allow-shrink"):
        from_export(smaller, data_dir)
    assert read_info(live_path(data_dir)).item_count == 100
    assert from_export(smaller, data_dir, Limits(max_shrink_percent=21)).removed == 21
    least = export_file(tmp_path / "1.jsonl", list(rows[:1]))
    assert from_export(least, data_dir, Limits(allow_shrink=True)).items == 1


def test_nothing_at_all_is_not_published(tmp_path: Path) -> None:
    """An empty source is taken for a mistake, on the first fetch, too."""
    with pytest.raises(SnapshotError, match="no items at all"):
        from_export(export_file(tmp_path / "e.jsonl", []), tmp_path / "data")
    assert snapshot_files(tmp_path / "data") == []


def test_rejected_rows_are_told_with_reasons(tmp_path: Path) -> None:
    """Rows that are no items, and second ones of an id, are counted and named; the rest counts."""
    rows: list[object] = [
        {"video_id": "a", "title": "A"}, {"title": "No id"}, {"video_id": "b"}, 7,
        {"video_id": "a", "title": "Again"}, {"video_id": "a/b", "title": "Unsound"},
    ]  # fmt: skip
    summary = from_export(export_file(tmp_path / "e.jsonl", rows), tmp_path)
    assert (summary.items, summary.rejected, summary.unavailable) == (2, 4, 1)
    assert [row.reason for row in summary.rejected_rows] == [
        "no friendly_token / video_id",
        "no title",
        "not an object but int",
        "an earlier row has the same video_id",
    ]
    assert read_info(live_path(tmp_path)).rejected_count == 4


def test_an_older_schema_is_replaced(tmp_path: Path) -> None:
    """A live snapshot of another schema version is no obstacle: everything counts as added."""
    source = export_file(tmp_path / "s.jsonl", [{"video_id": "a", "title": "A"}])
    from_export(source, tmp_path)
    with closing(sqlite3.connect(live_path(tmp_path).resolve())) as connection:
        connection.execute("PRAGMA user_version = 99")
    summary = from_export(source, tmp_path)
    assert (summary.added, read_info(live_path(tmp_path)).item_count) == (1, 1)


def test_the_command_has_a_name_in_help() -> None:
    """Each subcommand documents its exit-relevant options."""
    assert set(main.commands) == {"fetch", "check", "rollback", "list"}


def _state(data_dir: Path) -> list[str]:
    names = sorted(path.name for path in data_dir.glob("*") if path.name != "export.jsonl")
    hidden = sorted(path.name for path in data_dir.glob(".*") if path.name != ".lock")
    return [str(live_path(data_dir).readlink()), *names, *hidden]
