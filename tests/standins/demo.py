"""Runs the whole product on this machine: real parts, with stand-ins for MediaCMS and CyTube."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.standins import demo_check
from tests.standins.channel import DEMO_USERS, Channel, ChannelSettings
from tests.standins.cytube_server import CytubeSettings
from tests.standins.processes import Child, ChildError, free_port, port_answers
from tests.standins.service import ApiService

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
# where a person would look first; another one is taken where something else listens
USUAL_PORTS = {"site": 8080, "datasette": 8001, "mediacms": 8090, "api": 8000, "channel": 8070}
PARTS = ("site", "channel", "datasette", "api", "mediacms", "nats")
ADMIN, BLESSED = "labadmin", "Alice"


@dataclass
class Demo:
    """The running demo: starts its parts in order, knows their addresses, stops them all."""

    directory: Path
    usual_ports: bool = True
    catalog: Path | None = None
    stack: ExitStack = field(default_factory=ExitStack)
    addresses: dict[str, object] = field(default_factory=dict)
    channel: Channel = field(init=False)
    service: ApiService = field(init=False)

    def start(self) -> None:
        """Start everything; raise ChildError, with the end of a log, where a part does not come."""
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / "addresses.json").unlink(missing_ok=True)
        self.start_mediacms()
        for part in ("site", "datasette", "api"):
            self.reserve(part)
        self.rebuild()
        self.start_datasette()
        self.start_site()
        self.start_channel()
        self.start_service()
        self.write_addresses()

    def reserve(self, part: str) -> int:
        """The port a part will listen on; its address is known from here on."""
        usual = USUAL_PORTS[part]
        port = usual if self.usual_ports and not port_answers(usual) else free_port()
        self.addresses[part] = f"http://127.0.0.1:{port}"
        return port

    def port(self, part: str) -> int:
        """The port of a part's address."""
        return int(str(self.addresses[part]).rpartition(":")[2])

    def run(self, name: str, command: list[str | Path], port: int, within: float = 30) -> None:
        """Start a server and wait until its port answers."""
        log = self.directory / f"{name}.log"
        log.unlink(missing_ok=True)
        child = Child(name, command, log=log, env=self.environment(), cwd=ROOT)
        self.stack.enter_context(child)
        child.wait_ready(lambda: port_answers(port), within=within)

    def environment(self) -> dict[str, str]:
        """Our settings, every one of them given, so that no .env on this machine leaks in."""
        return {
            **os.environ,
            "DATA_DIR": str(self.directory / "data"),
            "SITE_DIR": str(self.directory / "site"),
            "STATE_DIR": str(self.directory / "state"),
            "MEDIACMS_URL": str(self.addresses.get("mediacms", "")),
            "MEDIACMS_TOKEN": "",
            "MANIFEST_URL_TEMPLATE": self.manifest_url_template(),
            "PUBLIC_URL": str(self.addresses.get("site", "")),
            "DATASETTE_URL": str(self.addresses.get("datasette", "")),
            "API_BASE_URL": "",
            "MAX_SHRINK_PERCENT": "20",
            "KEEP_SNAPSHOTS": "5",
        }

    def manifest_url_template(self) -> str:
        """Manifests are MediaCMS's business; here the stand-in's."""
        mediacms = self.addresses.get("mediacms", "")
        return f"{mediacms}/api/v1/media/cytube/{{video_id}}.json?format=json"

    def start_mediacms(self) -> None:
        """The MediaCMS stand-in, with the sample catalog or the one given."""
        port = self.reserve("mediacms")
        command: list[str | Path] = [
            BIN / "python", "-m", "tests.standins.mediacms", "--port", str(port),
            "--flavour", "legacy",
        ]  # fmt: skip
        if self.catalog is not None:
            command += ["--catalog", self.catalog]
        self.run("mediacms", command, port)

    def rebuild(self) -> None:
        """Fetch, build and publish, as cron would."""
        done = subprocess.run(
            [ROOT / "scripts" / "rebuild.sh"], env=self.environment(), stdout=subprocess.PIPE
        )
        if done.returncode != 0:
            raise ChildError(f"scripts/rebuild.sh ended with status {done.returncode}: see above")
        (self.directory / "rebuild.jsonl").write_bytes(done.stdout)

    def start_datasette(self) -> None:
        """The live snapshot as SQL."""
        port = self.port("datasette")
        serve = ROOT / "deploy" / "datasette" / "serve.py"
        self.run("datasette", [BIN / "python", serve, "--port", str(port)], port)

    def start_site(self) -> None:
        """The live release, served as a deployment serves it: by Caddy with deploy/Caddyfile."""
        port = self.port("site")
        caddyfile = ROOT / "deploy" / "Caddyfile"
        self.run("caddy", ["/usr/bin/env", *self.caddy_settings(port), BIN / "caddy", "run",
                           "--config", caddyfile, "--adapter", "caddyfile"], port)  # fmt: skip

    def caddy_settings(self, port: int) -> list[str]:
        """What deploy/Caddyfile reads from its environment."""
        return [
            f"SITE_ADDRESS=http://127.0.0.1:{port}",
            f"API_UPSTREAM=127.0.0.1:{self.port('api')}",
            "CADDY_ADMIN=off",
        ]

    def start_channel(self) -> None:
        """NATS, the CyTube stand-in and the real robot, with people in the channel."""
        cytube = CytubeSettings(
            channel="grindhouse",
            settings={"motd": "Everything here runs on this machine."},
            demo_users=DEMO_USERS,
            page_port=self.reserve("channel"),
        )
        channel = Channel(self.directory / "channel", ChannelSettings(cytube=cytube))
        self.channel = self.stack.enter_context(channel)
        self.addresses["nats"] = channel.nats.url
        channel.come_online([ADMIN, BLESSED, "bob"])
        self.addresses["users"] = [
            {"name": user.name, "rank": user.rank, "password": user.password} for user in DEMO_USERS
        ]

    def start_service(self) -> None:
        """Our API and worker; one admin by setting, one blessed user by the command line."""
        environment = self.environment()
        own = ("DATASETTE_URL", "MEDIACMS_URL", "MEDIACMS_TOKEN", "MANIFEST_URL_TEMPLATE")
        service = ApiService(
            self.directory / "service",
            nats_url=self.channel.nats.url,
            domain=self.channel.domain,
            channel=self.channel.name,
            data_dir=Path(environment["DATA_DIR"]),
            site_dir=Path(environment["SITE_DIR"]),
            admins=[ADMIN],
            public_url=str(self.addresses["site"]),
            port=self.port("api"),
            more={name: environment[name] for name in own},
        )
        self.service = self.stack.enter_context(service)
        service.wait_connected()
        subprocess.run(
            [BIN / "kryten-playlist", "blessed", "add", BLESSED],
            env=service.environment, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def welcome(self) -> str:
        """Where to look first, and how to sign in."""
        lines = [f"{part:>10}  {self.addresses[part]}" for part in PARTS]
        return "\n".join(
            [
                *lines,
                "",
                f"To sign in, open the channel and come in as {ADMIN} (an admin), {BLESSED}",
                "(blessed) or bob (a viewer): the code is among that user's messages.",
                "Ctrl-C stops everything.",
            ]
        )

    def write_addresses(self) -> None:
        """Tell where everything is, once everything answers."""
        text = json.dumps(self.addresses, indent=2) + "\n"
        partial = self.directory / "addresses.json.part"
        partial.write_text(text, encoding="utf-8")
        partial.rename(self.directory / "addresses.json")


def wait_for_the_end() -> None:
    """Block until Ctrl-C or SIGTERM."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()


def stop_on_sigterm() -> None:
    """Let SIGTERM unwind the stack while the parts are still being started."""

    def leave(*_: object) -> None:
        raise SystemExit(143)

    signal.signal(signal.SIGTERM, leave)


def main() -> int:
    """Run the demo, or prove it; the exit status is the result."""
    parser = argparse.ArgumentParser(prog="scripts/demo.sh", description=__doc__)
    parser.add_argument("--check", action="store_true", help="prove each part, then stop")
    parser.add_argument("--catalog", type=Path, help="titles to serve instead of the sample ones")
    options = parser.parse_args()
    stop_on_sigterm()
    directory = ROOT / "var" / ("demo-check" if options.check else "demo")
    if options.check:
        shutil.rmtree(directory, ignore_errors=True)
    demo = Demo(directory, usual_ports=not options.check, catalog=options.catalog)
    with demo.stack:
        try:
            demo.start()
        except (ChildError, TimeoutError) as error:
            print(f"demo: {error}", file=sys.stderr)
            return 1
        if options.check:
            return demo_check.run(demo)
        print(demo.welcome(), flush=True)
        wait_for_the_end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
