"""The real cluster of three: one may be killed, and nothing acknowledged is lost."""

from __future__ import annotations

from pathlib import Path

import nats
import pytest
from nats.js.api import KeyValueConfig

from tests.standins.nats_cluster import NatsCluster

pytestmark = pytest.mark.integration


async def test_a_bucket_outlives_the_server_that_led_it(tmp_path: Path) -> None:
    """With three copies the others go on, and the one that comes back catches up."""
    with NatsCluster(tmp_path) as cluster:
        connection = await nats.connect(cluster.urls)
        bucket = await connection.jetstream().create_key_value(
            KeyValueConfig(bucket="kept", replicas=3)
        )
        await bucket.put("before", b"1")
        await connection.close()
        cluster.wait_current()
        leader = cluster.leader("KV_kept")
        assert leader is not None
        cluster.kill(leader)
        cluster.wait_ready()
        connection = await nats.connect([u for n, u in enumerate(cluster.urls) if n != leader])
        bucket = await connection.jetstream(timeout=20).key_value("kept")
        assert (await bucket.get("before")).value == b"1"
        await bucket.put("after", b"2")
        await connection.close()
        cluster.start(leader)
        cluster.wait_current()
        connection = await nats.connect(cluster.urls[leader])
        bucket = await connection.jetstream(timeout=20).key_value("kept")
        assert (await bucket.get("after")).value == b"2"
        await connection.close()
    assert not any(cluster.running(node) for node in range(3))
