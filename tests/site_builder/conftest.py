from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.settings import Settings
from tests.site_builder import samples

BuildSettings = Callable[..., Settings]


@pytest.fixture
def catalog_of(tmp_path: Path) -> BuildSettings:
    """Write a live snapshot of the given samples; returns the settings to build it with."""

    def write(*rows: samples.Sample, snapshot_id: str | None = None, **environ: str) -> Settings:
        named = {"snapshot_id": snapshot_id} if snapshot_id else {}
        samples.write_snapshot(tmp_path / "data", rows, **named)
        return samples.settings(tmp_path, **environ)

    return write
