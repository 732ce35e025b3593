"""The event worker as a process: announces the service, runs its parts, ends in good order."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import socket
from typing import Any

from kryten.config import ServiceConfig
from nats.aio.msg import Msg

from action_api import __version__
from action_api.bootstrap import build_common
from action_api.commands import SERVICE
from action_api.nats_link import LinkClient, end_tasks
from action_api.ops_server import OpsServer
from action_api.services import metrics
from action_api.settings import Settings
from action_api.worker_parts import build_worker

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 30
# "try again": a service manager that restarts on failure starts us anew
EXIT_RESTART = 75


class Worker:
    """One process of the worker; any number may run."""

    def __init__(self, settings: Settings) -> None:
        service = ServiceConfig.model_validate(
            {
                "name": SERVICE,
                "version": __version__,
                "heartbeat_interval": HEARTBEAT_SECONDS,
                "health_port": settings.metrics_port or None,
                "metrics_port": settings.metrics_port or None,
            }
        )
        self._service = service
        self._common = build_common(settings, service)
        self._ops = OpsServer(self._common.health, settings.metrics_host, settings.metrics_port)
        self._parts = build_worker(self._common, self._metrics_endpoint)
        self._prefix = settings.nats_subject_prefix
        self._stop = asyncio.Event()
        self._exit_code = 0
        self._common.link.each_session("announcing the service", self._announce)

    async def run(self) -> int:
        """Works until SIGTERM or SIGINT; the exit code. Raises SettingsError."""
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, self._stop.set)
        metrics.start_counting("worker")
        await self._ops.start()
        self._service.health_port = self._service.metrics_port = self._ops.port
        await self._common.link.start()
        logger.info("worker %s started, health at port %d", __version__, self._ops.port)
        tasks = [
            *(asyncio.create_task(part.run()) for part in self._parts),
            asyncio.create_task(self._show_link()),
        ]
        stopping: asyncio.Task[Any] = asyncio.create_task(self._stop.wait())
        everything = [stopping, *tasks]
        try:
            await asyncio.wait(everything, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    task.result()  # a task of the worker never ends by itself: show why it did
        finally:
            # time enough to end a rebuild and to hand its job over
            await end_tasks(everything, 10.0)
            await self._common.link.stop("Worker stopped")
            await self._ops.stop()
        logger.info("worker stopped")
        return self._exit_code

    async def _announce(self, client: LinkClient) -> None:
        """Says hello again to a robot that starts, and heeds the group's restart."""
        lifecycle = client.lifecycle
        if lifecycle is None:
            return

        async def on_robot_startup(message: Msg) -> None:
            await lifecycle.publish_startup(re_announcement=True)

        client.on_group_restart(self._on_group_restart)
        await client.nats.subscribe(f"{self._prefix}.lifecycle.robot.startup", cb=on_robot_startup)
        await client.lost.wait()

    async def _on_group_restart(self, notice: dict[str, Any]) -> None:
        logger.warning("restart asked for by %s", json.dumps(notice.get("initiator"))[:80])
        self._exit_code = EXIT_RESTART
        self._stop.set()

    def _metrics_endpoint(self) -> str:
        return f"http://{socket.gethostname()}:{self._ops.port}/metrics"

    async def _show_link(self) -> None:
        while True:
            common = self._common
            metrics.show_connections(nats=common.link.up, robot=common.robot.state.connected)
            await asyncio.sleep(1.0)
