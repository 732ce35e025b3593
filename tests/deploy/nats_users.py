"""Sets up deploy/nats as an admin does: the channel put in, and a password for each user."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.standins.nats_server import NatsServer

NATS = Path(__file__).resolve().parents[2] / "deploy" / "nats"
CHANNEL = "grindlab"
PASSWORDS = {name: f"{name}-pw" for name in ("robot", "playlist", "operator", "system")}


def write_nats(directory: Path) -> Path:
    """nats.conf with users.conf and passwords.conf beside it; the path of the first."""
    directory.mkdir(parents=True, exist_ok=True)
    config = (NATS / "nats.conf").read_text(encoding="utf-8")
    store = json.dumps(str(directory / "store"))
    (directory / "nats.conf").write_text(config.replace("/var/lib/nats", store), encoding="utf-8")
    users = (NATS / "users.conf").read_text(encoding="utf-8")
    (directory / "users.conf").write_text(users.replace("CHANNEL", CHANNEL), encoding="utf-8")
    passwords = (NATS / "passwords.conf.example").read_text(encoding="utf-8")
    given = re.sub(r'"change-me-(\w+)"', lambda found: f'"{PASSWORDS[found[1]]}"', passwords)
    path = directory / "passwords.conf"
    path.touch(mode=0o600)
    path.write_text(given, encoding="utf-8")
    return directory / "nats.conf"


def write_users(directory: Path) -> Path:
    """users.conf with the passwords in it, as one file for every server of a cluster."""
    folder = write_nats(directory).parent
    users = (folder / "users.conf").read_text(encoding="utf-8")
    passwords = (folder / "passwords.conf").read_text(encoding="utf-8")
    path = folder / "all.conf"
    path.touch(mode=0o600)
    path.write_text(users.replace("include passwords.conf", passwords), encoding="utf-8")
    return path


def secured_server(directory: Path) -> NatsServer:
    """A server with these users, not started."""
    return NatsServer(
        directory,
        config=write_nats(directory / "etc"),
        user="robot",
        password=PASSWORDS["robot"],
        asker=("operator", PASSWORDS["operator"]),
    )
