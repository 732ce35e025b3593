"""Whether the service can act, and what stands in its way."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

from action_api import __version__
from action_api.cytube.robot import Robot
from action_api.nats_link import NatsLink
from action_api.services.times import rfc3339
from action_api.stores.snapshots import SnapshotStore


@dataclass(frozen=True, slots=True)
class Health:
    """`nats` and `robot` are sentences for the admin; `nats` holds since `nats_since`."""

    service: str
    version: str
    status: Literal["healthy", "degraded"]
    uptime_seconds: int
    nats_connected: bool
    robot_connected: bool
    snapshot_id: str | None
    nats: str
    nats_since: str
    robot: str


class HealthReport:
    """The same for the API, the worker's port and the NATS command."""

    def __init__(self, link: NatsLink, robot: Robot, snapshots: SnapshotStore) -> None:
        self._link = link
        self._robot = robot
        self._snapshots = snapshots
        self._started = time.monotonic()

    @property
    def uptime_seconds(self) -> int:
        return int(time.monotonic() - self._started)

    async def current(self) -> Health:
        robot, link = self._robot.state, self._link.state
        healthy = link.up and robot.connected
        return Health(
            service="playlist",
            version=__version__,
            status="healthy" if healthy else "degraded",
            uptime_seconds=self.uptime_seconds,
            nats_connected=link.up,
            robot_connected=robot.connected,
            snapshot_id=await self._snapshots.live_id(),
            nats=link.detail,
            nats_since=rfc3339(link.since.timestamp()),
            robot=robot.detail,
        )
