"""The whole channel on loopback: real NATS, the CyTube stand-in, the real kryten-robot."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.standins.cytube_server import ROBOT_USER, CytubeServer, CytubeSettings
from tests.standins.nats_server import NatsServer
from tests.standins.processes import wait_until
from tests.standins.robot import Robot, RobotSettings


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """Which channel to start. The defaults are those of the recordings.

    `robot_channel` is the channel's name as the robot's config spells it (it names the buckets);
    `trust` are further certificate authorities for https manifests.
    """

    cytube: CytubeSettings = field(default_factory=CytubeSettings)
    robot_channel: str | None = None
    robot_max_reconnect_attempts: int = -1
    robot_aggressive_reconnect: bool = True
    nats_user: str | None = None
    nats_password: str | None = None
    trust: tuple[Path, ...] = ()


class Channel:
    """NATS, CyTube and robot, started in that order and stopped in the reverse one.

    Give `nats` to use a server that already runs; it is then neither started nor stopped here.
    """

    def __init__(
        self,
        directory: Path,
        settings: ChannelSettings = ChannelSettings(),
        *,
        nats: NatsServer | None = None,
    ) -> None:
        self.settings = settings
        self._stack = contextlib.ExitStack()
        self._owns_nats = nats is None
        self.nats = nats or NatsServer(
            directory / "nats", user=settings.nats_user, password=settings.nats_password
        )
        self.cytube = CytubeServer(
            settings.cytube, directory=directory / "cytube", trust=settings.trust
        )
        self.robot = Robot(
            RobotSettings(
                domain=self.cytube.domain,
                channel=settings.robot_channel or settings.cytube.channel,
                nats_url=self.nats.url,
                user=ROBOT_USER.name,
                password=ROBOT_USER.password,
                nats_user=self.nats.user,
                nats_password=self.nats.password,
                aggressive_reconnect=settings.robot_aggressive_reconnect,
                max_reconnect_attempts=settings.robot_max_reconnect_attempts,
            ),
            directory=directory / "robot",
            ca_file=self.cytube.ca_file,
        )

    @property
    def name(self) -> str:
        """The channel as the robot's config spells it: use it for bucket names."""
        return self.robot.settings.channel

    @property
    def domain(self) -> str:
        return self.cytube.domain

    def start(self) -> Self:
        with self._stack as starting:
            if self._owns_nats:
                starting.enter_context(self.nats)
            starting.enter_context(self.cytube)
            starting.enter_context(self.robot)
            wait_until(
                lambda: self.cytube.online().get(ROBOT_USER.name) == ROBOT_USER.rank,
                what="the robot in the channel with its rank",
            )
            self._stack = starting.pop_all()
        return self

    def stop(self) -> None:
        self._stack.close()

    def reset(self) -> None:
        """Back to only the robot in the channel, an empty queue, and the settings it began with."""
        self.cytube.post("/reset")
        self.robot.wait_connected()

    def come_online(self, names: Iterable[str]) -> None:
        """Puts registered users in the channel (once each)."""
        present = self.cytube.online()
        for name in names:
            if name not in present:
                self.cytube.join(name)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
