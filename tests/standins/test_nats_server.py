"""The real nats-server: JetStream, restarts on the same store, and authorization."""

from __future__ import annotations

import socket
from pathlib import Path

import nats

from tests.standins.nats_server import NatsServer


async def test_the_store_survives_a_crash_on_the_same_port(tmp_path: Path) -> None:
    """A key put before a kill is there after the next start at the same address."""
    with NatsServer(tmp_path) as server:
        connection = await nats.connect(server.url)
        bucket = await connection.jetstream().create_key_value(bucket="kept")
        await bucket.put("key", b"value")
        await connection.close()
        address = server.url
        server.kill()
        assert not server.running
        server.start()
        assert server.url == address
        connection = await nats.connect(server.url)
        bucket = await connection.jetstream().key_value("kept")
        entry = await bucket.get("key")
        await connection.close()
    assert entry.value == b"value"


async def test_a_password_is_demanded_where_one_is_set(tmp_path: Path) -> None:
    """Without it no connection; with it one. It stands in no command line."""
    with NatsServer(tmp_path, user="kryten", password="secret word") as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as stranger:
            stranger.sendall(b"CONNECT {}\r\nPING\r\n")
            with stranger.makefile("rb") as answers:
                assert b"'Authorization Violation'" in answers.read()
        connection = await nats.connect(server.url, user="kryten", password="secret word")
        assert connection.is_connected
        await connection.close()
    assert (tmp_path / "nats-server.conf").stat().st_mode & 0o077 == 0
