"""The systemd units are sound, closely confined, and our programs live within what they allow."""

from __future__ import annotations

import configparser
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from tests.site_builder import samples
from tests.standins.processes import Child, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
# systemd counts from 0 (nothing in its power) to 10; most services of a Debian have 9.6
MOST_EXPOSED = 2.0
BIN = Path(sys.executable).parent
# runs a program as MemoryDenyWriteExecute=yes does: no memory both writable and executable
CONFINED = """
import ctypes, os, sys
if ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) != 0: sys.exit("no such confinement here")
os.execv(sys.argv[1], sys.argv[1:])
"""


class Unit(configparser.RawConfigParser):
    """One unit file; a key that stands several times has its values joined by spaces."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",))
        self.optionxform = str  # type: ignore[assignment,method-assign]
        self.read(path)

    def words(self, key: str) -> set[str]:
        return set(self.get("Service", key, fallback="").split())


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units as installed, where /opt/kryten-playlist is this checkout."""
    folder = tmp_path_factory.mktemp("units")
    for path in [*UNITS.glob("*.service"), *UNITS.glob("*.timer")]:
        text = path.read_text(encoding="utf-8").replace("/opt/kryten-playlist", str(ROOT))
        (folder / path.name).write_text(text, encoding="utf-8")
    return folder


def analyze(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, timeout=60, check=False
    )


def test_systemd_finds_nothing_wrong_with_the_units(installed: Path) -> None:
    """Programs that are not there, unknown keys and wrong values are errors or warnings of it."""
    found = analyze("verify", *sorted(installed.iterdir()))
    ours = [line for line in (found.stdout + found.stderr).splitlines() if "kryten" in line]
    assert (found.returncode, ours) == (0, [])


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_little_in_its_power(installed: Path, service: str) -> None:
    threshold = f"--threshold={MOST_EXPOSED * 10:.0f}"
    found = analyze("security", "--offline=true", threshold, installed / service)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "Overall exposure level" in found.stdout


def test_the_worker_may_write_what_the_rebuild_it_runs_writes() -> None:
    worker = Unit(UNITS / "kryten-playlist-worker.service")
    rebuild = Unit(UNITS / "kryten-playlist-rebuild.service")
    api = Unit(UNITS / "kryten-playlist-api.service")
    datasette = Unit(UNITS / "kryten-playlist-datasette.service")
    assert worker.words("ReadWritePaths") >= rebuild.words("ReadWritePaths")
    assert api.words("ReadWritePaths") == {"/var/lib/kryten-playlist/state"}
    assert datasette.words("ReadWritePaths") == set()
    made = (UNITS / "kryten-playlist.tmpfiles").read_text(encoding="utf-8")
    for path in worker.words("ReadWritePaths"):
        assert f"d {path} " in made
    assert worker.words("UMask") == rebuild.words("UMask") == {"0022"}


def test_secrets_go_only_to_those_who_need_them() -> None:
    for name in ("datasette", "rebuild", "web"):
        unset = Unit(UNITS / f"kryten-playlist-{name}.service").words("UnsetEnvironment")
        assert unset >= {"SECRET_KEY", "NATS_PASSWORD", "NATS_CREDS"}, name
    for name in ("datasette", "web"):
        open_to_all = Unit(UNITS / f"kryten-playlist-{name}.service")
        assert "MEDIACMS_TOKEN" in open_to_all.words("UnsetEnvironment")
        assert open_to_all.words("InaccessiblePaths") >= {
            "/etc/kryten-playlist",
            "/var/lib/kryten-playlist/state",
        }


def test_systemd_waits_longer_than_the_programs_take_to_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    # the configuration sets it: put back at the end
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    configured = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))
    for name in ("api", "worker"):
        (seconds,) = Unit(UNITS / f"kryten-playlist-{name}.service").words("TimeoutStopSec")
        # the worker hands its jobs over for 10 s at most, and says goodbye to NATS then
        assert int(seconds) >= max(10, configured["graceful_timeout"]) + 5


def test_api_and_worker_share_their_counters_outside_the_disk() -> None:
    """Where whichever stops leaves them to the other."""
    for name in ("api", "worker"):
        unit = Unit(UNITS / f"kryten-playlist-{name}.service")
        (folder,) = unit.words("RuntimeDirectory")
        assert f"METRICS_DIR=%t/{folder}" in unit.words("Environment")
        assert unit.words("RuntimeDirectoryPreserve") == {"yes"}
        assert unit.words("RuntimeDirectoryMode") == {"0700"}


def test_our_programs_need_no_memory_that_is_writable_and_executable(tmp_path: Path) -> None:
    """API, worker and Datasette start with it refused, and the site is built with esbuild."""
    samples.write_snapshot(tmp_path / "data", samples.many(5))
    imports = "import action_api.asgi, action_api.worker, datasette.app, uvicorn, sqlite_utils"
    for words in (
        [sys.executable, "-c", imports],
        [BIN / "kryten-site", "build", "--data-dir", tmp_path / "data", "--site-dir", tmp_path],
    ):
        done = subprocess.run(
            [sys.executable, "-c", CONFINED, *words],
            env=os.environ | {"SECRET_KEY": "x" * 32, "STATE_DIR": str(tmp_path / "state")},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_the_api_says_when_it_is_ready_reloads_unnoticed_and_ends_in_time(tmp_path: Path) -> None:
    """Type=notify, ExecReload and TimeoutStopSec: not one request fails while it is reloaded."""
    port = free_port()
    environment = os.environ | {
        "SECRET_KEY": "x" * 32,
        "STATE_DIR": str(tmp_path / "state"),
        "DATA_DIR": str(tmp_path / "data"),
        "API_BIND": f"127.0.0.1:{port}",
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
        "NATS_URL": "",
    }
    program = [BIN / "gunicorn", "-c", ROOT / "deploy/gunicorn.conf.py", "action_api.asgi:app"]
    log = tmp_path / "api.log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(environment["NOTIFY_SOCKET"])
        manager.settimeout(60)
        with Child("api", program, log=log, env=environment, cwd=tmp_path) as child:
            assert b"READY=1" in manager.recv(4096)
            url = f"http://127.0.0.1:{port}/api/v1/auth/session"
            wait_until(lambda: httpx.get(url, timeout=30).status_code == 200, what="an answer")
            stop, answers = threading.Event(), []

            def ask() -> None:
                while not stop.is_set():
                    try:
                        answers.append(httpx.get(url, timeout=30).status_code)
                    except httpx.HTTPError as error:
                        answers.append(repr(error))

            asking = threading.Thread(target=ask)
            asking.start()
            boots = "Booting worker with pid"
            before = log.read_text().count(boots)
            os.kill(child.pid, signal.SIGHUP)
            wait_until(
                lambda: log.read_text().count(boots) >= 2 * before, what="new workers", within=60
            )
            reloaded = len(answers)
            wait_until(lambda: len(answers) > reloaded + 20, what="more answers", within=60)
            stop.set()
            asking.join()
            assert set(answers) == {200}
            os.kill(child.pid, signal.SIGTERM)
            assert child.wait_exit(within=20) == 0
