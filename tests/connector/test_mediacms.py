"""Reading MediaCMS's answers, as recorded and as they come from servers that differ."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from connector import mediacms
from connector.errors import Incomplete, NotMediaCMS
from connector.fetch import Limits, Summary, fetch
from connector.gather import MediaCMSSource
from connector.mediacms import read_row
from connector.source import silent
from tests.connector.support import TEMPLATE, client, stored

RECORDINGS = Path(__file__).parents[3] / "shared" / "contract" / "recordings" / "mediacms"
needs_recordings = pytest.mark.skipif(
    not RECORDINGS.exists(), reason=f"the recordings are not at {RECORDINGS}"
)


def recorded(name: str) -> object:
    text = (RECORDINGS / f"{name}.http").read_text(encoding="utf-8")
    return json.loads(text.replace("\r\n", "\n").split("\n\n", 1)[1])


@dataclass(slots=True)
class Tiny:
    """A MediaCMS of its own kind: each cap cuts, `envelope` overrides fields of each page."""

    tokens: list[str]
    list_cap: int | None = None
    search_cap: int | None = None
    search_categories: bool = True
    envelope: dict[str, object] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/api/v1/media", self.listing)
        app.router.add_get("/api/v1/media/{token}", self.detail)
        app.router.add_get("/api/v1/search", self.search)
        app.router.add_get("/api/v1/categories", self.categories)
        return app

    def row(self, token: str) -> dict[str, object]:
        return {
            "friendly_token": token, "title": f"{token}.mp4", "duration": 60,
            "thumbnail_url": None, "add_date": "2026-01-01T00:00:00Z", "media_type": "video",
        }  # fmt: skip

    async def listing(self, request: web.Request) -> web.Response:
        state = {"state": "public", "encoding_status": "success", "is_reviewed": True}
        rows = [{**self.row(token), **state} for token in self.tokens]
        return self.paged(request, rows, self.list_cap)

    async def search(self, request: web.Request) -> web.Response:
        rows = [{**self.row(token), "api_url": "x"} for token in self.tokens]
        if self.search_categories:
            rows = [{**row, "categories_info": [{"title": "TV"}]} for row in rows]
        if request.query.get("ordering") == "desc":
            rows.reverse()
        return self.paged(request, rows, self.search_cap)

    async def detail(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        self.asked.append(token)
        body = {**self.row(token), "state": "public", "encoding_status": "success",
                "is_reviewed": True, "categories_info": [{"title": "TV"}]}  # fmt: skip
        del body["friendly_token"]
        return web.json_response(body)

    async def categories(self, _request: web.Request) -> web.Response:
        return web.json_response([{"title": "TV", "media_count": len(self.tokens)}])

    def paged(
        self, request: web.Request, rows: list[dict[str, object]], cap: int | None
    ) -> web.Response:
        rows = rows[:cap]
        page = int(request.query.get("page", "1"))
        part = rows[(page - 1) * 50 : page * 50]
        if not part and page > 1:
            return web.json_response({"detail": "Invalid page."}, status=404)
        more = "http://evil.example/api/v1/media?page=2" if page * 50 < len(rows) else None
        body = {"count": len(rows), "next": more, "previous": None, "results": part}
        return web.json_response({**body, **self.envelope})


@asynccontextmanager
async def running(tiny: Tiny) -> AsyncIterator[str]:
    server = TestServer(tiny.app())
    await server.start_server()
    try:
        yield str(server.make_url("/")).rstrip("/")
    finally:
        await server.close()


async def fetched(tiny: Tiny, data_dir: Path) -> Summary:
    async with running(tiny) as url, client(url) as http:
        return await fetch(MediaCMSSource(http), data_dir, TEMPLATE, Limits(), silent)


def tokens(count: int) -> list[str]:
    return [f"tok{number:05d}" for number in range(count)]


async def test_next_is_never_followed(tmp_path: Path) -> None:
    """Pages are asked for at the configured address, whatever host `next` names."""
    summary = await fetched(Tiny(tokens(120)), tmp_path)
    assert (summary.items, summary.requests, summary.complete) == (120, 6, True)


async def test_search_rows_without_categories(tmp_path: Path) -> None:
    """Where search tells no categories each item is asked for, and the result is whole."""
    tiny = Tiny(tokens(120), search_categories=False)
    summary = await fetched(tiny, tmp_path)
    assert summary.complete
    assert sorted(tiny.asked) == tiny.tokens
    assert all(names == ["TV"] for names in stored(tmp_path).values())


async def test_a_whole_list_with_a_cut_search(tmp_path: Path) -> None:
    """v6.4 to v6.7: anonymous lists are whole, search is cut; windows and details fill in."""
    tiny = Tiny(tokens(2100), search_cap=1000)
    summary = await fetched(tiny, tmp_path)
    assert (summary.items, summary.complete) == (2100, True)
    assert set(tiny.asked) == set(tiny.tokens[1000:1100]), "the middle, which no window shows"
    assert all(names == ["TV"] for names in stored(tmp_path).values())


async def test_exactly_1000_items_are_taken_for_a_cut(tmp_path: Path) -> None:
    """A count of exactly 1,000 proves nothing: refused, with both ways out."""
    with pytest.raises(Incomplete, match="1000 items"):
        await fetched(Tiny(tokens(1000)), tmp_path)


@pytest.mark.parametrize("envelope", [{"results": None}, {"count": "many"}, {"count": -1}])
async def test_json_of_another_shape_is_refused(
    tmp_path: Path, envelope: dict[str, object]
) -> None:
    """JSON that is no MediaCMS list is an error, not an empty catalog."""
    with pytest.raises(NotMediaCMS, match="answers"):
        await fetched(Tiny(tokens(3), envelope=envelope), tmp_path)


async def test_odd_rows_are_reported_and_do_not_stop_the_walk(tmp_path: Path) -> None:
    """Rows that are no objects or have no token are rejected with a reason; the rest counts."""
    rows = [{"friendly_token": "a", "title": "A", "state": "public", "encoding_status": "success",
             "is_reviewed": True, "categories_info": []}, 7, {"title": "no token"}]  # fmt: skip
    summary = await fetched(Tiny(["x"], envelope={"results": rows, "count": 3}), tmp_path)
    assert (summary.items, summary.rejected, summary.complete) == (1, 2, True)


@pytest.mark.parametrize(
    ("fields", "listable"),
    [
        ({}, None),
        ({"state": "public", "encoding_status": "success", "is_reviewed": True}, True),
        ({"state": "public", "encoding_status": "success"}, True),
        ({"state": "unlisted", "encoding_status": "success", "is_reviewed": True}, False),
        ({"state": "public", "encoding_status": "pending", "is_reviewed": True}, False),
        ({"state": "public", "encoding_status": "success", "is_reviewed": False}, False),
    ],
)
def test_who_says_that_an_item_is_listable(
    fields: dict[str, object], listable: bool | None
) -> None:
    """Only public, encoded and reviewed items are; a row without these fields does not say."""
    row = read_row({"friendly_token": "a", **fields})
    assert row is not None
    assert row.listable is listable


@pytest.mark.parametrize("raw", [None, 7, [], {}, {"friendly_token": 7}, {"friendly_token": ""}])
def test_what_is_no_row(raw: object) -> None:
    """Without a token nothing can be joined."""
    assert read_row(raw) is None


@needs_recordings
@pytest.mark.parametrize(
    ("flavour", "version", "count"),
    [("legacy", "v2.0 or earlier", 5455), ("current", "v7.2.0 or later", 1000)],
)
def test_recorded_pages(flavour: str, version: str, count: int) -> None:
    """The recorded list and search pages are read whole and tell the version."""
    address = "https://m.example"
    listed = mediacms.read_page(address, recorded(f"{flavour}/media_page1"))
    searched = mediacms.read_page(address, recorded(f"{flavour}/search_c_Horror"))
    assert (listed.count, listed.length, listed.more) == (count, 50, True)
    assert all(row.listable and row.categories is None for row in listed.rows)
    assert all(row.categories and row.listable is None for row in searched.rows)
    assert mediacms.version_range(listed, searched) == version
    assert mediacms.read_page(address, recorded(f"{flavour}/search_none")).length == 0


@needs_recordings
@pytest.mark.parametrize("flavour", ["legacy", "current"])
def test_a_recorded_detail(flavour: str) -> None:
    """The recorded detail, with the token it lacks, gives state and categories."""
    body = recorded(f"{flavour}/detail_gremlins")
    assert isinstance(body, dict)
    row = read_row({**body, "friendly_token": "1KRPqtvig"})
    assert row is not None
    assert row.listable is True
    assert row.categories == ("1980s", "Horror Comedy", "Movies")
