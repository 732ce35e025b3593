"""Runs our own programs for the integration tests: gunicorn with the API, the worker, commands."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import httpx
import nats
from nats.aio.client import Client as NatsClient

from tests.standins.channel import Channel
from tests.standins.processes import Child, free_port, port_answers, wait_until
from tests.standins.startable import Startable

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
SECRET_KEY = "integration-tests-sign-with-this-key-of-48-bytes"
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")
_addresses = itertools.count(1)


def new_address() -> str:
    """A client address no test has used: limits count by address."""
    number = next(_addresses)
    return f"203.0.{number // 250 + 1}.{number % 250 + 1}"


def settings_for(channel: Channel, directory: Path, **changes: str) -> dict[str, str]:
    """Environment of a program of ours that belongs to `channel`."""
    # the last as in the units of deploy/systemd
    ours = {"PATH": os.environ["PATH"], "HOME": str(directory), "MALLOC_ARENA_MAX": "2"}
    return (
        ours
        | {
            "NATS_URL": channel.nats.url,
            "CYTUBE_DOMAIN": channel.domain,
            "CYTUBE_CHANNEL": channel.name,
            "SECRET_KEY": SECRET_KEY,
            "TRUSTED_PROXIES": "127.0.0.1/32",
            "STATE_DIR": str(directory / "state"),
            "DATA_DIR": str(directory / "data"),
            "ADMINS": "labadmin",
            "METRICS_PORT": str(free_port()),
            "OTP_REQUESTS_PER_USER": "50",
            "OTP_WINDOW_SECONDS": "900",
            "LOG_LEVEL": "DEBUG",
        }
        | changes
    )


class Api(Startable):
    """gunicorn with two workers of the action API."""

    def __init__(self, directory: Path, environment: dict[str, str]) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.port = free_port()
        self.environment = environment | {"API_BIND": f"127.0.0.1:{self.port}"}
        self.log = directory / "api.log"
        self._child: Child | None = None
        self._browsers: list[Browser] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """gunicorn's master, where it runs."""
        assert self._child is not None
        return self._child.pid

    def start(self) -> Self:
        command = [BIN / "gunicorn", "-c", ROOT / "deploy/gunicorn.conf.py", "action_api.asgi:app"]
        self._child = Child("api", command, log=self.log, env=self.environment, cwd=self.directory)
        self._child.wait_ready(self._answers, within=60)
        return self

    def _answers(self) -> bool:
        """Whether a worker has booted: gunicorn takes connections in before that."""
        try:
            return self.get("/health").status_code in {200, 503}
        except httpx.TransportError:
            return False

    def wait_connected(self) -> None:
        """Until both workers have answered that they are connected to NATS and robot."""

        def connected() -> bool:
            answers = [self.get("/health") for _ in range(6)]
            return all(answer.status_code == 200 for answer in answers)

        wait_until(connected, what="the API connected to NATS and robot", within=60)

    def stop(self) -> None:
        for browser in self._browsers:
            browser.close()
        if self._child is not None:
            self._child.stop()

    def get(self, path: str, **options: Any) -> httpx.Response:
        return httpx.get(f"{self.url}/api/v1{path}", timeout=30, **options)

    def browser(self, address: str | None = None) -> Browser:
        self._browsers.append(Browser(self.url, address or new_address()))
        return self._browsers[-1]


class Browser:
    """One person's browser behind the proxy: keeps cookies, has an address of its own."""

    def __init__(self, url: str, address: str) -> None:
        self.address = address
        self.http = httpx.Client(
            base_url=f"{url}/api/v1", headers={"X-Forwarded-For": address}, timeout=10
        )

    def request(self, username: str) -> httpx.Response:
        return self.http.post("/auth/otp/request", json={"username": username})

    def verify(self, username: str, otp: str) -> httpx.Response:
        return self.http.post("/auth/otp/verify", json={"username": username, "otp": otp})

    def code(self, channel: Channel, name: str) -> str:
        """Asks for a code and reads it from the PM in the channel."""
        seen = len(channel.cytube.pms(name))
        answer = self.request(name)
        deadline = time.monotonic() + 20
        # who has just come is known when the robot has told so
        while answer.status_code == 409 and time.monotonic() < deadline:
            time.sleep(0.2)
            answer = self.request(name)
        assert answer.status_code == 202, answer.text
        text = channel.cytube.wait_for_pm(name, seen=seen)["msg"]
        found = CODE.search(text)
        assert found is not None, text
        return found.group()

    def sign_in(self, channel: Channel, name: str) -> httpx.Response:
        """Signs in by reading the PM."""
        answer = self.verify(name, self.code(channel, name))
        assert answer.status_code == 200, answer.text
        return answer

    def close(self) -> None:
        self.http.close()


@contextmanager
def running_api(channel: Channel, directory: Path, **changes: str) -> Iterator[Api]:
    """The API of a channel, connected."""
    with Api(directory, settings_for(channel, directory, **changes)) as api:
        api.wait_connected()
        yield api


@contextmanager
def running_worker(environment: dict[str, str], directory: Path) -> Iterator[Child]:
    """The event worker, answering on its port."""
    directory.mkdir(parents=True, exist_ok=True)
    command = [BIN / "kryten-playlist", "worker"]
    port = int(environment["METRICS_PORT"])
    with Child(
        "worker", command, log=directory / "worker.log", env=environment, cwd=directory
    ) as child:
        child.wait_ready(lambda: port_answers(port), within=60)
        yield child


def command(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """One run of kryten-playlist."""
    return subprocess.run(
        [BIN / "kryten-playlist", *words],
        env=environment,
        cwd=environment["HOME"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def forget_everything(nats_url: str) -> None:
    """Empties our buckets, so that a test begins without limits, lists and blocks."""

    async def purge() -> None:
        client = await nats.connect(nats_url)
        try:
            jetstream = client.jetstream()
            for info in await jetstream.streams_info():
                name = str(info.config.name)
                if name.startswith("KV_kryten_playlist_"):
                    await jetstream.purge_stream(name)
        finally:
            await client.close()

    asyncio.run(purge())


def every_kv_value(nats_url: str) -> bytes:
    """All our buckets' keys and values, for looking for what must not be there."""

    async def read() -> bytes:
        client = await nats.connect(nats_url)
        found = b""
        try:
            jetstream = client.jetstream()
            for info in await jetstream.streams_info():
                name = str(info.config.name)
                if not name.startswith("KV_kryten_playlist_"):
                    continue
                for sequence in range(max(1, info.state.first_seq), info.state.last_seq + 1):
                    try:
                        message = await jetstream.get_msg(name, seq=sequence)
                    except nats.js.errors.NotFoundError:
                        continue
                    found += str(message.subject).encode() + b" " + (message.data or b"") + b"\n"
        finally:
            await client.close()
        return found

    return asyncio.run(read())


def publish(nats_url: str, subject: str, message: dict[str, Any]) -> None:
    """Publishes one JSON message."""

    async def send() -> None:
        client = await nats.connect(nats_url)
        await client.publish(subject, json.dumps(message).encode())
        await client.close()

    asyncio.run(send())


async def answer_to(client: NatsClient, command: bytes, within: float) -> bytes:
    """The worker's reply to a command, once there is a worker that listens."""
    deadline = time.monotonic() + within
    while True:
        try:
            return (await client.request("kryten.playlist.command", command, timeout=within)).data
        except nats.errors.NoRespondersError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.05)


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem document of an answer that must be this error."""
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert document["detail"]
    return document
