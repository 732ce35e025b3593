"""A catalog refresh is a job of the worker: progress, result, one at a time, and crashes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nats
import pytest

from action_api.domain.jobs import RefreshJob
from action_api.nats_link import NatsLink
from action_api.settings import load_settings
from action_api.stores.kv import KvBucket
from action_api.stores.refresh_jobs import RefreshStore
from tests.integration.api_harness import (
    Api,
    Browser,
    answer_to,
    command,
    forget_everything,
    problem,
    running_api,
    running_worker,
    settings_for,
)
from tests.standins.channel import Channel
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

SUMMARY = {
    "snapshot_id": "20261122T213000Z-0123456789ab",
    "items": 4443,
    "added": 3,
    "removed": 1,
    "changed": 2,
    "rejected": 0,
}
# speaks as scripts/rebuild.sh does, waits for a file to go on, and ends as its name says
REBUILD = """#!/bin/sh
echo run >> {directory}/runs
echo "rebuild: fetching the catalog" >&2
echo "items: 20 of 100" >&2
while [ ! -e {directory}/go ]; do sleep 0.05; done
if [ -e {directory}/fail ]; then echo "MediaCMS answers 500 for ever" >&2; exit 3; fi
echo '{summary}'
echo '{{"release":"r1","pages":10}}'
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    script = tmp_path / "rebuild.sh"
    script.write_text(REBUILD.format(directory=tmp_path, summary=json.dumps(SUMMARY)))
    script.chmod(0o755)
    return tmp_path


@pytest.fixture
def environment(channel: Channel, directory: Path) -> dict[str, str]:
    forget_everything(channel.nats.url)
    return settings_for(channel, directory, REBUILD_COMMAND=str(directory / "rebuild.sh"))


@pytest.fixture(scope="module")
def api(_running_channel: Channel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running_api(_running_channel, tmp_path_factory.mktemp("api")) as running:
        yield running


@pytest.fixture
def admin(api: Api, channel: Channel, environment: dict[str, str]) -> Browser:
    channel.come_online(["labadmin"])
    browser = api.browser()
    browser.sign_in(channel, "labadmin")
    return browser


def state(admin: Browser, location: str) -> dict[str, object]:
    shown: dict[str, object] = admin.http.get(location.removeprefix("/api/v1")).json()
    return shown


def wait_state(admin: Browser, location: str, wanted: str, within: float = 10.0) -> None:
    wait_until(
        lambda: state(admin, location)["state"] == wanted, what=f"state {wanted}", within=within
    )


def test_a_refresh_shows_progress_and_result_and_there_is_one_at_a_time(
    admin: Browser, directory: Path, environment: dict[str, str]
) -> None:
    asked = admin.http.post("/admin/catalog/refresh")
    assert (asked.status_code, asked.json()["state"]) == (202, "pending")
    location = asked.headers["Location"]
    with running_worker(environment, directory):
        wait_until(
            lambda: (
                state(admin, location)["progress"] == {"stage": "items", "done": 20, "total": 100}
            ),
            what="the progress",
        )
        again = admin.http.post("/admin/catalog/refresh")
        assert again.json()["id"] == asked.json()["id"]
        (directory / "go").touch()
        wait_state(admin, location, "done")
    shown = state(admin, location)
    assert shown["counts"] == {"added": 3, "removed": 1, "changed": 2, "rejected": 0}
    assert shown["snapshot_id"] == SUMMARY["snapshot_id"]
    assert shown["requested_by"] == "labadmin"
    assert (directory / "runs").read_text().count("run") == 1
    listed = admin.http.get("/admin/catalog/refreshes").json()["refreshes"]
    assert [one["id"] for one in listed] == [asked.json()["id"]]


def test_a_failed_refresh_says_why_in_the_programs_words(
    admin: Browser, directory: Path, environment: dict[str, str]
) -> None:
    (directory / "fail").touch()
    (directory / "go").touch()
    location = admin.http.post("/admin/catalog/refresh").headers["Location"]
    with running_worker(environment, directory):
        wait_state(admin, location, "failed")
    assert "MediaCMS answers 500 for ever" in str(state(admin, location)["detail"])


def test_a_refresh_whose_worker_is_killed_is_run_again_by_the_next(
    admin: Browser, directory: Path, environment: dict[str, str]
) -> None:
    location = admin.http.post("/admin/catalog/refresh").headers["Location"]
    with running_worker(environment, directory) as first:
        wait_state(admin, location, "running")
        wait_until(lambda: (directory / "runs").exists(), what="the program to run")
        first.kill()
    (directory / "go").touch()
    with running_worker(environment, directory):
        wait_state(admin, location, "done", within=30)
    assert (directory / "runs").read_text().count("run") == 2


async def test_a_refresh_whose_dead_worker_had_a_clock_far_ahead_is_run_again(
    admin: Browser, directory: Path, environment: dict[str, str]
) -> None:
    ahead = time.time() + 3600
    job = RefreshJob("ahead1", "labadmin", ahead, ahead, state="running", worker="dead", runs=1)
    link = NatsLink(load_settings(environment, None))
    await link.start()
    assert await link.wait_up(20)
    await RefreshStore(KvBucket(link, "kryten_playlist_jobs", "Refreshes")).open(job)
    await link.stop()
    (directory / "go").touch()
    with running_worker(environment, directory):
        await asyncio.to_thread(
            wait_state, admin, "/api/v1/admin/catalog/refreshes/ahead1", "done", 40
        )
    assert (directory / "runs").read_text().count("run") == 1


def test_a_worker_that_is_told_to_stop_hands_the_refresh_over_at_once(
    admin: Browser, directory: Path, environment: dict[str, str]
) -> None:
    location = admin.http.post("/admin/catalog/refresh").headers["Location"]
    with running_worker(environment, directory) as first:
        wait_state(admin, location, "running")
        wait_until(lambda: (directory / "runs").exists(), what="the program to run")
        first.stop()
    assert state(admin, location)["state"] == "pending"
    (directory / "go").touch()
    with running_worker(environment, directory):
        wait_state(admin, location, "done")


def test_the_command_line_waits_for_the_refresh(
    api: Api, admin: Browser, directory: Path, environment: dict[str, str]
) -> None:
    (directory / "go").touch()
    with running_worker(environment, directory):
        done = command(environment, "catalog", "refresh", "--format", "json")
        assert (done.returncode, json.loads(done.stdout)["state"]) == (0, "done")
        (directory / "fail").touch()
        failed = command(environment, "catalog", "refresh")
        assert failed.returncode == 1
        assert "MediaCMS answers 500 for ever" in failed.stdout


def asked(channel: Channel, name: str) -> dict[str, Any]:
    """The data of the worker's reply to a command."""

    async def exchange() -> dict[str, Any]:
        client = await nats.connect(channel.nats.url)
        try:
            request = json.dumps({"command": name, "service": "playlist", "requested_by": "a bot"})
            reply: dict[str, Any] = json.loads(await answer_to(client, request.encode(), 20))
            assert reply["success"] is True, reply
            data: dict[str, Any] = reply["data"]
            return data
        finally:
            await client.close()

    return asyncio.run(exchange())


def test_a_refresh_is_asked_for_and_followed_by_command(
    channel: Channel, directory: Path, environment: dict[str, str]
) -> None:
    with running_worker(environment, directory):
        assert asked(channel, "catalog.status") == {"snapshot_id": None, "refresh": None}
        job = asked(channel, "catalog.refresh")
        assert job["state"] == "pending"
        (directory / "go").touch()
        wait_until(
            lambda: asked(channel, "catalog.status")["refresh"]["state"] == "done",
            what="the refresh to be done",
            within=40,
        )
        told = asked(channel, "catalog.status")["refresh"]
    assert (told["job_id"], told["requested_by"]) == (job["job_id"], "a bot")
    assert (told["counts"]["added"], told["snapshot_id"]) == (3, SUMMARY["snapshot_id"])
    assert (directory / "runs").read_text().count("run") == 1


def test_an_unknown_refresh_is_404(admin: Browser) -> None:
    problem(admin.http.get("/admin/catalog/refreshes/nope"), 404, "not_found")
    problem(admin.http.get("/admin/catalog/refreshes/a.b%3E"), 404, "not_found")
