"""The host's own SQLite file, in WAL mode, shared by all processes of ours on the host."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from action_api.domain.playlist_errors import LocalStateUnusable

FILE_NAME = "local.sqlite3"
SCHEMA = Path(__file__).with_name("local.sql")
SCHEMA_VERSION = 1
BUSY_SECONDS = 1.5
LOOK_SECONDS = 0.01
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

T = TypeVar("T")


class LocalDatabase:
    """Opens the file on first use: after a fork, in the process that uses it."""

    def __init__(self, state_dir: Path) -> None:
        self._path = state_dir / FILE_NAME
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` reads, of one moment."""
        return await asyncio.to_thread(self._run, work, "BEGIN", durable=False)

    async def change(self, work: Callable[[sqlite3.Connection], T], *, durable: bool = False) -> T:
        """Runs `work` in one transaction, alone on this host; undone where it raises.

        `durable` has it on the disk before this returns: for what NATS does not have too.
        """
        return await asyncio.to_thread(self._run, work, "BEGIN IMMEDIATE", durable=durable)

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _run(self, work: Callable[[sqlite3.Connection], T], begin: str, *, durable: bool) -> T:
        with self._lock:
            try:
                connection = self._connection or self._open()
                connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                with self._transaction(connection, begin):
                    return work(connection)
            except (OSError, sqlite3.OperationalError) as error:
                raise LocalStateUnusable(FILE_NAME, error) from error
            except sqlite3.DatabaseError as error:
                # the module's own errors have no code
                if getattr(error, "sqlite_errorcode", 0) & 0xFF not in DAMAGED:
                    raise
                raise LocalStateUnusable(FILE_NAME, error, is_damaged=True) from error

    @contextlib.contextmanager
    def _transaction(self, connection: sqlite3.Connection, begin: str) -> Iterator[None]:
        connection.execute(begin)
        try:
            yield
        except BaseException:
            # SQLite itself has undone it where the disk is full
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        _use_wal(connection)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            connection.close()
            raise OSError("a newer version of this service wrote it: update this one")
        connection.executescript(SCHEMA.read_text(encoding="utf-8"))
        if version < SCHEMA_VERSION:
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        self._connection = connection
        return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    """Sets the journal. SQLite does not wait here, as it does elsewhere, while another process of
    the host does the same with a file just made.
    """
    ends_at = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > ends_at:
                raise
            time.sleep(LOOK_SECONDS)
        else:
            return
