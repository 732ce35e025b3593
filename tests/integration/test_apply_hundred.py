"""A hundred items in each mode end as exactly the wanted queue, whatever happens or dies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.apply_deaths import kill_cytube, kill_nats, kill_robot, kill_worker
from tests.integration.apply_harness import BROKEN, Stage, item_ids, running_stage
from tests.standins.channel import Channel, ChannelSettings
from tests.standins.cytube_server import CytubeSettings
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

MODES = ("append", "preserve_current", "hard_replace")
# the channel of these takes the same item twice, those of the others refuse it
TAKES_COPIES = {"append"}
GOOD = item_ids(94)
COPY = GOOD[10]
# where it is wanted a second time
COPY_AT = 60
# four that fail at once and one that CyTube gives up on after 10 s
FAILING = [*BROKEN[:4], "slow11-1"]
# the first of them ends after 9 s, in the middle of the apply
STOOD = ["item200-d4", *item_ids(4, 120)]
STRANGER = "item135-d600"
WITHIN = 200.0


# at how many items done each of them dies
DEATHS: dict[int, Callable[[Stage], None]] = {
    48: kill_worker,
    56: kill_robot,
    64: kill_nats,
    72: kill_cytube,
}


@dataclass(frozen=True)
class Outcome:
    """How a job ended, and the queue CyTube had then."""

    job: dict[str, Any]
    queue: list[str]
    playing: str
    done_at_last: int


def wanted() -> list[str]:
    """A failing item after every nineteenth good one, and one good one twice."""
    good = [*GOOD[:COPY_AT], COPY, *GOOD[COPY_AT:]]
    items: list[str] = []
    for number, failing in enumerate(FAILING):
        items += [*good[19 * number : 19 * number + 19], failing]
    return items


def play(mode: str, deadly: bool, lab: LabManifests, directory: Path) -> Outcome:
    settings = ChannelSettings(cytube=CytubeSettings(store=directory / "channel.json"))
    with (
        Channel(directory / "channel", settings) as channel,
        running_stage(channel, lab, directory / "stage") as stage,
    ):
        channel.cytube.post("/options", allow_dupes=mode in TAKES_COPIES)
        channel.come_online(["labadmin"])
        stage.seed(STOOD)
        job_id = stage.apply(stage.person("labadmin"), wanted(), mode)
        stage.wait_queued(job_id, 40, WITHIN)
        stage.act_queue("labadmin", STRANGER)
        wait_until(lambda: STRANGER in stage.queue(), what="the other user's entry")
        channel.cytube.post("/save")
        for count, strike in DEATHS.items() if deadly else ():
            stage.wait_queued(job_id, count, WITHIN)
            strike(stage)
        done = stage.job(job_id)["progress"]["done"]
        job = stage.wait_job(job_id, WITHIN)
        log = (stage.directory / "worker.log").read_text()
        assert "Traceback" not in log, log
        return Outcome(job, stage.queue(), playing_item(stage), done)


def playing_item(stage: Stage) -> str:
    playing = stage.channel.cytube.state()["playing_uid"]
    entries = zip(stage.channel.cytube.queue(), stage.queue(), strict=True)
    return next(item for entry, item in entries if entry["uid"] == playing)


@pytest.fixture(scope="module")
def outcomes(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[tuple[str, bool], Future[Outcome]]]:
    """All at once, each on a channel of its own: most of the time is CyTube's limit."""
    scenes = [(mode, deadly) for deadly in (True, False) for mode in MODES]
    with LabManifests() as lab, ThreadPoolExecutor(len(scenes)) as pool:
        yield {
            scene: pool.submit(play, *scene, lab, tmp_path_factory.mktemp(scene[0]))
            for scene in scenes
        }


@pytest.mark.parametrize("deadly", [False, True], ids=["all-live", "each-dies-once"])
@pytest.mark.parametrize("mode", MODES)
def test_a_hundred_items_end_as_wanted(
    outcomes: dict[tuple[str, bool], Future[Outcome]], mode: str, deadly: bool
) -> None:
    """Somebody else queues, items fail, one is wanted twice, what plays ends; or each part dies."""
    outcome = outcomes[mode, deadly].result()
    assert 40 <= outcome.done_at_last < 95, "it was not in the middle"
    assert (outcome.job["state"], outcome.job["verified"]) == ("done_with_failures", True)
    items = outcome.job["items"]
    failed = {item["video_id"]: item for item in items if item["state"] == "failed"}
    assert sorted(failed) == sorted(FAILING)
    assert all(item["reason"] for item in failed.values())
    good = [item for item in wanted() if item not in FAILING]
    if mode not in TAKES_COPIES:
        del good[COPY_AT]
        (skipped,) = (item for item in items if item["state"] == "skipped")
        assert skipped["video_id"] == COPY
        assert "more than once" in skipped["reason"]
    assert [item["video_id"] for item in items if item["state"] == "queued"] == good
    if mode == "append":
        # an entry of somebody else stays where it stands
        assert [item for item in outcome.queue if item != STRANGER] == [*STOOD, *good]
        assert outcome.queue.count(STRANGER) == 1
    elif mode == "preserve_current":
        # what plays now began to play while the apply ran: it stays, and what was before it
        assert outcome.queue == [*STOOD[:2], *good, STRANGER]
    else:
        assert outcome.queue == [*good, STRANGER]
    assert outcome.playing == (GOOD[0] if mode == "hard_replace" else STOOD[1])
