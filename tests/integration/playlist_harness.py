"""The playlist service without a channel: NATS, gunicorn with two workers, a catalog, sessions."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from action_api.services.sessions import Sessions
from tests.integration.api_harness import BIN, SECRET_KEY, Api, command
from tests.standins.nats_server import NatsServer
from tests.standins.processes import free_port, wait_until

EDITORS = ("Ann", "bob")
CATALOG: list[dict[str, Any]] = [
    *(
        {"video_id": f"show{n:02}", "title": f"Night.Gallery.S01E{n:02}.mkv", "duration": 1500}
        for n in range(1, 21)
    ),
    *(
        {"video_id": f"movie{n:02}", "title": f"The.Movie.{n}.[19{n + 50}].mp4", "duration": 5400}
        for n in range(1, 21)
    ),
    {"video_id": "shining1", "title": "The.Shining.[1980].mp4", "duration": 8000},
    {"video_id": "twin1", "title": "The Twin.mp4", "duration": 60},
    {"video_id": "twin2", "title": "The Twin.mp4", "duration": 60},
    {"video_id": "nolength", "title": "No Length.mp4"},
    {"video_id": "evil", "title": '=<img src=x onerror="alert(1)">\u202e.mp4', "duration": 10},
]


def publish_catalog(data_dir: Path, rows: Iterable[dict[str, Any]] = tuple(CATALOG)) -> None:
    """Makes a catalog live, by the program that does it for the service."""
    data_dir.mkdir(parents=True, exist_ok=True)
    source = data_dir.parent / "catalog.jsonl"
    lines = [json.dumps({"categories": ["Test"]} | row) for row in rows]
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    subprocess.run(
        [
            BIN / "kryten-connector",
            "fetch",
            "--allow-shrink",
            "--source",
            source,
            "--data-dir",
            data_dir,
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )


def service_settings(nats: NatsServer, directory: Path, **changes: str) -> dict[str, str]:
    """Environment of our programs: admin is labadmin, and its own state, catalog and site."""
    return {
        "PATH": str(BIN),
        "HOME": str(directory),
        "NATS_URL": nats.url,
        "CYTUBE_DOMAIN": "127.0.0.1",
        "CYTUBE_CHANNEL": "lab",
        "SECRET_KEY": SECRET_KEY,
        "TRUSTED_PROXIES": "127.0.0.1/32",
        "STATE_DIR": str(directory / "state"),
        "DATA_DIR": str(directory / "data"),
        "SITE_DIR": str(directory / "site"),
        "ADMINS": "labadmin",
        "METRICS_PORT": str(free_port()),
        "LOG_LEVEL": "DEBUG",
    } | changes


class Service:
    """gunicorn with the API; people are signed in by cookies its own key signs."""

    def __init__(self, nats: NatsServer, directory: Path, **changes: str) -> None:
        self.nats = nats
        self.directory = directory
        self.environment = service_settings(nats, directory, **changes)
        self.api = Api(directory / "api", self.environment)
        self._people: list[httpx.Client] = []

    def start(self) -> None:
        self.api.start()
        self.wait_nats(up=True)

    def wait_nats(self, *, up: bool) -> None:
        """Until both workers know that NATS is up, or down."""

        def agreed() -> bool:
            answers = [self.api.get("/health").json()["nats_connected"] for _ in range(6)]
            return all(answer is up for answer in answers)

        wait_until(agreed, what=f"the API {'connected' if up else 'cut off'}", within=60)

    def person(self, name: str | None) -> httpx.Client:
        """A browser of somebody signed in; nobody for None. A connection for each request: the
        workers take turns.
        """
        cookies = {}
        if name is not None:
            sessions = Sessions(SECRET_KEY.encode(), 24, time.time, lambda: f"sid-{name}")
            cookies["kryten_playlist"] = sessions.issue(name, True)[1]
        client = httpx.Client(
            base_url=f"{self.api.url}/api/v1",
            cookies=cookies,
            timeout=30,
            # said by the header and not by max_keepalive_connections=0: with that, httpcore closes
            # a connection that it has just given to another thread
            headers={"Connection": "close"},
            limits=httpx.Limits(max_connections=60),
        )
        self._people.append(client)
        return client

    def bless(self, *names: str) -> None:
        for name in names:
            done = command(self.environment, "blessed", "add", name)
            assert done.returncode == 0, done.stderr

    def stop(self) -> None:
        for person in self._people:
            person.close()
        self.api.stop()


@contextmanager
def running_service(nats: NatsServer, directory: Path, **changes: str) -> Iterator[Service]:
    """The service with the test catalog, Ann and bob blessed."""
    service = Service(nats, directory, **changes)
    publish_catalog(directory / "data")
    service.bless(*EDITORS)
    try:
        service.start()
        yield service
    finally:
        service.stop()


def save(person: httpx.Client, name: str, items: Sequence[str]) -> dict[str, Any]:
    """A new playlist, as the service shows it."""
    answer = person.post("/playlists", json={"name": name, "items": list(items)})
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def put(
    person: httpx.Client, playlist: dict[str, Any], items: Sequence[str], name: str | None = None
) -> httpx.Response:
    """A change of items and name, based on `playlist` as it was seen."""
    return person.put(
        f"/playlists/{playlist['id']}",
        json={"name": name or playlist["name"], "items": list(items)},
        headers={"If-Match": f'"{playlist["revision"]}"'},
    )


def ids(playlist: dict[str, Any]) -> list[str]:
    return [item["video_id"] for item in playlist["items"]]


def all_at_once(count: int, act: Any) -> list[httpx.Response]:
    """`act(0)` … `act(count - 1)` of threads that start together."""
    with ThreadPoolExecutor(max_workers=count) as pool:
        return list(pool.map(act, range(count)))
