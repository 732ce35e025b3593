"""One fetch from start to end: rows in, a checked snapshot live, a summary out."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from connector import snapshot_diff
from connector.errors import Incomplete, SnapshotError
from connector.item import CatalogItem, Rejected
from connector.normalise import Rules, normalise
from connector.snapshot_read import live_path, read_info, video_ids
from connector.snapshot_store import live_snapshot, lock, publish
from connector.snapshot_write import Origin, write
from connector.source import Progress, Source

logger = logging.getLogger(__name__)

REJECTED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may do to the live catalog."""

    keep_snapshots: int = 5
    max_shrink_percent: float = 20.0
    allow_incomplete: bool = False
    allow_shrink: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What a fetch did."""

    snapshot_id: str
    path: str
    source: str
    items: int
    categories: int
    rejected: int
    rejected_rows: tuple[Rejected, ...]  # the first few
    unavailable: int
    queue_warnings: int
    added: int
    removed: int
    changed: int
    requests: int
    seconds: float
    complete: bool
    missing: str | None
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Tally:
    rejected: list[Rejected] = field(default_factory=list)
    unavailable: int = 0
    warned: int = 0


async def fetch(
    source: Source, data_dir: Path, template: str, limits: Limits, progress: Progress
) -> Summary:
    """Fetch, write, check, compare, publish. Whatever fails, the live snapshot stays as it was."""
    started = time.monotonic()
    with lock(data_dir):
        previous = _previous(data_dir)
        known = video_ids(previous) if previous else set()
        harvest = await source.harvest(known, progress)
        if not harvest.publishable and not limits.allow_incomplete:
            raise Incomplete(f"Nothing published, for the catalog is incomplete: {harvest.missing}")
        tally = _Tally()
        rules = Rules(manifest_url_template=template, base_url=source.base_url)
        items = _items(harvest.rows, rules, tally)
        origin = Origin(source.name, source.base_url, harvest.missing)
        path = write(data_dir, items, origin)
        difference = _go_live(data_dir, previous, path, limits)
        info = read_info(path)
    return Summary(
        snapshot_id=info.snapshot_id,
        path=str(path),
        source=source.name,
        items=info.item_count,
        categories=info.category_count,
        rejected=len(tally.rejected),
        rejected_rows=tuple(tally.rejected[:REJECTED_SHOWN]),
        unavailable=tally.unavailable,
        queue_warnings=tally.warned,
        added=difference.added,
        removed=difference.removed,
        changed=difference.changed,
        requests=harvest.requests,
        seconds=round(time.monotonic() - started, 2),
        complete=info.complete,
        missing=info.missing,
        notes=harvest.notes,
    )


def _go_live(
    data_dir: Path, previous: Path | None, path: Path, limits: Limits
) -> snapshot_diff.Difference:
    """Compare and publish; a snapshot that may not go live is removed."""
    try:
        difference = snapshot_diff.compare(previous, path)
        _refuse_shrinking(previous, path, limits)
        publish(data_dir, path, keep=limits.keep_snapshots)
    except BaseException:
        if live_snapshot(data_dir) != path.stem:
            path.unlink(missing_ok=True)
        raise
    return difference


def _items(rows: Iterable[object], rules: Rules, tally: _Tally) -> Iterator[CatalogItem | Rejected]:
    seen: set[str] = set()
    for row in rows:
        item = normalise(row, rules)
        if isinstance(item, CatalogItem) and item.video_id in seen:
            item = Rejected(repr(item.video_id[:80]), "an earlier row has the same video_id")
        if isinstance(item, Rejected):
            tally.rejected.append(item)
        else:
            seen.add(item.video_id)
            tally.unavailable += item.unavailable_reason is not None
            tally.warned += item.queue_warning is not None
        yield item


def _previous(data_dir: Path) -> Path | None:
    """The live snapshot's file; None when there is none, or none this version can read."""
    pointer = live_path(data_dir)
    if not pointer.exists():
        return None
    try:
        return read_info(pointer).path
    except SnapshotError as error:
        logger.warning("the live snapshot cannot be compared with: %s", error)
        return None


def _refuse_shrinking(previous: Path | None, path: Path, limits: Limits) -> None:
    now = read_info(path).item_count
    before = read_info(previous).item_count if previous else 0
    if limits.allow_shrink:
        return
    if now == 0:
        raise SnapshotError(
            "Nothing published: the source has no items at all. "
            "If that is right, say --allow-shrink."
        )
    if now < before * (1 - limits.max_shrink_percent / 100):
        raise SnapshotError(
            f"Nothing published: the catalog would shrink from {before} to {now} items, by more "
            f"than MAX_SHRINK_PERCENT ({limits.max_shrink_percent:g}). "
            "If that is right, say --allow-shrink."
        )
