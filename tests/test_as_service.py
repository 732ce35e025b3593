"""scripts/as-service.sh hands a command to systemd as the services run theirs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# what it was given, a line a word; then the end a command could come to
SYSTEMD_RUN = '#!/bin/sh\nprintf "%s\\n" "$@"\nexit 3\n'


def as_service(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """It, started elsewhere, where systemd-run only says what it was given."""
    stand_in = tmp_path / "systemd-run"
    stand_in.write_text(SYSTEMD_RUN, encoding="utf-8")
    stand_in.chmod(0o755)
    return subprocess.run(
        [ROOT / "scripts" / "as-service.sh", *words],
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize(
    ("program", "path"),
    [
        ("kryten-connector", ".venv/bin/kryten-connector"),
        ("scripts/backup.sh", "scripts/backup.sh"),
    ],
)
def test_a_program_gets_the_user_and_the_settings_of_the_units(
    tmp_path: Path, program: str, path: str
) -> None:
    """Its arguments reach it as they were typed, and its exit code comes back."""
    done = as_service(tmp_path, program, "two words", "--flag")
    assert done.returncode == 3
    given = done.stdout.splitlines()
    assert given[-3:] == [str(ROOT / path), "two words", "--flag"]
    unit = (ROOT / "deploy/systemd/kryten-playlist-worker.service").read_text(encoding="utf-8")
    for line in ("User=kryten-playlist", "EnvironmentFile=/etc/kryten-playlist/env"):
        assert f"\n{line}\n" in unit
        assert f"--property={line}" in given
    assert f"--working-directory={ROOT}" in given


def test_what_is_no_program_is_named(tmp_path: Path) -> None:
    refused = as_service(tmp_path, "kryten-nonsense")
    assert refused.returncode == 1
    assert "there is no program kryten-nonsense" in refused.stderr
