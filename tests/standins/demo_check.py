"""Proves each part of the running demo from outside: a line each, exit status by the result."""

from __future__ import annotations

import html
import json
import re
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from tests.standins.demo import Demo

HERE = Path(__file__).parent


class Proof:
    """What the checks share: the demo, an HTTP client and short ways to look at the parts."""

    def __init__(self, demo: Demo, client: httpx.Client, alice: httpx.Client) -> None:
        self.demo = demo
        self.client = client
        self.alice = alice  # a browser in which Alice signs in
        self.site = str(demo.addresses["site"])
        self.datasette = str(demo.addresses["datasette"])
        self.mediacms = str(demo.addresses["mediacms"])

    def get(self, address: str, **options: Any) -> httpx.Response:
        """GET that must succeed."""
        reply = self.client.get(address, **options)
        reply.raise_for_status()
        return reply

    def rows(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Ask the live snapshot file."""
        live = self.demo.directory / "data" / "current.sqlite3"
        with closing(sqlite3.connect(f"file:{live}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, values).fetchall()

    def search(self, query: str) -> dict[str, Any]:
        """Search the served bundle with the browser's own program, in node."""
        done = subprocess.run(
            ["node", HERE / "search_probe.js", self.site, query],
            capture_output=True, text=True, check=True, timeout=30,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(done.stdout)
        return found


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


def sign_in_by_private_message(proof: Proof) -> str:
    """The code goes through NATS and the robot into the user's messages, and opens a session."""
    alice = proof.alice
    asked = alice.post("/auth/otp/request", json={"username": "alice"})
    assert asked.status_code == 202, asked.text
    assert asked.json()["delivery"] == "confirmed"
    message = proof.demo.channel.cytube.wait_for_pm("Alice")["msg"]
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", message)
    assert code is not None, "the message holds no code"
    wrong = alice.post("/auth/otp/verify", json={"username": "alice", "otp": "AAAA-AAAA"})
    assert wrong.json()["code"] == "otp_invalid"
    right = {"username": "alice", "otp": code[0].lower()}
    alice.post("/auth/otp/verify", json=right).raise_for_status()
    assert alice.get("/auth/session").json()["role"] == "blessed"
    assert alice.get("/admin/blessed").json()["code"] == "not_permitted"
    return "a wrong code is refused, the right one makes Alice a blessed user and no more"


def marathon_plays_on_the_channel(proof: Proof) -> str:
    """Two saved playlists become a marathon in run order, and the channel plays just that."""
    alice = proof.alice
    shows = proof.rows(
        "select show from items where episode is not null and duration_seconds > 0 and"
        " thumbnail_url is not null and show is not null group by show"
        " having count(*) >= 6 order by show limit 2"
    )
    sources = []
    for (show,) in shows:
        episodes = proof.rows(
            "select video_id from items where show = ? and episode is not null and"
            " duration_seconds > 0 and thumbnail_url is not null"
            " order by season desc, episode desc limit 6",
            (show,),
        )
        made = alice.post(
            "/playlists", json={"name": f"Demo {show}", "items": [one for (one,) in episodes]}
        )
        assert made.status_code == 201, made.text
        sources.append(made.json()["id"])
    marathon = alice.post(
        "/marathons/preview",
        json={"sources": sources, "method": "interleave", "pattern": "A2B1"},
    )
    assert marathon.status_code == 200, marathon.text
    items = marathon.json()["items"]
    assert "".join(item["label"] for item in items[:6]) == "AABAAB"
    for label in "AB":
        places = [
            (item["episode"]["season"], item["episode"]["number"])
            for item in items
            if item["label"] == label
        ]
        assert places == sorted(places), f"source {label} is out of run order"
    wanted = [item["video_id"] for item in items]
    saved = alice.post("/playlists", json={"name": "Demo marathon", "items": wanted})
    assert saved.status_code == 201, saved.text
    job = alice.post(
        "/apply-jobs", json={"playlist_id": saved.json()["id"], "mode": "preserve_current"}
    )
    assert job.status_code == 202, job.text
    job = wait_for_job(alice, job.json()["id"])
    assert job["state"] == "done", f"{job['state']}: {[one['reason'] for one in job['items']]}"
    assert job["verified"]
    queue = [
        entry["media"]["id"].split("/cytube/")[1].split(".json")[0]
        for entry in proof.demo.channel.cytube.state()["queue"]
    ]
    assert queue == wanted, "the channel's queue is not the marathon"
    playing = alice.get("/now-playing").json()["now_playing"]
    assert playing["video_id"] == wanted[0], f"the channel plays {playing}"
    return f"{len(wanted)} items on the queue as planned, verified; {playing['title']!r} plays"


def wait_for_job(client: httpx.Client, job_id: str) -> dict[str, Any]:
    """The job once it has ended."""
    deadline = time.monotonic() + 60
    while True:
        job: dict[str, Any] = client.get(f"/apply-jobs/{job_id}").raise_for_status().json()
        if job["state"] not in {"pending", "running"}:
            return job
        assert time.monotonic() < deadline, f"the job is still {job['state']} after 60 s"
        time.sleep(0.2)


def refresh_moves_everything(proof: Proof) -> str:
    """After a refresh, site and Datasette show the new snapshot by themselves."""
    before = proof.get(proof.site + "/catalog.json").json()
    proof.demo.rebuild()
    after = proof.get(proof.site + "/catalog.json").json()
    assert after["snapshot_id"] != before["snapshot_id"]
    address = f"{proof.datasette}/catalog/snapshot.json?_shape=array"
    deadline = time.monotonic() + 10
    while proof.get(address).json()[0]["snapshot_id"] != after["snapshot_id"]:
        assert time.monotonic() < deadline, "Datasette still serves the old snapshot after 10 s"
        time.sleep(0.2)
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
