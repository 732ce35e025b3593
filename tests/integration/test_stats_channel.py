"""What really plays on a channel with the real robot is counted: once, across a robot's restart."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.apply_harness import Stage, item_ids, running_stage
from tests.integration.stats_harness import last_sequence, on_stream, wait_counted
from tests.standins.channel import Channel
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

LONG = item_ids(3)
SHORT = item_ids(3, 200, 4)


@pytest.fixture(scope="module")
def stage(lab: LabManifests, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    directory = tmp_path_factory.mktemp("stats-channel")
    with (
        Channel(directory / "channel") as channel,
        running_stage(channel, lab, directory / "stage", catalog=[*LONG, *SHORT]) as running,
    ):
        wait_until(lambda: last_sequence(channel.nats.url) >= 0, what="the stream", within=60)
        yield running


def seed(stage: Stage, video_ids: list[str]) -> None:
    """labadmin queues them; whoever does, they are adds."""
    answer = stage.channel.cytube.post(
        "/seed", ids=[stage.lab.url(one) for one in video_ids], by="labadmin"
    )
    assert answer == {"refused": []}


def item(stage: Stage, video_id: str) -> dict[str, Any]:
    found: dict[str, Any] = shown_by_ann(stage, f"/stats/items/{video_id}")
    return found


def shown_by_ann(stage: Stage, path: str) -> Any:
    answer = stage.person("Ann").get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def told(stage: Stage, subject: str) -> list[dict[str, Any]]:
    """What the stream holds of one event, in order."""

    async def read(jetstream: Any) -> list[dict[str, Any]]:
        found = []
        facts = await jetstream.stream_info("kryten_playlist_events")
        for sequence in range(facts.state.first_seq, facts.state.last_seq + 1):
            message = await jetstream.get_msg("kryten_playlist_events", seq=sequence)
            if message.subject.endswith(f".{subject}"):
                found.append(json.loads(message.data)["payload"])
        return found

    return on_stream(stage.channel.nats.url, read)


def test_a_play_counts_once_though_the_robot_restarts_in_its_middle(stage: Stage) -> None:
    """The robot is told again what plays, twice, when it comes back; the next item is a play."""
    first, second, _ = LONG
    seed(stage, LONG)
    wait_until(
        lambda: any(update["currentTime"] > 2 for update in told(stage, "mediaupdate")),
        what="the first item to run",
        within=40,
    )
    before = len(told(stage, "changemedia"))
    stage.channel.robot.restart()
    wait_until(
        lambda: len(told(stage, "changemedia")) > before,
        what="the robot to be told again what plays",
        within=60,
    )
    again = told(stage, "changemedia")[before]
    assert again["id"] == stage.lab.url(first)
    assert again["currentTime"] > 2
    stage.channel.come_online(["labadmin"])
    stage.channel.cytube.act("labadmin", "playNext")
    wait_until(lambda: item(stage, second)["plays"] == 1, what="the second play", within=40)
    wait_counted(stage.channel.nats.url)
    wait_until(lambda: item(stage, first)["seconds_played"] > 2, what="its seconds", within=20)
    assert item(stage, first)["plays"] == 1
    for video_id in LONG:
        assert (item(stage, video_id)["queued"], item(stage, video_id)["seconds_queued"]) == (
            1,
            600,
        )
    started = [one for one in told(stage, "changemedia") if one["currentTime"] < 0]
    assert [one["id"] for one in started] == [stage.lab.url(first), stage.lab.url(second)]
    top = stage.api.get("/stats/top-played?window=7d").json()["items"]
    assert {row["video_id"]: row["plays"] for row in top} == {first: 1, second: 1}


def test_a_real_channel_that_plays_by_itself_is_counted_exactly(stage: Stage) -> None:
    """Short items that loop, played fast: as many plays of each as CyTube announced starts."""
    stage.reset()
    wait_counted(stage.channel.nats.url)
    before = {one: item(stage, one)["plays"] for one in SHORT}
    heard = len(told(stage, "changemedia"))
    stage.channel.cytube.change(speed=4)
    seed(stage, SHORT)
    wait_until(lambda: len(told(stage, "changemedia")) - heard >= 7, what="seven starts", within=60)
    stage.reset()
    wait_counted(stage.channel.nats.url)
    starts = Counter(one["id"] for one in told(stage, "changemedia")[heard:])
    wanted = {one: before[one] + starts[stage.lab.url(one)] for one in SHORT}
    wait_until(
        lambda: all({one: item(stage, one)["plays"] for one in SHORT} == wanted for _ in range(4)),
        what=f"the plays {wanted}",
        within=40,
    )
    assert sum(starts.values()) >= 7


def test_an_apply_counts_for_its_playlist_once_and_a_restore_for_none(stage: Stage) -> None:
    stage.reset()
    ann = stage.person("labadmin")
    playlist_id = stage.save(ann, LONG)
    job_id = stage.ask(ann, playlist_id, "append").json()["id"]
    assert stage.wait_job(job_id, 60)["state"] == "done"

    def applies() -> int:
        found: int = shown_by_ann(stage, f"/stats/playlists/{playlist_id}")["applies"]
        return found

    wait_until(lambda: applies() == 1, what="the apply counted", within=40)
    stage.kill_worker()
    stage.start_worker()
    restored = ann.post(f"/apply-jobs/{job_id}/restore")
    assert restored.status_code == 202, restored.text
    stage.wait_job(restored.json()["id"], 60)
    again = stage.ask(ann, playlist_id, "append").json()["id"]
    assert stage.wait_job(again, 60)["state"] == "done"
    wait_until(lambda: applies() == 2, what="the second apply counted", within=40)
    numbers = shown_by_ann(stage, f"/stats/playlists/{playlist_id}")
    assert numbers["last_applied_at"] == stage.job(again)["updated_at"]
    live = Path(stage.environment["SITE_DIR"]) / "live" / "stats.json"
    wait_until(live.exists, what="the file beside the site", within=30)
