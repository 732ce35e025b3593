"""The files of a release while it is written: contents, compressed copies and their hashes."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from site_builder import precompress
from site_builder.errors import SiteError

# Rendering is Python and runs here; compressing and writing release the GIL and run beside it.
# The bound keeps a large catalog from being rendered into memory faster than it is written; many
# small pages go in one batch, since handing over each alone costs more than writing it.
WAITING = 8
BATCH = 32

Task = tuple[str, bytes, int]


@dataclass(frozen=True, slots=True)
class Written:
    """One file of the release: its content's SHA-256 and its bytes on disk, with its copies."""

    sha256: str
    size: int


class Tree:
    """Writes files below `root`; leaving the `with` block waits for all of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: dict[str, Written] = {}
        self._names: set[str] = set()
        self._batch: list[Task] = []
        self._waiting: deque[Future[list[tuple[str, Written]]]] = deque()
        self._pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1)

    def __enter__(self) -> Tree:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.settle()
        finally:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def write(self, path: str, body: bytes, *, quality: int = precompress.BEST) -> None:
        """Write `path` (relative, forward slashes) with its compressed copies, soon."""
        if path in self._names:
            raise SiteError(f"two things want to be {path} in the release; rename one of them")
        self._names.add(path)
        if quality == precompress.FAST:
            self._batch.append((path, body, quality))
            if len(self._batch) >= BATCH:
                self._hand_over(self._batch)
                self._batch = []
        else:
            self._hand_over([(path, body, quality)])

    def settle(self) -> None:
        """Wait until everything given so far is on disk. Raises what a write raised."""
        self._hand_over(self._batch)
        self._batch = []
        while self._waiting:
            self._take()

    def digest(self) -> str:
        """SHA-256 over the names and contents of all files written."""
        self.settle()
        whole = hashlib.sha256()
        for path in sorted(self.written):
            whole.update(f"{path}\0{self.written[path].sha256}\n".encode())
        return whole.hexdigest()

    def _hand_over(self, batch: list[Task]) -> None:
        while len(self._waiting) >= WAITING:
            self._take()
        self._waiting.append(self._pool.submit(_write_all, self.root, batch))

    def _take(self) -> None:
        self.written.update(self._waiting.popleft().result())


def content_name(name: str, extension: str, body: bytes) -> str:
    """`name-hash.ext`, where the hash is of the content."""
    return f"{name}-{hashlib.sha256(body).hexdigest()[:16]}.{extension}"


def _write_all(root: Path, batch: list[Task]) -> list[tuple[str, Written]]:
    return [(path, _write(root, path, body, quality)) for path, body, quality in batch]


def _write(root: Path, path: str, body: bytes, quality: int) -> Written:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(body)
    copies = precompress.variants(path, body, quality=quality)
    size = len(body)
    for suffix, copy in ((".br", copies.br), (".gz", copies.gz)):
        if copy is not None:
            target.with_name(target.name + suffix).write_bytes(copy)
            size += len(copy)
    return Written(hashlib.sha256(body).hexdigest(), size)
