"""The short form of scripts/chaos.sh: ten rounds of random faults, and every invariant holds."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROUNDS = 10
SEED = "drive-in"

pytestmark = pytest.mark.integration


def test_ten_rounds_of_faults_under_load_lose_double_and_miscount_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(ROOT / "scripts" / "chaos.sh", "--rounds", str(ROUNDS), "--seed", SEED),
            *("--leg", str(ROUNDS // 2), "--directory", tmp_path),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    verdicts = re.findall(r"^round (\d+): (\w+)", done.stdout, re.MULTILINE)
    assert verdicts == [(str(number), "ok") for number in range(1, ROUNDS + 1)]
    assert "NATS is three servers" in done.stdout
    assert "NATS is one server" in done.stdout
