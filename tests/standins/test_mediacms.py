"""The measured facts of MediaCMS, held by the stand-in without the recordings."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from tests.standins.mediacms import EDITOR_TOKEN, USER_TOKEN, Catalog, Change, Item, MediaCms
from tests.standins.mediacms.item import london
from tests.standins.sample_catalog import sample_categories, sample_items

REPOSITORY = Path(__file__).parents[2]
EDITOR = {"Authorization": f"Token {EDITOR_TOKEN}"}


@pytest.fixture(scope="module")
def legacy() -> Iterator[MediaCms]:
    with MediaCms(items=sample_items(), categories=sample_categories()) as server:
        yield server


@pytest.fixture(scope="module")
def current() -> Iterator[MediaCms]:
    catalog = Catalog(sample_items(), sample_categories())
    with MediaCms(flavour="current", catalog=catalog) as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=20) as client:
        yield client


async def walk(client: httpx.AsyncClient, url: str, **params: str) -> tuple[int, list[str]]:
    """The count on the last page, and the tokens of all pages."""
    tokens: list[str] = []
    page = 1
    while True:
        answer = (await client.get(url, params={**params, "page": str(page)})).json()
        tokens += [row["friendly_token"] for row in answer["results"]]
        if answer["next"] is None:
            return answer["count"], tokens
        page += 1


async def get(client: httpx.AsyncClient, url: str, **params: str) -> dict[str, Any]:
    answer = await client.get(url, params=params)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_the_legacy_list_is_exactly_the_listable_items(
    legacy: MediaCms, client: httpx.AsyncClient
) -> None:
    count, tokens = await walk(client, f"{legacy.url}/api/v1/media")

    assert count == len(tokens) == 5455
    assert set(tokens) == {item.token for item in sample_items() if item.listable}


async def test_a_stop_word_finds_the_whole_catalog_with_its_categories(
    legacy: MediaCms, client: httpx.AsyncClient
) -> None:
    """… and on the old versions 7 items more than the list: those never encoded."""
    url = f"{legacy.url}/api/v1/search"
    count, tokens = await walk(client, url, q="the", sort_by="add_date", ordering="asc")

    assert count == len(set(tokens)) == 5462
    not_encoded = {item.token for item in sample_items() if item.searchable and not item.listable}
    assert len(not_encoded) == 7
    assert not_encoded < set(tokens)
    row = (await get(client, url, q="the"))["results"][0]
    item = next(item for item in sample_items() if item.token == row["friendly_token"])
    assert len(row["categories_info"]) == len(item.categories)


@pytest.mark.parametrize("params", [{}, {"q": ""}, {"q": "  "}, {"c": ""}])
async def test_a_search_for_nothing_is_an_empty_object(
    legacy: MediaCms, client: httpx.AsyncClient, params: dict[str, str]
) -> None:
    assert await get(client, f"{legacy.url}/api/v1/search", **params) == {}


async def test_a_category_search_is_a_case_sensitive_substring_with_doubles(
    legacy: MediaCms, client: httpx.AsyncClient
) -> None:
    count, tokens = await walk(client, f"{legacy.url}/api/v1/search", c="Horror")

    in_both = [
        item for item in sample_items() if {"Horror", "Horror Comedy"} <= set(item.categories)
    ]
    assert len(tokens) == count
    assert max(Counter(tokens).values()) == (2 if in_both else 1)
    lower = await get(client, f"{legacy.url}/api/v1/search", c="horror")
    shorts = [item for item in sample_items() if "horror shorts" in item.categories]
    assert lower["count"] == len(shorts)
    assert (await get(client, f"{legacy.url}/api/v1/search", c="HORROR"))["count"] == 0


async def test_an_item_in_two_matching_categories_comes_twice_only_on_legacy(
    client: httpx.AsyncClient,
) -> None:
    day = datetime(2024, 1, 1, tzinfo=UTC)
    items = [Item("both", "Both", day, 60, ("Horror", "Horror Comedy"))]
    for flavour, expected in (("legacy", 2), ("current", 1)):
        async with MediaCms(flavour=flavour, items=items) as server:
            found = await get(client, f"{server.url}/api/v1/search", c="Horror")
            assert found["count"] == len(found["results"]) == expected


async def test_ties_lose_rows_where_they_were_measured_and_nowhere_else(
    legacy: MediaCms, client: httpx.AsyncClient
) -> None:
    url = f"{legacy.url}/api/v1/search"
    count, tokens = await walk(client, url, q="the", sort_by="likes")
    assert count == len(tokens) == 5462
    # measured: 453 of 5,462
    assert 300 < count - len(set(tokens)) < 600

    in_movies = sum("Movies" in item.categories and item.searchable for item in sample_items())
    count, tokens = await walk(client, url, c="Movies")
    assert count == len(tokens) == in_movies
    # measured: 5 of 2,753
    assert 1 <= count - len(set(tokens)) <= 12


@pytest.mark.parametrize(("ties", "loses"), [("stable", False), ("hostile", True)])
async def test_ties_can_be_made_harmless_or_lose_rows_even_in_the_list(
    client: httpx.AsyncClient, ties: str, loses: bool
) -> None:
    day = datetime(2024, 1, 1, tzinfo=UTC)
    items = [Item(f"same{n:05d}", f"Film {n}.mkv", day, 60) for n in range(300)]
    async with MediaCms(items=items, ties=ties) as server:
        count, tokens = await walk(client, f"{server.url}/api/v1/media")
        assert count == len(tokens) == 300
        assert (len(set(tokens)) < 300) == loses


async def test_the_new_version_cuts_list_and_search_at_1000_without_a_word(
    current: MediaCms, client: httpx.AsyncClient
) -> None:
    for path, params in (("media", {}), ("search", {"q": "the"})):
        count, tokens = await walk(client, f"{current.url}/api/v1/{path}", **params)
        assert count == len(set(tokens)) == 1000
        past = await client.get(f"{current.url}/api/v1/{path}", params={**params, "page": "21"})
        assert (past.status_code, past.json()) == (404, {"detail": "Invalid page."})


async def test_an_editor_gets_every_item_uncapped_from_manage_media(
    current: MediaCms, client: httpx.AsyncClient
) -> None:
    client.headers.update(EDITOR)
    url = f"{current.url}/api/v1/manage_media"
    shown = {"state": "public", "encoding_status": "success", "is_reviewed": "true"}

    assert (await walk(client, url))[0] == 5477
    count, tokens = await walk(client, url, **shown)
    assert count == len(set(tokens)) == 5455
    hidden = await get(client, f"{current.url}/api/v1/media", publish_state="private")
    assert hidden["count"] == 6


@pytest.mark.parametrize(
    ("path", "header", "status", "detail"),
    [
        ("media", "Token nonsense", 403, "Invalid token."),
        ("media", "Token", 403, "Invalid token header. No credentials provided."),
        ("media", "Basic YTpi", 403, "Invalid username/password."),
        ("categories", "Token nonsense", 403, "Invalid token."),
        ("whoami", "Bearer whatever", 403, "Authentication credentials were not provided."),
        (
            "manage_media",
            f"Token {USER_TOKEN}",
            403,
            "You do not have permission to perform this action.",
        ),
    ],
)
async def test_bad_credentials_close_even_public_endpoints(
    legacy: MediaCms,
    client: httpx.AsyncClient,
    path: str,
    header: str,
    status: int,
    detail: str,
) -> None:
    answer = await client.get(f"{legacy.url}/api/v1/{path}", headers={"Authorization": header})

    assert (answer.status_code, answer.json()) == (status, {"detail": detail})


async def test_signing_in_gives_a_token_that_whoami_knows(
    legacy: MediaCms, client: httpx.AsyncClient
) -> None:
    form = {"username": "editor", "password": "editor-pass"}
    answer = await client.post(f"{legacy.url}/api/v1/login", data=form)
    assert answer.json() == {
        "email": "editor@example.org",
        "username": "editor",
        "token": EDITOR_TOKEN,
    }
    me = await client.get(f"{legacy.url}/api/v1/whoami", headers=EDITOR)
    assert me.json()["username"] == "editor"
    bad = await client.post(f"{legacy.url}/api/v1/login", data=form | {"password": "no"})
    assert (bad.status_code, bad.json()) == (400, {"non_field_errors": ["User not found."]})


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/search?q=yy", 500),
        ("/api/v1/search?q=%00", 500),
        ("/api/v1/categories/", 404),
        ("/api/v1/media/zzzzzzzzz/", 404),
        ("/api/v1/media/with-hyphen", 404),
        ("/api/v1/nope", 404),
    ],
)
async def test_failures_of_the_server_itself_are_html(
    legacy: MediaCms, client: httpx.AsyncClient, path: str, status: int
) -> None:
    answer = await client.get(legacy.url + path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_a_private_item_is_401_on_legacy_and_400_on_current(
    legacy: MediaCms, current: MediaCms, client: httpx.AsyncClient
) -> None:
    old = await client.get(f"{legacy.url}/api/v1/media/hidPrv000")
    new = await client.get(f"{current.url}/api/v1/media/hidPrv000")

    assert (old.status_code, old.json()) == (401, {"detail": "media is private"})
    assert (new.status_code, new.json()) == (400, {"detail": "media file does not exist"})
    for server in (legacy, current):
        seen = await client.get(f"{server.url}/api/v1/media/hidPrv000", headers=EDITOR)
        assert seen.json()["state"] == "private"


async def test_a_token_with_a_hyphen_breaks_its_legacy_list_page_and_not_the_search(
    client: httpx.AsyncClient,
) -> None:
    items = [*sample_items()[:120]]
    items[60] = replace(items[60], token="has-hyphen")
    async with MediaCms(items=items) as server:
        answers = [await client.get(f"{server.url}/api/v1/media?page={n}") for n in (1, 2, 3)]
        assert [answer.status_code for answer in answers] == [200, 500, 200]
        found = await get(client, f"{server.url}/api/v1/search", q="the")
        assert found["count"] == 120


async def test_a_browser_gets_html_and_a_client_json(
    legacy: MediaCms, client: httpx.AsyncClient
) -> None:
    url = f"{legacy.url}/api/v1/media"
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

    page = await client.get(url, headers=browser)
    assert page.headers["content-type"].startswith("text/html")
    for ask in ({"Accept": "*/*"}, {"Accept": "application/json"}):
        assert (await client.get(url, headers=ask)).headers["content-type"] == "application/json"
    forced = await client.get(url, params={"format": "json"}, headers=browser)
    assert forced.json()["count"] == 5455


async def test_addresses_are_made_from_the_host_the_client_names(
    legacy: MediaCms, client: httpx.AsyncClient
) -> None:
    headers = {"Host": "films.example", "X-Forwarded-Proto": "https"}
    body = (await client.get(f"{legacy.url}/api/v1/media?page=2", headers=headers)).json()

    assert body["next"] == "https://films.example/api/v1/media?page=3"
    assert body["previous"] == "https://films.example/api/v1/media"
    assert body["results"][0]["api_url"].startswith("https://films.example/api/v1/media/")


async def test_every_thumbnail_is_a_well_formed_picture_of_its_own(
    legacy: MediaCms, client: httpx.AsyncClient
) -> None:
    hostile = [item for item in sample_items() if "<" in item.title or "\n" in item.title]
    chosen = [item for item in (*hostile, *sample_items()[:40]) if item.thumbnail]
    pictures = set()
    for item in chosen:
        answer = await client.get(legacy.url + str(item.thumbnail))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
        root = ElementTree.fromstring(answer.content)
        names = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not names & {"script", "image", "foreignObject", "b", "img"}
        pictures.add(answer.content)
    assert len(pictures) > len(chosen) - 3
    missing = await client.get(f"{legacy.url}/media/original/thumbnails/user/admin/none.jpg")
    assert missing.status_code == 404


async def test_a_manifest_holds_what_cytube_demands(
    legacy: MediaCms, client: httpx.AsyncClient
) -> None:
    for item in sample_items()[:80]:
        url = f"{legacy.url}/api/v1/media/cytube/{item.token}.json?format=json"
        answer = await client.get(url)
        assert answer.headers["content-type"] == "application/json"
        body = answer.json()
        assert body["title"].strip()
        assert body["duration"] >= 0
        for address in (body["sources"][0]["url"], body.get("thumbnail", "https://x.example")):
            host = httpx.URL(address).host
            assert address.startswith("https://")
            assert not host.replace(".", "").isdigit()
        assert body["sources"][0]["contentType"] == "video/mp4"
        assert body["sources"][0]["quality"] in (240, 360, 480, 540, 720, 1080, 1440, 2160)


async def test_items_added_after_a_page_shift_the_rest_of_the_walk(
    client: httpx.AsyncClient,
) -> None:
    async with MediaCms(items=sample_items()[:400]) as server:
        server.changes.after_page(3, Change("add", count=7))
        count, tokens = await walk(client, f"{server.url}/api/v1/media")
        assert count == 407
        assert len(tokens) - len(set(tokens)) == 7
    async with MediaCms(items=sample_items()[:400]) as server:
        server.changes.after_page(3, Change("remove", count=7))
        count, tokens = await walk(client, f"{server.url}/api/v1/media")
        assert count == len(set(tokens)) == 393
        assert len(set(tokens) & set(server.catalog.tokens())) == 386


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 1, 13, 12, 6, 40, 459009, tzinfo=UTC), "2026-01-13T12:06:40.459009Z"),
        (datetime(2022, 10, 7, 8, 14, 24, tzinfo=UTC), "2022-10-07T09:14:24+01:00"),
        (datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), "2026-03-29T00:59:59Z"),
        (datetime(2026, 3, 29, 1, tzinfo=UTC), "2026-03-29T02:00:00+01:00"),
        (datetime(2026, 10, 25, 1, tzinfo=UTC), "2026-10-25T01:00:00Z"),
    ],
)
def test_dates_are_london_time_with_both_offsets(moment: datetime, expected: str) -> None:
    assert london(moment) == expected


def test_the_process_prints_its_address_and_stops_on_sigterm(tmp_path: Path) -> None:
    export = tmp_path / "catalog.jsonl"
    line = {"video_id": "aB3", "title": "A.mkv", "duration": None, "thumbnail_url": None,
            "categories": ["Movies"]}  # fmt: skip
    export.write_text(json.dumps(line) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "tests.standins.mediacms", "--catalog", str(export)]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as process:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["mediacms"]
        row = httpx.get(f"{address}/api/v1/media").json()["results"][0]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert (row["friendly_token"], row["duration"], row["thumbnail_url"]) == ("aB3", 0, None)
