"""The event worker: announces the service, answers commands, runs catalog refreshes."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
from typing import Any

from kryten.config import ServiceConfig
from nats.aio.msg import Msg

from action_api import __version__
from action_api.apply_parts import build_applies, build_runner
from action_api.bootstrap import block_by_reply, build_common, make_id
from action_api.chat_commands import ChatCommands
from action_api.commands import SERVICE, Commands
from action_api.likes_parts import build_forgetting, build_likes
from action_api.nats_link import LinkClient, end_tasks
from action_api.ops_server import OpsServer
from action_api.playlist_parts import build_playlists
from action_api.pm_commands import PmCommands
from action_api.services import metrics
from action_api.services.keep_playlists import KeepPlaylists
from action_api.services.keep_stats import KeepStats
from action_api.services.run_refreshes import RefreshRunner
from action_api.services.telemetry_numbers import TellNumbers
from action_api.settings import Settings
from action_api.stats_parts import build_apply_recorder, build_recorder, build_stats

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
        made = build_playlists(self._common)
        self._playlists = KeepPlaylists(
            self._common.link, made.store, made.mirror, made.playlists, settings.site_dir
        )
        applies = build_applies(self._common, made)
        likes = build_likes(self._common, made, applies)
        counts = build_stats(self._common, made, likes.feed)
        self._commands = Commands(
            self._common, self._metrics_endpoint, made, applies, counts, likes
        )
        TellNumbers(self._common.link, settings.nats_subject_prefix)
        build_forgetting(self._common, likes)
        self._by_chat = ChatCommands(self._common, applies.users, likes.record)
        self._by_pm = PmCommands(self._common, applies, made.playlists)
        block_by_reply(self._common)
        name = f"{socket.gethostname()}-{os.getpid()}-{make_id()[:6]}"
        self._refreshes = RefreshRunner(
            self._common.refreshes,
            self._common.link,
            settings.rebuild_command,
            name,
            self._common.clock,
        )
        self._applies = build_runner(self._common, applies, name)
        self._plays = build_recorder(self._common, counts, name)
        self._stats = KeepStats(counts.views, settings.site_dir)
        build_apply_recorder(self._common, counts, applies)
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
            asyncio.create_task(self._refreshes.run()),
            asyncio.create_task(self._applies.run()),
            asyncio.create_task(self._by_pm.run()),
            asyncio.create_task(self._by_chat.run()),
            asyncio.create_task(self._playlists.run()),
            asyncio.create_task(self._plays.run()),
            asyncio.create_task(self._stats.run()),
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
