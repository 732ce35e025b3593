"""What stands in the way of an apply is said at once, and nothing is done late or by a guess."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import nats
import pytest

from tests.integration.api_harness import Api, problem
from tests.integration.apply_harness import Stage, item_ids, running_stage
from tests.standins.channel import Channel
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

PROMISED_SECONDS = 2.0
# what NATS carries at most
ONE_MESSAGE = 1_048_576


def quickly(call: Callable[[], httpx.Response]) -> httpx.Response:
    """The answer, which must not take longer than what callers are promised."""
    began = time.monotonic()
    answer = call()
    assert time.monotonic() - began < PROMISED_SECONDS
    return answer


def spoil_current(channel: Channel) -> None:
    """What the robot says is playing, as it is when nothing is: an entry that is not there."""

    async def put() -> None:
        client = await nats.connect(channel.nats.url)
        try:
            bucket = await client.jetstream().key_value(f"kryten_{channel.name}_playlist")
            await bucket.put("current", json.dumps({"uid": 99, "id": "gone"}).encode())
        finally:
            await client.close()

    asyncio.run(put())


def test_an_unknown_playing_entry_is_not_guessed_and_a_setting_lets_the_blessed_replace(
    make_channel: Callable[..., Channel], lab: LabManifests, tmp_path: Path
) -> None:
    channel = make_channel()
    with running_stage(channel, lab, tmp_path / "stage") as stage:
        stood = item_ids(3, 100)
        stage.seed(stood)
        spoil_current(channel)
        # one that starts now has nothing but the robot's word
        environment = stage.environment | {"ALLOW_BLESSED_HARD_REPLACE": "true"}
        with Api(tmp_path / "late", environment) as late:
            late.wait_connected()
            wait_until(
                lambda: all(len(late.get("/queue").json()["entries"]) == 3 for _ in range(4)),
                what="the late API's queue",
            )
            assert late.get("/queue").json()["now_playing"] is None
            stage.api.port, port = late.port, stage.api.port
            ann = stage.person("Ann")
            playlist_id = stage.save(ann, item_ids(2))
            problem(stage.ask(ann, playlist_id, "preserve_current"), 409, "now_playing_unknown")
            plan = {"playlist_id": playlist_id, "mode": "preserve_current"}
            problem(ann.post("/apply-jobs/plan", json=plan), 409, "now_playing_unknown")
            assert stage.queue() == stood
            assert "hard_replace" in ann.get("/auth/session").json()["modes"]
            answer = stage.ask(ann, playlist_id, "hard_replace")
            assert answer.status_code == 202
            assert stage.wait_job(answer.json()["id"])["verified"] is True
            assert stage.queue() == item_ids(2)
            stage.api.port = port


def test_without_robot_or_nats_it_is_said_within_two_seconds_and_nothing_happens_later(
    make_channel: Callable[..., Channel], lab: LabManifests, tmp_path: Path
) -> None:
    channel = make_channel()
    with running_stage(channel, lab, tmp_path / "stage") as stage:
        ann = stage.person("Ann")
        stage.seed(item_ids(2, 100))
        playlist_id = stage.save(ann, item_ids(2))
        channel.robot.kill()
        body = {"playlist_id": playlist_id, "mode": "append"}
        wait_until(
            lambda: all(not stage.shown_queue()["connected"] for _ in range(4)),
            what="the API knowing that the robot is gone",
        )
        refused = quickly(lambda: stage.ask(ann, playlist_id, "append"))
        assert "Retry-After" in refused.headers
        problem(refused, 503, "robot_unavailable")
        problem(quickly(lambda: ann.post("/apply-jobs/plan", json=body)), 503, "robot_unavailable")
        shown = stage.shown_queue()
        assert [one["video_id"] for one in shown["entries"]] == item_ids(2, 100)
        assert "robot" in shown["detail"]
        channel.robot.start()
        stage.wait_connected()
        channel.nats.kill()
        wait_until(
            lambda: all(not stage.shown_queue()["connected"] for _ in range(4)),
            what="the API knowing that NATS is gone",
        )
        problem(quickly(lambda: stage.ask(ann, playlist_id, "append")), 503, "nats_unavailable")
        problem(quickly(lambda: ann.get("/apply-jobs")), 503, "nats_unavailable")
        assert quickly(lambda: ann.get("/queue")).status_code == 200
        channel.nats.start()
        stage.wait_connected()
        assert stage.queue() == item_ids(2, 100), "nothing was kept to be done later"


def test_missing_permissions_are_told_in_words_an_admin_can_act_on(
    make_channel: Callable[..., Channel], lab: LabManifests, tmp_path: Path
) -> None:
    channel = make_channel()
    # before the worker is there: it cannot know but by CyTube's silence
    channel.cytube.post("/permissions", playlistdelete=4)
    with running_stage(channel, lab, tmp_path / "stage") as stage:
        admin = stage.person("labadmin")
        stage.seed(item_ids(3, 100))
        job = stage.wait_job(stage.apply(admin, item_ids(2), "preserve_current"), within=40)
        assert job["state"] == "failed"
        assert "playlistdelete" in job["detail"]
        assert "rank 3" in job["detail"]
        channel.cytube.post("/permissions", playlistdelete=2, playlistadd=4, oplaylistadd=4)
        job = stage.wait_job(stage.apply(admin, item_ids(2, 10), "append"), within=40)
        assert (job["state"], job["progress"]["done"]) == ("failed", 0)
        assert all(item["uid"] is None for item in job["items"])
        assert "playlistadd" in job["detail"]
        channel.cytube.post("/permissions", playlistadd=1.5, oplaylistadd=-1)
        assert admin.post(f"/apply-jobs/{job['id']}/retry").status_code == 202
        assert stage.wait_job(job["id"])["verified"] is True
        assert stage.queue()[-2:] == item_ids(2, 10)


def test_an_entry_that_only_the_robot_still_lists_does_not_spoil_an_apply(
    make_channel: Callable[..., Channel], lab: LabManifests, tmp_path: Path
) -> None:
    """The robot does not apply a delete of uid 0, nor a move, to its list."""
    channel = make_channel()
    cytube = channel.cytube
    channel.come_online(["labadmin"])
    stood = item_ids(4, 100)
    cytube.post("/seed", ids=[lab.url(one) for one in stood], by="labadmin", temp=False)
    assert cytube.queue()[0]["uid"] == 0
    cytube.act("labadmin", "jumpTo", 1)
    cytube.act("labadmin", "delete", 0)
    wait_until(lambda: len(cytube.queue()) == 3, what="the deletion")
    with running_stage(channel, lab, tmp_path / "stage") as stage:
        # among the wanted is the very item of which there is only a ghost
        wanted = [stood[1], stood[0], *item_ids(2)]
        job = stage.wait_job(stage.apply(stage.person("labadmin"), wanted, "hard_replace"))
        assert (job["state"], job["verified"]) == ("done", True)
        assert stage.queue() == wanted


def test_the_playlist_of_a_shuffled_queue_is_found_again(
    make_channel: Callable[..., Channel], lab: LabManifests, tmp_path: Path
) -> None:
    """A shuffle in the middle gives every entry a new uid, and another place."""
    channel = make_channel()
    with running_stage(channel, lab, tmp_path / "stage") as stage:
        channel.come_online(["labadmin"])
        stage.seed(item_ids(3, 100))
        job_id = stage.apply(stage.person("labadmin"), item_ids(20), "hard_replace")
        stage.wait_queued(job_id, 12)
        channel.cytube.act("labadmin", "shufflePlaylist")
        job = stage.wait_job(job_id, within=40)
        assert (job["state"], job["verified"]) == ("done", True)
        assert stage.queue() == item_ids(20)


def test_what_is_queued_behind_uid_zero_keeps_the_order_it_has_in_cytube(stage: Stage) -> None:
    """The robot has uid 0 where it was at first, and puts what comes behind it there too."""
    admin = stage.person("labadmin")
    zero, *firsts, second, third, wanted = item_ids(8)
    stage.seed([zero, "item100-d600"])
    assert stage.channel.cytube.queue()[0]["uid"] == 0
    # of these it is uid 0 that is moved
    stage.wait_job(stage.apply(admin, [*firsts, zero], "hard_replace"))
    stage.wait_job(stage.apply(admin, [second, third], "append"))
    assert stage.queue() == [*firsts, zero, second, third]
    uids = {entry["media"]["id"]: entry["uid"] for entry in stage.channel.cytube.queue()}
    stage.channel.come_online(["labadmin"])
    stage.channel.cytube.act("labadmin", "jumpTo", uids[stage.lab.url(second)])
    wait_until(
        lambda: all(
            (stage.shown_queue()["now_playing"] or {}).get("video_id") == second for _ in range(4)
        ),
        what="the second to play",
    )
    job = stage.wait_job(stage.apply(admin, [wanted], "preserve_current"))
    assert (job["state"], job["verified"]) == ("done", True)
    assert stage.queue() == [*firsts, zero, second, wanted]


def test_a_queue_too_long_for_the_robot_to_tell_is_said_and_not_guessed(
    make_channel: Callable[..., Channel], lab: LabManifests, tmp_path: Path
) -> None:
    """Its list goes over NATS in one message of 1 MiB at most; a shorter one is known at once."""
    channel = make_channel()
    cytube = channel.cytube
    with running_stage(channel, lab, tmp_path / "stage") as stage:
        admin = stage.person("labadmin")
        playlist_id = stage.save(admin, item_ids(2))
        channel.come_online(["labadmin"])
        channel.robot.kill()
        cytube.post("/seed", ids=stage.urls(["long0000-d600"]), by="labadmin", temp=False)
        # as the robot writes it; the shorter form that CyTube sends can still be received
        count = ONE_MESSAGE // len(json.dumps(cytube.queue()[0])) + 20
        long = [f"long{number:04}-d600" for number in range(1, count)]
        cytube.post("/seed", ids=stage.urls(long), by="labadmin", temp=False)
        channel.robot.start()
        wait_until(
            lambda: "too long" in (stage.shown_queue()["detail"] or ""),
            what="the API to say that the queue is too long",
            within=60,
        )
        assert stage.shown_queue()["connected"] is False
        refused = problem(stage.ask(admin, playlist_id, "append"), 503, "robot_unavailable")
        assert "remove some entries in CyTube" in refused["detail"]
        for entry in cytube.queue()[-60:]:
            cytube.act("labadmin", "delete", entry["uid"])
        wait_until(
            lambda: all(len(stage.shown_queue()["entries"]) == count - 60 for _ in range(4)),
            what="the API to show the shorter queue",
            within=60,
        )
        stage.wait_connected()
        answer = stage.ask(admin, playlist_id, "append")
        assert answer.status_code == 202, answer.text
        # the robot may still be telling of the deletions, in which case it cannot be compared
        job = stage.wait_job(answer.json()["id"], within=120)
        assert job["state"] == "done", job
        assert job["verified"] or job["detail"], job
        assert stage.queue()[-2:] == item_ids(2)
