"""NATS in both shapes a deployment has it, one server or a cluster of three, behind a wire."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from tests.standins.nats_cluster import NatsCluster
from tests.standins.nats_server import NatsServer
from tests.standins.startable import Startable
from tests.standins.tcp_proxy import TcpProxy


class _Single:
    """One server with the methods of a cluster."""

    def __init__(self, directory: Path) -> None:
        self._server = NatsServer(directory)
        self.urls = [self._server.url]

    def kill(self, node: int) -> None:
        del node
        self._server.kill()

    def start(self, node: int) -> None:
        del node
        self._server.start()

    def freeze(self, node: int) -> None:
        del node
        self._server.freeze()

    def thaw(self, node: int) -> None:
        del node
        self._server.thaw()

    def wait_current(self, within: float = 60.0) -> None:
        """A single server is up to date with itself."""

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._server.stop()


class Nats(Startable):
    """The servers, and for each a wire to the host our service runs on.

    Robot and neighbours reach them directly (`url`), the service by the wires (`wired_url`).
    """

    def __init__(self, directory: Path, *, is_cluster: bool) -> None:
        self.is_cluster = is_cluster
        self._servers = NatsCluster(directory) if is_cluster else _Single(directory)
        self.wires = [TcpProxy(urlsplit(url).port or 0) for url in self._servers.urls]
        self._stack = contextlib.ExitStack()

    @property
    def url(self) -> str:
        return ",".join(self._servers.urls)

    @property
    def wired_url(self) -> str:
        return ",".join(f"nats://127.0.0.1:{wire.port}" for wire in self.wires)

    @property
    def nodes(self) -> int:
        return len(self.wires)

    @property
    def replicas(self) -> int:
        """What KV_REPLICAS should be."""
        return self.nodes

    def kill(self, node: int) -> None:
        self._servers.kill(node)

    def start_node(self, node: int) -> None:
        self._servers.start(node)

    def freeze(self, node: int) -> None:
        self._servers.freeze(node)

    def thaw(self, node: int) -> None:
        self._servers.thaw(node)

    def wait_current(self, within: float) -> None:
        """Until every copy of every stream is up to date."""
        self._servers.wait_current(within)

    def start(self) -> Self:
        with contextlib.ExitStack() as starting:
            starting.enter_context(self._servers)
            for wire in self.wires:
                starting.enter_context(wire)
            self._stack = starting.pop_all()
        return self

    def stop(self) -> None:
        self._stack.close()
