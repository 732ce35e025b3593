"""A playlist gets onto the queue as wanted, by real NATS, real robot and the CyTube stand-in."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import nats
import pytest

from tests.integration.api_harness import problem
from tests.integration.apply_harness import (
    BROKEN,
    Stage,
    item_ids,
)
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

MODES = ("append", "preserve_current", "hard_replace")


@pytest.fixture
def ann(stage: Stage) -> httpx.Client:
    return stage.person("Ann")


@pytest.fixture
def admin(stage: Stage) -> httpx.Client:
    return stage.person("labadmin")


@pytest.mark.parametrize("mode", MODES)
def test_an_empty_queue_becomes_the_playlist_and_plays_its_first_item(
    stage: Stage, admin: httpx.Client, mode: str
) -> None:
    wanted = item_ids(5)
    job = stage.wait_job(stage.apply(admin, wanted, mode))
    assert (job["state"], job["verified"], job["detail"]) == ("done", True, None)
    assert stage.queue() == wanted
    assert stage.shown_queue()["now_playing"]["video_id"] == wanted[0]
    assert job["progress"] == {"done": 5, "total": 5}
    uids = {entry["video_id"]: entry["uid"] for entry in stage.shown_queue()["entries"]}
    assert {item["video_id"]: item["uid"] for item in job["items"]} == uids


@pytest.mark.parametrize(
    ("mode", "before"),
    [("append", 4), ("preserve_current", 1), ("hard_replace", 0)],
)
def test_each_mode_keeps_and_replaces_what_it_says(
    stage: Stage, admin: httpx.Client, mode: str, before: int
) -> None:
    stood = item_ids(4, 100)
    stage.seed(stood)
    wanted = item_ids(6)
    job = stage.wait_job(stage.apply(admin, wanted, mode))
    assert (job["state"], job["verified"]) == ("done", True)
    assert stage.queue() == [*stood[:before], *wanted]
    playing = stage.shown_queue()["now_playing"]["video_id"]
    assert playing == (wanted[0] if mode == "hard_replace" else stood[0])


def test_what_is_wanted_and_stands_already_is_moved_and_not_added_again(
    stage: Stage, admin: httpx.Client
) -> None:
    stood = item_ids(8)
    stage.seed(stood)
    uids = {entry["video_id"]: entry["uid"] for entry in stage.shown_queue()["entries"]}
    wanted = [*reversed(stood), *item_ids(2, 50)]
    job = stage.wait_job(stage.apply(admin, wanted, "hard_replace"))
    assert stage.queue() == wanted
    kept = {item["video_id"]: item["uid"] for item in job["items"][:8]}
    assert kept == uids
    assert stage.shown_queue()["now_playing"]["video_id"] == wanted[0]


def test_preserving_what_plays_never_touches_it(stage: Stage, ann: httpx.Client) -> None:
    stood = item_ids(6, 100)
    stage.seed(stood)
    playing = stage.channel.cytube.queue()[2]["uid"]
    stage.channel.come_online(["labadmin"])
    stage.channel.cytube.act("labadmin", "jumpTo", playing)
    wait_until(
        lambda: all(
            (stage.shown_queue()["now_playing"] or {}).get("uid") == playing for _ in range(4)
        ),
        what="the jump to be known",
    )
    seen = len(stage.channel.cytube.frames("labadmin"))
    wanted = [stood[2], stood[0], *item_ids(4)]
    job = stage.wait_job(stage.apply(ann, wanted, "preserve_current"))
    assert (job["state"], job["verified"]) == ("done", True)
    assert stage.queue() == [*stood[:3], *item_ids(4)]
    skipped = {item["video_id"]: item["reason"] for item in job["items"][:2]}
    assert "playing now" in skipped[stood[2]]
    assert "before the playing one" in skipped[stood[0]]
    touched = {
        frame["args"][0]["uid" if frame["event"] == "delete" else "from"]
        for frame in stage.channel.cytube.frames("labadmin")[seen:]
        if frame["event"] in {"delete", "moveVideo"}
    }
    protected = {entry["uid"] for entry in stage.channel.cytube.queue()[:3]}
    assert touched & protected == set()
    assert stage.channel.cytube.state()["playing_uid"] == playing


def test_failing_manifests_are_reported_in_cytubes_words_and_the_rest_is_queued(
    stage: Stage, ann: httpx.Client
) -> None:
    good = item_ids(6)
    wanted = [good[0], BROKEN[0], good[1], BROKEN[1], *good[2:5], *BROKEN[2:5], good[5]]
    job = stage.wait_job(stage.apply(ann, wanted, "append"))
    assert (job["state"], job["verified"]) == ("done_with_failures", True)
    assert stage.queue() == good
    reasons = {item["video_id"]: item["reason"] for item in job["items"] if item["reason"]}
    assert reasons["notfound-1"].startswith("Expected HTTP 200 OK, not 404 Not Found. MediaCMS")
    assert "JSON" in reasons["badjson-1"]
    assert "source list must be nonempty" in reasons["nosrc-1"]
    assert "500 Internal Server Error" in reasons["err500-1"]
    assert "Expected content-type application/json, not text/html" in reasons["badct-1"]
    assert {item["state"] for item in job["items"] if item["reason"]} == {"failed"}


def test_retry_queues_what_failed_in_its_place(stage: Stage, admin: httpx.Client) -> None:
    good = item_ids(3)
    stage.channel.cytube.post("/settings", lookupTimeout=500)
    wanted = [good[0], "slow1-1", *good[1:]]
    job = stage.wait_job(stage.apply(admin, wanted, "hard_replace"))
    assert job["state"] == "done_with_failures"
    assert job["items"][1]["reason"].startswith("Request timed out")
    stage.channel.cytube.post("/settings", lookupTimeout=10_000)
    again = admin.post(f"/apply-jobs/{job['id']}/retry")
    assert (again.status_code, again.json()["state"]) == (202, "pending")
    job = stage.wait_job(job["id"])
    assert (job["state"], job["verified"]) == ("done", True)
    assert stage.queue() == wanted
    problem(admin.post(f"/apply-jobs/{job['id']}/retry"), 409, "nothing_to_retry")


def test_a_slow_manifest_that_arrives_late_is_taken_for_what_it_is(
    stage: Stage, admin: httpx.Client
) -> None:
    """The robot gives up after 8 s and says no uid; CyTube queues it at 9 s all the same."""
    wanted = ["item000-d600", "slow9-1", "item001-d600"]
    job = stage.wait_job(stage.apply(admin, wanted, "append"))
    assert (job["state"], job["verified"]) == ("done", True)
    assert stage.queue() == wanted


def test_another_users_entry_is_not_taken_for_the_robots_own(
    stage: Stage, ann: httpx.Client
) -> None:
    """The robot returns the uid of the first queue event, whoever's it is."""
    stage.channel.come_online(["labadmin"])
    # looked up first, and slowly: its event is the first the robot hears after our own add
    stage.act_queue("labadmin", "slow2-1")
    job = stage.wait_job(stage.apply(ann, item_ids(3), "append"))
    assert (job["state"], job["verified"]) == ("done", True)
    assert stage.queue() == ["slow2-1", *item_ids(3)]
    uids = [entry["uid"] for entry in stage.channel.cytube.queue()]
    assert [item["uid"] for item in job["items"]] == uids[1:]


@pytest.mark.parametrize("allowed", [False, True])
def test_duplicates_are_left_out_or_queued_as_the_channel_allows(
    stage: Stage, admin: httpx.Client, allowed: bool
) -> None:
    stage.channel.cytube.post("/options", allow_dupes=allowed)
    stood = item_ids(2, 100)
    stage.seed(stood)
    wanted = ["item000-d600", stood[1], "item000-d600", "item001-d600"]
    job = stage.wait_job(stage.apply(admin, wanted, "append"))
    assert (job["state"], job["verified"]) == ("done", True)
    states = [item["state"] for item in job["items"]]
    if allowed:
        assert stage.queue() == [*stood, *wanted]
        assert states == ["queued"] * 4
    else:
        assert stage.queue() == [*stood, wanted[0], wanted[3]]
        assert states == ["queued", "skipped", "skipped", "queued"]
        assert "already on the queue" in job["items"][1]["reason"]
        assert "more than once" in job["items"][2]["reason"]
    uids = [item["uid"] for item in job["items"] if item["uid"] is not None]
    assert len(set(uids)) == len(uids)


def test_items_the_catalog_has_not_are_left_out_with_the_reason(
    stage: Stage, ann: httpx.Client
) -> None:
    job = stage.wait_job(stage.apply(ann, ["item000-d600", "gone"], "append"))
    assert (job["state"], job["verified"]) == ("done", True)
    assert job["items"][1]["state"] == "skipped"
    assert "not in the catalog" in job["items"][1]["reason"]
    nothing = stage.ask(ann, stage.save(ann, ["gone"]), "append")
    shown = problem(nothing, 422, "nothing_available")
    assert shown["unavailable"][0]["video_id"] == "gone"


def test_the_receipt_says_what_would_be_done_and_changes_nothing(
    stage: Stage, ann: httpx.Client
) -> None:
    stood = item_ids(4, 100)
    stage.seed(stood)
    wanted = [stood[0], stood[2], *item_ids(3), "gone"]
    playlist_id = stage.save(ann, wanted)

    def plan(mode: str) -> dict[str, object]:
        answer = ann.post("/apply-jobs/plan", json={"playlist_id": playlist_id, "mode": mode})
        assert answer.status_code == 200, answer.text
        shown: dict[str, object] = answer.json()
        return shown

    kept = plan("preserve_current")
    assert (kept["keep"], kept["remove"], kept["add"]) == (2, 2, 3)
    assert [one["video_id"] for one in kept["already_queued"]] == [stood[0]]  # type: ignore[attr-defined]
    assert [one["video_id"] for one in kept["unavailable"]] == ["gone"]  # type: ignore[attr-defined]
    assert kept["permitted"] is True
    assert kept["stops"] is None
    replaced = plan("hard_replace")
    assert (replaced["keep"], replaced["remove"], replaced["add"]) == (2, 2, 3)
    assert replaced["permitted"] is False
    assert replaced["stops"] is None, "the first wanted item is the one that plays"
    assert str(replaced["ends_at"]) > stage.shown_queue()["as_of"]
    assert stage.queue() == stood
    other = stage.save(ann, item_ids(2))
    answer = ann.post("/apply-jobs/plan", json={"playlist_id": other, "mode": "hard_replace"})
    assert answer.json()["stops"]["video_id"] == stood[0]
    assert [one["title"] for one in answer.json()["removed"]] == [
        f"Lab item {item}" for item in stood
    ]


def test_who_may_apply_and_how(stage: Stage, ann: httpx.Client, admin: httpx.Client) -> None:
    playlist_id = stage.save(ann, item_ids(1))
    nobody, viewer = stage.person(None), stage.person("carol")
    problem(stage.ask(nobody, playlist_id, "append"), 401, "sign_in_required")
    refused = problem(stage.ask(viewer, playlist_id, "append"), 403, "not_permitted")
    assert refused["required_role"] == "blessed"
    refused = problem(stage.ask(ann, playlist_id, "hard_replace"), 403, "mode_not_permitted")
    assert refused["required_role"] == "admin"
    problem(stage.ask(ann, playlist_id, "shuffle"), 400, "invalid_request")
    problem(stage.ask(ann, "nope", "append"), 404, "not_found")
    done = stage.wait_job(stage.apply(ann, item_ids(1), "append"))
    for action in ("cancel", "retry", "restore"):
        problem(nobody.post(f"/apply-jobs/{done['id']}/{action}"), 401, "sign_in_required")
        problem(viewer.post(f"/apply-jobs/{done['id']}/{action}"), 403, "not_permitted")
        problem(ann.post(f"/apply-jobs/nope/{action}"), 404, "not_found")
    problem(ann.post(f"/apply-jobs/{done['id']}/cancel"), 409, "job_finished")
    assert nobody.get(f"/apply-jobs/{done['id']}").json()["requested_by"] == "Ann"
    jobs = nobody.get("/apply-jobs").json()["jobs"]
    assert jobs[0]["id"] == done["id"]
    replaced = stage.wait_job(stage.apply(admin, item_ids(1, 5), "hard_replace"))
    problem(ann.post(f"/apply-jobs/{replaced['id']}/restore"), 403, "mode_not_permitted")


def test_cancel_stops_within_one_item_and_another_apply_waits_for_it(
    stage: Stage, ann: httpx.Client
) -> None:
    job_id = stage.apply(ann, item_ids(24), "append")
    stage.wait_queued(job_id, 12)
    refused = problem(
        stage.ask(ann, stage.save(ann, item_ids(1)), "append"), 409, "apply_in_progress"
    )
    assert refused["job_id"] == job_id
    count = len(stage.queue())
    answer = ann.post(f"/apply-jobs/{job_id}/cancel")
    assert answer.status_code == 202
    job = stage.wait_job(job_id, within=30)
    assert job["state"] == "cancelled"
    assert "Cancelled by Ann" in job["detail"]
    assert count <= len(stage.queue()) <= count + 2
    queued = [item["video_id"] for item in job["items"] if item["state"] == "queued"]
    assert queued == stage.queue()
    assert {item["state"] for item in job["items"]} == {"queued", "skipped"}
    # retry carries a cancelled one on
    assert ann.post(f"/apply-jobs/{job_id}/retry").status_code == 202
    assert stage.wait_job(job_id, 30)["verified"] is True
    assert stage.queue() == item_ids(24)


def test_restore_puts_the_queue_back_as_it_was(stage: Stage, admin: httpx.Client) -> None:
    stood = item_ids(5, 100)
    stage.seed(stood[:4])
    stage.seed(stood[4:], temp=True)
    playing = stage.channel.cytube.queue()[1]["uid"]
    stage.channel.come_online(["labadmin"])
    stage.channel.cytube.act("labadmin", "jumpTo", playing)
    wait_until(lambda: stage.shown_queue()["now_playing"]["video_id"] == stood[1], what="the jump")
    done = stage.wait_job(stage.apply(admin, [*item_ids(4), stood[2]], "hard_replace"))
    assert stage.queue() == [*item_ids(4), stood[2]]
    answer = admin.post(f"/apply-jobs/{done['id']}/restore")
    assert answer.status_code == 202
    assert answer.json()["restores"] == done["id"]
    job = stage.wait_job(answer.json()["id"])
    assert (job["state"], job["verified"]) == ("done", True)
    assert stage.queue() == stood
    assert [one["temp"] for one in stage.channel.cytube.queue()] == [False] * 4 + [True]
    assert stage.shown_queue()["now_playing"]["video_id"] == stood[1]


def test_everybody_watches_the_job_by_events_until_it_ends(stage: Stage, ann: httpx.Client) -> None:
    job_id = stage.apply(ann, item_ids(14), "append")
    seen = []
    with httpx.stream(
        "GET", f"{stage.api.url}/api/v1/apply-jobs/{job_id}/events", timeout=20
    ) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        names = []
        for line in answer.iter_lines():
            if line.startswith("event:"):
                names.append(line.removeprefix("event:").strip())
            if line.startswith("data:"):
                seen.append(json.loads(line.removeprefix("data:")))
    assert set(names) == {"job"}
    assert seen[-1]["state"] == "done"
    assert seen[-1] == stage.job(job_id)
    counts = [one["progress"]["done"] for one in seen]
    assert counts == sorted(counts)
    assert len(set(counts)) > 3, "it was told as it went"
    # one that is over is told once
    with httpx.stream(
        "GET", f"{stage.api.url}/api/v1/apply-jobs/{job_id}/events", timeout=20
    ) as answer:
        assert sum(line.startswith("data:") for line in answer.iter_lines()) == 1
    problem(stage.api.get("/apply-jobs/nope/events"), 404, "not_found")


def test_the_queue_shows_who_queued_what_and_when_it_starts(
    stage: Stage, ann: httpx.Client
) -> None:
    stage.seed(item_ids(3, 100))
    shown = stage.shown_queue()
    assert shown["connected"] is True
    assert shown["now_playing"]["video_id"] == "item100-d600"
    assert 0 <= shown["now_playing"]["elapsed_seconds"] < 10
    first, second, third = shown["entries"]
    assert (first["queued_by"], first["temp"], first["seconds"]) == ("labadmin", False, 600)
    assert first["starts_at"] < second["starts_at"] < third["starts_at"]
    assert stage.api.get("/now-playing").json()["now_playing"] == shown["now_playing"]


def test_the_document_of_the_api_names_every_call(stage: Stage) -> None:
    described = stage.api.get("/openapi.json").json()["paths"]
    for path in ("/queue", "/now-playing", "/apply-jobs", "/apply-jobs/plan"):
        assert f"/api/v1{path}" in described
    for action in ("", "/events", "/cancel", "/retry", "/restore"):
        assert f"/api/v1/apply-jobs/{{id}}{action}" in described


def test_entries_another_user_queues_meanwhile_stay_after_the_wanted_ones(
    stage: Stage, admin: httpx.Client
) -> None:
    stage.seed(item_ids(3, 100))
    stage.channel.come_online(["labadmin"])
    job_id = stage.apply(admin, item_ids(16), "hard_replace")
    stage.wait_queued(job_id, 8)
    stage.act_queue("labadmin", "item130-d600")
    job = stage.wait_job(job_id)
    assert (job["state"], job["verified"]) == ("done", True)
    assert stage.queue() == [*item_ids(16), "item130-d600"]


def test_another_service_on_the_same_robot_slows_an_apply_and_loses_it_nothing(
    stage: Stage, ann: httpx.Client
) -> None:
    """Both share CyTube's limit: the other one has used the burst up, and goes on adding."""

    async def others() -> None:
        client = await nats.connect(stage.channel.nats.url)
        meta = {"domain": stage.channel.domain, "channel": stage.channel.name}
        for item in item_ids(16, 60):
            args = {"type": "cm", "id": stage.lab.url(item), "pos": "end", "temp": False}
            message = {"command": "addvideo", "service": "robot", "args": args, "meta": meta}
            data = json.dumps(message).encode()
            await client.request("kryten.robot.command", data, timeout=12)
        await client.close()

    asyncio.run(others())
    job = stage.wait_job(stage.apply(ann, item_ids(6), "append"))
    assert (job["state"], job["verified"]) == ("done", True)
    assert stage.queue()[-6:] == item_ids(6)


def test_of_many_applies_asked_for_at_once_one_is_done(stage: Stage, ann: httpx.Client) -> None:
    # more than CyTube takes at once: the first is still at it when the last one asks
    playlist_id = stage.save(ann, item_ids(16))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: stage.ask(ann, playlist_id, "append"), range(8)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [202] + [409] * 7
    (accepted,) = (answer for answer in answers if answer.status_code == 202)
    stage.wait_job(accepted.json()["id"])
    assert stage.queue() == item_ids(16)


def test_the_worker_writes_no_traceback(stage: Stage, tmp_path: Path) -> None:
    log = (stage.directory / "worker.log").read_text()
    assert "Traceback" not in log
