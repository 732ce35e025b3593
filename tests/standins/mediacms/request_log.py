"""What was asked: every request with its answer's status, and how many were open at once."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """One answered request; `status` 0 means the connection was closed on it."""

    method: str
    path: str
    query: str
    status: int
    user_agent: str
    has_credentials: bool
    seconds: float


class RequestLog:
    """Counts requests other than the control endpoint's. Readable from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: list[Seen] = []
        self._open = 0
        self._most_open = 0
        self._connections: set[int] = set()

    def begin(self, connection: int) -> None:
        """A request has come in on this connection."""
        with self._lock:
            self._open += 1
            self._most_open = max(self._most_open, self._open)
            self._connections.add(connection)

    def end(self, seen: Seen) -> None:
        """It has been answered."""
        with self._lock:
            self._open -= 1
            self._seen.append(seen)

    def reset(self) -> None:
        """Forget what was seen."""
        with self._lock:
            self._seen.clear()
            self._connections.clear()
            self._most_open = self._open

    @property
    def requests(self) -> list[Seen]:
        """Everything answered so far, oldest first."""
        with self._lock:
            return list(self._seen)

    @property
    def max_open(self) -> int:
        """The most requests that were being answered at the same time."""
        return self._most_open

    @property
    def connections(self) -> int:
        """How many connections carried requests."""
        return len(self._connections)

    def count(self, path: str | None = None, status: int | None = None) -> int:
        """How many requests had this path (any) and this status (any)."""
        return sum(
            path in (None, seen.path) and status in (None, seen.status) for seen in self.requests
        )

    def by_path(self) -> dict[str, int]:
        """Path → number of requests, most asked first."""
        return dict(Counter(seen.path for seen in self.requests).most_common())
