"""Everything a deployment has, on this machine: its parts can be killed and started one by one."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import httpx

from action_api.services.sessions import Sessions
from tests.chaos.kills import children_of, kill, kill_service
from tests.chaos.mediacms import MediaCmsProcess
from tests.chaos.nats import Nats
from tests.chaos.surroundings import Clock, Disk
from tests.standins.cytube_server import ROBOT_USER, CytubeServer, CytubeSettings
from tests.standins.processes import Child, ChildError, free_port, port_answers, wait_until
from tests.standins.robot import Robot, RobotSettings
from tests.standins.service import ROOT, ApiService
from tests.standins.startable import Startable

BIN = Path(sys.executable).parent
ADMIN = "labadmin"
EDITORS = ("Ann", "Bea", "Cid")
# present in the channel, so that it stays loaded and somebody sees what happens there
WITNESS = "carol"
ITEMS: list[dict[str, Any]] = [
    {
        "video_id": f"reel{number:03}",
        "title": f"Chaos.Theatre.S01E{number:02}.mkv",
        "categories": ["Chaos"],
        "duration": 300 + number,
    }
    for number in range(1, 61)
]
VIDEO_IDS = tuple(str(item["video_id"]) for item in ITEMS)
# seconds after which CyTube has the channel on its disk
SAVE_SECONDS = 5
READY_SECONDS = 60.0


class Stack(Startable):
    """One deployment around one channel."""

    def __init__(self, directory: Path, *, is_cluster: bool, allows_duplicates: bool) -> None:
        self.directory = directory
        self.allows_duplicates = allows_duplicates
        self.nats = Nats(directory / "nats", is_cluster=is_cluster)
        self.mediacms = MediaCmsProcess(directory / "mediacms", ITEMS)
        self.disk = Disk(directory / "disk")
        self.clock = Clock(directory / "surroundings")
        self.cytube = CytubeServer(
            CytubeSettings(
                settings={
                    "saveInterval": SAVE_SECONDS,
                    "options": {"allow_dupes": allows_duplicates},
                },
                store=directory / "cytube-channel.json",
            ),
            directory=directory / "cytube",
        )
        self.robot = Robot(
            RobotSettings(
                domain=self.cytube.domain,
                channel=self.cytube.settings.channel,
                nats_url=self.nats.url,
                user=ROBOT_USER.name,
                password=ROBOT_USER.password,
            ),
            directory=directory / "robot",
            ca_file=self.cytube.ca_file,
        )
        # how often CyTube came back from an older save
        self.rollbacks = 0
        self._secret = secrets.token_urlsafe(48)
        self._stack = contextlib.ExitStack()
        self.data_dir, self.site_dir = self.disk.directory / "data", self.disk.directory / "site"
        self.service = self._make_service()
        self.datasette_port, self.site_port = free_port(), free_port()

    def _make_service(self) -> ApiService:
        more = {
            "SECRET_KEY": self._secret,
            "MEDIACMS_URL": self.mediacms.url,
            "MEDIACMS_TOKEN": "",
            "MANIFEST_URL_TEMPLATE": self.mediacms.template,
            # how many likes an hour allows is tested elsewhere
            "LIKES_PER_USER_PER_HOUR": "1000",
            "KV_REPLICAS": str(self.nats.replicas),
            "REBUILD_COMMAND": self.disk.rebuild_command(ROOT / "scripts" / "rebuild.sh"),
            "HOME": str(self.directory),
            **self.clock.environment(),
        }
        return ApiService(
            self.directory / "service",
            nats_url=self.nats.wired_url,
            domain=self.cytube.domain,
            channel=self.cytube.settings.channel,
            data_dir=self.data_dir,
            site_dir=self.site_dir,
            admins=(ADMIN,),
            more=more,
        )

    # ---- its people ----

    def person(self, name: str | None) -> httpx.Client:
        """A browser of somebody who is signed in, or of a stranger."""
        cookies = {}
        if name is not None:
            sessions = Sessions(self._secret.encode(), 24, time.time, lambda: f"sid-{name}")
            cookies["kryten_playlist"] = sessions.issue(name, True)[1]
        client = httpx.Client(
            base_url=f"{self.service.url}/api/v1",
            cookies=cookies,
            timeout=10,
            trust_env=False,
            # the workers take turns
            headers={"Connection": "close"},
        )
        self._stack.callback(client.close)
        return client

    def run_command(self, *words: str) -> None:
        """kryten-playlist must succeed: a cluster on a busy machine may take its time at first."""
        failed = "not tried"
        for _ in range(10):
            failed = self._try_command(words)
            if not failed:
                return
        raise ChildError(f"kryten-playlist {' '.join(words)}: {failed}")

    def _try_command(self, words: tuple[str, ...]) -> str:
        """What it said of its failure; nothing where it succeeded."""
        done = subprocess.run(
            [BIN / "kryten-playlist", *words],
            env=self.service.environment,
            cwd=self.directory,
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return "" if done.returncode == 0 else f"exit code {done.returncode}: {done.stderr}"

    # ---- parts that die and come back ----

    def kill_api(self) -> None:
        kill_service(self.service.api_pid)

    def start_api(self) -> None:
        self.service.stop_api()
        self.service.start_api()

    def kill_api_process(self, which: int) -> None:
        """One of gunicorn's workers; gunicorn starts another."""
        processes = children_of(self.service.api_pid)
        if processes:
            kill(processes[which % len(processes)])

    def kill_worker(self) -> None:
        kill_service(self.service.worker_pid)

    def start_worker(self) -> None:
        self.service.stop_worker()
        self.service.start_worker()

    def kill_cytube(self) -> None:
        self.cytube.kill()

    def start_cytube(self) -> None:
        self.cytube.start()
        self.rollbacks += 1
        self.take_seats()

    def take_seats(self) -> None:
        """Our two people come into the channel, anew where they are there."""
        for name in (ADMIN, WITNESS):
            self.cytube.join(name)

    def wait_robot(self) -> None:
        self.robot.wait_connected(READY_SECONDS)

    # ---- as a whole ----

    def queue(self) -> list[str]:
        """The items on CyTube's own queue, in order."""
        return [self.mediacms.video_id(entry["media"]["id"]) for entry in self.cytube.queue()]

    def wait_healthy(self) -> None:
        """Until every program says that it is connected to everything."""
        self.nats.wait_current(READY_SECONDS)
        self.wait_robot()
        self.service.wait_connected(READY_SECONDS)

    def start(self) -> Self:
        with contextlib.ExitStack() as starting:
            self._start(starting)
            self._stack = starting.pop_all()
        return self

    def _start(self, starting: contextlib.ExitStack) -> None:
        starting.callback(self.disk.release)
        self.disk.prepare()
        starting.enter_context(self.nats)
        starting.callback(self.mediacms.stop)
        self.mediacms.start()
        program = ROOT / "scripts" / "rebuild.sh"
        subprocess.run(
            [program], env=self.service.environment, check=True, capture_output=True, timeout=120
        )
        self._start_servers(starting)
        starting.enter_context(self.cytube)
        self.take_seats()
        starting.enter_context(self.robot)
        for name in EDITORS:
            self.run_command("blessed", "add", name)
        starting.enter_context(self.service)
        self.wait_healthy()

    def _start_servers(self, starting: contextlib.ExitStack) -> None:
        """What serves snapshot and release, as in a deployment."""
        settings = {
            "SITE_ADDRESS": f"http://127.0.0.1:{self.site_port}",
            "API_UPSTREAM": self.service.upstream,
            "CADDY_ADMIN": "off",
            "SITE_DIR": str(self.site_dir),
            "DATA_DIR": str(self.data_dir),
        }
        caddyfile = ROOT / "deploy" / "Caddyfile"
        serve = ROOT / "deploy" / "datasette" / "serve.py"
        servers: tuple[tuple[str, int, list[str | Path]], ...] = (
            ("caddy", self.site_port, [BIN / "caddy", "run", "--config", caddyfile]),
            (
                "datasette",
                self.datasette_port,
                [sys.executable, serve, "--port", str(self.datasette_port)],
            ),
        )
        for name, port, command in servers:
            log = self.directory / f"{name}.log"
            child = Child(name, command, log=log, env=os.environ | settings, cwd=ROOT)
            starting.enter_context(child)
            child.wait_ready(lambda port=port: port_answers(port), within=READY_SECONDS)  # type: ignore[misc]

    def stop(self) -> None:
        self._stack.close()

    def wait_queue(self, count: int) -> None:
        """Until API processes tell a queue of so many entries."""
        stranger = self.person(None)

        def told() -> bool:
            shown = stranger.get("/queue").json()
            return shown.get("connected") is True and len(shown["entries"]) == count

        wait_until(
            lambda: all(told() for _ in range(4)),
            what=f"the API telling a queue of {count}",
            within=READY_SECONDS,
        )
