"""Getting everything out of MediaCMS, and knowing when it was not everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from connector.errors import BadToken, Incomplete, MembersOnly, NotMediaCMS, Unreachable
from connector.fetch import Limits
from connector.snapshot import snapshot_files
from tests.connector.support import expected, fetch_from, stock_items, stored
from tests.standins.mediacms import EDITOR_TOKEN, USER_TOKEN, Change, MediaCms
from tests.standins.sample_catalog import sample_categories, sample_items

INCOMPLETE = Limits(allow_incomplete=True)
ITEMS = stock_items(420, hidden=7)  # 9 pages, the last one not full


def whole_catalog(flavour: str) -> dict[str, list[str]]:
    """The sample catalog's listable items with their category titles in this flavour."""
    title = {
        category.key: category.legacy_title if flavour == "legacy" else category.title
        for category in sample_categories()
    }
    return {
        item.token: sorted({title[key] for key in item.categories})
        for item in sample_items()
        if item.listable
    }


async def test_legacy_in_220_requests(tmp_path: Path) -> None:
    """All 5,455 listable items with all their categories, nothing hidden, in ≤ 225 requests."""
    with MediaCms(items=sample_items(), categories=sample_categories()) as server:
        summary = await fetch_from(server, tmp_path)
        assert server.log.max_open <= 4
        assert not [seen for seen in server.log.requests if seen.path.count("/") > 3], "no details"
    assert stored(tmp_path) == whole_catalog("legacy")
    assert (summary.complete, summary.requests) == (True, 220)


async def test_current_with_an_editors_token(tmp_path: Path) -> None:
    """Where lists are cut at 1,000, an editor's token gives exactly everything, in a tenth of
    the requests that one a video would take."""
    with MediaCms(
        flavour="current", items=sample_items(), categories=sample_categories()
    ) as server:
        summary = await fetch_from(server, tmp_path, token=EDITOR_TOKEN)
    assert stored(tmp_path) == whole_catalog("current")
    assert summary.complete
    assert summary.requests < 600


@pytest.mark.parametrize("token", [None, USER_TOKEN])
async def test_current_without_an_editors_token_refuses(tmp_path: Path, token: str | None) -> None:
    """A list cut at exactly 1,000 publishes nothing and says both ways out, after few requests."""
    with (
        MediaCms(flavour="current", items=stock_items(1100)) as server,
        pytest.raises(Incomplete, match="MEDIACMS_TOKEN") as caught,
    ):
        await fetch_from(server, tmp_path, token=token)
    assert "--allow-incomplete" in str(caught.value)
    assert len(server.log.requests) <= 3
    assert snapshot_files(tmp_path) == []


async def test_current_incomplete_by_request(tmp_path: Path) -> None:
    """--allow-incomplete publishes what list and windows show, marked incomplete, none hidden."""
    items = stock_items(1100, hidden=7)
    with MediaCms(flavour="current", items=items) as server:
        summary = await fetch_from(server, tmp_path, limits=INCOMPLETE)
    found, truth = stored(tmp_path), expected(items)
    assert len(found) >= 1000
    assert {token: truth[token] for token in found} == found
    assert not summary.complete
    assert "how many there are cannot be told" in (summary.missing or "")


@pytest.mark.parametrize("flavour", ["legacy", "current"])
@pytest.mark.parametrize("token", [None, EDITOR_TOKEN])
async def test_a_small_catalog_is_whole_with_and_without_token(
    tmp_path: Path, flavour: str, token: str | None
) -> None:
    """Below the cut, any version gives everything; a token that shows hidden items adds none."""
    items = stock_items(130, hidden=7)
    with MediaCms(flavour=flavour, items=items) as server:
        summary = await fetch_from(server, tmp_path, token=token)
    assert stored(tmp_path) == expected(items)
    assert summary.complete


async def test_ties_that_lose_rows_are_noticed_and_made_good(tmp_path: Path) -> None:
    """When equal dates lose rows of every walk, the missing ones are asked for one by one."""
    with MediaCms(items=sample_items(), categories=sample_categories(), ties="hostile") as server:
        summary = await fetch_from(server, tmp_path)
    assert stored(tmp_path) == whole_catalog("legacy")
    assert summary.complete
    assert any("different items of 5455" in note for note in summary.notes)
    assert summary.requests < 300


@pytest.mark.parametrize("path", ["/api/v1/media", "/api/v1/search"])
@pytest.mark.parametrize("page", [1, 4, 9])
async def test_one_page_that_is_500_for_ever(tmp_path: Path, path: str, page: int) -> None:
    """A broken page is made good by the other list and single details, at any place."""
    with MediaCms(items=ITEMS) as server:
        server.faults.broken_page(page, path=path)
        summary = await fetch_from(server, tmp_path)
    assert stored(tmp_path) == expected(ITEMS)
    assert summary.complete
    assert summary.requests < 100
    if path.endswith("media"):
        assert any(f"page {page} answers 500" in note for note in summary.notes)


async def test_a_broken_page_whose_items_fail_too_costs_only_them(tmp_path: Path) -> None:
    """What no list, search or detail can tell is named and left out; the rest is published."""
    with MediaCms(items=ITEMS) as server:
        server.faults.broken_page(4)
        bad = sorted(ITEMS, key=lambda item: item.added, reverse=True)
        lost = [item.token for item in bad if item.listable][150:153]
        for token in lost:
            server.faults.broken_page(1, path=f"/api/v1/media/{token}")
        summary = await fetch_from(server, tmp_path)
    truth = expected(ITEMS)
    assert stored(tmp_path) == {token: truth[token] for token in truth if token not in lost}
    assert not summary.complete
    assert all(token in (summary.missing or "") for token in lost)


async def test_a_known_item_whose_page_fails_is_kept(tmp_path: Path) -> None:
    """An item of the previous snapshot that search still shows is not lost to broken pages."""
    with MediaCms(items=ITEMS) as server:
        await fetch_from(server, tmp_path)
        server.faults.broken_page(4)
        newest_first = sorted(ITEMS, key=lambda item: item.added, reverse=True)
        token = [item.token for item in newest_first if item.listable][151]
        server.faults.broken_page(1, path=f"/api/v1/media/{token}")
        summary = await fetch_from(server, tmp_path)
    assert stored(tmp_path) == expected(ITEMS)
    assert (summary.removed, summary.complete) == (0, True)


async def test_many_broken_pages_are_a_broken_mediacms(tmp_path: Path) -> None:
    """More than a few pages that fail is not a page's fault: nothing is published."""
    with MediaCms(items=ITEMS) as server:
        for page in (2, 3, 4, 5):
            server.faults.broken_page(page)
        with pytest.raises(Unreachable, match="more than 3 pages fail"):
            await fetch_from(server, tmp_path)


@pytest.mark.parametrize("path", ["/api/v1/media", "/api/v1/search"])
@pytest.mark.parametrize("change", [Change("add", 7), Change("remove", 7)])
async def test_pages_that_shift_midway(tmp_path: Path, path: str, change: Change) -> None:
    """Items added or removed during the walk: the result is one true state, nothing doubled."""
    with MediaCms(items=ITEMS) as server:
        server.changes.after_page(3, change, path=path)
        summary = await fetch_from(server, tmp_path)
        now = expected(server.catalog.items)
    before = expected(ITEMS)
    found = stored(tmp_path)
    assert set(now) & set(before) <= set(found), "what was there all the time must be there"
    assert set(found) <= set(now) | set(before)
    assert summary.complete


async def test_a_removed_old_item_does_not_hide_others(tmp_path: Path) -> None:
    """Removing the oldest shifts the search walk, too; still nothing that stays is missed."""
    oldest = tuple(item.token for item in ITEMS[:3])
    with MediaCms(items=ITEMS) as server:
        server.changes.after_page(2, Change("remove", tokens=oldest), path="/api/v1/search")
        await fetch_from(server, tmp_path)
        now = expected(server.catalog.items)
    found = stored(tmp_path)
    assert set(now) <= set(found)


async def test_a_count_that_never_agrees_publishes_nothing(tmp_path: Path) -> None:
    """Three walks that prove nothing end in an error that says what is wrong, old one live."""
    with MediaCms(items=ITEMS) as server:
        await fetch_from(server, tmp_path)
        server.faults.move_count(5, path="/api/v1/*")
        with pytest.raises(Incomplete, match="420 different items of 425"):
            await fetch_from(server, tmp_path)
    assert stored(tmp_path) == expected(ITEMS)


async def test_an_item_one_walk_missed_is_asked_for(tmp_path: Path) -> None:
    """A known item that a walk does not show is kept while its detail says it is there."""
    with MediaCms(items=ITEMS) as server:
        await fetch_from(server, tmp_path)
        server.catalog.remove(["tok000000"])
        summary = await fetch_from(server, tmp_path)
        asked = [seen.path for seen in server.log.requests if seen.path.count("/") > 3]
    assert asked == ["/api/v1/media/tok000000"]
    assert summary.removed == 1
    assert "tok000000" not in stored(tmp_path)


async def test_a_connection_cut_once_at_page_40(tmp_path: Path) -> None:
    """A broken answer in the middle of 110 pages costs one more request and nothing else."""
    with MediaCms(items=sample_items(), categories=sample_categories()) as server:
        server.faults.cut(40)
        summary = await fetch_from(server, tmp_path)
    assert stored(tmp_path) == whole_catalog("legacy")
    assert summary.requests == 221


async def test_workers_that_close_their_connections(tmp_path: Path) -> None:
    """A server that drops a kept connection after each 30 requests loses us nothing."""
    with MediaCms(items=ITEMS) as server:
        server.faults.close_after = 5
        await fetch_from(server, tmp_path)
    assert stored(tmp_path) == expected(ITEMS)


@pytest.mark.parametrize("fault", ["cut", "drop"])
async def test_a_page_that_is_always_cut_is_an_error(tmp_path: Path, fault: str) -> None:
    """A page that never comes whole ends the fetch with MediaCMS unreachable."""
    with MediaCms(items=ITEMS) as server:
        getattr(server.faults, fault)(4, times=None)
        with pytest.raises(Unreachable, match="page=4"):
            await fetch_from(server, tmp_path)


async def test_throttling_is_obeyed(tmp_path: Path) -> None:
    """A 429 with Retry-After delays the fetch and loses nothing."""
    with MediaCms(items=ITEMS) as server:
        server.faults.throttle(1, times=2)
        summary = await fetch_from(server, tmp_path)
    assert stored(tmp_path) == expected(ITEMS)
    assert summary.seconds >= 1


async def test_wrong_token(tmp_path: Path) -> None:
    """A bad token is refused even on public pages: the error names the setting."""
    with MediaCms(items=ITEMS) as server, pytest.raises(BadToken, match="MEDIACMS_TOKEN"):
        await fetch_from(server, tmp_path, token="deadbeef")


async def test_members_only(tmp_path: Path) -> None:
    """A redirect to the sign-in page is not followed and is called by its name."""
    with MediaCms(items=ITEMS) as server:
        server.faults.members_only = True
        with pytest.raises(MembersOnly, match="members-only"):
            await fetch_from(server, tmp_path, token=EDITOR_TOKEN)


async def test_html_instead_of_json(tmp_path: Path) -> None:
    """A web page where JSON is due is no MediaCMS."""
    with MediaCms(items=ITEMS) as server:
        server.faults.html()
        with pytest.raises(NotMediaCMS, match="MEDIACMS_URL"):
            await fetch_from(server, tmp_path)
