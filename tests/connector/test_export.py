"""Reading an export file."""

from __future__ import annotations

from pathlib import Path

import pytest

from connector.errors import ExportError
from connector.export import ExportSource
from connector.source import silent


async def rows(path: Path) -> list[object]:
    harvest = await ExportSource(path).harvest(set(), silent)
    return list(harvest.rows)


async def test_each_line_is_a_row(tmp_path: Path) -> None:
    """Blank lines and a byte order mark are left out, everything else comes in order."""
    path = tmp_path / "e.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"video_id": "a"}\n\n{"video_id": "\xc3\xa9"}\r\n[1]')
    assert await rows(path) == [{"video_id": "a"}, {"video_id": "é"}, [1]]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b'{"video_id": ', "line 2: not a line of JSON"),
        (b"\xff\xfe", "line 2: not a line of JSON"),
        (b"[" * 100_000, "line 2: not a line of JSON"),
        (b'"' + b"x" * 1024 * 1024 + b'"', "line 2: longer than"),
    ],
)
async def test_a_broken_line_is_named(tmp_path: Path, line: bytes, words: str) -> None:
    """The error says which file and which line."""
    path = tmp_path / "e.jsonl"
    path.write_bytes(b'{"video_id": "a"}\n' + line + b"\n")
    with pytest.raises(ExportError, match=words) as caught:
        await rows(path)
    assert str(path) in str(caught.value)


async def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is named before anything else happens."""
    with pytest.raises(ExportError, match=r"There is no file .*nothing\.jsonl"):
        await rows(tmp_path / "nothing.jsonl")


async def test_progress_ends_at_the_end(tmp_path: Path) -> None:
    """The listener hears the whole size at the end."""
    path = tmp_path / "e.jsonl"
    path.write_text('{"video_id": "a"}\n' * 1200)
    heard: list[tuple[str, int, int]] = []
    harvest = await ExportSource(path).harvest(set(), lambda *what: heard.append(what))
    assert len(list(harvest.rows)) == 1200
    size = len('{"video_id": "a"}\n') * 1200
    assert heard[-1] == ("export", size, size)
    assert len(heard) == 3
