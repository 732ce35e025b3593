"""Keeps a file beside the site up to date: what readers have while the API itself is down."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar

from action_api.domain.errors import Unavailable

logger = logging.getLogger(__name__)

# unchanged, it is written anew this often, so that its `as_of` stays near the truth
FRESH_SECONDS = 300.0
# after a failure: as a rule NATS is not connected yet, a moment after the start
AGAIN_SECONDS = 1.0


class KeepFile(ABC):
    """SITE_DIR/live/NAME, replaced in one atomic step after changes."""

    name: ClassVar[str]
    # a change is seen after at most so many seconds
    look_seconds: ClassVar[float]

    def __init__(self, site_dir: Path) -> None:
        self._path = site_dir / "live" / self.name

    @abstractmethod
    async def _state(self) -> object:
        """What differs as soon as the document would."""

    @abstractmethod
    async def _document(self) -> dict[str, Any]:
        """What the file says."""

    async def run(self) -> None:
        """Publishes after each change, for ever."""
        published: object = None
        written_at = 0.0
        complained = False
        while True:
            try:
                state = await self._state()
                if state != published or time.monotonic() - written_at > FRESH_SECONDS:
                    await self.publish()
                    published, written_at = state, time.monotonic()
                complained = False
            except (OSError, Unavailable) as error:
                # a full disk, or nothing known yet: browsing goes on, and so does the worker
                logger.log(
                    logging.DEBUG if complained else logging.WARNING,
                    "%s not published, trying again: %s",
                    self._path,
                    error,
                )
                complained = True
            # a file that cannot be made must not end the applies of the same worker
            except Exception:
                if not complained:
                    logger.exception("%s not published, trying again", self._path)
                complained = True
            again = min(AGAIN_SECONDS, self.look_seconds)
            await asyncio.sleep(again if complained else self.look_seconds)

    async def publish(self) -> None:
        """Replaces the file by what it should say now."""
        document = await self._document()
        await asyncio.to_thread(_replace, self._path, document)


def _replace(path: Path, document: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}-{os.getpid()}.tmp")
    text = json.dumps(document, separators=(",", ":"))
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
