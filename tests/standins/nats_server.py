"""Runs the real nats-server with JetStream on loopback."""

from __future__ import annotations

import contextlib
import json
import socket
from pathlib import Path
from typing import Self

from tests.standins.processes import Child, ChildError, free_port
from tests.standins.programs import find_nats_server
from tests.standins.startable import OneProcess


def greets(port: int) -> bool:
    """Whether a NATS server says hello there, with JetStream on."""
    with (
        contextlib.suppress(OSError),
        socket.create_connection(("127.0.0.1", port), timeout=1.0) as connection,
    ):
        greeting = connection.recv(4096)
        return greeting.startswith(b"INFO ") and b'"jetstream":true' in greeting
    return False


class NatsServer(OneProcess):
    """A NATS server whose port and JetStream store survive stop, kill and restart.

    `config` is a configuration to run with, the port aside; `user` and `password` are then
    the robot's, and `asker` a name and password that may ask the robot.
    """

    def __init__(
        self,
        directory: Path,
        *,
        port: int | None = None,
        user: str | None = None,
        password: str | None = None,
        config: Path | None = None,
        asker: tuple[str, str] | None = None,
    ) -> None:
        self.directory = directory
        self._config = config
        self.port = port or free_port()
        self.user = user
        self.password = password
        self.asker = asker

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Starts it and returns when it greets with JetStream on."""
        if self.running:
            raise ChildError(f"nats-server already runs at {self.url}")
        if self._config is None:
            options: list[str | Path] = ["--config", self._write_config()]
        else:
            options = ["--config", self._config, "--port", str(self.port)]
        self._child = Child(
            "nats-server",
            [find_nats_server(), *options],
            log=self.directory / "nats-server.log",
        )
        self._child.wait_ready(self._greets)
        return self

    def _write_config(self) -> Path:
        self.directory.mkdir(parents=True, exist_ok=True)
        lines = [
            f'listen: "127.0.0.1:{self.port}"',
            "jetstream {",
            f"  store_dir: {json.dumps(str(self.directory / 'jetstream'))}",
            "  max_memory_store: 67108864",
            "  max_file_store: 1073741824",
            "}",
        ]
        if self.user is not None:
            user, password = json.dumps(self.user), json.dumps(self.password)
            lines.append(f"authorization {{ user: {user}, password: {password} }}")
        path = self.directory / "nats-server.conf"
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def _greets(self) -> bool:
        return greets(self.port)
