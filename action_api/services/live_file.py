"""Writes the files beside the site that are read while the API is down."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def write_live(path: Path, document: dict[str, Any]) -> None:
    """Replaces the file in one atomic step; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}-{os.getpid()}.tmp")
    text = json.dumps(document, separators=(",", ":"))
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
