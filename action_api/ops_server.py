"""The worker's own port: /health and /metrics, nothing else."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from action_api.services import metrics
from action_api.services.health import HealthReport
from action_api.settings import SettingsError


class OpsServer:
    """Listens on METRICS_HOST:METRICS_PORT; `port` is the real one, also where 0 was asked for."""

    def __init__(self, report: HealthReport, host: str, port: int) -> None:
        self._report = report
        self._host = host
        self.port = port
        application = web.Application()
        application.router.add_get("/health", self._health)
        application.router.add_get("/metrics", self._metrics)
        self._runner = web.AppRunner(application, access_log=None)

    async def start(self) -> None:
        """Raises SettingsError where the port is taken."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self.port)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            raise SettingsError(
                f"Setting METRICS_PORT has value '{self.port}': {error.strerror}. "
                "Give each worker of a host a port of its own, or 0 for any free one."
            ) from None
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _health(self, request: web.Request) -> web.Response:
        health = await self._report.current()
        status = 200 if health.status == "healthy" else 503
        return web.json_response(asdict(health), status=status)

    async def _metrics(self, request: web.Request) -> web.Response:
        return web.Response(
            body=metrics.exposition(),
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )
