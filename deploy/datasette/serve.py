"""Serves the live snapshot as read-only SQL with Datasette, and moves to a new one by itself.

Each snapshot gets a Datasette of its own. When `current.sqlite3` points elsewhere, the next one is
opened and warmed beside the old, requests that arrive from then on go to it, and the old one is
closed when the last request it had begun has been answered.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sqlite3
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import parse_metadata
from dotenv import find_dotenv, load_dotenv

from connector import snapshot as snapshots

HERE = Path(__file__).parent
DATABASE = "catalog"
POLL_SECONDS = 1.0

logger = logging.getLogger("datasette_server")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

NO_CATALOG = (
    b"There is no catalog yet. Make one with kryten-connector fetch, "
    b"or look at what the last fetch said. This page works by itself once there is one.\n"
)


class ServedSnapshot:
    """One snapshot file, the Datasette that serves it, and how many requests it is answering."""

    def __init__(self, path: Path, metadata: dict[str, Any], settings: dict[str, Any]) -> None:
        self.path = path
        self.datasette = Datasette(
            [],
            metadata=metadata,
            settings=settings,
            plugins_dir=str(HERE / "plugins"),
            cors=True,
        )
        self.datasette.add_database(
            Database(self.datasette, path=str(path), is_mutable=False), name=DATABASE
        )
        self.app = self.datasette.app()
        self._in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._in_flight += 1
        self._idle.clear()
        try:
            await self.app(scope, receive, send)
        finally:
            self._in_flight -= 1
            if not self._in_flight:
                self._idle.set()

    @property
    def busy(self) -> bool:
        """Whether it is answering a request."""
        return not self._idle.is_set()

    async def warm(self) -> None:
        """Answer one request, so that the first visitor does not wait and a bad file shows now."""
        reply = await self.datasette.client.get(f"/{DATABASE}/snapshot.json")
        if reply.status_code != 200:
            raise sqlite3.DatabaseError(f"{self.path} answers {reply.status_code}")

    async def close(self) -> None:
        """Wait for the requests it had begun, then give back its files and threads."""
        await self._idle.wait()
        # Datasette's own bookkeeping database has a writer thread that only this ends
        await self.datasette.get_database("_internal").execute_write_fn(_end_thread, block=False)
        self.datasette.executor.shutdown(wait=False)
        for database in self.datasette.databases.values():
            database.close()


def _end_thread(_: sqlite3.Connection) -> None:
    raise SystemExit


class FollowingServer:
    """The ASGI application: gives every request to the newest snapshot that can be read."""

    def __init__(self, data_dir: Path, base_url: str = "/", poll: float = POLL_SECONDS) -> None:
        self.data_dir = data_dir
        self.poll = poll
        self.metadata = parse_metadata((HERE / "metadata.yml").read_text(encoding="utf-8"))
        self.settings = json.loads((HERE / "settings.json").read_text(encoding="utf-8"))
        self.settings["base_url"] = base_url
        self.serving: ServedSnapshot | None = None
        self._refused: Path | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        served = self.serving
        if served is None:
            await _plain(send, 503, NO_CATALOG)
            return
        await served(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await self.follow()
        self._watching = asyncio.create_task(self._watch())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._watching.cancel()
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def close(self) -> None:
        """Close what was served, each snapshot when its last request has been answered."""
        if self.serving is not None:
            self._keep(self.serving.close())
            self.serving = None
        await asyncio.gather(*self._tasks)

    def _keep(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self.poll)
            await self.follow()

    async def follow(self) -> None:
        """Serve what `current.sqlite3` points at; a file that cannot be read changes nothing."""
        try:
            path = snapshots.live_path(self.data_dir).resolve(strict=True)
        except OSError:
            return
        if path == self._refused or (self.serving and path == self.serving.path):
            return
        try:
            snapshots.open_read_only(path).close()
            following = ServedSnapshot(path, self.metadata, self.settings)
            await following.warm()
        # whatever is wrong with a new file, the old snapshot goes on being served
        except Exception as error:  # noqa: BLE001
            self._refused = path
            logger.error("cannot serve %s, keeping the snapshot before it: %s", path, error)
            return
        old, self.serving, self._refused = self.serving, following, None
        logger.info("serving %s", path.name)
        if old is not None:
            self._keep(old.close())


async def _plain(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"10")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def main() -> None:
    """Read the options and serve until stopped."""
    with suppress(OSError):
        load_dotenv(find_dotenv(usecwd=True))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    # an empty value counts as left out
    data_dir = os.environ.get("DATA_DIR") or "var/data"
    parser.add_argument("--data-dir", type=Path, default=data_dir)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--base-url", default="/", help="the path it stands under behind a proxy")
    options = parser.parse_args()
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )
    uvicorn.run(
        FollowingServer(options.data_dir, options.base_url),
        host=options.host,
        port=options.port,
        lifespan="on",
        log_level="warning",
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
