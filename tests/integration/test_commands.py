"""The Kryten command API: requests on kryten.playlist.command answered by the real worker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import nats
import pytest

from action_api import __version__
from tests.integration.api_harness import (
    forget_everything,
    running_worker,
    settings_for,
)
from tests.standins.channel import Channel
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration

SUBJECT = "kryten.playlist.command"


@pytest.fixture(scope="module")
def environment(
    _running_channel: Channel, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    return settings_for(_running_channel, tmp_path_factory.mktemp("worker"))


@pytest.fixture(scope="module")
def worker(_running_channel: Channel, environment: dict[str, str]) -> Iterator[str]:
    """The running worker; the address of its own port."""
    forget_everything(_running_channel.nats.url)
    with running_worker(environment, Path(environment["HOME"])):
        address = f"http://127.0.0.1:{environment['METRICS_PORT']}"
        wait_until(
            lambda: httpx.get(f"{address}/health").status_code == 200, what="a healthy worker"
        )
        yield address


def ask(channel: Channel, request: object, seconds: float = 3.0) -> dict[str, Any]:
    """The one reply to a request."""

    async def exchange() -> dict[str, Any]:
        client = await nats.connect(channel.nats.url)
        try:
            message = await client.request(SUBJECT, json.dumps(request).encode(), timeout=seconds)
            reply: dict[str, Any] = json.loads(message.data)
            return reply
        finally:
            await client.close()

    return asyncio.run(exchange())


def heard(channel: Channel, subject: str, provoke: str) -> dict[str, Any]:
    """The first message on `subject` after an empty one was published on `provoke`."""

    async def listen() -> dict[str, Any]:
        client = await nats.connect(channel.nats.url)
        try:
            subscription = await client.subscribe(subject)
            await client.publish(provoke, b"{}")
            message = await subscription.next_msg(timeout=5)
            found: dict[str, Any] = json.loads(message.data)
            return found
        finally:
            await client.close()

    return asyncio.run(listen())


def test_ping_answers_in_the_ecosystems_form_and_in_ours(worker: str, channel: Channel) -> None:
    reply = ask(channel, {"command": "system.ping", "service": "playlist"})
    assert (reply["success"], reply["command"]) == (True, "system.ping")
    assert (reply["pong"], reply["data"]["pong"]) == (True, True)
    assert (reply["service"], reply["version"]) == ("playlist", __version__)
    assert reply["metrics_endpoint"].endswith("/metrics")


def test_health_and_stats_answer(worker: str, channel: Channel) -> None:
    health = ask(channel, {"command": "system.health"})["data"]
    assert (health["status"], health["robot_connected"]) == ("healthy", True)
    stats = ask(channel, {"command": "system.stats"})["data"]
    assert stats["commands_answered"] >= 1


def test_the_lists_are_changed_by_command(worker: str, channel: Channel) -> None:
    add = {"command": "blessed.add", "service": "playlist", "username": "Alice"}
    assert ask(channel, add)["data"] == {"username": "Alice", "changed": True, "blessed": ["Alice"]}
    assert ask(channel, {"command": "blessed.list"})["data"] == {"blessed": ["Alice"]}
    removed = ask(channel, add | {"command": "blessed.remove"})
    assert removed["data"]["blessed"] == []
    admin = ask(channel, {"command": "admin.add", "username": "bob", "requested_by": "labadmin"})
    assert admin["data"]["admins"] == ["bob", "labadmin"]
    assert ask(channel, {"command": "admin.list"})["data"] == {"admins": ["bob", "labadmin"]}
    ask(channel, {"command": "admin.remove", "username": "bob"})
    refused = ask(channel, {"command": "admin.remove", "username": "labadmin"})
    assert (refused["success"], refused["code"]) == (False, "last_admin")
    assert "last admin" in refused["error"]


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"command": "nope"}, "Unknown command: nope"),
        ({"command": ["x"]}, "Unknown command"),
        ({}, "Unknown command"),
        ([], "JSON object"),
        ("text", "JSON object"),
        ({"command": "blessed.add"}, "'username'"),
        ({"command": "blessed.add", "username": "not a name"}, "no CyTube name"),
    ],
)
def test_a_bad_command_gets_an_error_reply(
    worker: str, channel: Channel, request_: object, error: str
) -> None:
    reply = ask(channel, request_)
    assert reply["success"] is False
    assert error in reply["error"]


def test_a_command_for_another_service_is_left_alone(worker: str, channel: Channel) -> None:
    with pytest.raises(nats.errors.TimeoutError):
        ask(channel, {"command": "system.ping", "service": "robot"}, seconds=0.5)


def test_the_worker_alone_answers_discovery_and_a_starting_robot(
    worker: str, channel: Channel
) -> None:
    subject = "kryten.lifecycle.playlist.startup"
    found = heard(channel, subject, "kryten.service.discovery.poll")
    assert (found["service"], found["version"]) == ("playlist", __version__)
    assert found["metadata"]["endpoints"]["health"]["port"] == int(worker.rsplit(":", 1)[1])
    again = heard(channel, subject, "kryten.lifecycle.robot.startup")
    assert again["re_announcement"] is True


def test_the_workers_port_shows_health_and_metrics(worker: str) -> None:
    assert httpx.get(f"{worker}/health").json()["service"] == "playlist"
    wait_until(
        lambda: "playlist_nats_connected 1.0" in httpx.get(f"{worker}/metrics").text,
        what="the gauge",
    )
    assert "playlist_kv_writes_total" in httpx.get(f"{worker}/metrics").text
