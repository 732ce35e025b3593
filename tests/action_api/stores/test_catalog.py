"""Look-ups follow the live snapshot, and say why an item cannot be queued."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from action_api.stores.catalog import NO_CATALOG, NOT_IN_CATALOG, CatalogStore
from tests.integration.playlist_harness import publish_catalog

ROWS: list[dict[str, Any]] = [
    {"video_id": "blob58", "title": "The.Blob.[1958].mp4", "duration": 5100},
    {"video_id": "blob58b", "title": "The Blob (1958).mkv", "duration": 5101},
    {"video_id": "blob88", "title": "The.Blob.[1988].mp4", "duration": 5700},
    {"video_id": "notblob", "title": "Unrelated.mp4", "duration": 10},
    {"video_id": "ep5a", "title": "Night.Gallery.S01E05.mkv", "duration": 1500},
    {"video_id": "ep5b", "title": "Night Gallery 1x05.mp4", "duration": 1501},
    {"video_id": "ep6", "title": "Night.Gallery.S01E06.mkv", "duration": 1502},
]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("catalog") / "data"
    publish_catalog(directory, ROWS)
    return directory


async def test_items_are_found_with_what_ordering_needs(data_dir: Path) -> None:
    lookup = await CatalogStore(data_dir).look_up(["ep6", "gone", "ep6"])
    assert set(lookup.entries) == {"ep6"}
    item = lookup.entries["ep6"].item
    assert (item.show, item.season, item.number) == ("night gallery", 1, 6)
    assert item.duration_seconds == 1502
    assert "ep6" in lookup.entries["ep6"].manifest_url
    assert (lookup.reason("ep6"), lookup.reason("gone")) == (None, NOT_IN_CATALOG)


async def test_without_a_catalog_nothing_is_available_and_nothing_fails(tmp_path: Path) -> None:
    store = CatalogStore(tmp_path / "none")
    lookup = await store.look_up(["ep6"])
    assert (lookup.snapshot_id, lookup.reason("ep6")) == (None, NO_CATALOG)
    assert await store.live_id() is None
    assert await store.suggest({"x": "The Blob"}) == {}
    resolver = await store.resolver()
    assert (resolver.has("ep6"), list(resolver.find_title("The Blob"))) == (False, [])


async def test_a_new_snapshot_counts_from_the_next_look_up_on(tmp_path: Path) -> None:
    store = CatalogStore(tmp_path / "data")
    publish_catalog(tmp_path / "data", ROWS)
    before = await store.look_up(["ep6"])
    publish_catalog(tmp_path / "data", ROWS[:-1])
    after = await store.look_up(["ep6"])
    assert (before.reason("ep6"), after.reason("ep6")) == (None, NOT_IN_CATALOG)
    assert before.snapshot_id != after.snapshot_id


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The.Blob.[1958].avi", ["blob58", "blob58b", "blob88"]),
        ("the blob.mp4", ["blob58b", "blob58", "blob88"]),
        ("Night Gallery S01E05 (HD).mkv", ["ep5b", "ep5a"]),
        ("Night.Gallery.S01E09.mkv", []),
        ("???", []),
        ("'; DROP TABLE items; --", []),
    ],
)
async def test_suggestions_are_copies_first_then_other_editions(
    data_dir: Path, title: str, expected: list[str]
) -> None:
    found = await CatalogStore(data_dir).suggest({"missing": title})
    assert sorted(one.video_id for one in found["missing"]) == sorted(expected)
    if title.startswith("The.Blob"):
        assert {one.video_id for one in found["missing"][:2]} == {"blob58", "blob58b"}


async def test_an_item_is_never_suggested_for_itself(data_dir: Path) -> None:
    found = await CatalogStore(data_dir).suggest({"blob88": "The.Blob.[1988].mp4"})
    assert "blob88" not in [one.video_id for one in found["blob88"]]


async def test_titles_are_read_exactly_first_and_loosely_second(data_dir: Path) -> None:
    resolver = await CatalogStore(data_dir).resolver()
    assert list(resolver.find_title("THE.BLOB.[1988].MP4")) == ["blob88"]
    assert list(resolver.find_title("the blob 1988")) == ["blob88"]
    assert sorted(resolver.find_title("The Blob (1958)")) == ["blob58", "blob58b"]
    assert list(resolver.find_title("")) == []
