"""scripts/setup.sh goes on where it was cut off."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTHING = "#!/bin/sh\nexit 0\n"


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What setup.sh reads of a checkout; npm and node do nothing."""
    there = tmp_path / "checkout"
    for name in ("setup.sh", "lib.sh"):
        (there / "scripts").mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "scripts" / name, there / "scripts")
    for name in ("pyproject.toml", "constraints.txt", "constraints-robot.txt"):
        (there / name).touch()
    for folder in ("site_templates", "tests"):
        (there / folder / "node_modules").mkdir(parents=True)
        (there / folder / "package-lock.json").touch()
    for name in ("npm", "node"):
        program(tmp_path / "bin" / name, NOTHING)
    return there


def test_an_environment_that_was_only_begun_is_made_at_the_next_run(
    checkout: Path, tmp_path: Path
) -> None:
    installed = tmp_path / "python3-venv"
    nothing = program(tmp_path / "nothing", NOTHING)
    # as Debian's without python3-venv: an environment is begun, and has no pip
    python = program(
        tmp_path / "python3",
        f"""#!/bin/sh -e
        [ "$1" = -m ] || exec {sys.executable} "$@"
        mkdir -p "$3/bin"
        cp {nothing} "$3/bin/python"
        [ -e {installed} ]
        cp {nothing} "$3/bin/pip"
        """,
    )

    def setup() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [checkout / "scripts" / "setup.sh"],
            env={"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "PYTHON": str(python)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    refused = setup()
    assert refused.returncode == 1
    assert (checkout / ".venv" / "bin" / "python").exists()
    assert "apt-get install python3-venv" in refused.stderr
    installed.touch()
    done = setup()
    assert done.returncode == 0, done.stderr
    assert (checkout / ".venv" / "bin" / "pip").exists()
