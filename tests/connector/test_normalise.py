"""Rows become items: what is kept, what is unknown, what is rejected and why."""

from __future__ import annotations

import re
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.item import CatalogItem, Rejected
from connector.normalise import MAX_DURATION_SECONDS, Rules, normalise, rebased, seconds, utc

RULES = Rules("https://tv.example/{video_id}.json?format=json", "https://media.example")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
_FIELDS = [
    *("friendly_token", "video_id", "title", "duration", "thumbnail_url"),
    *("add_date", "media_type", "categories_info", "categories"),
]
ROWS = st.fixed_dictionaries({}, optional=dict.fromkeys(_FIELDS, JSON))


def item(**fields: object) -> CatalogItem:
    found = normalise({"friendly_token": "abc", "title": "A.[1997].mkv", **fields}, RULES)
    assert isinstance(found, CatalogItem)
    return found


def test_a_search_row_as_recorded() -> None:
    """A row with MediaCMS's names gives the whole item."""
    found = item(
        friendly_token="hRd74eaym",
        title="The Twilight Zone 1959 S02E02 The Man in the Bottle.mp4",
        duration=1495,
        thumbnail_url="/media/original/thumbnails/user/admin/a0.jpg",
        add_date="2026-07-11T15:13:20.678738+01:00",
        media_type="video",
        categories_info=[{"title": "TV", "url": "/search?c=TV"}, {"title": "Sci-Fi & Fantasy"}],
    )
    assert found.categories == ("Sci-Fi & Fantasy", "TV")
    assert found.duration_seconds == 1495
    assert found.manifest_url == "https://tv.example/hRd74eaym.json?format=json"
    assert (
        found.thumbnail_url == "https://media.example/media/original/thumbnails/user/admin/a0.jpg"
    )
    assert found.page_url == "https://media.example/view?m=hRd74eaym"
    assert found.added_at == "2026-07-11T14:13:20Z"
    assert (found.show, found.season, found.episode) == ("the twilight zone 1959", 2, 2)
    assert (found.unavailable_reason, found.queue_warning) == (None, None)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (None, "not an object but NoneType"),
        (["abc", "A"], "not an object but list"),
        ({"title": "A"}, "no friendly_token / video_id"),
        ({"friendly_token": "", "title": "A"}, "no friendly_token / video_id"),
        ({"friendly_token": True, "title": "A"}, "no friendly_token / video_id"),
        ({"friendly_token": "abc"}, "no title"),
        ({"friendly_token": "abc", "title": "  "}, "no title"),
        ({"friendly_token": "abc", "title": 5}, "no title"),
    ],
)
def test_rows_that_are_no_items_are_rejected_with_the_reason(raw: object, reason: str) -> None:
    """Only a row without an id or a title, or that is no object, is left out."""
    found = normalise(raw, RULES)
    assert isinstance(found, Rejected)
    assert found.reason == reason


@pytest.mark.parametrize("video_id", ["a/b", "a b", "é", "x" * 65, "../..", 'a"<b>'])
def test_an_unsound_id_is_kept_as_unavailable(video_id: str) -> None:
    """An item that cannot be queued stays in the catalog, with the reason."""
    found = item(friendly_token=video_id)
    assert found.video_id == video_id
    assert "video_id" in (found.unavailable_reason or "")
    assert re.fullmatch(r"https://tv\.example/[\w.~%-]+\.json\?format=json", found.manifest_url)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (5667, 5667),
        (0, None),
        (None, None),
        (-3, None),
        (0.2, 1),
        (61.6, 62),
        ("90", 90),
        ("nan", None),
        ("soon", None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
        (MAX_DURATION_SECONDS + 1, None),
        (10**400, None),
        ([], None),
    ],
)
def test_durations(given: object, expected: int | None) -> None:
    """Zero, null and nonsense are an unknown duration, never a wrong one."""
    assert seconds(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-11-12T05:40:00.391155Z", "2026-11-12T05:40:00Z"),
        ("2022-05-21T17:53:20.118445+01:00", "2022-05-21T16:53:20Z"),
        ("2026-01-13T12:06:40Z", "2026-01-13T12:06:40Z"),
        ("2026-01-13T12:06:40", "2026-01-13T12:06:40Z"),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        (17, None),
    ],
)
def test_times_become_utc(given: object, expected: str | None) -> None:
    """Mixed offsets end as one form that can be compared as text."""
    assert utc(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("http://127.0.0.1:8102/media/a.jpg", "https://media.example/media/a.jpg"),
        ("https://www.420grindhouse.com/media/a.jpg?x=1", "https://media.example/media/a.jpg?x=1"),
        ("/media/a.jpg", "https://media.example/media/a.jpg"),
        ("//evil.example/media/a.jpg", "https://media.example/media/a.jpg"),
        ('/media/a "b".jpg', "https://media.example/media/a%20%22b%22.jpg"),
        ("javascript:alert(1)", None),
        ("data:image/png;base64,AA", None),
        ("media/a.jpg", None),
        ("http://[bad/media/a.jpg", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_thumbnails_are_rebased_on_the_configured_address(
    given: object, expected: str | None
) -> None:
    """Whatever host and scheme MediaCMS saw, the picture is asked for where we are told."""
    assert rebased(given, "https://media.example/") == expected


def test_without_a_base_only_absolute_addresses_stay() -> None:
    """An export's own thumbnails keep their host; nothing else becomes an address."""
    assert rebased("https://cdn.example/a.jpg", None) == "https://cdn.example/a.jpg"
    assert rebased("/media/a.jpg", None) is None
    assert rebased("javascript:alert(1)", None) is None


@pytest.mark.parametrize(
    ("duration", "thumbnail", "warning"),
    [
        (60, "/a.jpg", None),
        (0, "/a.jpg", "may fail to queue: no duration"),
        (60, None, "may fail to queue: no thumbnail"),
        (None, None, "may fail to queue: no duration and no thumbnail"),
    ],
)
def test_what_may_fail_to_queue_is_flagged(
    duration: object, thumbnail: object, warning: str | None
) -> None:
    """CyTube refuses manifests of items without duration or thumbnail: the catalog says so."""
    assert item(duration=duration, thumbnail_url=thumbnail).queue_warning == warning


def test_an_export_row() -> None:
    """An export's names and plain category titles are read the same way."""
    row = {"video_id": "abc", "title": "A", "categories": ["TV", " TV ", "", 5], "duration": 9.4}
    found = normalise(row, Rules("https://tv.example/{video_id}"))
    assert isinstance(found, CatalogItem)
    assert (found.categories, found.duration_seconds, found.page_url) == (("TV",), 9, None)


@given(JSON | ROWS)
def test_any_json_gives_an_item_or_a_rejection_that_can_be_stored(raw: object) -> None:
    """Nothing a source can send raises, and SQLite and UTF-8 take every text of the result."""
    found = normalise(raw, RULES)
    texts = [found.row, found.reason] if isinstance(found, Rejected) else _texts(found)
    connection = sqlite3.connect(":memory:")
    try:
        for text in texts:
            stored = connection.execute("SELECT ?", (text,)).fetchone()[0]
            assert stored == text
            assert "\x00" not in text
    finally:
        connection.close()


@given(st.text(min_size=1, alphabet=st.characters(codec=None)))
def test_hostile_titles_are_kept_but_for_what_cannot_be_written(title: str) -> None:
    """Every character stays, save NUL and lone surrogates, which are replaced one for one."""
    found = normalise({"friendly_token": "a", "title": title}, RULES)
    if isinstance(found, Rejected):
        assert not re.sub("[\x00\ud800-\udfff]", "x", title).strip()
    else:
        assert len(found.title) == len(title)
        found.title.encode("utf-8")


def _texts(found: CatalogItem) -> list[str]:
    values = [getattr(found, name) for name in CatalogItem.__slots__]
    return [v for v in (*values, *found.categories) if isinstance(v, str)]
