from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from site_builder import catalog
from site_builder.errors import SiteError
from tests.site_builder.samples import Sample, write_snapshot


def read(folder: Path, *samples: Sample, datasette_url: str = "") -> catalog.Catalog:
    with closing(sqlite3.connect(write_snapshot(folder, samples))) as connection:
        return catalog.read(connection, datasette_url)


def test_items_come_in_title_order_with_their_categories(tmp_path: Path) -> None:
    found = read(tmp_path, Sample("b", "First", ("Z", "A")), Sample("a", "Second", ("A",)))
    assert [item.video_id for item in found.items] == ["b", "a"]
    assert [category.name for category in found.items[0].categories] == ["A", "Z"]
    assert [(c.name, c.count, c.url) for c in found.categories] == [
        ("A", 2, "/category/a/"),
        ("Z", 1, "/category/z/"),
    ]


@pytest.mark.parametrize(
    "video_id", ["", "../x", "a/b", "a b", "a\n", "x" * 65, "é", 'a"b', "a.html", "\u202ea"]
)
def test_an_item_without_a_sound_id_has_no_address(tmp_path: Path, video_id: str) -> None:
    found = read(tmp_path, Sample(video_id, "T"), datasette_url="https://sql.test")
    assert (found.items[0].url, found.items[0].datasette_url) == (None, None)


def test_a_sound_id_leads_to_a_page_and_to_datasette(tmp_path: Path) -> None:
    item = read(tmp_path, Sample("Ab_-9", "T"), datasette_url="https://sql.test").items[0]
    assert item.url == "/video/Ab_-9/"
    assert item.datasette_url == "https://sql.test/catalog/items/Ab_-9"


def test_addresses_that_are_not_on_the_web_are_dropped(tmp_path: Path) -> None:
    bad = Sample("a", "T", thumbnail_url="javascript:alert(1)", page_url="data:text/html,x")
    good = Sample("b", "U", thumbnail_url="https://m.test/1.jpg", page_url="http://m.test/v")
    found = read(tmp_path, bad, good)
    assert (found.items[0].thumbnail_url, found.items[0].page_url) == (None, None)
    assert found.items[1].thumbnail_url == "https://m.test/1.jpg"
    assert found.items[1].page_url == "http://m.test/v"
    assert found.thumbnail_origins == ("https://m.test",)


def test_only_the_commonest_thumbnail_origins_enter_the_policy(tmp_path: Path) -> None:
    rows = [Sample(f"a{n}", "T", thumbnail_url="https://main.test/1.jpg") for n in range(2)]
    rows += [Sample(f"b{n}", "T", thumbnail_url=f"https://o{n:02}.test/1.jpg") for n in range(20)]
    found = read(tmp_path, *rows)
    assert len(found.thumbnail_origins) == catalog.MAX_THUMBNAIL_ORIGINS
    assert "https://main.test" in found.thumbnail_origins
    shown = {item.thumbnail_url for item in found.items if item.thumbnail_url}
    assert len(shown) == catalog.MAX_THUMBNAIL_ORIGINS


def test_a_snapshot_that_miscounts_its_items_is_refused(tmp_path: Path) -> None:
    path = write_snapshot(tmp_path, [Sample("a", "T")])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE snapshot SET item_count = 2")
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(SiteError, match="says it has 2 items but holds 1"),
    ):
        catalog.read(connection)


@pytest.mark.parametrize("slug", ["../x", "A", "", "a/b", "a b", "-a"])
def test_a_slug_that_cannot_be_an_address_is_refused(tmp_path: Path, slug: str) -> None:
    path = write_snapshot(tmp_path, [Sample("a", "T", ("C",))])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE categories SET slug = ?", (slug,))
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(SiteError, match="'C' has the slug"),
    ):
        catalog.read(connection)


def test_run_order_is_season_then_number_with_specials_last(tmp_path: Path) -> None:
    numbers = [(0, 1), (2, 1), (1, 10), (1, 2), (None, 3)]
    rows = [
        Sample(f"e{season}-{episode}", "T", show="s", season=season, episode=episode)
        for season, episode in numbers
    ]
    found = read(tmp_path, *rows, Sample("film", "F"))
    order = [item.video_id for item in catalog.by_show(found.items)["s"]]
    assert order == ["e1-2", "eNone-3", "e1-10", "e2-1", "e0-1"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0, "0:00"),
        (59, "0:59"),
        (247, "4:07"),
        (5702, "1:35:02"),
        (360000, "100:00:00"),
    ],
)
def test_a_runtime_is_written_as_on_a_player(seconds: int | None, text: str) -> None:
    assert catalog.runtime(seconds) == text
