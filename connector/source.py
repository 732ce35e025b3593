"""What every source of catalog rows offers; MediaCMS and an export file are the two there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from typing import Protocol

Progress = Callable[[str, int, int], None]
"""Called with (what, done, total) as work goes on."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a source gave. `missing` is None when it is everything there is.

    `publishable` is False where a snapshot of it would mislead (`missing` says the way out).
    """

    rows: Iterable[object]
    missing: str | None = None
    publishable: bool = True
    notes: tuple[str, ...] = ()
    requests: int = 0


class Source(Protocol):
    """A place catalog rows come from."""

    @property
    def name(self) -> str:
        """The address or file, for people and for the snapshot's metadata."""

    @property
    def base_url(self) -> str | None:
        """MediaCMS's address, to re-base thumbnails on; None where there is none."""

    async def harvest(self, known: Set[str], progress: Progress) -> Harvest:
        """Everything the source has; `known` are the video_ids of the previous snapshot."""


def silent(_what: str, _done: int, _total: int) -> None:
    """A progress listener that does not listen."""


@dataclass(slots=True)
class Notes:
    """Remarks gathered on the way, each once, in order."""

    lines: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        if line not in self.lines:
            self.lines.append(line)
