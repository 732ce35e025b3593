"""An apply comes to the same end when worker, robot, NATS or CyTube is killed in its middle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.apply_deaths import kill_cytube, kill_nats, kill_robot, kill_worker
from tests.integration.apply_harness import Stage, item_ids, running_stage
from tests.standins.channel import Channel, ChannelSettings
from tests.standins.cytube_server import CytubeSettings
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

WANTED = item_ids(32)
STOOD = item_ids(4, 100)
# the worker's own restart has to wait for the dead one's lease
WITHIN = 75.0


@dataclass(frozen=True)
class Outcome:
    """How a job ended, and the queue CyTube had then."""

    job: dict[str, Any]
    queue: list[str]
    playing: str
    done_before: int


def hang_worker(stage: Stage) -> None:
    """It loses the job to another, and does no harm when it goes on."""
    hung = stage.worker
    assert hung is not None
    hung.freeze()
    stage.start_another_worker()
    log = stage.directory / "worker.log"
    wait_until(lambda: "run 2, asked" in log.read_text(), what="the other worker", within=40)
    hung.thaw()


SCENES: dict[str, tuple[str, Callable[[Stage], None]]] = {
    "worker": ("hard_replace", kill_worker),
    "hang": ("append", hang_worker),
    "robot": ("hard_replace", kill_robot),
    "nats": ("append", kill_nats),
    "cytube": ("preserve_current", kill_cytube),
}


def play(scene: str, lab: LabManifests, directory: Path) -> Outcome:
    mode, strike = SCENES[scene]
    settings = ChannelSettings(cytube=CytubeSettings(store=directory / "channel.json"))
    with (
        Channel(directory / "channel", settings) as channel,
        running_stage(channel, lab, directory / "stage") as stage,
    ):
        stage.seed(STOOD)
        admin = stage.person("labadmin")
        job_id = stage.apply(admin, WANTED, mode)
        stage.wait_queued(job_id, 11)
        channel.cytube.post("/save")
        stage.wait_queued(job_id, 13)
        done = stage.job(job_id)["progress"]["done"]
        strike(stage)
        job = stage.wait_job(job_id, WITHIN)
        state = channel.cytube.state()
        playing = next(
            one["media"]["id"] for one in state["queue"] if one["uid"] == state["playing_uid"]
        )
        log = (stage.directory / "worker.log").read_text()
        assert "Traceback" not in log, log
        return Outcome(job, stage.queue(), playing, done)


@pytest.fixture(scope="module")
def outcomes(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Future[Outcome]]]:
    """All scenes, each on a channel of its own, at once: most of the time is CyTube's limit."""
    with LabManifests() as lab, ThreadPoolExecutor(len(SCENES)) as pool:
        yield {
            scene: pool.submit(play, scene, lab, tmp_path_factory.mktemp(scene)) for scene in SCENES
        }


@pytest.mark.parametrize("scene", SCENES)
def test_the_queue_is_exactly_as_wanted_after_a_kill_in_the_middle(
    outcomes: dict[str, Future[Outcome]], lab: LabManifests, scene: str
) -> None:
    outcome = outcomes[scene].result()
    mode = SCENES[scene][0]
    before = {"hard_replace": [], "append": STOOD, "preserve_current": STOOD[:1]}[mode]
    assert outcome.done_before < len(WANTED) - 5, "it was not in the middle"
    assert outcome.queue == [*before, *WANTED]
    assert (outcome.job["state"], outcome.job["verified"]) == ("done", True)
    assert {item["state"] for item in outcome.job["items"]} == {"queued"}
