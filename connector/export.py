"""Reads catalog rows from an export file: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from pathlib import Path

from connector.errors import ExportError
from connector.source import Harvest, Progress

MAX_LINE_BYTES = 1024 * 1024
_REPORT_EVERY = 500


class ExportSource:
    """FILE.jsonl, a line being `{"video_id", "title", "categories": […], "duration"?: seconds,
    "thumbnail_url"?}`. A row that is no item is rejected by normalise; a line that is no JSON
    means the file is not what it should be, and ends the fetch.
    """

    def __init__(self, path: Path, *, base_url: str | None = None) -> None:
        self._path = path
        self._base_url = base_url

    @property
    def name(self) -> str:
        return str(self._path)

    @property
    def base_url(self) -> str | None:
        return self._base_url

    async def harvest(self, known: Set[str], progress: Progress) -> Harvest:
        if not self._path.is_file():
            raise ExportError(f"There is no file {self._path}")
        return Harvest(rows=self._rows(progress))

    def _rows(self, progress: Progress) -> Iterator[object]:
        size = self._path.stat().st_size
        read = 0
        try:
            with self._path.open("rb") as file:
                number = 0
                while line := file.readline(MAX_LINE_BYTES + 1):
                    number += 1
                    read += len(line)
                    if line.strip():
                        yield self._row(line, number)
                    if number % _REPORT_EVERY == 0:
                        progress("export", read, size)
        except OSError as error:
            raise ExportError(f"{self._path} cannot be read: {error}") from error
        progress("export", size, size)

    def _row(self, line: bytes, number: int) -> object:
        if len(line) > MAX_LINE_BYTES:
            raise ExportError(f"{self._path} line {number}: longer than {MAX_LINE_BYTES} bytes")
        try:
            row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except (ValueError, RecursionError) as error:
            raise ExportError(f"{self._path} line {number}: not a line of JSON: {error}") from error
        return row
