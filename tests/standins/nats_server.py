"""Runs the real nats-server with JetStream on loopback."""

from __future__ import annotations

import contextlib
import json
import socket
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.standins.processes import Child, ChildError, free_port
from tests.standins.programs import find_nats_server


def greets(port: int) -> bool:
    """Whether a NATS server says hello there, with JetStream on."""
    with (
        contextlib.suppress(OSError),
        socket.create_connection(("127.0.0.1", port), timeout=1.0) as connection,
    ):
        greeting = connection.recv(4096)
        return greeting.startswith(b"INFO ") and b'"jetstream":true' in greeting
    return False


class NatsServer:
    """A NATS server whose port and JetStream store survive stop, kill and restart."""

    def __init__(
        self,
        directory: Path,
        *,
        port: int | None = None,
        user: str | None = None,
        password: str | None = None,
    ) -> None:
        self.directory = directory
        self.port = port or free_port()
        self.user = user
        self.password = password
        self._child: Child | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.running

    def start(self) -> Self:
        """Starts it and returns when it greets with JetStream on."""
        if self.running:
            raise ChildError(f"nats-server already runs at {self.url}")
        config = self._write_config()
        self._child = Child(
            "nats-server",
            [find_nats_server(), "--config", config],
            log=self.directory / "nats-server.log",
        )
        self._child.wait_ready(self._greets)
        return self

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """Ends it as a crash would."""
        if self._child is not None:
            self._child.kill()

    def restart(self) -> None:
        """stop() and start() on the same port and store."""
        self.stop()
        self.start()

    def freeze(self) -> None:
        """Leaves every connection open and answers nothing."""
        if self._child is not None:
            self._child.freeze()

    def thaw(self) -> None:
        if self._child is not None:
            self._child.thaw()

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

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
