"""A file beside the site is replaced after changes, and one that cannot be made ends nothing."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from action_api.domain.errors import NatsUnavailable
from action_api.nats_link import end_tasks
from action_api.services.keep_file import KeepFile


class Numbers(KeepFile):
    """Counts up; its third state cannot be told."""

    name = "numbers.json"
    look_seconds = 0.02
    number = 0

    async def _state(self) -> object:
        self.number += 1
        return self.number

    async def _document(self) -> dict[str, Any]:
        if self.number in {3, 4}:
            raise OverflowError("year 30000 is out of range")
        return {"number": self.number}


async def test_a_document_that_cannot_be_made_is_told_once_and_later_ones_are_published(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("action_api"), "propagate", True)
    path = tmp_path / "live" / "numbers.json"
    keeping = asyncio.create_task(Numbers(tmp_path).run())
    try:
        async with asyncio.timeout(20):
            while True:
                await asyncio.sleep(0.02)
                if path.exists() and json.loads(path.read_text())["number"] >= 5:
                    break
        assert caplog.text.count("numbers.json not published") == 1
        assert "year 30000 is out of range" in caplog.text
        assert not keeping.done()
    finally:
        await end_tasks([keeping])


class SlowNumbers(Numbers):
    """Looks for changes once an hour; at first nothing is known."""

    look_seconds = 3600.0

    async def _document(self) -> dict[str, Any]:
        if self.number < 2:
            raise NatsUnavailable("not connected yet")
        return {"number": self.number}


async def test_what_could_not_be_told_at_the_start_is_tried_again_soon(tmp_path: Path) -> None:
    keeping = asyncio.create_task(SlowNumbers(tmp_path).run())
    try:
        async with asyncio.timeout(20):
            while not (tmp_path / "live" / "numbers.json").exists():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    finally:
        await end_tasks([keeping])
