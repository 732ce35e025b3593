"""Likes by the API: two gunicorn workers and the event worker, around a channel that plays."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx
import nats
import pytest

from tests.integration.api_harness import (
    answer_to,
    command,
    every_kv_value,
    forget_everything,
    problem,
)
from tests.integration.apply_harness import Stage, item_ids, running_stage
from tests.standins.channel import Channel
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

SLOW_MACHINE = 30.0
_numbers = itertools.count()


@pytest.fixture(scope="module")
def _stage(
    _running_channel: Channel, lab: LabManifests, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    forget_everything(_running_channel.nats.url)
    with running_stage(
        _running_channel, lab, tmp_path_factory.mktemp("likes"), LIKES_PER_USER_PER_HOUR="3"
    ) as running:
        yield running


@pytest.fixture
def stage(_stage: Stage) -> Stage:
    """Nothing queued. Likes stay: each test has items and users of its own."""
    _stage.reset()
    return _stage


def new_items(count: int) -> list[str]:
    """Items of the catalog no other test likes."""
    return [item_ids(1, next(_numbers))[0] for _ in range(count)]


def new_name() -> str:
    return f"Viewer_{next(_numbers)}"


def play(stage: Stage, *items: str) -> None:
    """Queues the items; the first of them plays."""
    stage.seed(items)
    wait_until(
        lambda: all(playing(stage) == items[0] for _ in range(4)),
        what="the API to see it play",
        within=SLOW_MACHINE,
    )


def play_next(stage: Stage, video_id: str) -> None:
    uid = stage.channel.cytube.queue()[stage.queue().index(video_id)]["uid"]
    stage.channel.come_online(["labadmin"])
    stage.channel.cytube.act("labadmin", "jumpTo", uid)
    wait_until(
        lambda: all(playing(stage) == video_id for _ in range(4)),
        what="the API to see the next one play",
        within=SLOW_MACHINE,
    )


def playing(stage: Stage) -> str | None:
    now = stage.api.get("/now-playing").json()["now_playing"]
    return None if now is None else str(now["video_id"])


def like(person: httpx.Client, **body: Any) -> httpx.Response:
    return person.post("/likes", json=body) if body else person.post("/likes")


def top(ann: httpx.Client, **query: Any) -> dict[str, Any]:
    answer = ann.get("/likes/top", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_like_is_counted_and_the_same_again_is_not(stage: Stage) -> None:
    (item,) = new_items(1)
    play(stage, item)
    name = new_name()
    first = like(stage.person(name))
    assert first.status_code == 201, first.text
    assert first.json() == {"video_id": item, "title": f"Title of {item}", "likes": 1}
    again = like(stage.person(name.upper()))
    assert (again.status_code, again.json()) == (200, {"duplicate": True, **first.json()})
    other = like(stage.person(new_name()), video_id=item)
    assert (other.status_code, other.json()["likes"]) == (201, 2)
    ann = stage.person("Ann")
    today = datetime.now(UTC).date().isoformat()
    shown = ann.get(f"/likes/items/{item}").json()
    assert (shown["likes"], shown["days"]) == (2, {today: 2})
    assert shown["windows"] == {"7d": 2, "30d": 2, "365d": 2, "all": 2}
    ranked = top(ann, window="7d", limit=5)
    assert ranked["window"] == "7d"
    rows = [one for one in ranked["items"] if one["video_id"] == item]
    assert [(one["title"], one["likes"]) for one in rows] == [(f"Title of {item}", 2)]


def test_a_like_fifty_times_at_once_over_two_workers_counts_once(stage: Stage) -> None:
    (item,) = new_items(1)
    play(stage, item)
    cookies = dict(stage.person(new_name()).cookies)
    ready = threading.Barrier(10)

    def like_five_times(_: int) -> list[int]:
        with httpx.Client(base_url=f"{stage.api.url}/api/v1", cookies=cookies, timeout=30) as own:
            ready.wait(30)
            return [own.post("/likes", json={"video_id": item}).status_code for _ in range(5)]

    with ThreadPoolExecutor(10) as crowd:
        answers = [one for some in crowd.map(like_five_times, range(10)) for one in some]
    assert sorted(answers) == [200] * 49 + [201]
    assert stage.person("Ann").get(f"/likes/items/{item}").json()["likes"] == 1


def test_what_cannot_be_liked_is_refused_with_what_is_so(stage: Stage) -> None:
    first, second = new_items(2)
    alice = stage.person(new_name())
    nothing = problem(like(alice), 409, "nothing_playing")
    assert "Nothing is playing" in nothing["detail"]
    play(stage, first, second)
    over = problem(like(alice, video_id=second), 409, "nothing_playing")
    assert f"Title of {first}" in over["detail"]
    play_next(stage, second)
    problem(like(alice, video_id=first), 409, "nothing_playing")
    assert like(alice, video_id=second).status_code == 201
    ann = stage.person("Ann")
    likes = {one: ann.get(f"/likes/items/{one}").json()["likes"] for one in (first, second)}
    assert likes == {first: 0, second: 1}


def test_what_is_not_of_the_catalog_is_not_liked(stage: Stage) -> None:
    elsewhere = f"{stage.lab.url(new_items(1)[0])}&of=another-service"
    stage.channel.cytube.post("/seed", ids=[elsewhere], by="bob")
    wait_until(lambda: all(stage.shown_queue()["now_playing"] for _ in range(4)), what="it to play")
    refused = problem(like(stage.person(new_name())), 409, "nothing_playing")
    assert "not of the catalog" in refused["detail"]


def test_the_allowance_of_an_hour_is_kept_and_a_duplicate_takes_none_of_it(stage: Stage) -> None:
    items = new_items(4)
    play(stage, *items)
    alice = stage.person(new_name())
    for position, video_id in enumerate(items[:3]):
        if position:
            play_next(stage, video_id)
        assert like(alice).status_code == 201
        assert [like(alice).status_code for _ in range(4)] == [200] * 4
    play_next(stage, items[3])
    refused = like(alice)
    seconds = problem(refused, 429, "rate_limited")["retry_after_seconds"]
    assert refused.headers["Retry-After"] == str(seconds)
    assert 3000 < seconds <= 3600
    assert like(stage.person(new_name())).status_code == 201, "others have their own allowance"
    play_next(stage, items[0])
    assert like(alice).status_code == 200, "what is liked already is never refused"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"video_id": 7}', "video_id"),
        (b'{"video_id": "../x"}', "video_id"),
        (b'{"vid": "x"}', "vid"),
        (b"[]", None),
        (b"{", None),
        (b'"\xff"', None),
    ],
)
def test_a_bad_body_is_refused_and_likes_nothing(
    stage: Stage, body: bytes, field: str | None
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = stage.person(new_name()).post("/likes", content=body, headers=headers)
    assert problem(answer, 400, "invalid_request").get("field") == field


def test_rights_are_as_the_contract_has_them(stage: Stage) -> None:
    item, unliked_item = new_items(2)
    play(stage, item)
    problem(like(stage.person(None)), 401, "sign_in_required")
    alice, ann = stage.person(new_name()), stage.person("Ann")
    assert like(alice).status_code == 201
    for path in ("/likes/top", f"/likes/items/{item}"):
        problem(stage.person(None).get(path), 401, "sign_in_required")
        assert problem(alice.get(path), 403, "not_permitted")["required_role"] == "blessed"
        assert ann.get(path).status_code == 200
    problem(alice.post("/likes", headers={"Origin": "https://evil.example"}), 403, "cross_origin")
    bad = {"window=8d": "'8d'", "limit=0": "'0'", "limit=x": "'x'", "what=1": "'what'"}
    for query, named in bad.items():
        refused = problem(ann.get(f"/likes/top?{query}"), 400, "invalid_request")
        assert named in refused["detail"], "what is wrong is named"
    problem(ann.get("/likes/items/nowhere"), 404, "not_found")
    unliked = ann.get(f"/likes/items/{unliked_item}").json()
    assert (unliked["likes"], unliked["last_liked_at"]) == (0, None)


def ask(stage: Stage, message: dict[str, object]) -> dict[str, Any]:
    """The reply to a command on NATS."""

    async def request() -> dict[str, Any]:
        client = await nats.connect(stage.channel.nats.url)
        try:
            data = json.dumps(message).encode()
            found: dict[str, Any] = json.loads(await answer_to(client, data, SLOW_MACHINE))
            return found
        finally:
            await client.close()

    return asyncio.run(request())


def wait_for_worker(stage: Stage, video_id: str) -> None:
    """Until the worker sees the item play; a like of another one is refused and changes nothing."""
    wanted = {"command": "like.add", "username": "watcher", "video_id": "something-else"}
    wait_until(
        lambda: f"'Title of {video_id}' is" in str(ask(stage, wanted).get("error")),
        what="the worker to see it play",
        within=SLOW_MACHINE,
    )


def test_a_user_is_the_same_by_web_chat_and_command(stage: Stage) -> None:
    item, other = new_items(2)
    play(stage, item, other)
    wait_for_worker(stage, item)
    stage.channel.come_online(["carol"])
    stage.channel.cytube.act("carol", "chatMsg", {"msg": "!like", "meta": {}})
    thanks = stage.channel.cytube.wait_for_pm("carol", within=SLOW_MACHINE)
    assert thanks["msg"] == f"Liked: Title of {item} (the first like)."
    carol = stage.person("Carol")
    assert (like(carol).status_code, like(carol).json()["likes"]) == (200, 1)
    command_ = {"command": "like.add", "username": "CAROL"}
    assert ask(stage, command_)["data"] == {
        "video_id": item,
        "title": f"Title of {item}",
        "likes": 1,
        "duplicate": True,
    }
    play_next(stage, other)
    wait_for_worker(stage, other)
    assert ask(stage, command_)["data"]["duplicate"] is False
    assert like(carol).status_code == 200


def test_top_liked_is_the_same_by_web_command_and_shell(stage: Stage) -> None:
    first, second = new_items(2)
    play(stage, first, second)
    assert like(stage.person(new_name())).status_code == 201
    play_next(stage, second)
    assert [like(stage.person(new_name())).status_code for _ in range(2)] == [201] * 2

    def mine(shown: dict[str, Any]) -> list[tuple[str, int]]:
        rows = [(one["video_id"], one["likes"]) for one in shown["items"]]
        return [row for row in rows if row[0] in {first, second}]

    by_web = top(stage.person("Ann"), window="365d", limit=100)
    by_command = ask(stage, {"command": "stats.top_liked", "window": "365d", "limit": 100})["data"]
    words = ("stats", "top-liked", "--window", "365d", "--limit", "100")
    by_shell = command(stage.environment, *words, "--format", "json")
    assert by_shell.returncode == 0, by_shell.stderr
    assert len(by_shell.stdout.splitlines()) == 1
    for shown in (by_web, by_command, json.loads(by_shell.stdout)):
        assert mine(shown) == [(second, 2), (first, 1)]
        assert shown == by_web
    table = command(stage.environment, *words).stdout.splitlines()
    assert any(second in line and line.split()[0] == "2" for line in table)


def test_no_name_of_a_user_is_in_any_record_or_log_line_of_a_like(stage: Stage) -> None:
    item, other = new_items(2)
    play(stage, item)
    name = "Zebediah_77"
    logs = [stage.directory / "worker.log", stage.directory / "api" / "api.log"]
    before = [path.stat().st_size for path in logs]
    zeb = stage.person(name)
    assert [like(zeb).status_code for _ in range(2)] == [201, 200]
    problem(like(zeb, video_id=other), 409, "nothing_playing")
    problem(like(zeb, video_id=[]), 400, "invalid_request")
    kept = every_kv_value(stage.channel.nats.url)
    assert f"item.{item}".encode() in kept, "the like is among what was looked through"
    written = b"".join(path.read_bytes()[start:] for path, start in zip(logs, before, strict=True))
    assert b"POST /api/v1/likes 201" in written
    for place in (kept, written):
        assert name.lower().encode() not in place.lower()


def test_the_open_api_document_tells_of_likes(stage: Stage) -> None:
    document = stage.api.get("/openapi.json").json()
    post = document["paths"]["/api/v1/likes"]["post"]
    assert {"200", "201", "400", "401", "403", "409", "429", "503"} <= set(post["responses"])
    assert post["requestBody"]["required"] is False
    assert "/api/v1/likes/top" in document["paths"]
    assert json.dumps(document["paths"]["/api/v1/likes/items/{video_id}"]).count("[A-Za-z0-9_-]")


def test_likes_are_counted_in_the_metrics(stage: Stage) -> None:
    play(stage, *new_items(1))
    before = metric(stage, 'playlist_likes_total{result="ok"}')
    assert like(stage.person(new_name())).status_code == 201
    assert metric(stage, 'playlist_likes_total{result="ok"}') == before + 1
    assert metric(stage, "playlist_like_seconds_count") >= 1


def metric(stage: Stage, name: str) -> float:
    lines = httpx.get(f"{stage.api.url}/metrics").text.splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))
