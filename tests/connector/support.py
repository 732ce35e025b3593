"""What the connector's tests share: a small catalog, a client that does not wait, a snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connector.fetch import Limits, Summary, fetch
from connector.gather import MediaCMSSource
from connector.http import JsonClient, Patience
from connector.item import CatalogItem
from connector.normalise import Rules, normalise
from connector.snapshot import Origin, live_path, open_read_only, write
from connector.source import silent
from tests.standins.mediacms import Item, MediaCms

TEMPLATE = "https://tv.example/{video_id}.json?format=json"
QUICK = Patience(tries=4, first_wait=0.001, longest_wait=0.002, read_timeout=10)
WHEN = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)


def client(url: str, token: str | None = None, patience: Patience = QUICK) -> JsonClient:
    """A client that retries at once."""
    return JsonClient(url, user_agent="kryten-connector/test", token=token, patience=patience)


def stock_items(count: int, *, hidden: int = 0) -> list[Item]:
    """`count` public items an hour apart, each third in two categories, then `hidden` unencoded."""
    start = datetime(2024, 1, 1, tzinfo=UTC)
    return [
        Item(
            token=f"tok{number:06d}",
            title=f"Film.{number}.[1999].mp4",
            added=start + timedelta(hours=number),
            duration=60 + number,
            categories=("Movies", "Horror") if number % 3 == 0 else ("Movies",),
            thumbnail=f"/media/original/thumbnails/{number}.jpg",
            encoding_status="success" if number < count else "pending",
        )
        for number in range(count + hidden)
    ]


async def fetch_from(
    server: MediaCms,
    data_dir: Path,
    *,
    token: str | None = None,
    limits: Limits | None = None,
    patience: Patience = QUICK,
) -> Summary:
    """One fetch as the program does it."""
    limits = limits or Limits()
    async with client(server.url, token, patience) as http:
        source = MediaCMSSource(http, allow_incomplete=limits.allow_incomplete)
        return await fetch(source, data_dir, TEMPLATE, limits, silent)


def stored(data_dir: Path) -> dict[str, list[str]]:
    """video_id → categories of the live snapshot."""
    connection = open_read_only(live_path(data_dir))
    try:
        found: dict[str, list[str]] = {
            video_id: [] for (video_id,) in connection.execute("SELECT video_id FROM items")
        }
        links = connection.execute("SELECT video_id, category FROM item_categories ORDER BY 1, 2")
        for video_id, category in links:
            found[video_id].append(category)
        return found
    finally:
        connection.close()


def expected(items: Iterable[Item]) -> dict[str, list[str]]:
    """The same for the listable items of a stand-in whose category keys are their titles."""
    return {item.token: sorted(item.categories) for item in items if item.listable}


def catalog_item(video_id: str, title: str = "A Film.mp4", **fields: object) -> CatalogItem:
    """An item as a source's row would give it."""
    row = {"video_id": video_id, "title": title, "duration": 60, "thumbnail_url": "/t.jpg"}
    found = normalise({**row, **fields}, Rules(TEMPLATE, "https://media.example"))
    assert isinstance(found, CatalogItem)
    return found


def make_snapshot(data_dir: Path, items: Iterable[CatalogItem], *, minute: int = 0) -> Path:
    """A snapshot file taken `minute` minutes after WHEN."""
    origin = Origin("test", taken_at=WHEN + timedelta(minutes=minute))
    return write(data_dir, items, origin)
