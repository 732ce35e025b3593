"""Statistics end to end without a channel: events in, counts out, through kills and restarts."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from action_api.domain.likes import LikeRules
from action_api.nats_link import NatsLink
from action_api.settings import load_settings
from action_api.stores.kv import KvBucket
from action_api.stores.likes import LikeStore
from tests.integration.api_harness import command, problem
from tests.integration.playlist_harness import Service, running_service, save
from tests.integration.stats_harness import (
    Event,
    Workers,
    ask,
    begin_again_from_the_first,
    counted_up_to,
    joined,
    last_sequence,
    media,
    queued,
    records,
    shown,
    started,
    tell,
    update,
    wait_counted,
)
from tests.standins.nats_server import NatsServer
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

ITEMS = [f"movie{n:02}" for n in range(1, 21)]
SECONDS = 5400
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@dataclass
class Script:
    """A channel's life and, counted while it is made up, what the statistics must say of it."""

    at: float
    chance: random.Random
    events: list[tuple[Event, float]] = field(default_factory=list)
    plays: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    adds: Counter[str] = field(default_factory=Counter)
    by_day: Counter[tuple[date, str]] = field(default_factory=Counter)
    uid: int = 0

    def tell(self, *events: Event) -> None:
        self.events += [(event, self.at) for event in events]

    def add(self) -> None:
        video_id = self.chance.choice(ITEMS)
        self.uid += 1
        self.adds[video_id] += 1
        self.tell(queued(video_id, self.uid, SECONDS))

    def play(self) -> None:
        """A play of some seconds, in which the robot may come anew; then what is next."""
        video_id = self.chance.choice(ITEMS)
        self.uid += 1
        self.plays[video_id] += 1
        self.by_day[datetime.fromtimestamp(self.at, UTC).date(), video_id] += 1
        self.tell(*started(video_id, self.uid, SECONDS))
        self.at += 3
        self.tell(update(0))
        position = 0
        for _ in range(self.chance.randrange(4)):
            self.at += 5
            position += 5
            self.tell(update(position))
            if self.chance.random() < 0.15:
                self.tell(*joined(video_id, self.uid, position, SECONDS))
        rest = self.chance.randrange(900)
        self.at += rest
        self.seconds[video_id] += position + rest

    def interlude(self) -> None:
        """Media of others, which is no item."""
        foreign = media("x") | {"id": "dQw4w9WgXcQ", "type": "yt", "currentTime": -3}
        self.tell(("changeMedia", foreign))
        self.at += 60


def made_up(count: int, start: float, seed: int) -> Script:
    """A script of at least so many events."""
    script = Script(start, random.Random(seed))
    while len(script.events) < count:
        script.chance.choice([script.add, script.play, script.play, script.interlude])()
    script.interlude()
    return script


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with (
        NatsServer(tmp_path_factory.mktemp("own-nats")) as own,
        running_service(own, tmp_path_factory.mktemp("statistics")) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def workers(service: Service) -> Iterator[Workers]:
    made = Workers(service)
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def script(service: Service, workers: Workers) -> Script:
    """1,000 mixed events; three workers are killed over them, and NATS is restarted."""
    url = service.nats.url
    script = made_up(1000, time.time() - 3 * 86400, seed=6)
    worker = workers.start()
    workers.wait_listening()
    parts = [script.events[at : at + 220] for at in range(0, len(script.events), 220)]
    for number, part in enumerate(parts):
        before = last_sequence(url)
        tell(url, part[:200])
        if number < 3:
            # it is in the middle of them now, or was a moment ago
            wait_until(lambda at=before: counted_up_to(url)[1] > at, what="it counts", within=40)  # type: ignore[misc]
            tell(url, part[200:])
            worker.kill()
            worker = workers.start()
        else:
            tell(url, part[200:])
        if number == 1:
            service.nats.restart()
    wait_counted(url)
    service.wait_nats(up=True)
    return script


def totals(service: Service) -> dict[str, tuple[int, int, int]]:
    """Plays, seconds and adds by item, as they stand in NATS."""
    found = {}
    for key, record in records(service.nats.url, "item.").items():
        assert key.startswith("item.")
        for video_id, row in record["items"].items():
            found[video_id] = (row[0], row[1], row[4])
    return found


def expected(script: Script) -> dict[str, tuple[int, int, int]]:
    names = {*script.plays, *script.adds}
    return {
        one: (script.plays[one], script.seconds[one], script.adds[one]) for one in sorted(names)
    }


def test_a_thousand_events_through_three_kills_and_a_restart_of_nats_are_counted_exactly(
    service: Service, script: Script
) -> None:
    assert len(script.events) >= 1000
    assert any(event[0] == "setPlaylistMeta" for event, _ in script.events), "the robot came anew"
    assert totals(service) == expected(script)


def test_the_same_stream_replayed_changes_nothing(
    service: Service, workers: Workers, script: Script
) -> None:
    """The consumer is deleted and begins at event 1, under a running worker and a new one."""
    before = totals(service)
    begin_again_from_the_first(service.nats.url)
    workers.start()
    tell(service.nats.url, [(queued("movie01", 1, SECONDS), time.time())])
    script.adds["movie01"] += 1
    wait_counted(service.nats.url)
    assert totals(service) == expected(script)
    changed = {one for one, row in totals(service).items() if row != before.get(one)}
    assert changed == {"movie01"}


def test_two_workers_at_once_count_everything_once(
    service: Service, workers: Workers, script: Script
) -> None:
    workers.start()
    more = made_up(200, script.at + 100, seed=7)
    for at in range(0, len(more.events), 10):
        tell(service.nats.url, more.events[at : at + 10])
    script.plays += more.plays
    script.seconds += more.seconds
    script.adds += more.adds
    script.by_day += more.by_day
    wait_counted(service.nats.url)
    assert totals(service) == expected(script)


def wait_shown(service: Service, script: Script) -> None:
    """Until both workers of the API have heard of the last add."""
    wanted = sum(script.adds.values())
    wait_until(
        lambda: all(shown(service, "/stats/summary")["items_queued"] == wanted for _ in range(6)),
        what="the API to have the counts",
    )


def test_the_summary_is_the_sum_of_everything(service: Service, script: Script) -> None:
    wait_shown(service, script)
    assert shown(service, "/stats/summary") == {
        "items_queued": sum(script.adds.values()),
        "items_played": sum(script.plays.values()),
        "seconds_queued": sum(script.adds.values()) * SECONDS,
        "seconds_played": sum(script.seconds.values()),
    }


@pytest.mark.parametrize("window", ["7d", "30d", "365d", "all"])
def test_most_played_by_window_is_what_counting_by_hand_gives(
    service: Service, script: Script, window: str
) -> None:
    """A year of plays beside those of the last days, told as a robot would have told them."""
    url = service.nats.url
    if not any(key.startswith("day.20") and age(key) > 100 for key in records(url, "day.")):
        for days_ago in (3 * 365, 364, 200, 29, 20, 8):
            past = Script(time.time() - days_ago * 86400 - 4000, random.Random(days_ago))
            for _ in range(12):
                past.play()
            past.interlude()
            tell(url, past.events)
            script.plays += past.plays
            script.seconds += past.seconds
            script.by_day += past.by_day
        wait_counted(url)
    plays_total = sum(script.plays.values())
    wait_until(
        lambda: all(
            shown(service, "/stats/summary")["items_played"] == plays_total for _ in range(6)
        ),
        what="the API to have the counts",
    )
    today = datetime.now(UTC).date()
    most = 10**6 if window == "all" else int(window.removesuffix("d"))
    by_hand: Counter[str] = Counter()
    for (day, video_id), count in script.by_day.items():
        if (today - day).days < most:
            by_hand[video_id] += count
    answer = shown(service, f"/stats/top-played?window={window}&limit=100")
    assert answer["window"] == window
    assert {row["video_id"]: row["plays"] for row in answer["items"]} == by_hand
    counts = [row["plays"] for row in answer["items"]]
    assert counts == sorted(counts, reverse=True)
    first = shown(service, f"/stats/top-played?window={window}&limit=3")["items"]
    assert first == answer["items"][:3]
    days = shown(service, f"/stats/days?window={window}")["days"]
    assert sum(day["items_played"] for day in days) == sum(by_hand.values())
    assert days[-1]["date"] == today.isoformat()


def age(key: str) -> int:
    return (datetime.now(UTC).date() - date.fromisoformat(key.removeprefix("day."))).days


def test_the_numbers_of_one_item_are_for_the_blessed(service: Service, script: Script) -> None:
    problem(service.api.get("/stats/items/movie01"), 401, "sign_in_required")
    problem(service.person("Cyd").get("/stats/items/movie01"), 403, "not_permitted")
    ann = service.person("Ann")
    one = shown(service, "/stats/items/movie01", ann)
    assert (one["queued"], one["plays"]) == (script.adds["movie01"], script.plays["movie01"])
    assert one["plays_in_window"]["all"] == one["plays"]
    assert one["title"] == "The.Movie.1.[1951].mp4"
    never = shown(service, "/stats/items/shining1", ann)
    assert (never["plays"], never["last_played_at"]) == (0, None)
    problem(ann.get("/stats/items/nowhere"), 404, "not_found")
    problem(ann.get("/stats/items/a%20b"), 404, "not_found")


def test_a_playlist_that_was_never_applied_has_no_applies(service: Service) -> None:
    ann = service.person("Ann")
    made = save(ann, "Never applied", ["movie01"])
    assert shown(service, f"/stats/playlists/{made['id']}", ann) == {
        "applies": 0,
        "last_applied_at": None,
    }
    problem(service.api.get(f"/stats/playlists/{made['id']}"), 401, "sign_in_required")
    for unknown in ("nosuch", "a.b", "*", "x y"):
        problem(ann.get(f"/stats/playlists/{unknown}"), 404, "not_found")


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("window=8d", "window", "'8d' is no window, one of 7d, 30d, 365d, all is needed"),
        ("window=", "window", "one of 7d, 30d, 365d, all"),
        ("limit=0", "limit", "'0' is not a number from 1 to 100"),
        ("limit=101", "limit", "'101' is not a number from 1 to 100"),
        ("limit=ten", "limit", "'ten' is not a number from 1 to 100"),
        ("limit=1&limit=2", "limit", "is not a number from 1 to 100"),
        ("days=7", "days", "not permitted"),
    ],
)
def test_a_wrong_window_or_limit_is_refused_naming_field_value_and_way_out(
    service: Service, query: str, field: str, words: str
) -> None:
    found = problem(service.api.get(f"/stats/top-played?{query}"), 400, "invalid_request")
    assert found["field"] == field
    assert words in found["detail"]


def test_what_has_no_running_time_is_counted_once_the_catalog_has_one(service: Service) -> None:
    """`nolength` has none in CyTube nor in the catalog: the seconds queued come with a refresh."""
    from tests.integration.playlist_harness import CATALOG, publish_catalog

    ann, now = service.person("Ann"), time.time()
    events: list[tuple[Event, float]] = [(queued("nolength", 900, 0), now - 500)]
    showing = media("nolength", 0) | {"currentTime": 0, "paused": False}
    events += [(("setCurrent", 900), now - 490), (("changeMedia", showing), now - 490)]
    events += [(("setPlaylistMeta", {"count": 0, "rawTime": 0, "time": "00:00"}), now - 190)]
    tell(service.nats.url, events)
    wait_counted(service.nats.url)

    def numbers() -> tuple[int, int, int]:
        one = shown(service, "/stats/items/nolength", ann)
        return one["plays"], one["seconds_queued"], one["seconds_played"]

    wait_until(lambda: all(numbers() == (1, 0, 300) for _ in range(6)), what="the play of it")
    known = [row | ({"duration": 120} if row["video_id"] == "nolength" else {}) for row in CATALOG]
    before = shown(service, "/stats/summary")
    publish_catalog(service.directory / "data", known)
    assert numbers() == (1, 120, 120)
    after = shown(service, "/stats/summary")
    assert after["seconds_queued"] - before["seconds_queued"] == 120
    assert after["seconds_played"] - before["seconds_played"] == 120 - 300


def test_an_item_that_left_the_catalog_keeps_its_counts_and_the_title_it_was_shown_with(
    service: Service,
) -> None:
    tell(service.nats.url, [(event, time.time()) for event in started("leftlong", 901)])
    wait_counted(service.nats.url)

    def row() -> dict[str, Any] | None:
        rows = shown(service, "/stats/top-played?window=all&limit=100")["items"]
        return next((one for one in rows if one["video_id"] == "leftlong"), None)

    wait_until(lambda: all(row() is not None for _ in range(6)), what="the item among them")
    found = row()
    assert found is not None
    assert (found["title"], found["available"]) == ("Title of leftlong", False)


def like(service: Service, video_id: str) -> None:
    """One like of somebody's, as the service keeps them."""

    async def keep() -> None:
        link = NatsLink(load_settings({"NATS_URL": service.nats.url}, None))
        await link.start()
        assert await link.wait_up(20)
        bucket = KvBucket(link, "kryten_playlist_likes", "Likes")
        await LikeStore(bucket, time.time).add("a hash", video_id, "T", LikeRules(0, 20))
        await link.stop()

    asyncio.run(keep())


def test_the_days_show_the_likes_of_each(service: Service) -> None:
    like(service, "movie01")
    like(service, "movie02")
    day = datetime.now(UTC).date().isoformat()

    def likes() -> dict[str, int]:
        days = shown(service, "/stats/days?window=7d")["days"]
        return {one["date"]: one["likes"] for one in days if one["likes"]}

    wait_until(lambda: all(likes() == {day: 2} for _ in range(6)), what="two likes", within=30)


def test_the_file_beside_the_site_says_what_the_api_says(service: Service, script: Script) -> None:
    path = Path(service.environment["SITE_DIR"]) / "live" / "stats.json"

    def published() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(path.read_text())
        return found

    days = shown(service, "/stats/days?window=365d")["days"]
    summary = shown(service, "/stats/summary")

    def is_current() -> bool:
        return path.exists() and (published()["summary"], published()["days"]) == (summary, days)

    wait_until(is_current, what="the file to have everything", within=40)
    document = published()
    assert list(document) == ["as_of", "summary", "top_played", "days", "items"]
    for window, rows in document["top_played"].items():
        answer = shown(service, f"/stats/top-played?window={window}&limit=50")
        assert rows == answer["items"]
    ann = service.person("Ann")
    plays, last = document["items"]["movie01"]
    one = shown(service, "/stats/items/movie01", ann)
    assert (plays, datetime.fromtimestamp(last, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")) == (
        one["plays"],
        one["last_played_at"],
    )
    assert not list(path.parent.glob(".*.tmp"))


def test_the_command_line_shows_the_most_played(service: Service) -> None:
    answer = shown(service, "/stats/top-played?window=all&limit=5")
    asked = ["stats", "top-played", "--window", "all", "--limit", "5"]
    as_json = command(service.environment, *asked, "--format", "json")
    assert as_json.returncode == 0, as_json.stderr
    assert json.loads(as_json.stdout) == answer
    table = command(service.environment, *asked)
    assert [line.split()[0] for line in table.stdout.splitlines()] == [
        str(row["plays"]) for row in answer["items"]
    ]
    wrong = command(service.environment, "stats", "top-played", "--window", "8d")
    assert wrong.returncode == 2
    assert "8d" in wrong.stderr


def test_the_command_on_nats_answers_the_same(service: Service, workers: Workers) -> None:
    asked = {"command": "stats.top_played", "service": "playlist", "window": "all", "limit": 5}
    reply = ask(service.nats.url, asked)
    assert reply["success"] is True
    assert reply["data"] == shown(service, "/stats/top-played?window=all&limit=5")
    for wrong in ({"window": "8d"}, {"limit": 0}, {"limit": "5"}, {"limit": True}):
        refused = ask(service.nats.url, {"command": "stats.top_played"} | wrong)
        assert (refused["success"], refused["code"]) == (False, "invalid_request")
        assert next(iter(wrong)) in refused["error"]


@pytest.mark.parametrize("path", ["summary", "top-played", "days", "items/{video_id}"])
def test_real_answers_are_what_the_openapi_says(service: Service, path: str) -> None:
    schema = schemathesis.openapi.from_url(f"{service.api.url}/api/v1/openapi.json")
    case = schema[f"/api/v1/stats/{path}"]["get"].Case(path_parameters={"video_id": "movie01"})
    answer = case.call(cookies=dict(service.person("Ann").cookies))
    assert answer.status_code == 200
    case.validate_response(answer, checks=CHECKS)


def test_how_the_counting_goes_is_in_the_metrics(service: Service, workers: Workers) -> None:
    exposed = workers.metrics()
    assert 'playlist_stats_events_total{result="counted"}' in exposed
    assert "playlist_stats_lag_seconds" in exposed


def test_without_nats_they_are_refused_with_a_time_to_come_back(service: Service) -> None:
    """Last: the NATS of this module goes."""
    service.nats.stop()
    try:
        service.wait_nats(up=False)
        for path in ("summary", "top-played", "days"):
            answer = service.api.get(f"/stats/{path}")
            problem(answer, 503, "nats_unavailable")
            assert int(answer.headers["Retry-After"]) > 0
    finally:
        service.nats.start()
    service.wait_nats(up=True)
    wait_until(
        lambda: service.api.get("/stats/summary").status_code == 200, what="them again", within=20
    )
