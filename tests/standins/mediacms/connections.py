"""Which connection a request came in on, and how many it has carried."""

from __future__ import annotations

from asyncio import BaseTransport
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from aiohttp import web


@dataclass(slots=True)
class Connection:
    """One TCP connection: its number (from 1) and its requests so far."""

    number: int
    requests: int = 0


class Connections:
    """Every connection that carried a request; forgets the closed ones."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[BaseTransport, Connection] = WeakKeyDictionary()
        self._made = 0

    def of(self, request: web.Request) -> Connection:
        """The request's connection, with this request counted."""
        transport = request.transport
        known = self._known.get(transport) if transport is not None else None
        if known is None:
            self._made += 1
            known = Connection(self._made)
            if transport is not None:
                self._known[transport] = known
        known.requests += 1
        return known
