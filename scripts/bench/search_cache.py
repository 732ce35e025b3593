"""Keeps what the search benchmark takes minutes to make: large catalogs, bytes, measurements."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import brotli

from connector import search_rules
from scripts.bench import search_catalog
from site_builder.search_bundle import BundleRow
from tests.connector import search_corpus

FOLDER = Path(__file__).resolve().parents[2] / "var" / "bench"


def catalog(count: int) -> list[BundleRow]:
    """Return search_catalog's catalog of that size: made once for one version of what makes it."""
    makers = (search_catalog, search_corpus, search_rules)
    made_by = b"".join(Path(module.__file__ or "").read_bytes() for module in makers)
    if search_catalog.has_real_titles():
        made_by += search_corpus.REAL_CATALOG.read_bytes()
    file = FOLDER / f"catalog-{count}-{_digest(made_by)}.json"
    if file.exists():
        return [_row(*values) for values in json.loads(file.read_text(encoding="utf-8"))]
    rows = search_catalog.catalog(count)
    values = [
        (row.video_id, row.title, row.duration_seconds, row.categories, row.unavailable_reason)
        for row in rows
    ]
    _write(file, json.dumps(values).encode())
    return rows


def compressed(body: bytes, quality: int) -> bytes:
    """Return a body in brotli: compressed once."""
    file = FOLDER / f"{_digest(body)}-{quality}.br"
    if not file.exists():
        _write(file, brotli.compress(body, quality=quality))
    return file.read_bytes()


def keep(section: str) -> Path:
    """Write down what has been measured so far; returns the file."""
    file = FOLDER / "search-section.md"
    _write(file, section.encode())
    return file


def _row(
    video_id: str, title: str, seconds: int | None, categories: list[str], reason: str | None
) -> BundleRow:
    return BundleRow(video_id, title, seconds, tuple(categories), None, reason)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]


def _write(file: Path, body: bytes) -> None:
    # a run that is stopped meanwhile leaves no half file behind
    FOLDER.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_bytes(body)
    part.replace(file)
