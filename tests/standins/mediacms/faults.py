"""What goes wrong on demand: one rule per fault, matched against each request in turn."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

KINDS = ("cut", "status", "html", "redirect", "delay", "bad_json", "count", "drop_connection")


@dataclass(slots=True)
class Fault:
    """One rule. It fires on requests whose path matches `path` (a shell pattern), whose page is
    `page` (None any; a missing `page` parameter is 1), whose query contains `params`; after
    `skip` such requests, `times` times (None always).

    kinds: cut (headers and half a body, then the connection closes), drop_connection (closes
    without a byte), status (`status`, with Retry-After when `retry_after` is set), html (200 and
    an HTML page), redirect (302 to the sign-in page), delay (`seconds`, then as usual), bad_json
    (200, JSON cut short), count (the envelope's count moved by `delta`).
    """

    kind: str
    path: str = "/api/v1/*"
    page: int | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    times: int | None = None
    skip: int = 0
    status: int = 500
    retry_after: int | None = None
    seconds: float = 0.0
    delta: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"fault kind {self.kind!r}: must be one of {', '.join(KINDS)}")

    def matches(self, path: str, query: Mapping[str, str]) -> bool:
        """Whether the rule is about this request; does not count it."""
        if not fnmatchcase(path, self.path):
            return False
        if self.page is not None and query.get("page", "1") != str(self.page):
            return False
        return all(query.get(name) == value for name, value in self.params.items())


class Faults:
    """The rules in force. Its methods may be called from any thread."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []
        self._lock = threading.Lock()
        self.latency = 0.0
        """seconds every answer waits"""
        self.close_after: int | None = None
        """requests a connection serves; the next one on it gets no answer (as a recycled worker)"""
        self.members_only = False
        """every API call is redirected to the sign-in page, whatever its token"""

    def add(self, fault: Fault) -> Fault:
        """Put a rule in force; returns it, for `remove`."""
        with self._lock:
            self._rules.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Take a rule out; ValueError when it is not in force."""
        with self._lock:
            self._rules.remove(fault)

    def clear(self) -> None:
        """No faults, no latency, connections kept."""
        with self._lock:
            self._rules.clear()
        self.latency, self.close_after, self.members_only = 0.0, None, False

    def firing(self, path: str, query: Mapping[str, str]) -> list[Fault]:
        """The rules that fire on this request, in the order they were added; counts them."""
        with self._lock:
            return [rule for rule in self._rules if rule.matches(path, query) and _use(rule)]

    # the usual ones, by name ------------------------------------------------------------------

    def cut(self, page: int | None = None, times: int | None = 1, **more: Any) -> Fault:
        """The connection breaks in the middle of an answer."""
        return self.add(Fault("cut", page=page, times=times, **more))

    def drop(self, page: int | None = None, times: int | None = 1, **more: Any) -> Fault:
        """The connection closes without an answer: "Server disconnected"."""
        return self.add(Fault("drop_connection", page=page, times=times, **more))

    def broken_page(self, page: int, path: str = "/api/v1/media", **more: Any) -> Fault:
        """One page is a 500 for ever."""
        return self.add(Fault("status", path=path, page=page, status=500, **more))

    def throttle(self, retry_after: int, times: int | None = 1, **more: Any) -> Fault:
        """429 with Retry-After."""
        rule = Fault("status", status=429, retry_after=retry_after, times=times, **more)
        return self.add(rule)

    def unavailable(self, times: int | None = 1, **more: Any) -> Fault:
        """503 from a proxy."""
        return self.add(Fault("status", status=503, times=times, **more))

    def html(self, times: int | None = None, **more: Any) -> Fault:
        """200 with an HTML page where JSON belongs."""
        return self.add(Fault("html", times=times, **more))

    def move_count(self, delta: int, page: int | None = None, **more: Any) -> Fault:
        """The envelope's count is wrong by `delta`."""
        return self.add(Fault("count", delta=delta, page=page, **more))


def _use(rule: Fault) -> bool:
    if rule.skip > 0:
        rule.skip -= 1
        return False
    if rule.times is None:
        return True
    rule.times -= 1
    return rule.times >= 0
