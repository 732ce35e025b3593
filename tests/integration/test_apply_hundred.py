"""A hundred items in each mode end as exactly the wanted queue, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.apply_harness import BROKEN, Stage, item_ids, running_stage
from tests.standins.channel import Channel
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

MODES = ("append", "preserve_current", "hard_replace")
GOOD = item_ids(95)
# four that fail at once and one that CyTube gives up on after 10 s
FAILING = [*BROKEN[:4], "slow11-1"]
# the first of them ends after 9 s, in the middle of the apply
STOOD = ["item200-d4", *item_ids(4, 120)]
STRANGER = "item135-d600"
WITHIN = 110.0


@dataclass(frozen=True)
class Outcome:
    """How a job ended, and the queue CyTube had then."""

    job: dict[str, Any]
    queue: list[str]
    playing: str
    done_at_stranger: int


def wanted() -> list[str]:
    """A failing item after every nineteenth good one."""
    items: list[str] = []
    for number, failing in enumerate(FAILING):
        items += [*GOOD[19 * number : 19 * number + 19], failing]
    return items


def play(mode: str, lab: LabManifests, directory: Path) -> Outcome:
    with (
        Channel(directory / "channel") as channel,
        running_stage(channel, lab, directory / "stage") as stage,
    ):
        channel.come_online(["labadmin"])
        stage.seed(STOOD)
        job_id = stage.apply(stage.person("labadmin"), wanted(), mode)
        stage.wait_queued(job_id, 40, WITHIN)
        done = stage.job(job_id)["progress"]["done"]
        stage.act_queue("labadmin", STRANGER)
        wait_until(lambda: STRANGER in stage.queue(), what="the other user's entry")
        job = stage.wait_job(job_id, WITHIN)
        return Outcome(job, stage.queue(), playing_item(stage), done)


def playing_item(stage: Stage) -> str:
    playing = stage.channel.cytube.state()["playing_uid"]
    entries = zip(stage.channel.cytube.queue(), stage.queue(), strict=True)
    return next(item for entry, item in entries if entry["uid"] == playing)


@pytest.fixture(scope="module")
def outcomes(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Future[Outcome]]]:
    """All modes at once, each on a channel of its own: most of the time is CyTube's limit."""
    with LabManifests() as lab, ThreadPoolExecutor(len(MODES)) as pool:
        yield {mode: pool.submit(play, mode, lab, tmp_path_factory.mktemp(mode)) for mode in MODES}


@pytest.mark.parametrize("mode", MODES)
def test_a_hundred_items_end_as_wanted(outcomes: dict[str, Future[Outcome]], mode: str) -> None:
    outcome = outcomes[mode].result()
    assert 40 <= outcome.done_at_stranger < 95, "it was not in the middle"
    assert (outcome.job["state"], outcome.job["verified"]) == ("done_with_failures", True)
    failed = {item["video_id"]: item for item in outcome.job["items"] if item["state"] == "failed"}
    assert sorted(failed) == sorted(FAILING)
    assert all(item["reason"] for item in failed.values())
    queued = [item["video_id"] for item in outcome.job["items"] if item["state"] == "queued"]
    assert queued == GOOD
    if mode == "append":
        # an entry of somebody else stays where it stands
        assert [item for item in outcome.queue if item != STRANGER] == [*STOOD, *GOOD]
        assert STRANGER in outcome.queue
    elif mode == "preserve_current":
        # what plays now began to play while the apply ran: it stays, and what was before it
        assert outcome.queue == [*STOOD[:2], *GOOD, STRANGER]
    else:
        assert outcome.queue == [*GOOD, STRANGER]
    assert outcome.playing == (GOOD[0] if mode == "hard_replace" else STOOD[1])
