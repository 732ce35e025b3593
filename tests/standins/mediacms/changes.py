"""Changes of the catalog, at once or after a page of a walk has been served."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.standins.mediacms.catalog import Catalog

KINDS = ("add", "remove", "change", "shrink")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: add `count` new items; remove `tokens`, or the `count` newest; set `fields` of
    `tokens`; shrink to the `count` newest."""

    kind: str
    count: int = 0
    tokens: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"change kind {self.kind!r}: must be one of {', '.join(KINDS)}")

    def apply(self, catalog: Catalog) -> list[str]:
        """Make the change; returns the tokens it touched."""
        match self.kind:
            case "add":
                return catalog.add_newest(self.count)
            case "remove" if self.tokens:
                return catalog.remove(self.tokens)
            case "remove":
                return catalog.remove_newest(self.count)
            case "change":
                return catalog.change(self.tokens, **self.fields)
        return catalog.shrink(self.count)


@dataclass(frozen=True, slots=True)
class _Pending:
    path: str
    page: int
    change: Change


class Changes:
    """Changes waiting for a page to be served. Its methods may be called from any thread."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._pending: list[_Pending] = []
        self._lock = threading.Lock()

    def after_page(self, page: int, change: Change, path: str = "/api/v1/media") -> None:
        """Make the change once, right after this page of `path` has been answered."""
        with self._lock:
            self._pending.append(_Pending(path, page, change))

    def clear(self) -> None:
        """Forget the waiting changes."""
        with self._lock:
            self._pending.clear()

    def served(self, path: str, page: str) -> None:
        """Told of every answered request: makes the changes that waited for it."""
        with self._lock:
            due = [p for p in self._pending if p.path == path and str(p.page) == page]
            self._pending = [p for p in self._pending if p not in due]
        for pending in due:
            pending.change.apply(self._catalog)
