"""Runs three real nats-servers as one cluster on loopback, from deploy/nats/cluster/node.conf."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import nats
from nats.aio.client import Client as NatsClient
from nats.js.api import StreamConfig

from tests.standins.nats_server import greets
from tests.standins.processes import Child, ChildError, free_port, wait_until
from tests.standins.programs import find_nats_server

NODES = 3
NODE_CONF = Path(__file__).resolve().parents[2] / "deploy" / "nats" / "cluster" / "node.conf"


class NatsCluster:
    """Three servers numbered 0 to 2, whose ports and stores survive kill() and start().

    `with NatsCluster(directory) as cluster:` returns when a stream of three copies can be made.
    Everybody may do everything, unless `users` names a users.conf to run with; `probe` is then the
    name and password of one who may make a stream.
    """

    def __init__(
        self,
        directory: Path,
        *,
        users: Path | None = None,
        probe: tuple[str, str] | None = None,
    ) -> None:
        self.directory = directory
        self._users = users
        self._probe = probe
        self._ports = [free_port() for _ in range(NODES)]
        self._route_ports = [free_port() for _ in range(NODES)]
        self._children: list[Child | None] = [None] * NODES

    @property
    def url(self) -> str:
        """The addresses of all three, comma-separated, as NATS_URL takes them."""
        return ",".join(self.urls)

    @property
    def urls(self) -> list[str]:
        return [f"nats://127.0.0.1:{port}" for port in self._ports]

    def running(self, node: int) -> bool:
        child = self._children[node]
        return child is not None and child.running

    def start(self, node: int) -> None:
        """Starts one server again on its port and store; returns when it greets."""
        if self.running(node):
            raise ChildError(f"nats-server {node} already runs at {self.urls[node]}")
        self.launch(node)
        child = self._children[node]
        assert child is not None
        child.wait_ready(lambda: greets(self._ports[node]), within=30)

    def launch(self, node: int) -> None:
        """Starts one server without waiting for it."""
        folder = self.directory / "cluster"
        self._children[node] = Child(
            f"nats-{node}",
            [find_nats_server(), "--config", folder / "node.conf"],
            log=folder / f"nats-{node}.log",
            env=os.environ | self._environment(node),
        )

    def kill(self, node: int) -> None:
        """Ends one server as a crash would."""
        self._child(node).kill()

    def stop(self, node: int) -> None:
        """Ends one server as its service manager does."""
        self._child(node).stop()

    def freeze(self, node: int) -> None:
        """Leaves one server's connections open and answers nothing."""
        self._child(node).freeze()

    def thaw(self, node: int) -> None:
        self._child(node).thaw()

    def wait_ready(self, within: float = 60.0) -> None:
        """Until the cluster has a leader and places streams of three copies."""
        wait_until(self._places, what="the NATS cluster with a leader", within=within)

    def wait_current(self, within: float = 60.0) -> None:
        """Until each stream has a leader, and all its copies are there and up to date."""
        wait_until(self._all_current, what="all copies up to date", within=within)

    def leader(self, stream: str) -> int | None:
        """The number of the server that leads a stream, None while there is no leader."""
        for info in self._streams():
            if info.config.name == stream and info.cluster and info.cluster.leader:
                return int(info.cluster.leader.removeprefix("nats-"))
        return None

    def _child(self, node: int) -> Child:
        child = self._children[node]
        if child is None:
            raise ChildError(f"nats-server {node} was never started")
        return child

    def _environment(self, node: int) -> dict[str, str]:
        routes = ", ".join(
            f"nats-route://routes:route-password@127.0.0.1:{port}"
            for number, port in enumerate(self._route_ports)
            if number != node
        )
        return {
            "NODE_NAME": f"nats-{node}",
            "NODE_LISTEN": f"127.0.0.1:{self._ports[node]}",
            "NODE_STORE": str(self.directory / f"store-{node}"),
            "NODE_CLUSTER_LISTEN": f"127.0.0.1:{self._route_ports[node]}",
            "NODE_ROUTES": f"[{routes}]",
            "NODE_ROUTES_PASSWORD": "route-password",
        }

    def _places(self) -> bool:
        async def place(client: NatsClient) -> None:
            jetstream = client.jetstream(timeout=2)
            config = StreamConfig(name="probe", subjects=["probe.cluster"], num_replicas=NODES)
            await jetstream.add_stream(config)
            await jetstream.delete_stream("probe")

        return self._ask(place) is not _FAILED

    def _all_current(self) -> bool:
        streams = self._streams()
        return bool(streams) and all(
            info.cluster is not None
            and info.cluster.leader
            and len(info.cluster.replicas or []) == info.config.num_replicas - 1
            and all(one.current and not one.offline for one in info.cluster.replicas or [])
            for info in streams
        )

    def _streams(self) -> list[Any]:
        async def read(client: NatsClient) -> list[Any]:
            return list(await client.jetstream(timeout=3).streams_info())

        found = self._ask(read)
        return [] if found is _FAILED else list(found)

    def _ask(self, act: Any) -> Any:
        """What `act(client)` returns, _FAILED where NATS cannot be reached or says no."""

        async def ask() -> Any:
            user, password = self._probe or (None, None)
            alive = [url for number, url in enumerate(self.urls) if self.running(number)]
            try:
                client = await nats.connect(
                    alive, user=user, password=password, connect_timeout=2,
                    allow_reconnect=False, error_cb=_ignore,
                )  # fmt: skip
            except (OSError, nats.errors.Error):
                return _FAILED
            try:
                return await act(client)
            except (nats.errors.Error, TimeoutError):
                return _FAILED
            finally:
                await client.close()

        # a thread of its own: callers may or may not have a running event loop
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(asyncio.run, ask()).result()

    def __enter__(self) -> Self:
        folder = self.directory / "cluster"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(NODE_CONF, folder / "node.conf")
        users = self._users.read_text(encoding="utf-8") if self._users else ""
        path = self.directory / "users.conf"
        path.touch(mode=0o600)
        path.write_text(users, encoding="utf-8")
        try:
            for node in range(NODES):
                self.launch(node)
            for node in range(NODES):
                self._child(node).wait_ready(lambda node=node: greets(self._ports[node]), within=30)  # type: ignore[misc]
            self.wait_ready()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *raised: object) -> None:
        with contextlib.ExitStack() as stack:
            for child in self._children:
                if child is not None:
                    stack.callback(child.stop)


_FAILED = object()


async def _ignore(error: Exception) -> None:
    # a failed probe is an answer here, not an error: nats-py would log each one as a traceback
    del error
