"""Datasette serves the live snapshot read-only and moves to a new one without failing anybody."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from connector import search_rules
from deploy.datasette.serve import FollowingServer, main
from tests.deploy.conftest import TITLES, Fetch
from tests.standins.processes import Child, free_port, wait_until

ROOT = Path(__file__).parents[2]
ROWS_OF_SLOW = 2_000_000
SLOW = f"with recursive n(i) as (select 1 union all select i + 1 from n limit {ROWS_OF_SLOW}) "

pytestmark = pytest.mark.integration


@pytest.fixture
def data_dir(tmp_path: Path, fetch: Fetch) -> Path:
    fetch(tmp_path / "data", TITLES)
    return tmp_path / "data"


@pytest.fixture
def datasette(data_dir: Path, tmp_path: Path) -> Iterator[httpx.Client]:
    port = free_port()
    serve = ROOT / "deploy" / "datasette" / "serve.py"
    child = Child(
        "datasette",
        [sys.executable, serve, "--data-dir", data_dir, "--port", str(port)],
        log=tmp_path / "datasette.log",
        env={**os.environ, "PUBLIC_URL": "https://list.example.org"},
        cwd=ROOT,
    )
    with child, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:

        def answers() -> bool:
            try:
                return client.get("/catalog.json").status_code == 200
            except httpx.TransportError:
                return False

        child.wait_ready(answers)
        yield client


def test_an_empty_setting_is_one_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The snapshots are then where all programs look for them, and not in the working directory."""
    started: list[FollowingServer] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", "")
    monkeypatch.setattr(sys, "argv", ["serve.py"])
    monkeypatch.setattr("uvicorn.run", lambda server, **_: started.append(server))
    main()
    assert started[0].data_dir == Path("var/data")


def count(client: httpx.Client) -> int:
    reply = client.get("/catalog.json", params={"sql": "select count(*) from items"})
    reply.raise_for_status()
    return int(reply.json()["rows"][0][0])


def serves(client: httpx.Client, items: int) -> bool:
    return count(client) == items


def test_every_canned_query_answers(datasette: httpx.Client) -> None:
    listed = datasette.get("/catalog.json").json()["queries"]
    assert {query["name"] for query in listed} >= {
        "search", "by_category", "by_show_and_season", "longest", "shortest", "duplicates",
    }  # fmt: skip
    given = {"query": "harbour", "category": "TV", "show": "harbour", "season": ""}
    for query in listed:
        reply = datasette.get(f"/catalog/{query['name']}.json", params=given)
        assert reply.status_code == 200, reply.text
        assert datasette.get(f"/catalog/{query['name']}", params=given).status_code == 200


@pytest.mark.parametrize("query", ["harbour lights", "NOSFERATU", "lights fog", "[1927]", "", "xx"])
def test_the_search_query_answers_as_the_search_rules_do(
    datasette: httpx.Client, query: str
) -> None:
    reply = datasette.get(
        "/catalog/search.json", params={"query": query, "_shape": "array", "_size": "max"}
    )
    titles = sorted((str(row["title"]) for row in TITLES), key=search_rules.title_sort_key)
    rows, _ = search_rules.search([(title, ()) for title in titles], query)
    assert [row["title"] for row in reply.json()] == [titles[row] for row in rows]


def test_a_show_and_season_lists_its_episodes_in_run_order(datasette: httpx.Client) -> None:
    reply = datasette.get(
        "/catalog/by_show_and_season.json",
        params={"show": "Harbour", "season": "1", "_shape": "array"},
    )
    assert [(row["season"], row["episode"]) for row in reply.json()] == [(1, 1), (1, 2)]


@pytest.mark.parametrize(
    "sql", ["delete from items", "update items set title = 'x'", "create table t (x)", "vacuum"]
)
def test_nothing_can_be_written(datasette: httpx.Client, sql: str) -> None:
    assert datasette.get("/catalog.json", params={"sql": sql}).status_code == 400
    assert count(datasette) == len(TITLES)


def test_a_query_that_takes_too_long_is_stopped(datasette: httpx.Client) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select sum(i) from n"
    reply = datasette.get("/catalog.json", params={"sql": endless})
    assert reply.status_code == 400
    assert "time limit" in reply.text


def test_a_hostile_title_is_text_and_titles_link_to_the_site(datasette: httpx.Client) -> None:
    page = datasette.get("/catalog/items").text
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    link = '<a href="https://list.example.org/video/nosferat1/">Nosferatu (1922)</a>'
    assert link in page
    assert link in datasette.get("/catalog/search", params={"query": "nosferatu"}).text
    assert datasette.get("/catalog", params={"sql": "select display_title from items"}).is_success


def test_a_new_snapshot_is_served_by_itself_and_no_request_fails(
    datasette: httpx.Client, data_dir: Path, fetch: Fetch
) -> None:
    statuses: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=datasette.base_url, timeout=20) as client:
            while not stop.is_set():
                statuses.append(client.get("/catalog/items.json?_facet=year").status_code)

    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for number in range(1, 4):
            more = [
                *TITLES,
                *({"video_id": f"new{n}", "title": f"New {n}.mp4"} for n in range(number)),
            ]
            fetch(data_dir, more)
            wait_until(
                partial(serves, datasette, len(more)),
                what="Datasette serves the new snapshot",
                within=40,
            )
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert len(statuses) > 20
    assert set(statuses) == {200}


# Datasette's writer thread is ended by SystemExit: quiet in a program, reported by pytest
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_request_begun_before_a_new_snapshot_is_answered_from_the_old_one(
    data_dir: Path, fetch: Fetch, tmp_path: Path
) -> None:
    old = (data_dir / "current.sqlite3").resolve()
    fetch(data_dir, TITLES[:3])
    new = (data_dir / "current.sqlite3").resolve()
    point_at(data_dir, old, tmp_path)
    server = FollowingServer(data_dir)
    await server.follow()
    first = server.serving
    assert first is not None
    sql = SLOW + "select (select count(*) from n), (select snapshot_id from snapshot)"
    transport = httpx.ASGITransport(app=server)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        asking = asyncio.create_task(client.get("/catalog.json", params={"sql": sql}))
        await asyncio.to_thread(wait_until, lambda: first.busy, what="the request has begun")
        point_at(data_dir, new, tmp_path)
        await server.follow()
        assert server.serving is not None
        assert server.serving.path == new
        assert not asking.done(), "the request ended before the new snapshot was served"
        answer = await asking
    assert answer.status_code == 200
    assert answer.json()["rows"][0] == [ROWS_OF_SLOW, old.stem]
    await server.close()
    wait_until(lambda: writer_threads() == 0, what="Datasette's threads have ended")


def writer_threads() -> int:
    return sum("_execute_writes" in thread.name for thread in threading.enumerate())


def point_at(data_dir: Path, snapshot: Path, scratch: Path) -> None:
    link = scratch / "link"
    link.symlink_to(snapshot)
    link.replace(data_dir / "current.sqlite3")


def test_a_snapshot_that_cannot_be_read_leaves_the_one_before_it_served(
    datasette: httpx.Client, data_dir: Path, tmp_path: Path
) -> None:
    broken = data_dir / "broken.sqlite3"
    broken.write_bytes(b"not a database at all")
    point_at(data_dir, broken, tmp_path)
    log = tmp_path / "datasette.log"
    wait_until(
        lambda: "cannot serve" in log.read_text(encoding="utf-8"),
        what="Datasette says what is wrong",
        within=40,
    )
    assert count(datasette) == len(TITLES)


def test_it_waits_for_a_first_snapshot(tmp_path: Path, fetch: Fetch) -> None:
    port = free_port()
    serve = ROOT / "deploy" / "datasette" / "serve.py"
    child = Child(
        "datasette",
        [sys.executable, serve, "--data-dir", tmp_path / "data", "--port", str(port)],
        log=tmp_path / "datasette.log",
        cwd=ROOT,
    )
    with child, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:

        def status() -> int:
            try:
                return client.get("/catalog").status_code
            except httpx.TransportError:
                return 0

        child.wait_ready(lambda: status() == 503)
        assert "kryten-connector fetch" in client.get("/").text
        fetch(tmp_path / "data", TITLES)
        wait_until(lambda: status() == 200, what="the first snapshot is served", within=40)
