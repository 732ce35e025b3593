"""What deploy/README.md tells to type and to write down works as it stands there."""

from __future__ import annotations

import configparser
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from action_api.settings import load_settings
from tests.standins.robot import RobotSettings
from tests.test_docs import ROOT, settings_in_the_example
from tests.test_docs_code import blocks

DEPLOY = ROOT / "deploy"
README = DEPLOY / "README.md"
# what is not done here: fetching, installing programs, talking to the init system
LEFT_OUT = """
set -euo pipefail
git() { :; }
setup() { :; }
systemctl() { echo "$*" >> "$FAKE/systemctl"; }
systemd-sysusers() { command systemd-sysusers --root="$FAKE" "$@"; }
systemd-tmpfiles() { [ "$(id -u)" != 0 ] || command systemd-tmpfiles --root="$FAKE" "$@"; }
"""


def test_the_installation_typed_as_it_stands_puts_everything_in_its_place(tmp_path: Path) -> None:
    """Steps 1 and 5 in a root of their own: users, places, units, settings, NATS."""
    typed = "\n".join(blocks(README, "sh"))
    changes = {
        "cd /opt/kryten-playlist": f"cd {ROOT}",
        "./scripts/setup.sh": "setup",
        # a group of the machine that is installed, and not of this one
        "-g nats ": "",
        "/etc/": f"{tmp_path}/etc/",
    }
    for told, here in changes.items():
        assert told in typed
        typed = typed.replace(told, here)
    for folder in ("sysusers.d", "tmpfiles.d", "systemd/system"):
        (tmp_path / "etc" / folder).mkdir(parents=True)
    done = subprocess.run(
        ["bash", "-c", LEFT_OUT + typed],
        env=os.environ | {"FAKE": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    etc = tmp_path / "etc"
    units = {path.name for path in (DEPLOY / "systemd").glob("*.[st]*e*") if path.suffix in UNITS}
    assert {path.name for path in (etc / "systemd" / "system").iterdir()} == units
    asked = (tmp_path / "systemctl").read_text(encoding="utf-8").split()
    assert {word for word in asked if word.endswith(UNITS)} <= units
    for user in users_of_the_units():
        assert re.search(rf"^{user}:", (etc / "passwd").read_text(encoding="utf-8"), re.MULTILINE)
    if os.getuid() == 0:  # nobody else may give a place away
        places = tmp_path / "var" / "lib" / "kryten-playlist"
        assert (places / "state").stat().st_mode & 0o777 == 0o700
        assert (places / "site").stat().st_mode & 0o777 == 0o755
    assert (etc / "kryten-playlist" / "env").stat().st_mode & 0o777 == 0o600
    assert (etc / "nats" / "passwords.conf").stat().st_mode & 0o777 == 0o640
    rights = (etc / "nats" / "users.conf").read_text(encoding="utf-8")
    assert "KV_kryten_yourchannel_playlist" in rights
    assert "CHANNEL" not in re.sub(r"^#.*$", "", rights, flags=re.MULTILINE)


UNITS = (".service", ".timer")


def units_named(text: str) -> set[str]:
    return set(re.findall(r"\b(kryten-[a-z-]+[a-z]|nats-server)\.(?:service|timer)", text))


def users_of_the_units() -> set[str]:
    texts = [path.read_text(encoding="utf-8") for path in (DEPLOY / "systemd").glob("*.service")]
    found = {re.search(r"^User=(.+)$", text, re.MULTILINE) for text in texts}
    return {one.group(1) for one in found if one}


def test_every_unit_it_names_is_there() -> None:
    """In systemctl and journalctl lines, and in what the units say of each other."""
    there = {path.stem for path in (DEPLOY / "systemd").iterdir() if path.suffix in UNITS}
    text = README.read_text(encoding="utf-8")
    lines = re.findall(r"systemctl (?:enable --now|start|restart|reload) ([a-z. -]+)", text)
    told = {
        word.removesuffix(".service").removesuffix(".timer")
        for one in lines
        for word in one.split()
    }
    told |= set(re.findall(r"journalctl -u ([a-z-]+)", text))
    assert len(told) >= 6
    assert told <= there
    for path in (DEPLOY / "systemd").glob("*.service"):
        assert units_named(path.read_text(encoding="utf-8")) <= there, path.name


def ini(having: str) -> str:
    (found,) = (block for block in blocks(README, "ini") if having in block)
    return found


def test_the_settings_it_tells_to_set_are_settings_and_lead_where_the_units_may_write() -> None:
    given = dict(line.split("=", 1) for line in ini("DATA_DIR=").split())
    settings = load_settings(given | {"SECRET_KEY": "x" * 48}, None)
    made = (DEPLOY / "systemd" / "kryten-playlist.tmpfiles").read_text(encoding="utf-8")
    for place in (settings.data_dir, settings.state_dir, Path(given["SITE_DIR"])):
        assert f"d {place} " in made
    command = given["REBUILD_COMMAND"].replace("/opt/kryten-playlist", str(ROOT))
    assert os.access(command, os.X_OK)
    known = settings_in_the_example()
    text = README.read_text(encoding="utf-8")
    assert set(given) <= known
    assert set(re.findall(r"`([A-Z][A-Z_]{3,})=", text)) <= known


def test_the_drop_in_for_a_cluster_is_taken_by_systemd(tmp_path: Path) -> None:
    """As part of the unit: the server starts with the file of the cluster alone."""
    text = (DEPLOY / "systemd" / "nats-server.service").read_text(encoding="utf-8")
    here = text.replace("/opt/kryten-playlist", str(ROOT))
    (tmp_path / "nats-server.service").write_text(here, encoding="utf-8")
    drop_in = tmp_path / "nats-server.service.d" / "cluster.conf"
    drop_in.parent.mkdir()
    told = ini("[Service]").replace("/opt/kryten-playlist", str(ROOT))
    drop_in.write_text(told, encoding="utf-8")
    found = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "nats-server.service"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = [line for line in (found.stdout + found.stderr).splitlines() if "nats-server" in line]
    assert (found.returncode, said) == (0, [])
    assert re.findall(r"^ExecStart=(.*)$", told, re.MULTILINE)[0] == ""
    journal = configparser.ConfigParser(delimiters=("=",))
    journal.read_string(ini("[Journal]"))
    assert set(journal["Journal"]) == {"systemmaxuse", "maxretentionsec"}


def keys(config: dict[str, Any]) -> dict[str, Any]:
    """The names in a config, level by level."""
    return {name: keys(one) if isinstance(one, dict) else None for name, one in config.items()}


def test_the_robot_it_configures_is_the_one_that_is_tested(tmp_path: Path) -> None:
    """The same names and choices as in the tests' robot; kryten-robot itself takes the file."""
    (text,) = blocks(README, "json")
    told = json.loads(text)
    tested = RobotSettings("cytu.be", "yourchannel", "nats://127.0.0.1:4222", nats_user="robot")
    ours = tested.config(health_port=28080, logs=tmp_path)
    assert keys(told) == keys(ours)
    for section, name in (
        ("cytube", "aggressive_reconnect"),
        ("nats", "max_reconnect_attempts"),
        ("nats", "servers"),
        ("commands", "enabled"),
        ("health", "host"),
    ):
        assert told[section][name] == ours[section][name], name
    path = tmp_path / "config.json"
    path.write_text(text, encoding="utf-8")
    read = subprocess.run(
        [
            *(ROOT / ".venv-robot" / "bin" / "python", "-c"),
            "import dataclasses, json, sys; from kryten.config import load_config;"
            "print(json.dumps(dataclasses.asdict(load_config(sys.argv[1]))))",
            path,
        ],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    taken = json.loads(read.stdout)
    for section in ("cytube", "nats", "commands", "health"):
        assert told[section].items() <= taken[section].items()


@pytest.mark.parametrize(
    ("address", "file", "holds"),
    [
        ("localhost:8000/api/v1/health", "../.env.example", "API_BIND=127.0.0.1:8000"),
        ("`127.0.0.1:8000`", "Caddyfile", "{$API_UPSTREAM:127.0.0.1:8000}"),
        ("localhost:8001/catalog", "systemd/kryten-playlist-datasette.service", "--port 8001"),
        ("nats://127.0.0.1:4222", "nats/nats.conf", "listen: 127.0.0.1:4222"),
    ],
)
def test_the_addresses_it_names_are_those_that_are_served(
    address: str, file: str, holds: str
) -> None:
    assert address in README.read_text(encoding="utf-8")
    assert holds in (DEPLOY / file).read_text(encoding="utf-8")
