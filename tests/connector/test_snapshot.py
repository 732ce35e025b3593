"""Snapshot files: what is in them, that they are sound, and that equal content is equal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.item import CatalogItem, Rejected
from connector.normalise import Rules, normalise
from connector.search_rules import fold, title_sort_key
from connector.snapshot import (
    SCHEMA_VERSION,
    Origin,
    SnapshotError,
    check,
    open_read_only,
    read_info,
    write,
)
from connector.snapshot_diff import compare
from tests.connector.support import TEMPLATE, WHEN, catalog_item, make_snapshot

ITEMS = [
    catalog_item("a", "The.Shining.[1997].pt1.mp4", categories=["Horror", "TV"], duration=5025),
    catalog_item("b", "Show S01E02 Two.mkv", categories=["TV"]),
    catalog_item("c", "Show S00E01 Special.mkv", categories=["TV"]),
    catalog_item("d", "Show S01E01 One.mkv", duration=0, thumbnail_url=None),
    catalog_item("e", "The Shining (1997) pt1.avi", categories=["Sci-Fi & Fantasy"]),
    catalog_item("not/sound", "Zz <img src=x onerror=alert(1)> ' \" \N{SKULL}.mp4"),
]


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_read_only(path)) as connection:
        yield connection


def test_items_are_stored_as_given(tmp_path: Path) -> None:
    """Every field of every item comes back from the file, in title order."""
    path = make_snapshot(tmp_path, ITEMS)
    with opened(path) as connection:
        rows = connection.execute(
            "SELECT video_id, title, duration_seconds, show, season, episode, unavailable_reason,"
            " queue_warning, folded_title, folded_display FROM items ORDER BY title_order"
        ).fetchall()
    in_order = sorted(ITEMS, key=lambda i: (title_sort_key(i.title), i.title, i.video_id))
    assert [row[0] for row in rows] == [item.video_id for item in in_order]
    for row, item in zip(rows, in_order, strict=True):
        assert row[1:8] == (
            item.title, item.duration_seconds, item.show, item.season, item.episode,
            item.unavailable_reason, item.queue_warning,
        )  # fmt: skip
        assert row[8:] == (fold(item.title), fold(item.display_title))


def test_metadata(tmp_path: Path) -> None:
    """The one row of metadata says when, from where, how many and how complete."""
    rows: list[CatalogItem | Rejected] = [*ITEMS, Rejected("x", "no title")]
    origin = Origin("https://m.example", "https://m.example", "page 7 fails.", taken_at=WHEN)
    info = read_info(write(tmp_path, rows, origin))
    assert info.taken_at == "2026-11-22T21:30:00Z"
    assert info.snapshot_id == f"20261122T213000Z-{info.content_hash[:12]}"
    assert (info.item_count, info.category_count, info.rejected_count) == (6, 3, 1)
    assert (info.complete, info.missing) == (False, "page 7 fails.")
    assert info.path.name == f"{info.snapshot_id}.sqlite3"


def test_equal_content_has_an_equal_hash(tmp_path: Path) -> None:
    """Order and time do not matter to the hash; a changed title, duration or category does."""

    def digest(items: list[CatalogItem], minute: int) -> str:
        return read_info(make_snapshot(tmp_path, items, minute=minute)).content_hash

    first = digest(ITEMS, 0)
    assert digest(ITEMS[::-1], 1) == first
    changes = [
        catalog_item("b", "Show S01E02 Two!.mkv", categories=["TV"]),
        catalog_item("b", "Show S01E02 Two.mkv", categories=["TV"], duration=61),
        catalog_item("b", "Show S01E02 Two.mkv", categories=["TV", "Horror"]),
    ]
    others = {digest([changed, *ITEMS[:1], *ITEMS[2:]], 2 + n) for n, changed in enumerate(changes)}
    assert len(others | {first}) == 4


def test_views_are_pleasant_to_read(tmp_path: Path) -> None:
    """Categories as text, running time as h:mm:ss, episodes in run order, shows, duplicates."""
    with opened(make_snapshot(tmp_path, ITEMS)) as connection:

        def rows(sql: str) -> list[tuple[object, ...]]:
            return connection.execute(sql).fetchall()

        assert rows("SELECT runtime, categories FROM catalog WHERE video_id = 'a'") == [
            ("1:23:45", "Horror, TV")
        ]
        assert rows("SELECT runtime FROM catalog WHERE video_id = 'd'") == [(None,)]
        assert rows("SELECT video_id FROM episodes") == [("d",), ("b",), ("c",)]
        assert rows("SELECT show_title, seasons, episodes, first_season FROM shows") == [
            ("Show", 2, 3, 1)
        ]
        assert rows("SELECT video_id, copies FROM duplicates ORDER BY video_id") == [
            ("a", 2), ("e", 2)
        ]  # fmt: skip
        assert rows("SELECT slug, video_id FROM by_category WHERE category LIKE 'Sci%'") == [
            ("sci-fi-fantasy", "e")
        ]
        assert rows("SELECT video_id FROM uncategorised ORDER BY 1") == [("d",), ("not/sound",)]
        assert rows("SELECT video_id FROM attention") == [("not/sound",), ("d",)]
        assert rows("SELECT category, item_count FROM categories ORDER BY 1") == [
            ("Horror", 1), ("Sci-Fi & Fantasy", 1), ("TV", 3)
        ]  # fmt: skip


def test_full_text_search_by_any_three_letters(tmp_path: Path) -> None:
    """The trigram index finds parts of words of the title as given and of the one for people."""
    with opened(make_snapshot(tmp_path, ITEMS)) as connection:

        def found(words: str) -> set[str]:
            sql = (
                "SELECT video_id FROM items_fts JOIN items ON items.rowid = items_fts.rowid"
                " WHERE items_fts MATCH ?"
            )
            return {row[0] for row in connection.execute(sql, (words,))}

        assert found('"hini"') == {"a", "e"}
        assert found('"the shining"') == {"a", "e"}
        assert found('"[1997]"') == {"a"}
        assert found('"onerror"') == {"not/sound"}


def test_the_file_needs_nothing_beside_it(tmp_path: Path) -> None:
    """Opened immutable in a folder that cannot be written, it leaves and needs no -wal or -shm."""
    path = make_snapshot(tmp_path, ITEMS)
    with opened(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert connection.execute("SELECT count(*) FROM sqlite_stat1").fetchone()[0] > 0
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM items")
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_another_schema_version_is_refused(tmp_path: Path) -> None:
    """A reader does not guess at a file of another version, at no file, or at something else."""
    path = make_snapshot(tmp_path, ITEMS)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(SnapshotError, match="schema version 99; this program reads 1"):
        open_read_only(path)
    with pytest.raises(SnapshotError, match="kryten-connector fetch"):
        open_read_only(tmp_path / "current.sqlite3")
    (tmp_path / "text.sqlite3").write_text("no database" * 100)
    with pytest.raises(SnapshotError, match="not an SQLite file"):
        open_read_only(tmp_path / "text.sqlite3")
    (tmp_path / "folder.sqlite3").mkdir()  # as good as a file that may not be read
    with pytest.raises(SnapshotError, match="cannot be opened"):
        open_read_only(tmp_path / "folder.sqlite3")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE snapshot SET item_count = 7", "item_count"),
        ("UPDATE categories SET item_count = 9 WHERE category = 'TV'", "category's item_count"),
        ("UPDATE items SET title_order = 100 WHERE video_id = 'a'", "title_order"),
        ("DELETE FROM categories WHERE category = 'TV'", "category_count"),
        ("INSERT INTO item_categories VALUES ('nobody', 'TV')", "refer to nothing"),
        ("DELETE FROM items_fts", "full-text index"),
        ("DELETE FROM snapshot", "metadata"),
    ],
)
def test_an_unsound_file_does_not_pass_the_check(tmp_path: Path, damage: str, words: str) -> None:
    """Each kind of damage is found, and named."""
    path = make_snapshot(tmp_path, ITEMS)
    check(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(damage)
        connection.commit()
    with pytest.raises(SnapshotError, match=words):
        check(path)


def test_a_damaged_file_does_not_pass_the_check(tmp_path: Path) -> None:
    """Overwritten pages are found by SQLite's own integrity check."""
    path = make_snapshot(tmp_path, ITEMS)
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)
    with pytest.raises(SnapshotError):
        check(path)


def test_a_failing_source_leaves_no_file(tmp_path: Path) -> None:
    """When the items stop with an error, nothing of the half-written file stays."""

    def items() -> Iterator[CatalogItem]:
        yield ITEMS[0]
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError, match="the source broke"):
        write(tmp_path, items(), Origin("test"))
    assert list(tmp_path.iterdir()) == []


def test_no_items_is_a_sound_snapshot(tmp_path: Path) -> None:
    """An empty catalog can be written and read; whether to publish it is not decided here."""
    assert read_info(make_snapshot(tmp_path, [])).item_count == 0


def test_comparing_two_snapshots(tmp_path: Path) -> None:
    """Added, removed and changed items are counted, a change of category counts as one."""
    old = make_snapshot(tmp_path, ITEMS)
    changed = [
        catalog_item("b", "Show S01E02 Renamed.mkv", categories=["TV"]),
        catalog_item("c", "Show S00E01 Special.mkv", categories=["Movies"]),
        catalog_item("new", "New.mp4"),
    ]
    new = make_snapshot(tmp_path, [ITEMS[0], *changed, *ITEMS[4:]], minute=1)
    difference = compare(old, new)
    assert (difference.added, difference.removed, difference.changed) == (1, 1, 2)
    first = compare(None, new)
    assert (first.added, first.removed, first.changed) == (6, 0, 0)
    same = compare(new, new)
    assert (same.added, same.removed, same.changed) == (0, 0, 0)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(titles=st.lists(st.text(min_size=1), max_size=5))
def test_any_titles_make_a_sound_snapshot(tmp_path: Path, titles: list[str]) -> None:
    """Whatever the titles and categories hold, the file is written and passes the check."""
    rules = Rules(TEMPLATE)
    items = [
        normalise({"video_id": f"id{number}", "title": title, "categories": [title]}, rules)
        for number, title in enumerate(titles)
    ]
    path = make_snapshot(tmp_path, items)  # type: ignore[arg-type]
    kept = [item for item in items if isinstance(item, CatalogItem)]
    with opened(path) as connection:
        stored = connection.execute("SELECT title FROM items ORDER BY video_id").fetchall()
    assert [title for (title,) in stored] == [item.title for item in kept]
