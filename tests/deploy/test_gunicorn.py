"""gunicorn is configured by the same settings as all else, read in the same way."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "gunicorn.conf.py"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory of its own, with what the API cannot do without."""
    monkeypatch.chdir(tmp_path)
    for name in ("API_BIND", "API_WORKERS", "LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    # the configuration sets it: put back at the end
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))


def configured() -> dict[str, Any]:
    return runpy.run_path(str(CONFIGURATION))


def test_address_and_processes_come_from_the_env_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """And an empty variable counts as left out."""
    Path(".env").write_text("API_BIND=127.0.0.1:9000\nAPI_WORKERS=3\n", encoding="utf-8")
    monkeypatch.setenv("API_WORKERS", "")
    found = configured()
    assert (found["bind"], found["workers"]) == ("127.0.0.1:9000", 3)


def test_there_are_two_processes_at_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_WORKERS", "1")
    assert configured()["workers"] == 2


def test_a_wrong_number_of_processes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_WORKERS", "many")
    with pytest.raises(SystemExit, match="Setting API_WORKERS has value 'many'"):
        configured()
