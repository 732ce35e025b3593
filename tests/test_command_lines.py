"""The three programs have the commands, formats and exit codes they are promised to have."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.standins.processes import free_port

BIN = Path(sys.executable).parent
PROGRAMS = {
    "kryten-connector": "connector.cli",
    "kryten-site": "site_builder.cli",
    "kryten-playlist": "action_api.cli",
}
# design/API.md, "Command line"
PROMISED = [
    "kryten-connector fetch", "kryten-connector check",
    "kryten-site build", "kryten-site check",
    "kryten-playlist playlists list", "kryten-playlist playlists show",
    "kryten-playlist playlists export", "kryten-playlist playlists import",
    "kryten-playlist queue show", "kryten-playlist queue apply",
    "kryten-playlist blessed add", "kryten-playlist blessed remove",
    "kryten-playlist blessed list", "kryten-playlist admins add",
    "kryten-playlist admins remove", "kryten-playlist admins list",
    "kryten-playlist catalog refresh", "kryten-playlist stats top-played",
    "kryten-playlist stats top-liked", "kryten-playlist worker",
]  # fmt: skip
OPTIONS = {
    "kryten-connector fetch": {"--source", "--data-dir", "--format"},
    "kryten-site build": {"--data-dir", "--site-dir", "--format"},
    "kryten-playlist queue apply": {"--mode", "--format"},
    "kryten-playlist stats top-played": {"--window", "--limit", "--format"},
    "kryten-playlist stats top-liked": {"--window", "--limit", "--format"},
}
# what a shell reads from NATS, with the arguments it takes
READS = [
    ("playlists", "list"), ("playlists", "show", "x"), ("playlists", "export", "x"),
    ("queue", "show"), ("blessed", "list"), ("admins", "list"),
    ("stats", "top-played"), ("stats", "top-liked"),
]  # fmt: skip


def found(program: str) -> dict[str, click.Command]:
    """Every command of a program by its whole name."""

    def walk(name: str, command: click.Command) -> dict[str, click.Command]:
        if not isinstance(command, click.Group):
            return {name: command}
        return {
            key: value
            for sub, one in command.commands.items()
            for key, value in walk(f"{name} {sub}", one).items()
        }

    return walk(program, import_module(PROGRAMS[program]).main)


COMMANDS = {name: one for program in PROGRAMS for name, one in found(program).items()}


def options(command: click.Command) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts if name[0] == "-"}


@pytest.mark.parametrize("name", PROMISED)
def test_a_promised_command_is_there_with_its_options_and_tells_of_itself(name: str) -> None:
    command = COMMANDS[name]
    assert OPTIONS.get(name, set()) <= options(command)
    program, *words = name.split()
    shown = CliRunner().invoke(import_module(PROGRAMS[program]).main, [*words, "--help"])
    assert shown.exit_code == 0
    assert len(shown.output.splitlines()) > 3


@pytest.mark.parametrize(
    "name",
    sorted(
        one for one in COMMANDS if one.split()[-1] in {"list", "show", "check"} or "top-" in one
    ),
)
def test_every_read_has_a_table_for_people_and_json_for_programs(name: str) -> None:
    (choice,) = [one for one in COMMANDS[name].params if "--format" in one.opts]
    assert isinstance(choice.type, click.Choice)
    assert (list(choice.type.choices), choice.default) == (["table", "json"], "table")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_wrong_usage_ends_with_2_and_names_what_is_wrong(name: str) -> None:
    program, *words = name.split()
    refused = CliRunner().invoke(
        import_module(PROGRAMS[program]).main, [*words, "--no-such-option"]
    )
    assert refused.exit_code == 2
    assert "--no-such-option" in refused.output


def run(tmp_path: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "DATA_DIR": str(tmp_path / "data"),
        "SITE_DIR": str(tmp_path / "site"),
        "STATE_DIR": str(tmp_path / "state"),
    }
    program, *rest = words
    return subprocess.run(
        [BIN / program, *rest],
        env=environment | settings,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_where_nats_cannot_be_reached_a_read_ends_with_3_and_prints_no_answer(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("action_api.shell.CONNECT_SECONDS", 0.3)
    settings = {"NATS_URL": f"nats://127.0.0.1:{free_port()}", "STATE_DIR": str(tmp_path)}
    done = CliRunner().invoke(import_module("action_api.cli").main, words, env=settings)
    assert done.exit_code == 3, done.output
    assert done.stdout == ""
    assert "NATS cannot be reached" in done.stderr


@pytest.mark.parametrize(
    ("words", "settings", "code", "says"),
    [
        (("kryten-connector", "rollback"), {}, 1, "snapshot"),
        (("kryten-site", "check"), {}, 1, "release"),
        (("kryten-playlist", "blessed", "list"), {"NATS_URL": "http://x"}, 2, "NATS_URL"),
        (("kryten-playlist", "worker"), {"LIKE_DEDUPE_HOURS": "-1"}, 2, "LIKE_DEDUPE_HOURS"),
        (("kryten-connector", "check", "--source", "http://127.0.0.1:1"), {}, 3, "127.0.0.1"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_failed_was_wrong_or_unreachable_has_a_code_of_its_own(
    tmp_path: Path, words: tuple[str, ...], settings: dict[str, str], code: int, says: str
) -> None:
    done = run(tmp_path, *words, **settings)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_read_without_anything_to_read_is_done_and_one_line_of_json(tmp_path: Path) -> None:
    done = run(tmp_path, "kryten-connector", "list", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"snapshots": []}
    assert len(done.stdout.splitlines()) == 1
