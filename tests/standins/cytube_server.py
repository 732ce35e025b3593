"""Runs the CyTube stand-in (tests/standins/cytube) and speaks to its control address."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import trustme

from tests.standins.processes import Child, ChildError, free_port, wait_until
from tests.standins.programs import find_node
from tests.standins.startable import OneProcess

PROGRAM = Path(__file__).resolve().parent / "cytube" / "server.js"
# the stand-in must never be reached through a proxy the machine may have
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class User:
    """A user registered at the stand-in; rank is the one in the channel."""

    name: str
    password: str
    rank: float = 1


ROBOT_USER = User("labbot", "labbot-password", 3)
USERS = (
    ROBOT_USER,
    User("labadmin", "labadmin-password", 4),
    User("labmod", "labmod-password", 2),
    User("Alice", "alice-password"),
    User("bob", "bob-password"),
    User("carol", "carol-password"),
)


@dataclass(frozen=True, slots=True)
class CytubeSettings:
    """How the stand-in starts. `settings` are those of cytube/settings.js, in its names."""

    channel: str = "grindlab"
    users: tuple[User, ...] = USERS
    settings: Mapping[str, Any] = field(default_factory=dict)
    # shown as buttons on the stand-in's page, with their passwords
    demo_users: tuple[User, ...] = ()
    # where the channel is saved; None keeps it in the stand-in's memory
    store: Path | None = None
    # where the page is served; None takes a free port
    page_port: int | None = None


class CytubeServer(OneProcess):
    """The stand-in as a child process; addresses stay the same over stop() and start()."""

    def __init__(
        self,
        settings: CytubeSettings,
        *,
        directory: Path,
        trust: Iterable[Path] = (),
        authority: trustme.CA | None = None,
    ) -> None:
        self.settings = settings
        self.directory = directory
        self.trust = tuple(trust)
        self._authority = authority or trustme.CA()
        self._ports = {
            "https": free_port(),
            "http": settings.page_port or free_port(),
            "control": free_port(),
        }

    @property
    def domain(self) -> str:
        """What the robot's config calls the domain: host and https port."""
        return f"localhost:{self._ports['https']}"

    @property
    def http_url(self) -> str:
        return f"http://127.0.0.1:{self._ports['http']}"

    @property
    def page_url(self) -> str:
        return f"{self.http_url}/"

    @property
    def control_url(self) -> str:
        return f"http://127.0.0.1:{self._ports['control']}"

    @property
    def ca_file(self) -> Path:
        """The certificate authority to trust for https://{domain}."""
        return self.directory / "cytube-ca.pem"

    def start(self) -> Self:
        """Starts it and returns when its control address answers."""
        config = self._write_config()
        environment = dict(os.environ)
        if self.trust:
            environment["NODE_EXTRA_CA_CERTS"] = str(self._write_trust())
        self._child = Child(
            "cytube",
            [find_node(), PROGRAM, config],
            log=self.directory / "cytube.log",
            env=environment,
        )
        self._child.wait_ready(self._answers)
        return self

    # ---- control ----

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """GET of the control address; ChildError with the stand-in's words if it refuses."""
        suffix = f"?{urllib.parse.urlencode(query)}" if query else ""
        return self._call(urllib.request.Request(f"{self.control_url}{path}{suffix}"))

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """POST to the control address."""
        request = urllib.request.Request(
            f"{self.control_url}{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        return self._call(request)

    def state(self) -> dict[str, Any]:
        return self.get("/state")

    def join(self, name: str, *, guest: bool = False, ip: str = "127.0.0.2") -> dict[str, Any]:
        """Puts a user in the channel who acts through act(); what CyTube answered to the login."""
        return self.post("/join", name=name, guest=guest, ip=ip)

    def leave(self, name: str) -> None:
        self.post("/leave", name=name)

    def act(self, name: str, event: str, data: Any = None) -> None:
        """Sends one CyTube frame as a user who came by join()."""
        self.post("/act", name=name, event=event, data=data)

    def pm(self, name: str, to: str, text: str) -> None:
        self.act(name, "pm", {"to": to, "msg": text, "meta": {}})

    def frames(self, name: str, event: str | None = None) -> list[dict[str, Any]]:
        """What a user who came by join() received: {"event", "args", "time"}, oldest first."""
        found: list[dict[str, Any]] = self.get("/frames", name=name)["frames"]
        return [frame for frame in found if event is None or frame["event"] == event]

    def pms(self, to: str | None = None) -> list[dict[str, Any]]:
        """Every delivered PM as recipients got it: {"username", "msg", "time", "to"}."""
        found: list[dict[str, Any]] = self.get("/pms", **({"to": to} if to else {}))["pms"]
        return found

    def wait_for_pm(self, to: str, *, seen: int = 0, within: float = 20.0) -> dict[str, Any]:
        """The first PM delivered to a user after the `seen` they already had."""
        wait_until(lambda: len(self.pms(to)) > seen, what=f"a PM to {to}", within=within)
        return self.pms(to)[seen]

    def online(self) -> dict[str, float]:
        """Rank by name of everybody logged in to the channel."""
        return {user["name"]: user["rank"] for user in self.state()["users"]}

    def queue(self) -> list[dict[str, Any]]:
        """The entries in order: {"media", "uid", "temp", "queueby"}."""
        entries: list[dict[str, Any]] = self.state()["queue"]
        return entries

    def change(self, **settings: Any) -> None:
        """Changes settings of cytube/settings.js while it runs."""
        self.post("/settings", **settings)

    def _call(self, request: urllib.request.Request) -> dict[str, Any]:
        try:
            with _OPENER.open(request, timeout=30) as response:
                answer: dict[str, Any] = json.load(response)
                return answer
        except urllib.error.HTTPError as error:
            with error:
                raise ChildError(f"cytube: {error.read().decode(errors='replace')}") from None

    def _answers(self) -> bool:
        try:
            self.state()
        except OSError:
            return False
        return True

    def _write_config(self) -> Path:
        self.directory.mkdir(parents=True, exist_ok=True)
        certificate = self._authority.issue_cert("localhost", "127.0.0.1")
        self._authority.cert_pem.write_to_path(str(self.ca_file))
        key, chain = self.directory / "cytube-key.pem", self.directory / "cytube-cert.pem"
        key.touch(mode=0o600)
        certificate.private_key_pem.write_to_path(str(key))
        chain.write_bytes(b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
        config = {
            "channel": self.settings.channel,
            "users": [asdict(user) for user in self.settings.users],
            "demoUsers": [asdict(user) for user in self.settings.demo_users],
            "settings": dict(self.settings.settings),
            "ports": self._ports,
            "tls": {"key": str(key), "cert": str(chain)},
            "store": str(self.settings.store) if self.settings.store else None,
        }
        path = self.directory / "cytube.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(config, indent=2), encoding="utf-8")
        return path

    def _write_trust(self) -> Path:
        path = self.directory / "cytube-trust.pem"
        path.write_bytes(b"".join(extra.read_bytes() for extra in self.trust))
        return path
