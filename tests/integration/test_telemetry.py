"""The product's figures, from where things happen to /metrics and the admin's view."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import nats
import pytest
from nats.aio.msg import Msg

from action_api.domain.measures import MEASURES
from tests.deploy.promql import metrics_used
from tests.integration.api_harness import forget_everything, new_address, problem
from tests.integration.apply_harness import Stage, item_ids, running_stage
from tests.integration.metrics_reader import Shown
from tests.standins.channel import Channel
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

CONTRACT = {
    "playlist_nats_connected",
    "playlist_otp_sent_total",
    "playlist_otp_delivery_seconds_count",
    "playlist_apply_items_total",
    "playlist_apply_seconds_count",
    "playlist_kv_writes_total",
    "playlist_likes_total",
    "playlist_search_seconds_count",
    "playlist_http_request_seconds_count",
}


@pytest.fixture(scope="module")
def stage(
    _running_channel: Channel, lab: LabManifests, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    forget_everything(_running_channel.nats.url)
    _running_channel.reset()
    with running_stage(_running_channel, lab, tmp_path_factory.mktemp("telemetry")) as running:
        yield running


def worker_url(stage: Stage) -> str:
    return f"http://127.0.0.1:{stage.environment['METRICS_PORT']}"


def api(stage: Stage) -> Shown:
    return Shown(stage.api.url)


def tell(stage: Stage, beacon: Any, address: str | None = None, **headers: str) -> httpx.Response:
    """Sends one beacon, on a connection of its own: which process takes it is chance."""
    return httpx.post(
        f"{stage.api.url}/api/v1/telemetry",
        json=beacon,
        headers={"X-Forwarded-For": address or new_address(), **headers},
        timeout=10,
    )


def figures(stage: Stage) -> dict[str, dict[str, Any]]:
    answer = stage.person("labadmin").get("/admin/metrics")
    assert answer.status_code == 200, answer.text
    return {one["id"]: one for one in answer.json()["figures"]}


def test_beacons_add_up_over_the_processes(stage: Stage) -> None:
    """Each is counted once, whichever process of the API it reaches."""
    before = api(stage)
    for _ in range(12):
        assert tell(stage, {"search_ms": [4, 80.5], "searched": True}).status_code == 204
    assert tell(stage, {"added": True, "landing_to_apply_seconds": 95}).status_code == 204
    after = api(stage)

    def more(name: str, **labels: str) -> float:
        return after.value(name, **labels) - before.value(name, **labels)

    assert more("playlist_search_seconds_count") == 24
    assert more("playlist_search_seconds_bucket", le="0.005") == 12
    assert more("playlist_search_seconds_bucket", le="0.1") == 24
    assert more("playlist_search_sessions_total", step="searched") == 12
    assert more("playlist_search_sessions_total", step="added") == 1
    assert more("playlist_landing_to_apply_seconds_sum") == 95
    assert more("playlist_telemetry_beacons_total", result="counted") == 13


@pytest.mark.parametrize(
    ("beacon", "field"),
    [
        ({"search_ms": [-1]}, "search_ms.0"),
        ({"search_ms": [60_001]}, "search_ms.0"),
        ({"search_ms": ["4"]}, "search_ms.0"),
        ({"search_ms": [True]}, "search_ms.0"),
        ({"search_ms": [1] * 101}, "search_ms"),
        ({"search_ms": 4}, "search_ms"),
        ({"searched": 1}, "searched"),
        ({"searched": "yes"}, "searched"),
        ({"landing_to_apply_seconds": 86_401}, "landing_to_apply_seconds"),
        ({"landing_to_apply_seconds": -0.1}, "landing_to_apply_seconds"),
        ({"query": "what I looked for"}, "query"),
        ({"username": "Alice"}, "username"),
    ],
)
def test_a_beacon_takes_numbers_within_bounds_and_nothing_else(
    stage: Stage, beacon: dict[str, Any], field: str
) -> None:
    assert problem(tell(stage, beacon), 400, "invalid_request")["field"] == field


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_beacon_takes_no_number_that_is_none(stage: Stage, number: str) -> None:
    answer = httpx.post(
        f"{stage.api.url}/api/v1/telemetry",
        content=f'{{"search_ms":[{number}]}}',
        headers={"Content-Type": "application/json", "X-Forwarded-For": new_address()},
    )
    problem(answer, 400, "invalid_request")


def test_a_beacon_comes_from_our_own_pages_as_json(stage: Stage) -> None:
    problem(tell(stage, {}, Origin="https://evil.example"), 403, "cross_origin")
    problem(tell(stage, {}, **{"Sec-Fetch-Site": "cross-site"}), 403, "cross_origin")
    url = f"{stage.api.url}/api/v1/telemetry"
    problem(
        httpx.post(url, content="{}", headers={"Content-Type": "text/plain"}),
        415,
        "unsupported_media_type",
    )


@pytest.mark.parametrize("header", ["DNT", "Sec-GPC"])
def test_who_asks_not_to_be_tracked_is_not_counted(stage: Stage, header: str) -> None:
    before = api(stage)
    assert tell(stage, {"search_ms": [7], "searched": True}, **{header: "1"}).status_code == 204
    after = api(stage)
    for name in ("playlist_search_seconds_count", "playlist_search_sessions_total"):
        assert after.value(name) == before.value(name)
    declined = "playlist_telemetry_beacons_total"
    assert after.value(declined, result="declined") == before.value(declined, result="declined") + 1


def test_a_flood_from_one_address_is_refused_and_others_are_not(stage: Stage) -> None:
    """Each process lets 60 a minute through, so of two of them no more than 240 in any minute."""
    address = new_address()
    with httpx.Client(headers={"X-Forwarded-For": address}, timeout=10) as flooder:
        answers = [flooder.post(f"{stage.api.url}/api/v1/telemetry", json={}) for _ in range(245)]
    refused = [answer for answer in answers if answer.status_code != 204]
    assert refused
    assert 1 <= int(problem(refused[0], 429, "rate_limited")["retry_after_seconds"]) <= 60
    assert tell(stage, {}).status_code == 204


@pytest.fixture(scope="module")
def used(stage: Stage) -> Stage:
    """After a sign-in, an apply, the same once more, a marathon, a like, and a beacon."""
    stage.channel.come_online(["Alice", "labadmin"])
    stage.api.browser().sign_in(stage.channel, "Alice")
    ann = stage.person("Ann")
    playlist = stage.save(ann, item_ids(2))
    for _ in range(2):
        answer = stage.ask(ann, playlist, "append")
        assert answer.status_code == 202, answer.text
        assert stage.wait_job(answer.json()["id"])["state"] == "done"
    marathon = {"sources": [playlist], "method": "shuffle"}
    assert ann.post("/marathons/preview", json=marathon).status_code == 200
    wait_until(
        lambda: all(stage.api.get("/now-playing").json()["now_playing"] for _ in range(4)),
        what="the API knowing what is playing",
    )
    assert ann.post("/likes").status_code in {200, 201}
    assert tell(stage, {"search_ms": [4], "searched": True, "added": True}).status_code == 204
    # the record of an apply says that it is done a moment before the worker counts it
    wait_until(
        lambda: Shown(worker_url(stage)).value("playlist_playlists_applied_total") == 2,
        what="both applies counted",
        within=30,
    )
    return stage


def test_every_metric_of_the_contract_is_counted_where_it_happens(used: Stage) -> None:
    shown, worker = api(used), Shown(worker_url(used))
    assert (shown.names | worker.names) >= CONTRACT
    assert shown.value("playlist_otp_sent_total", delivery="confirmed") >= 1
    assert shown.value("playlist_otp_delivery_seconds_count") >= 1
    assert shown.value("playlist_likes_total", result="ok") >= 1
    assert shown.value("playlist_like_seconds_count") >= 1
    assert shown.value("playlist_kv_writes_total", result="ok") >= 1
    assert shown.value("playlist_search_seconds_count") >= 1
    assert shown.value("playlist_playlists_created_total") >= 1
    assert shown.value("playlist_marathons_total", method="shuffle") == 1
    requests = "playlist_http_request_seconds_count"
    assert shown.value(requests, route="/api/v1/apply-jobs", status="202") >= 2
    assert worker.value("playlist_apply_items_total", result="queued") >= 2
    assert worker.value("playlist_apply_seconds_count", mode="append") == 2
    assert worker.value("playlist_kv_writes_total", result="ok") >= 1
    for program in ("api", "worker"):
        assert shown.value("playlist_start_time_seconds", program=program) > 1_700_000_000
    for gauge in ("playlist_nats_connected", "playlist_robot_connected"):
        wait_until(lambda one=gauge: api(used).value(one) == 1.0, what=gauge)


def test_dashboard_and_rules_ask_for_what_is_really_shown(used: Stage) -> None:
    """Where something of each kind has happened, no query comes back empty for want of a name."""
    # how far the counting is behind is told when it has looked for the first time
    wait_until(lambda: metrics_used() <= api(used).names, what="every metric in use", within=40)
    assert metrics_used() - api(used).names == set()


def test_a_second_apply_of_a_playlist_is_a_reuse(used: Stage) -> None:
    worker = Shown(worker_url(used))
    applied = "playlist_playlists_applied_total"
    assert (worker.value(applied, time="first"), worker.value(applied, time="again")) == (1, 1)
    assert worker.value("playlist_applies_total", result="done") == 2


def test_what_is_queued_and_played_is_set_beside_what_we_did(used: Stage) -> None:
    """Two adds of ours and one by hand: the applies' share, and the likes per item played."""
    used.act_queue("labadmin", item_ids(1, 100)[0])
    wait_until(
        lambda: Shown(worker_url(used)).value("playlist_items_queued_total") >= 3,
        what="the adds counted",
        within=30,
    )
    worker = Shown(worker_url(used))
    assert worker.value("playlist_items_queued_total") == 3
    assert worker.value("playlist_analytics_writes_total", result="ok") >= 1
    assert worker.value("playlist_analytics_writes_total", result="failed") == 0
    shown = figures(used)
    assert (shown["queued_by_applies"]["value"], shown["queued_by_applies"]["of"]) == (2 / 3, 3)
    assert shown["likes_per_play"]["value"] == 1.0
    assert shown["likes_per_sign_in"]["value"] == 1.0


def test_no_metric_names_anybody_or_anything(used: Stage) -> None:
    """Neither users nor items nor playlists nor addresses are in them."""
    for text in (api(used).text, Shown(worker_url(used)).text):
        for word in ("alice", 'ann"', "labadmin", "item000", "List 1", "203.0."):
            assert word not in text.lower()


def test_the_admin_sees_each_figure_of_api_and_worker(used: Stage) -> None:
    shown = figures(used)
    assert list(shown) == [measure.measure_id for measure in MEASURES]
    assert all(one["without"] == [] for one in shown.values())
    assert (shown["playlist_reuse"]["value"], shown["playlist_reuse"]["of"]) == (0.5, 2)
    assert (shown["apply_success"]["value"], shown["apply_success"]["met"]) == (1.0, True)
    assert shown["otp_delivered"]["value"] == 1.0
    assert shown["apply_median"]["bound"] == "at_most"
    assert shown["landing_to_apply"]["target"] is None
    assert shown["likes_per_day"]["value"] is None


async def test_numbers_go_to_an_inbox_and_to_no_subject_of_a_service(used: Stage) -> None:
    """Whoever asks names the subject of the answer: none on which the worker's word would act."""
    client = await nats.connect(used.channel.nats.url)
    try:
        heard: list[str] = []

        async def hear(message: Msg) -> None:
            heard.append(message.subject)

        await client.subscribe("kryten.playlist.anything", cb=hear)
        await client.publish("kryten.playlist.metrics", b"{}", reply="kryten.playlist.anything")
        # a worker answers in order: after this one, the other has been dealt with
        answer = await client.request("kryten.playlist.metrics", b"not even JSON", timeout=10)
        await client.flush()
        assert set(json.loads(answer.data)) == {"registry", "since", "samples"}
        assert heard == []
    finally:
        await client.close()


async def test_a_worker_that_talks_nonsense_spoils_no_figure(used: Stage) -> None:
    """It is one that answers; what it tells is left out."""
    client = await nats.connect(used.channel.nats.url)

    async def babble(message: Msg) -> None:
        await message.respond(b'{"samples": [["playlist_likes_total", 7]], "since": []}')

    try:
        await client.subscribe("kryten.playlist.metrics", cb=babble)
        await client.flush()
        before = await asyncio.to_thread(figures, used)
        answer = await asyncio.to_thread(used.person("labadmin").get, "/admin/metrics")
        assert answer.json()["worker"]["answering"] == 2
        assert before["likes"]["value"] >= 1
        assert before["playlist_reuse"]["of"] == 2
    finally:
        await client.close()


def test_two_workers_are_both_asked(used: Stage) -> None:
    used.start_another_worker()
    admin = used.person("labadmin")
    wait_until(
        lambda: admin.get("/admin/metrics").json()["worker"]["answering"] == 2,
        what="both workers telling their numbers",
        within=30,
    )
    assert figures(used)["playlist_reuse"]["of"] == 2


def test_a_worker_that_is_gone_is_said_and_what_it_counted_here_stays(used: Stage) -> None:
    """The processes of one host share their numbers; that nothing new comes is no secret."""
    for worker in [used.worker, *used._others]:
        assert worker is not None
        worker.stop()
    admin = used.person("labadmin")
    wait_until(
        lambda: admin.get("/admin/metrics").json()["worker"]["answering"] == 0,
        what="the workers gone",
        within=30,
    )
    answer = admin.get("/admin/metrics").json()
    assert "No worker answers" in answer["worker"]["detail"]
    shown = figures(used)
    assert (shown["apply_success"]["value"], shown["apply_success"]["of"]) == (1.0, 2)
    assert shown["apply_success"]["without"] == shown["kv_writes"]["without"] == ["worker"]
    assert shown["search_p95"]["without"] == []


@pytest.mark.parametrize(("name", "status"), [(None, 401), ("bob", 403), ("Ann", 403)])
def test_the_figures_are_for_admins(stage: Stage, name: str | None, status: int) -> None:
    assert stage.person(name).get("/admin/metrics").status_code == status
