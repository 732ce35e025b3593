"""KV_REPLICAS=3 on the cluster and with the users of deploy/nats: a server may be lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import httpx
import nats
import pytest
from nats.aio.client import Client as NatsClient
from nats.js.api import KeyValueConfig

from tests.deploy.nats_users import CHANNEL, PASSWORDS, write_users
from tests.integration.api_harness import command
from tests.integration.playlist_harness import Service, publish_catalog
from tests.standins.nats_cluster import NatsCluster
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

PLAYLISTS = "KV_kryten_playlist_playlists"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsCluster]:
    directory = tmp_path_factory.mktemp("cluster")
    users = write_users(directory / "users")
    with NatsCluster(directory, users=users, probe=("operator", PASSWORDS["operator"])) as running:
        yield running
        logs = [log.read_text(encoding="utf-8") for log in directory.rglob("nats-*.log")]
        assert len(logs) == 3
        assert [line for log in logs for line in log.splitlines() if "Violation" in line] == []


@pytest.fixture(scope="module")
def service(cluster: NatsCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    directory = tmp_path_factory.mktemp("service")
    # the harness reads nothing of a server but its url
    running = Service(
        cluster,  # type: ignore[arg-type]
        directory,
        KV_REPLICAS="3",
        NATS_USER="playlist",
        NATS_PASSWORD=PASSWORDS["playlist"],
        CYTUBE_CHANNEL=CHANNEL,
    )
    publish_catalog(directory / "data")
    # from the days before KV_REPLICAS=3
    asyncio.run(make_single(cluster.urls[0]))
    try:
        running.start()
        # its buckets are being made, which takes a cluster a moment
        wait_until(lambda: blessed(running, "Ann"), what="Ann blessed", within=60)
        yield running
    finally:
        running.stop()


async def operator(url: str) -> NatsClient:
    return await nats.connect(url, user="operator", password=PASSWORDS["operator"])


def blessed(service: Service, name: str) -> bool:
    return command(service.environment, "blessed", "add", name).returncode == 0


def saves(person: httpx.Client, stop: Event) -> list[str]:
    """Saves until told to stop; the ids NATS has acknowledged (not those kept on this host)."""
    acknowledged, number = [], 0
    while not stop.is_set():
        number += 1
        wanted = {"name": f"Under load {number}", "items": ["show01", "movie02"]}
        answer = person.post("/playlists", json=wanted)
        if answer.status_code == 201 and answer.json().get("stored") != "local":
            acknowledged.append(str(answer.json()["id"]))
        else:
            # told at once that it was not saved for good: try the next in a moment
            assert answer.status_code in {201, 503}, answer.text
            time.sleep(0.1)
    return acknowledged


async def make_single(url: str) -> None:
    """The bucket of the playlists with one copy."""
    client = await operator(url)
    bucket = PLAYLISTS.removeprefix("KV_")
    await client.jetstream(timeout=20).create_key_value(KeyValueConfig(bucket=bucket))
    await client.close()


async def replicas_of(url: str) -> dict[str, int]:
    client = await operator(url)
    found = {
        str(info.config.name): int(info.config.num_replicas or 0)
        for info in await client.jetstream(timeout=20).streams_info()
    }
    await client.close()
    return found


async def stored_ids(url: str) -> set[str]:
    """The playlists there are, asked through one server."""
    client = await operator(url)
    jetstream = client.jetstream(timeout=20)
    prefix = "$KV.kryten_playlist_playlists.list."
    info = await jetstream.stream_info(PLAYLISTS, subjects_filter=f"{prefix}*")
    await client.close()
    return {subject.removeprefix(prefix) for subject in info.state.subjects or {}}


def test_each_bucket_has_three_copies(cluster: NatsCluster, service: Service) -> None:
    """Those the service makes, and the one that was there with a single copy."""
    assert service.person("Ann").get("/playlists").status_code == 200

    def copies() -> dict[str, int]:
        found = asyncio.run(replicas_of(cluster.urls[0]))
        return {name: count for name, count in found.items() if "kryten_playlist_" in name}

    wait_until(lambda: set(copies().values()) == {3}, what="three copies of each", within=60)
    assert PLAYLISTS in copies()


def test_the_leader_killed_under_load_loses_nothing_and_saving_goes_on(
    cluster: NatsCluster, service: Service
) -> None:
    ann: Any = service.person("Ann")
    stop = Event()
    with ThreadPoolExecutor(max_workers=1) as load:
        saving = load.submit(saves, ann, stop)
        try:
            wait_until(lambda: len(ann_lists(service)) >= 5, what="the first saves", within=60)
            leader = cluster.leader(PLAYLISTS)
            assert leader is not None
            cluster.kill(leader)
            wait_until(
                lambda: cluster.leader(PLAYLISTS) not in {None, leader},
                what="another leader",
                within=60,
            )
            service.wait_nats(up=True)
            before = len(ann_lists(service))
            wait_until(
                lambda: len(ann_lists(service)) >= before + 5, what="saves after it", within=60
            )
        finally:
            stop.set()
        acknowledged = saving.result(timeout=60)
    assert len(acknowledged) >= 10
    cluster.start(leader)
    cluster.wait_current()
    # one that was there all the time goes: the one that was away is half of what is left
    gone = next(node for node in range(3) if node != leader)
    cluster.kill(gone)
    cluster.wait_ready()
    wait_until(
        lambda: cluster.leader(PLAYLISTS) not in {None, gone}, what="a leader again", within=60
    )
    assert set(acknowledged) <= asyncio.run(stored_ids(cluster.urls[leader]))


def ann_lists(service: Service) -> list[Any]:
    answer = service.person("Ann").get("/playlists")
    listed: list[Any] = answer.json()["playlists"] if answer.status_code == 200 else []
    return listed
