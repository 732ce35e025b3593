"""A file beside the site is replaced after changes, and one that cannot be made ends nothing."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest

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
