"""Health, OpenAPI and metrics."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, ClassVar, Literal

import falcon.asgi
from pydantic import ConfigDict

from action_api import __version__
from action_api.cytube.robot import Robot
from action_api.nats_link import NatsLink
from action_api.resources.operation import Operation, Reply
from action_api.services import metrics
from action_api.stores.snapshots import SnapshotStore


class Health(Reply):
    """Whether the service can act, and what stands in its way."""

    service: Literal["playlist"]
    version: str
    status: Literal["healthy", "degraded"]
    uptime_seconds: int
    nats_connected: bool
    robot_connected: bool
    snapshot_id: str | None
    nats: str
    robot: str


class Document(Reply):
    """An OpenAPI 3.1 document."""

    model_config = ConfigDict(extra="allow")


class HealthReport:
    """Gathers the health; the worker's port shows the same."""

    def __init__(self, link: NatsLink, robot: Robot, snapshots: SnapshotStore) -> None:
        self._link = link
        self._robot = robot
        self._snapshots = snapshots
        self._started = time.monotonic()

    @property
    def uptime_seconds(self) -> int:
        return int(time.monotonic() - self._started)

    async def current(self) -> Health:
        robot = self._robot.state
        healthy = self._link.up and robot.connected
        return Health(
            service="playlist",
            version=__version__,
            status="healthy" if healthy else "degraded",
            uptime_seconds=self.uptime_seconds,
            nats_connected=self._link.up,
            robot_connected=robot.connected,
            snapshot_id=await self._snapshots.live_id(),
            nats=self._link.state.detail,
            robot=robot.detail,
        )


class HealthResource:
    operations: ClassVar = {
        "GET": Operation("Whether the service can act", {200: Health, 503: Health})
    }

    def __init__(self, report: HealthReport) -> None:
        self._report = report

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        health = await self._report.current()
        resp.status = 200 if health.status == "healthy" else 503
        resp.media = health.model_dump()


class OpenApiResource:
    operations: ClassVar = {"GET": Operation("This API, described", {200: Document})}

    def __init__(self, document: Callable[[], dict[str, Any]]) -> None:
        self._document = document

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        resp.media = self._document()


class MetricsResource:
    """Prometheus text, of all processes of this host; it stands outside /api/v1."""

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        resp.content_type = "text/plain; version=0.0.4; charset=utf-8"
        resp.data = metrics.exposition()
