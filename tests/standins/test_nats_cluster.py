"""The real cluster of three: one may be killed, and nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import nats
import nats.errors
import nats.js.errors
import pytest
from nats.js.api import KeyValueConfig

from tests.standins.nats_cluster import NatsCluster

pytestmark = pytest.mark.integration


Found = TypeVar("Found")


async def patiently(ask: Callable[[], Awaitable[Found]]) -> Found:
    """The answer once the cluster gives one: while it elects a leader it gives none."""
    async with asyncio.timeout(90):
        while True:
            try:
                return await ask()
            except (nats.errors.TimeoutError, nats.js.errors.APIError):
                await asyncio.sleep(0.2)


async def test_a_bucket_outlives_the_server_that_led_it(tmp_path: Path) -> None:
    """With three copies the others go on, and the one that comes back catches up."""
    with NatsCluster(tmp_path) as cluster:
        connection = await nats.connect(cluster.urls)
        jetstream = connection.jetstream(timeout=20)
        wanted = KeyValueConfig(bucket="kept", replicas=3)
        bucket = await patiently(lambda: jetstream.create_key_value(wanted))
        await patiently(lambda: bucket.put("before", b"1"))
        await connection.close()
        cluster.wait_current()
        leader = cluster.leader("KV_kept")
        assert leader is not None
        cluster.kill(leader)
        cluster.wait_ready()
        connection = await nats.connect([u for n, u in enumerate(cluster.urls) if n != leader])
        jetstream = connection.jetstream(timeout=20)
        second = await patiently(lambda: jetstream.key_value("kept"))
        assert (await patiently(lambda: second.get("before"))).value == b"1"
        await patiently(lambda: second.put("after", b"2"))
        await connection.close()
        cluster.start(leader)
        cluster.wait_current()
        connection = await nats.connect(cluster.urls[leader])
        jetstream = connection.jetstream(timeout=20)
        third = await patiently(lambda: jetstream.key_value("kept"))
        assert (await patiently(lambda: third.get("after"))).value == b"2"
        await connection.close()
    assert not any(cluster.running(node) for node in range(3))
