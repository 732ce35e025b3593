"""The whole channel on loopback: real NATS, the CyTube stand-in, the real kryten-robot."""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.standins.cytube_server import ROBOT_USER, USERS, CytubeServer, CytubeSettings
from tests.standins.nats_server import NatsServer
from tests.standins.processes import wait_until
from tests.standins.robot import Robot, RobotSettings
from tests.standins.startable import Startable


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


class Channel(Startable):
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
                asker=self.nats.asker,
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


DEMO_USERS = tuple(user for user in USERS if user is not ROBOT_USER)


def main() -> int:
    """Runs a channel until SIGTERM or Ctrl-C; its addresses are one JSON line on stdout."""
    options = _parse()
    cytube = CytubeSettings(
        channel=options.channel,
        settings={"speed": options.speed, "motd": "Everything here runs on this machine."},
        demo_users=DEMO_USERS,
        page_port=options.page_port,
        store=options.directory / "cytube" / "channel.json",
    )
    settings = ChannelSettings(cytube=cytube, trust=tuple(options.trust))
    nats = NatsServer(options.directory / "nats", port=options.nats_port)
    signal.signal(signal.SIGTERM, _leave)
    channel = Channel(options.directory, settings, nats=nats)
    with contextlib.suppress(KeyboardInterrupt), nats, channel:
        channel.come_online(options.online)
        if options.seed:
            channel.cytube.post("/seed", ids=options.seed, by=ROBOT_USER.name)
        _announce(channel, options.directory / "addresses.json")
        signal.pause()
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.standins.channel", description=__doc__)
    add = parser.add_argument
    add("--directory", type=Path, required=True, help="where stores, logs and settings go")
    add("--channel", default="grindlab", help="the channel's name")
    add("--nats-port", type=int, help="a fixed port for NATS")
    add("--page-port", type=int, help="a fixed port for the channel's page")
    add("--speed", type=float, default=1.0, help="how many times faster than real time it plays")
    add("--trust", type=Path, action="append", default=[], help="a CA file for https manifests")
    add("--online", action="append", default=[], help="a user who is in the channel from the start")
    add("--seed", action="append", default=[], help="a manifest URL queued from the start")
    return parser.parse_args()


def _announce(channel: Channel, path: Path) -> None:
    addresses = {
        "nats": channel.nats.url,
        "domain": channel.domain,
        "channel": channel.name,
        "page": channel.cytube.page_url,
        "control": channel.cytube.control_url,
        "robot_health": f"http://127.0.0.1:{channel.robot.health_port}/health",
        "bot": ROBOT_USER.name,
        "users": {user.name: user.password for user in DEMO_USERS},
    }
    text = json.dumps(addresses)
    partial = path.with_suffix(".part")
    partial.write_text(text + "\n", encoding="utf-8")
    partial.rename(path)
    print(text, flush=True)


def _leave(*_: object) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
