"""The search bundle: what is encoded is what the browser decodes, in few bytes."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.search_bundle import BundleRow, encode
from tests.connector import search_corpus
from tests.connector.search_twin import Twin, TwinError, running_twin

# the catalog the tests in tests/js open: run this file as a module to make it anew
FIXTURE = Path(__file__).parents[1] / "js" / "search-fixture.json"


@pytest.fixture(scope="module")
def twin() -> Iterator[Twin]:
    with running_twin() as running:
        yield running


def assert_decoded(twin: Twin, rows: list[BundleRow], categories: list[str]) -> None:
    decoded = twin.open(encode(rows, categories).files)
    number = {category: index for index, category in enumerate(categories)}
    assert decoded == {
        "ids": [row.video_id for row in rows],
        "titles": [row.title for row in rows],
        "seconds": [row.duration_seconds for row in rows],
        "categories": [sorted({number[name] for name in row.categories}) for row in rows],
        "unavailable": [
            [index, row.unavailable_reason]
            for index, row in enumerate(rows)
            if row.unavailable_reason is not None
        ],
        "thumbnails": [row.thumbnail_url for row in rows],
    }


def categories_of(rows: list[BundleRow]) -> list[str]:
    return sorted({name for row in rows for name in row.categories})


def test_an_empty_catalog_can_be_opened(twin: Twin) -> None:
    """No items and no categories is a catalog, too."""
    assert_decoded(twin, [], [])
    assert_decoded(twin, [], ["Horror"])


def test_a_catalog_comes_back_as_it_was(twin: Twin) -> None:
    """Every column of the sample catalog, awkward titles included, survives."""
    rows = search_corpus.sample_rows()
    assert_decoded(twin, rows, categories_of(rows))


def test_many_categories_and_sets_come_back_as_they_were(twin: Twin) -> None:
    """More than 32 categories and more than 65,536 different sets of them are no limit."""
    categories = [f"Category {number:02d}" for number in range(40)]
    rows = [
        BundleRow(
            video_id=f"id{number}",
            title=f"Title {number:05d}",
            duration_seconds=number,
            categories=tuple(name for bit, name in enumerate(categories) if number * 7 >> bit & 1),
            thumbnail_url=None,
            unavailable_reason=None,
        )
        for number in range(66_000)
    ]
    assert_decoded(twin, rows, categories)


def test_any_text_comes_back_as_it_was(twin: Twin) -> None:
    """Titles, ids, reasons and addresses are arbitrary text of any length."""
    text = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
    title = text | st.from_regex(r"\A[\x00-\x05\n.]{0,4}[ .]?[(\[](19|20)[0-9]{2}[)\]]\.mp4\Z")
    row = st.builds(
        BundleRow,
        video_id=text,
        title=title,
        duration_seconds=st.none() | st.integers(0, 10**9),
        categories=st.lists(st.sampled_from(["a", "b", "c"]), unique=True).map(tuple),
        thumbnail_url=st.none() | text,
        unavailable_reason=st.none() | text,
    )

    @given(st.lists(row, max_size=20))
    @settings(deadline=None, max_examples=200)
    def check(rows: list[BundleRow]) -> None:
        assert_decoded(twin, [*rows, *rows[:3]], ["a", "b", "c"])

    check()


def test_equal_catalogs_give_equal_bytes() -> None:
    """The files depend on the rows and categories alone."""
    rows = search_corpus.sample_rows()
    again = search_corpus.sample_rows()
    assert encode(rows, categories_of(rows)) == encode(again, categories_of(again))


def test_a_category_that_is_not_listed_is_an_error() -> None:
    """A row with an unknown category is refused, and the error names both."""
    row = BundleRow("abc", "Title", None, ("Horror",), None, None)
    with pytest.raises(ValueError, match=r"'abc' has category 'Horror'.*give encode\(\) every"):
        encode([row], ["TV"])


@pytest.mark.parametrize("role", ["search", "ids", "thumbnails-0"])
@pytest.mark.parametrize("damage", ["cut", "one bit", "other kind", "format", "empty", "longer"])
def test_a_damaged_file_is_a_clear_error(twin: Twin, role: str, damage: str) -> None:
    """Damage is told as such, with the file's name and the way out, and never decoded."""
    rows = search_corpus.sample_rows()[:600]
    files = dict(encode(rows, categories_of(rows)).files)
    body = files[role]
    files[role] = {
        "cut": body[: len(body) // 2],
        "one bit": body[:200] + bytes([body[200] ^ 4]) + body[201:],
        "other kind": b"<!do" + body[4:],
        "format": body[:4] + b"\x01" + body[5:],
        "empty": b"",
        "longer": body + b"\0",
    }[damage]
    reason = {
        "other kind": "not a file of this kind",
        "format": "has format 1, this page reads 2",
        "empty": "ends after 0 bytes",
        "longer": "(its length is wrong|damaged or cut short)",
    }.get(damage, "damaged or cut short")
    name = role.removesuffix("-0")
    with pytest.raises(TwinError, match=rf"catalog's {name} file.*{reason}.*Reload the page"):
        twin.open(files)


def test_real_titles_take_few_bytes() -> None:
    """Ids, titles, durations and categories: 17.5 bytes an item in brotli, 19.5 in gzip, all in."""
    if not search_corpus.REAL_CATALOG.exists():
        pytest.skip(f"the real titles are not on this machine: {search_corpus.REAL_CATALOG}")
    rows = search_corpus.real_rows()
    categories = categories_of(rows)
    files = encode(rows, categories).files
    parts = [files["search"], files["ids"], json.dumps(categories).encode()]
    assert sum(len(brotli.compress(part, quality=11)) for part in parts) <= 17.5 * len(rows)
    assert sum(len(gzip.compress(part, 9)) for part in parts) <= 19.5 * len(rows)


def test_a_large_catalog_has_few_thumbnail_files(twin: Twin) -> None:
    """The pointer names every file: beyond 65,536 items the files grow, not their number."""
    rows = [
        BundleRow(str(n), f"Title {n:06d}", 60, (), f"https://m/{n}", None) for n in range(70_000)
    ]
    files = encode(rows, []).files
    assert len([role for role in files if role.startswith("thumbnails-")]) == 69
    assert twin.open(files)["thumbnails"] == [row.thumbnail_url for row in rows]


def fixture() -> dict[str, object]:
    """Return a small catalog as a server would have it: the pointer and the files in base64."""
    titles = {
        "The.Shining.[1997].pt1.mp4": ("Horror", "TV"),
        "S.W.A.T..[2003].mp4": ("Action",),
        "The Blob (1958).mkv": ("Horror",),
        "The Blob (1988).mkv": ("Action", "Horror"),
        "<img src=x onerror=alert(1)>": (),
        "X-Files - s01e01 - Pilot.avi": ("TV",),
    }
    rows = search_corpus.in_title_order(
        BundleRow(
            video_id=f"id-{index}",
            title=title,
            duration_seconds=None if index == 3 else 600 * index,
            categories=categories,
            thumbnail_url=None if index == 4 else f"https://media.example/{index}.jpg",
            unavailable_reason="its id is not sound" if index == 4 else None,
        )
        for index, (title, categories) in enumerate(titles.items())
    )
    names = categories_of(rows)
    files = encode(rows, names).files
    counts = {name: sum(name in row.categories for row in rows) for name in names}
    return {
        "pointer": {
            "snapshot_id": "20261122T213000Z-0123456789ab",
            "taken_at": "2026-11-22T21:30:00Z",
            "item_count": len(rows),
            "categories": [
                {"name": name, "slug": name.lower(), "count": counts[name]} for name in names
            ],
            "files": {role: f"search/{role}.bin" for role in files},
        },
        "files": {
            f"/search/{role}.bin": base64.b64encode(body).decode() for role, body in files.items()
        },
    }


def test_the_catalog_of_the_javascript_tests_is_current() -> None:
    """tests/js opens what encode() makes today (else run this module)."""
    assert json.loads(FIXTURE.read_text()) == fixture()


if __name__ == "__main__":
    FIXTURE.write_text(json.dumps(fixture(), indent=1) + "\n")
