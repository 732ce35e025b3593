"""Brotli and gzip copies of a file, always the same bytes for the same content."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import PurePosixPath

import brotli  # type: ignore[import-untyped]  # it has no annotations

SMALLEST = 200
COMPRESSIBLE = frozenset(
    (
        ".bin",
        ".css",
        ".html",
        ".ico",
        ".js",
        ".json",
        ".mjs",
        ".svg",
        ".txt",
        ".webmanifest",
        ".xml",
    )
)
BEST = 11
# Measured on rendered pages of 5 kB (milliseconds and bytes a page): quality 5 0.16 ms 1,451,
# 8 0.28 ms 1,447, 9 4.0 ms 1,448, 11 4.9 ms 1,269. Thousands of pages cannot take the last step.
FAST = 6


@dataclass(frozen=True, slots=True)
class Variants:
    """A file's compressed copies; None where there is nothing to gain."""

    br: bytes | None
    gz: bytes | None


def variants(path: str, body: bytes, *, quality: int) -> Variants:
    """Compress `body` for the file at `path`. Releases the GIL: threads share the machine."""
    name = PurePosixPath(path)
    hashed_columns = name.parts[0] == "search"
    if len(body) <= SMALLEST or not (hashed_columns or name.suffix in COMPRESSIBLE):
        return Variants(None, None)
    mode = brotli.MODE_GENERIC if hashed_columns else brotli.MODE_TEXT
    br = brotli.compress(body, mode=mode, quality=quality)
    gz = gzip.compress(body, compresslevel=9, mtime=0)
    return Variants(br if len(br) < len(body) else None, gz if len(gz) < len(body) else None)
