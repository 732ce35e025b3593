"""A whole service around a channel for the tests of applies: catalog, API, worker, people."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from action_api.services.sessions import Sessions
from tests.integration.api_harness import BIN, SECRET_KEY, Api, command, settings_for
from tests.standins.channel import Channel
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import Child, free_port, port_answers, wait_until

OVER = {"done", "done_with_failures", "cancelled", "failed"}
BROKEN = ["notfound-1", "badjson-1", "nosrc-1", "err500-1", "badct-1"]
SLOW = ["slow1-1", "slow2-1", "slow9-1", "slow11-1"]


def item_ids(count: int, start: int = 0, seconds: int = 600) -> list[str]:
    """So many items whose manifests are well made."""
    return [f"item{number:03}-d{seconds}" for number in range(start, start + count)]


CATALOG = [*item_ids(140), *item_ids(20, 200, 4), *BROKEN, *SLOW]


def publish_catalog(environment: dict[str, str], video_ids: Iterable[str] = CATALOG) -> None:
    """Makes a catalog of lab items live, by the program that does it for the service."""
    data_dir = Path(environment["DATA_DIR"])
    data_dir.mkdir(parents=True, exist_ok=True)
    source = data_dir.parent / "catalog.jsonl"
    rows = [
        {"video_id": one, "title": f"Title of {one}", "categories": ["Lab"], "duration": 600}
        for one in video_ids
    ]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    program = [BIN / "kryten-connector", "fetch", "--source", source, "--data-dir", data_dir]
    subprocess.run(program, env=environment, check=True, capture_output=True, timeout=60)


@dataclass
class Stage:
    """One channel with our programs around it. `Ann` is blessed, `labadmin` admin."""

    channel: Channel
    lab: LabManifests
    directory: Path
    environment: dict[str, str]
    api: Api
    worker: Child | None = None
    _people: list[httpx.Client] = field(default_factory=list)
    _others: list[Child] = field(default_factory=list)
    _names: int = 0

    def person(self, name: str | None) -> httpx.Client:
        """Somebody's browser, signed in where a name is given."""
        cookies = {}
        if name is not None:
            sessions = Sessions(SECRET_KEY.encode(), 24, time.time, lambda: f"sid-{name}")
            cookies["kryten_playlist"] = sessions.issue(name, True)[1]
        client = httpx.Client(base_url=f"{self.api.url}/api/v1", cookies=cookies, timeout=10)
        self._people.append(client)
        return client

    # ---- programs ----

    def start_worker(self) -> Child:
        program = [BIN / "kryten-playlist", "worker"]
        log = self.directory / "worker.log"
        self.worker = Child("worker", program, log=log, env=self.environment, cwd=self.directory)
        port = int(self.environment["METRICS_PORT"])
        self.worker.wait_ready(lambda: port_answers(port), within=20)
        return self.worker

    def start_another_worker(self) -> None:
        """Beside the one there is."""
        program = [BIN / "kryten-playlist", "worker"]
        environment = self.environment | {"METRICS_PORT": str(free_port())}
        log = self.directory / "worker.log"
        child = Child("worker", program, log=log, env=environment, cwd=self.directory)
        self._others.append(child)
        port = int(environment["METRICS_PORT"])
        child.wait_ready(lambda: port_answers(port), within=20)

    def kill_worker(self) -> None:
        assert self.worker is not None
        self.worker.kill()

    def wait_connected(self) -> None:
        self.api.wait_connected()
        wait_until(
            lambda: all(self.api.get("/queue").json().get("connected") for _ in range(4)),
            what="the API following the queue",
        )

    def stop(self) -> None:
        for person in self._people:
            person.close()
        for worker in self._others if self.worker is None else [self.worker, *self._others]:
            worker.stop()
        self.api.stop()

    # ---- playlists and applies ----

    def save(self, person: httpx.Client, items: Sequence[str]) -> str:
        """The id of a new playlist."""
        self._names += 1
        answer = person.post(
            "/playlists", json={"name": f"List {self._names}", "items": list(items)}
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def ask(self, person: httpx.Client, playlist_id: str, mode: str) -> httpx.Response:
        return person.post("/apply-jobs", json={"playlist_id": playlist_id, "mode": mode})

    def apply(self, person: httpx.Client, items: Sequence[str], mode: str) -> str:
        """The id of a new apply job of a new playlist."""
        answer = self.ask(person, self.save(person, items), mode)
        assert answer.status_code == 202, answer.text
        assert answer.headers["Location"] == f"/api/v1/apply-jobs/{answer.json()['id']}"
        return str(answer.json()["id"])

    def job(self, job_id: str) -> dict[str, Any]:
        for _ in range(20):
            answer = self.api.get(f"/apply-jobs/{job_id}")
            if answer.status_code == 200:
                shown: dict[str, Any] = answer.json()
                return shown
            time.sleep(0.25)
        raise AssertionError(answer.text)

    def wait_job(self, job_id: str, within: float = 30.0) -> dict[str, Any]:
        """The job once it is over."""
        wait_until(lambda: self.job(job_id)["state"] in OVER, what="the job's end", within=within)
        return self.job(job_id)

    def wait_queued(self, job_id: str, count: int, within: float = 30.0) -> None:
        """Until so many items of the job are settled."""
        wait_until(
            lambda: self.job(job_id)["progress"]["done"] >= count,
            what=f"{count} items of the job",
            within=within,
        )

    # ---- the queue as CyTube has it ----

    def urls(self, items: Iterable[str]) -> list[str]:
        return [self.lab.url(item) for item in items]

    def queue(self) -> list[str]:
        """video_ids in order, as CyTube has them."""
        before, _, after = self.lab.url("{}").partition("{}")
        return [
            entry["media"]["id"].removeprefix(before).removesuffix(after)
            for entry in self.channel.cytube.queue()
        ]

    def seed(self, items: Sequence[str], by: str = "labadmin", *, temp: bool = False) -> None:
        """Queues past limiter and permissions, and waits until the API shows it."""
        self.channel.cytube.post("/seed", ids=self.urls(items), by=by, temp=temp)
        count = len(self.queue())
        wait_until(
            lambda: all(len(self.shown_queue()["entries"]) == count for _ in range(4)),
            what="the API to show the seeded queue",
        )

    def act_queue(self, user: str, item: str) -> None:
        """Another user queues at the end."""
        self.channel.cytube.act(
            user, "queue", {"id": self.lab.url(item), "type": "cm", "pos": "end", "temp": False}
        )

    def shown_queue(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.api.get("/queue").json()
        return shown

    def reset(self) -> None:
        """Nobody but the robot, nothing queued, no job unfinished."""
        self.channel.reset()
        wait_until(
            lambda: all(self.shown_queue()["entries"] == [] for _ in range(4)),
            what="the API to show the empty queue",
        )


@contextmanager
def running_stage(
    channel: Channel,
    lab: LabManifests,
    directory: Path,
    *,
    catalog: Iterable[str] = tuple(CATALOG),
    **changes: str,
) -> Iterator[Stage]:
    """The service, connected, with one worker."""
    directory.mkdir(parents=True, exist_ok=True)
    template = lab.url("{video_id}")
    environment = settings_for(
        channel,
        directory,
        **{
            "MANIFEST_URL_TEMPLATE": template,
            "SITE_DIR": str(directory / "site"),
        }
        | changes,
    )
    publish_catalog(environment, catalog)
    done = command(environment, "blessed", "add", "Ann")
    assert done.returncode == 0, done.stderr
    with ExitStack() as stack:
        stage = Stage(channel, lab, directory, environment, Api(directory / "api", environment))
        stack.callback(stage.stop)
        stage.api.start()
        stage.start_worker()
        stage.wait_connected()
        yield stage
