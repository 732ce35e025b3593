"""Runs the real kryten-robot from its own virtual environment against a CyTube and a NATS."""

from __future__ import annotations

import asyncio
import json
import os
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import nats
from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NatsTimeoutError

from tests.standins.processes import Child, ChildError, free_port, wait_until
from tests.standins.startable import OneProcess

ROOT = Path(__file__).resolve().parents[2]
ROBOT_PYTHON = ROOT / ".venv-robot" / "bin" / "python"
COMMAND_SUBJECT = "kryten.robot.command"


@dataclass(frozen=True, slots=True)
class RobotSettings:
    """What the robot's config file says; the defaults are what we recommend to admins.

    `max_reconnect_attempts` 10 is the robot's own default: after about 20 s without NATS such a
    robot stays in the channel but hears nothing until it is restarted. `nats_url` may name several
    servers of a cluster, comma-separated.
    """

    domain: str
    channel: str
    nats_url: str
    user: str = "labbot"
    password: str = "labbot-password"
    nats_user: str | None = None
    nats_password: str | None = None
    # name and password of who asks the robot; None = its own
    asker: tuple[str, str] | None = None
    commands_enabled: bool = True
    aggressive_reconnect: bool = True
    max_reconnect_attempts: int = -1

    def config(self, *, health_port: int, logs: Path) -> dict[str, Any]:
        """The robot's config.json."""
        nats_section: dict[str, Any] = {
            "servers": self.nats_url.split(","),
            "max_reconnect_attempts": self.max_reconnect_attempts,
        }
        if self.nats_user is not None:
            nats_section |= {"user": self.nats_user, "password": self.nats_password}
        return {
            "cytube": {
                "domain": self.domain,
                "channel": self.channel,
                "user": self.user,
                "password": self.password,
                "aggressive_reconnect": self.aggressive_reconnect,
            },
            "nats": nats_section,
            "commands": {"enabled": self.commands_enabled},
            "health": {"enabled": True, "host": "127.0.0.1", "port": health_port},
            "log_level": "INFO",
            "logging": {"base_path": str(logs)},
        }


class Robot(OneProcess):
    """One kryten-robot process; start() returns when it is connected to CyTube and says so."""

    def __init__(self, settings: RobotSettings, *, directory: Path, ca_file: Path) -> None:
        self.settings = settings
        self.directory = directory
        self.ca_file = ca_file
        self.health_port = free_port()

    @property
    def log(self) -> Path:
        return self.directory / "robot.log"

    @property
    def returncode(self) -> int | None:
        return self._child.returncode if self._child is not None else None

    def start(self, within: float = 60.0) -> Self:
        """Starts it and waits for system.stats to say connected."""
        self.launch()
        self.wait_connected(within)
        return self

    def launch(self) -> None:
        """Starts it without waiting for anything."""
        if self.running:
            raise ChildError("kryten-robot already runs")
        if not ROBOT_PYTHON.exists():
            raise ChildError(f"{ROBOT_PYTHON} is missing: run scripts/setup.sh")
        self.directory.mkdir(parents=True, exist_ok=True)
        config = self.directory / "robot.json"
        config.touch(mode=0o600)
        contents = self.settings.config(
            health_port=self.health_port, logs=self.directory / "robot-logs"
        )
        config.write_text(json.dumps(contents, indent=2), encoding="utf-8")
        # both its aiohttp and its websockets use ssl's default context, which honours this
        environment = os.environ | {"SSL_CERT_FILE": str(self.ca_file), "PYTHONUNBUFFERED": "1"}
        self._child = Child(
            "kryten-robot",
            [ROBOT_PYTHON, "-m", "kryten", "--config", config],
            log=self.log,
            env=environment,
            cwd=self.directory,
        )

    def stop(self, grace: float = 12.0) -> None:
        """SIGTERM, as systemd does it; the robot takes 1 to 11 s to end, SIGKILL after `grace`."""
        if self._child is not None:
            self._child.stop(grace)

    def wait_exit(self, within: float = 15.0) -> int:
        """Waits for it to end by itself; its exit status."""
        if self._child is None:
            raise ChildError("kryten-robot was never started")
        return self._child.wait_exit(within)

    def wait_connected(self, within: float = 60.0) -> None:
        """Returns when system.stats says the robot is connected to CyTube and in the channel."""
        if self._child is None:
            raise ChildError("kryten-robot was never started")
        self._child.wait_ready(self.connected, within=within)

    def wait_disconnected(self, within: float = 60.0) -> None:
        """Returns when the robot no longer says it is connected to CyTube."""
        wait_until(lambda: not self.connected(), what="robot disconnected", within=within)

    def connected(self) -> bool:
        """What system.stats says about CyTube; False if nobody answers."""
        stats = self.request({"command": "system.stats", "service": "robot"})
        if stats is None or not self._in_channel():
            return False
        connections = stats.get("data", {}).get("connections", {})
        return bool(connections.get("cytube", {}).get("connected"))

    def request(self, command: dict[str, Any], within: float = 2.0) -> dict[str, Any] | None:
        """Sends one robot command; its reply, or None if there is no NATS, robot or answer.

        May be called with or without a running event loop in this thread.
        """
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(asyncio.run, self._request(command, within)).result()

    async def _request(self, command: dict[str, Any], within: float) -> dict[str, Any] | None:
        settings = self.settings
        user, password = settings.asker or (settings.nats_user, settings.nats_password)
        try:
            connection = await nats.connect(
                self.settings.nats_url.split(","),
                user=user,
                password=password,
                connect_timeout=2,
                allow_reconnect=False,
                error_cb=_ignore,
            )
        except (OSError, nats.errors.Error):
            return None
        try:
            message = await connection.request(
                COMMAND_SUBJECT, json.dumps(command).encode(), timeout=within
            )
            reply: dict[str, Any] = json.loads(message.data)
            return reply
        except (NoRespondersError, NatsTimeoutError):
            return None
        finally:
            await connection.close()

    def _in_channel(self) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.health_port}/health", timeout=2
            ) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def __exit__(self, *raised: object) -> None:
        self.stop(grace=1.0)


async def _ignore(error: Exception) -> None:
    # a failed probe is an answer here, not an error: nats-py would log each one as a traceback
    del error
