"""Proves each part of the running demo from outside: a line each, exit status by the result."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx

from tests.standins.demo_check_channel import (
    marathon_plays_on_the_channel,
    plays_and_likes_count,
    sign_in_by_private_message,
)
from tests.standins.demo_proof import Proof, wait_for

if TYPE_CHECKING:
    from tests.standins.demo import Demo


def snapshot_is_whole(proof: Proof) -> str:
    """Every public item of MediaCMS is in the snapshot, with far fewer requests than items."""
    fetched = json.loads((proof.demo.directory / "rebuild.jsonl").read_text().splitlines()[0])
    listed = proof.get(f"{proof.mediacms}/api/v1/media").json()["count"]
    ((count, complete),) = proof.rows("select item_count, complete from snapshot")
    assert count == listed, f"MediaCMS lists {listed} items, the snapshot has {count}"
    assert complete == 1
    assert fetched["requests"] * 20 <= count
    return f"{count:,} items in {fetched['requests']} requests, none missing"


def pages_read_without_scripts(proof: Proof) -> str:
    """The front page, a category page and a video page are complete as plain HTML."""
    front = proof.get(proof.site + "/").text
    assert "<h1" in front
    ((slug, category),) = proof.rows(
        "select slug, category from categories order by item_count desc limit 1"
    )
    assert html.escape(category) in proof.get(f"{proof.site}/category/{slug}/").text
    ((video_id, title),) = proof.rows(
        "select video_id, display_title from items where title like '%<%' and"
        " unavailable_reason is null limit 1"
    )
    page = proof.get(f"{proof.site}/video/{video_id}/").text
    assert title not in page, "a title reached the page as HTML"
    return f"front page, /category/{slug}/, /video/{video_id}/ with its hostile title as text"


def headers_protect(proof: Proof) -> str:
    """A strict policy without inline script; compressed as prepared; hashed files kept for ever."""
    front = proof.get(proof.site + "/", headers={"Accept-Encoding": "br"})
    policy = front.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert front.headers["content-encoding"] == "br"
    pointer = proof.get(proof.site + "/catalog.json").json()
    hashed = proof.get(proof.site + next(iter(pointer["files"].values())))
    assert "immutable" in hashed.headers["cache-control"]
    return "strict Content-Security-Policy, brotli, immutable bundle"


def search_finds(proof: Proof) -> str:
    """The browser's program finds a title by its own words in the served bundle."""
    ((title, folded),) = proof.rows(
        "select title, folded_title from items where year is not null and"
        " length(folded_title) > 20 order by title_order limit 1 offset 1000"
    )
    words = " ".join(folded.split()[:3])
    found = proof.search(words)
    assert title in found["titles"], f"{words!r} does not find {title!r}"
    return f"{words!r}: {found['total']} of {found['count']:,} in {found['milliseconds']:.1f} ms"


def sql_answers_alike(proof: Proof) -> str:
    """Datasette's search gives the same total as the browser's, and nothing can be written."""
    found = proof.search("the man")
    reply = proof.get(f"{proof.datasette}/catalog/search.json?query=the+man&_shape=array&_size=max")
    total = len(reply.json())
    assert total == min(found["total"], 1000)
    refused = proof.client.get(
        f"{proof.datasette}/catalog.json", params={"sql": "delete from items"}
    )
    assert refused.status_code == 400
    return f"search 'the man' gives {total} in SQL as in the browser; a write is refused"


def posters_show(proof: Proof) -> str:
    """A thumbnail of the snapshot can be fetched from MediaCMS."""
    ((address,),) = proof.rows("select thumbnail_url from items where thumbnail_url > '' limit 1")
    kind = proof.get(address).headers["content-type"]
    assert kind.startswith("image/")
    return f"thumbnails answer ({kind})"


def refresh_moves_everything(proof: Proof) -> str:
    """After a refresh, site and Datasette show the new snapshot by themselves."""
    before = proof.get(proof.site + "/catalog.json").json()
    proof.demo.rebuild()
    after = proof.get(proof.site + "/catalog.json").json()
    assert after["snapshot_id"] != before["snapshot_id"]
    address = f"{proof.datasette}/catalog/snapshot.json?_shape=array"
    wait_for(
        lambda: proof.get(address).json()[0]["snapshot_id"] == after["snapshot_id"],
        "the new snapshot in Datasette",
    )
    for file in before["files"].values():
        proof.get(proof.site + file)
    return "a new snapshot is live on site and Datasette; the old release's files still answer"


CHECKS: list[Callable[[Proof], str]] = [
    snapshot_is_whole,
    pages_read_without_scripts,
    headers_protect,
    search_finds,
    sql_answers_alike,
    posters_show,
    sign_in_by_private_message,
    marathon_plays_on_the_channel,
    plays_and_likes_count,
    refresh_moves_everything,
]


def run(demo: Demo) -> int:
    """Run every check; return 0 only where all hold."""
    failed = 0
    api = f"{demo.addresses['site']}/api/v1"
    with httpx.Client(timeout=15) as client, httpx.Client(base_url=api, timeout=15) as alice:
        proof = Proof(demo, client, alice)
        for check in CHECKS:
            name = check.__name__.replace("_", " ")
            try:
                print(f"ok    {name}: {check(proof)}", flush=True)
            # whatever goes wrong in one check is that check's result
            except Exception as error:  # noqa: BLE001
                failed += 1
                print(f"FAIL  {name}: {type(error).__name__}: {error}", flush=True)
    print(f"demo: {len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0
