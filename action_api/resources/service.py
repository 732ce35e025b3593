"""Health, OpenAPI and metrics."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar, Literal

import falcon.asgi
from pydantic import ConfigDict

from action_api.resources.operation import Operation, Reply
from action_api.services import metrics
from action_api.services.health import HealthReport


class HealthShown(Reply):
    """Whether the service can act, and what stands in its way."""

    service: Literal["playlist"]
    version: str
    status: Literal["healthy", "degraded"]
    uptime_seconds: int
    nats_connected: bool
    robot_connected: bool
    snapshot_id: str | None
    nats: str
    nats_since: str
    robot: str


class Document(Reply):
    """An OpenAPI 3.1 document."""

    model_config = ConfigDict(extra="allow")


class HealthResource:
    operations: ClassVar = {
        "GET": Operation("Whether the service can act", {200: HealthShown, 503: HealthShown})
    }

    def __init__(self, report: HealthReport) -> None:
        self._report = report

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        health = await self._report.current()
        resp.status = 200 if health.status == "healthy" else 503
        resp.media = HealthShown(**asdict(health)).model_dump()


class OpenApiResource:
    operations: ClassVar = {"GET": Operation("This API, described", {200: Document})}

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        resp.media = self._document


class MetricsResource:
    """Prometheus text, of all processes of this host; it stands outside /api/v1."""

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        resp.content_type = "text/plain; version=0.0.4; charset=utf-8"
        resp.data = metrics.exposition()
