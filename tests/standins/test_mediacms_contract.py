"""The stand-in against the recordings: each recorded request is replayed and its shape compared.

All recordings of the three servers are covered: the two kinds made on servers set up differently
(NON_STOCK) are replayed with the fault that stands for that set-up. What stays uncompared is what
is each catalog's own: texts, numbers, and which of several optional values an item has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.standins.mediacms import Catalog, Item, MediaCms
from tests.standins.sample_catalog import sample_categories, sample_items

RECORDINGS = Path(__file__).parents[3] / "shared/contract/recordings/mediacms"
FLAVOURS = ("legacy", "current", "fork")
# made with a server set up differently: the stand-in has a fault for each, replayed on its own
NON_STOCK = {"members_only_302", "throttled_429_nonstock"}
OWN_ADDRESS = re.compile(r"^https?://127\.0\.0\.1:\d+")
FIXED_WORDS = {"detail", "error", "message", "streaming_method", "contentType"}
# the sample catalog has as many items as the recorded one; its categories have other sizes
FIXED_COUNTS = {0, 2, 10, 1000, 5455, 5477}
CHANGING_HEADERS = {"content-length", "date", "set-cookie", "connection", "transfer-encoding"}


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded exchange."""

    target: str
    request_headers: dict[str, str]
    status: int
    headers: httpx.Headers
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def is_json(self) -> bool:
        return bool(self.headers.get("content-type") == "application/json")


def read_recording(path: Path) -> Recording:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    asked, status, *lines = head.split("\n")
    found = re.match(r"# GET (.*?)(?:  request headers: (\{.*\}))?$", asked)
    assert found, f"{path}: no request in {asked!r}"
    # a remark in prose ends the address of the non-stock recordings
    target = re.split(r"[, ] ?(?:NON-STOCK|on a )", found[1])[0]
    pairs = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
    return Recording(
        target, json.loads(found[2] or "{}"), int(status.split()[1]), httpx.Headers(pairs), body
    )


def recordings() -> list[Any]:
    """(flavour, name) of every recording, or one skipped case where there are none."""
    if not RECORDINGS.is_dir():
        reason = f"{RECORDINGS} is not here: the self-contained tests hold the same facts"
        return [pytest.param("legacy", "none", marks=pytest.mark.skip(reason=reason))]
    return [
        pytest.param(flavour, path.stem, id=f"{flavour}-{path.stem}")
        for flavour in FLAVOURS
        for path in sorted((RECORDINGS / flavour).glob("*.http"))
    ]


@cache
def recorded_situation(flavour: str) -> Catalog:
    """The sample catalog, with the items the recordings ask for by name put into it."""
    catalog = Catalog(sample_items(), sample_categories())
    known = {item.token: item for item in catalog.items}
    listable = (item for item in reversed(catalog.items) if item.listable)
    for item in special_items(flavour):
        if item.token not in known:
            # takes the place of another, so that the counts stay those of the recordings
            catalog.remove([next(listable).token])
        catalog.remove([item.token])
        catalog.add([item])
    return catalog


def special_items(flavour: str) -> Iterator[Item]:
    day = datetime(2022, 10, 7, 8, 14, 24, tzinfo=UTC)
    film = Item("plain", "A Film.[1984].mp4", day, 5000, ("Movies", "1980s"))
    film = replace(film, thumbnail="/media/original/thumbnails/user/admin/film.jpg")
    odd = replace(film, duration=1234, categories=("Movies",), thumbnail=None, has_hls=False)
    yield replace(film, token="1KRPqtvig", title="Gremlins.[1984].mp4")
    yield replace(film, token="jIpTwcTqb", title="Gremlins.The.New.Batch.[1990].mp4")
    yield replace(film, token="LZ2r3oLhp", title="Uncategorised S04E13.mkv", categories=())
    yield replace(film, token="9HGIB57Nw", title="Alien.Raiders.DVDrip.DD5.1.x264-SDxT.mkv")
    yield replace(odd, token="odd000001", title="<b>Bold</b> & <script>raw</script>")
    yield replace(odd, token="odd000002", title="Tom &amp; Jerry &lt;Uncut&gt; [1940].mp4")
    yield replace(odd, token="odd000003", title="🎃 Halloween 🎬 Spécial 100% 👻")
    yield replace(odd, token="odd000013", title="Zero Duration Clip", duration=0)
    yield replace(odd, token="odd000014", title="An Audio Track.mp3", media_type="audio")
    if flavour != "legacy":
        yield replace(odd, token="Under_s-9", title="Token With Underscore And Hyphen")


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, MediaCms]]:
    with ExitStack() as stack:
        yield {flavour: stack.enter_context(_server(flavour)) for flavour in FLAVOURS}


def _server(flavour: str) -> MediaCms:
    catalog = recorded_situation(flavour)
    return MediaCms(flavour=flavour, catalog=catalog, private_manifests=False)


@pytest.mark.parametrize(("flavour", "name"), recordings())
def test_a_recorded_request_is_answered_in_the_recorded_shape(
    servers: dict[str, MediaCms], flavour: str, name: str
) -> None:
    recorded = read_recording(RECORDINGS / flavour / f"{name}.http")
    server = servers[flavour]
    if name in NON_STOCK:
        server.faults.members_only = name == "members_only_302"
        if name == "throttled_429_nonstock":
            server.faults.throttle(60)
    try:
        answer = replay(server, recorded)
    finally:
        server.faults.clear()

    assert answer.status_code == recorded.status
    compare_headers(answer.headers, recorded.headers)
    if recorded.is_json:
        compare(answer.json(), recorded.json, name)
    else:
        assert title_of(answer.text) == title_of(recorded.body)


def replay(server: MediaCms, recorded: Recording) -> httpx.Response:
    # the raw target, because a client would normalise what was not encoded
    headers = {"Accept": "*/*", "User-Agent": "contract"} | recorded.request_headers
    if (
        "cytube-manifest" in recorded.target
        and recorded.headers["content-type"] != "application/json"
    ):
        headers["Accept"] = "text/html"
    url = httpx.URL(server.url, raw_path=recorded.target.encode())
    return httpx.get(url, headers=headers)


def compare_headers(found: httpx.Headers, recorded: httpx.Headers) -> None:
    names = {name for name in recorded if name not in CHANGING_HEADERS}
    assert {name: found.get(name) for name in names} == {name: recorded[name] for name in names}


def compare(found: Any, recorded: Any, where: str) -> None:
    """Same keys in the same order, same types, the same words where words are fixed."""
    assert kind_of(found) == kind_of(recorded), where
    if isinstance(recorded, dict):
        assert list(found) == list(recorded), where
        for key, value in recorded.items():
            compare_value(key, found[key], value, f"{where}.{key}")
    elif isinstance(recorded, list):
        compare_rows(found, recorded, where)


def compare_value(key: str, found: Any, recorded: Any, where: str) -> None:
    if key == "results":
        assert len(found) == len(recorded), where
    if key in ("next", "previous"):
        assert (found and OWN_ADDRESS.sub("", found)) == (
            recorded and OWN_ADDRESS.sub("", recorded)
        ), where
    elif key in FIXED_WORDS or (key == "count" and recorded in FIXED_COUNTS):
        assert found == recorded, where
    elif key.endswith("url") and isinstance(recorded, str) and isinstance(found, str):
        assert shape_of_url(found) == shape_of_url(recorded), where
    elif key in ("thumbnail_url", "poster_url", "preview_url"):
        # null or text: which, is the item's own
        assert found is None or recorded is None or isinstance(found, str), where
    elif key == "hls_info":
        assert not found or not recorded or list(found) == list(recorded), where
    else:
        compare(found, recorded, where)


def compare_rows(found: list[Any], recorded: list[Any], where: str) -> None:
    if not recorded:
        return
    assert found, where
    for place, row in enumerate(found):
        compare(row, recorded[min(place, len(recorded) - 1)], f"{where}[{place}]")


def title_of(page: str) -> str | None:
    """An HTML page's title; None for an empty answer."""
    found = re.search(r"<title>(.*?)</title>", page)
    assert found or not page.strip(), page
    return found[1] if found else None


def kind_of(value: Any) -> str:
    return type(value).__name__


def shape_of_url(url: str) -> tuple[str, str]:
    """Scheme and host (our own made alike), and the first part of the path."""
    whole = OWN_ADDRESS.sub("http://self", url)
    found = re.match(r"^(https?://[^/]+)?(/[a-z0-9]*(?:/v1/[a-z_]+)?)", whole)
    assert found, url
    return found[1] or "", found[2]
