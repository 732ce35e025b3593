"""The action API: one factory and one route table."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import falcon.asgi

from action_api import middleware
from action_api.bootstrap import Common, build_common, make_id
from action_api.http_errors import add_error_handlers
from action_api.openapi import document
from action_api.resources import service
from action_api.services import metrics
from action_api.services.identity import Identity
from action_api.services.sessions import Sessions
from action_api.settings import Settings
from action_api.stores.revocations import RevocationStore

BASE = "/api/v1"
App = falcon.asgi.App[Any, Any]


def create_app(settings: Settings, *, common: Common | None = None) -> App:
    """The ASGI application; it connects to NATS when the server starts it, and never waits."""
    common = common or build_common(settings)
    secret = settings.secret()
    sessions = Sessions(secret, settings.session_hours, time.time, make_id)
    revocations = RevocationStore(
        common.buckets.auth, common.link, settings.session_hours, time.time
    )
    identity = Identity(sessions, revocations, common.access)
    layers: list[Any] = [
        Lifespan(common),
        middleware.RequestLog(make_id),
        middleware.ClientOrigin(settings),
        middleware.Admission(identity),
    ]
    app: App = falcon.asgi.App(middleware=layers)
    add_error_handlers(app)
    report = service.HealthReport(common.link, common.robot, common.snapshots)
    routes: list[tuple[str, Any]] = [
        (f"{BASE}/health", service.HealthResource(report)),
        ("/metrics", service.MetricsResource()),
    ]
    described = document(routes, settings.public_url or "/")
    routes.append((f"{BASE}/openapi.json", service.OpenApiResource(lambda: described)))
    for path, resource in routes:
        app.add_route(path, resource)
    return app


class Lifespan:
    """Connects in the background when the server starts, and says goodbye when it stops."""

    def __init__(self, common: Common) -> None:
        self._common = common
        self._gauge: asyncio.Task[None] | None = None

    async def process_startup(self, scope: dict[str, Any], event: dict[str, Any]) -> None:
        await self._common.link.start()
        self._gauge = asyncio.create_task(self._show_link())

    async def process_shutdown(self, scope: dict[str, Any], event: dict[str, Any]) -> None:
        if self._gauge is not None:
            self._gauge.cancel()
        await self._common.link.stop()

    async def _show_link(self) -> None:
        while True:
            metrics.NATS_CONNECTED.set(self._common.link.up)
            await asyncio.sleep(1.0)
