"""Runs our own service, gunicorn with the action API and the event worker, beside a channel."""

from __future__ import annotations

import json
import os
import secrets
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

from tests.standins.processes import Child, ChildError, free_port, port_answers, wait_until
from tests.standins.startable import Startable

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
# the service must never be asked through a proxy the machine may have
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class ApiService(Startable):
    """gunicorn with `workers` processes of the action API, and one event worker.

    Each part is stopped and started alone, at the same address and with the same state. `domain`
    and `channel` are those of the robot's config (`Channel.domain`, `Channel.name`); `more` are
    further settings, which win over those made here. start() returns when both parts answer; it
    does not wait for NATS, which is what wait_connected() is for.
    """

    def __init__(
        self,
        directory: Path,
        *,
        nats_url: str,
        domain: str,
        channel: str,
        data_dir: Path,
        site_dir: Path,
        admins: Iterable[str] = (),
        public_url: str = "",
        port: int | None = None,
        workers: int = 2,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.directory = directory
        self.port = port or free_port()
        self.worker_port = free_port()
        self._settings = {
            "NATS_URL": nats_url,
            "CYTUBE_DOMAIN": domain,
            "CYTUBE_CHANNEL": channel,
            "DATA_DIR": str(data_dir),
            "SITE_DIR": str(site_dir),
            "STATE_DIR": str(directory / "state"),
            "ADMINS": ",".join(admins),
            "PUBLIC_URL": public_url,
            "SECRET_KEY": secrets.token_urlsafe(48),
            # the web server in front of it runs on this machine
            "TRUSTED_PROXIES": "127.0.0.1/32,::1/128",
            "METRICS_PORT": str(self.worker_port),
            "REBUILD_COMMAND": str(ROOT / "scripts" / "rebuild.sh"),
            "API_BIND": f"127.0.0.1:{self.port}",
            "API_WORKERS": str(workers),
            **(more or {}),
        }
        self._api: Child | None = None
        self._worker: Child | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def upstream(self) -> str:
        """What deploy/Caddyfile takes as API_UPSTREAM."""
        return f"127.0.0.1:{self.port}"

    @property
    def worker_url(self) -> str:
        """Where the worker's /health and /metrics are."""
        return f"http://127.0.0.1:{self.worker_port}"

    @property
    def api_pid(self) -> int:
        """gunicorn's master; ChildError where it was never started."""
        return _pid(self._api, "the API")

    @property
    def worker_pid(self) -> int:
        """The event worker; ChildError where it was never started."""
        return _pid(self._worker, "the worker")

    @property
    def environment(self) -> dict[str, str]:
        """The service's environment: also for running `kryten-playlist` commands beside it."""
        return os.environ | self._settings

    def start(self) -> Self:
        """Starts the API, then the worker; ChildError with the end of a log if one does not."""
        try:
            self.start_api()
            self.start_worker()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        self.stop_worker()
        self.stop_api()

    def start_api(self) -> None:
        command: list[str | Path] = [
            BIN / "gunicorn", "-c", ROOT / "deploy" / "gunicorn.conf.py", "action_api.asgi:app",
        ]  # fmt: skip
        self._api = self._run("api", command, self.port)

    def stop_api(self) -> None:
        if self._api is not None:
            self._api.stop()

    def start_worker(self) -> None:
        self._worker = self._run("worker", [BIN / "kryten-playlist", "worker"], self.worker_port)

    def stop_worker(self) -> None:
        if self._worker is not None:
            self._worker.stop()

    def health(self) -> dict[str, Any] | None:
        """What one API process says of itself, well or not; None where nobody answers."""
        return _health(f"{self.url}/api/v1/health")

    def wait_connected(self, within: float = 60.0) -> None:
        """Until every process says that NATS and the robot are there.

        Which API process answers is chance, so a row of good answers stands for all of them.
        """

        def connected() -> bool:
            self._refuse_ended()
            addresses = [f"{self.worker_url}/health"] + [f"{self.url}/api/v1/health"] * 8
            answers = (_health(address) for address in addresses)
            return all(one is not None and one["status"] == "healthy" for one in answers)

        wait_until(connected, what="API and worker connected to NATS and robot", within=within)

    def _refuse_ended(self) -> None:
        """gunicorn listens before its workers have started, and ends if they cannot."""
        for child in (self._api, self._worker):
            if child is not None and not child.running:
                raise ChildError(f"{child.name} has ended; the end of its log:\n{child.log_tail()}")

    def _run(self, name: str, command: list[str | Path], port: int) -> Child:
        self.directory.mkdir(parents=True, exist_ok=True)
        child = Child(
            name,
            command,
            log=self.directory / f"{name}.log",
            env=self.environment,
            cwd=self.directory,
        )
        child.wait_ready(lambda: port_answers(port), within=60)
        return child


def _pid(child: Child | None, name: str) -> int:
    if child is None:
        raise ChildError(f"{name} was never started")
    return child.pid


def _health(url: str) -> dict[str, Any] | None:
    try:
        with _OPENER.open(url, timeout=3) as reply:
            found: dict[str, Any] = json.load(reply)
            return found
    except urllib.error.HTTPError as error:
        with error:
            document: dict[str, Any] = json.load(error)
            return document
    except OSError:
        return None
