"""A MediaCMS whose answers go wrong at random: fetches end with a word, and publish no lie."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from aiohttp import web
from aiohttp.test_utils import TestServer

from connector.errors import ConnectorError
from connector.fetch import Limits, fetch
from connector.gather import MediaCMSSource
from connector.http import Patience
from connector.source import silent
from tests.connector.support import TEMPLATE, client, fetch_from, stock_items, stored
from tests.standins.mediacms import MediaCms

ROUNDS = 30
ITEMS = 120
PATIENCE = Patience(tries=2, tries_at_first=2, tries_of_500=1, first_wait=0.001, longest_wait=0.002)
VALUES: list[Any] = [
    *(None, True, -1, 0, 2**80, 1e308, "", "x" * 5_000, [], {}, [[[]]], {"a": {"b": []}}),
    *("\ud800", "\u202e", "<script>alert(1)</script>", "../../etc/passwd", "https://evil.example/"),
    *("tok000001", "'; DROP TABLE items; --", float("nan"), float("inf"), "\x00"),
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value inside a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = [path] if path else []
    if isinstance(value, dict | list):
        for key, one in inner:
            found += places(one, (*path, key)) if isinstance(one, dict | list) else [(*path, key)]
    return found


def mutated(document: Any, rng: random.Random) -> bytes:
    """The document with a few values replaced, dropped or doubled."""
    for _ in range(rng.choice([1, 1, 2, 5])):
        *way, last = rng.choice(places(document))
        parent = document
        for key in way:
            parent = parent[key]
        act = rng.randrange(3)
        if act == 0:
            parent[last] = rng.choice(VALUES)
        elif act == 1:
            del parent[last]
        elif isinstance(parent, list):
            parent.insert(last, parent[last])
    return json.dumps(document).encode()


def cut(body: bytes, rng: random.Random) -> bytes:
    return body[: rng.randrange(len(body))]


def flipped(body: bytes, rng: random.Random) -> bytes:
    bad = bytearray(body)
    for _ in range(5):
        bad[rng.randrange(len(bad))] = rng.randrange(256)
    return bytes(bad)


def remade(body: bytes, rng: random.Random) -> bytes:
    return mutated(json.loads(body), rng)


@dataclass(slots=True)
class Mangler:
    """Hands requests to the real stand-in and spoils some of its answers, the same for one seed."""

    upstream: httpx.AsyncClient
    rng: random.Random
    tokens: set[str] = field(default_factory=set)

    async def handle(self, request: web.Request) -> web.Response:
        answer = await self.upstream.get(str(request.rel_url))
        body, status = answer.content, answer.status_code
        kind = answer.headers["Content-Type"].split(";")[0]
        chance = self.rng.random()
        if chance < 0.25 and status == 200 and kind == "application/json":
            spoil: Callable[[bytes, random.Random], bytes]
            spoil = self.rng.choice([remade, remade, remade, remade, cut, flipped])
            body = spoil(body, self.rng)
        elif chance < 0.28:
            status = self.rng.choice([204, 301, 400, 401, 403, 404, 418, 429, 500, 502])
        elif chance < 0.30:
            kind = self.rng.choice(["text/html", "application/octet-stream", "x"])
        self._note(body)
        return web.Response(body=body, status=status, content_type=kind)

    def _note(self, body: bytes) -> None:
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            return
        rows = document.get("results", [document]) if isinstance(document, dict) else []
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict):
                self.tokens.add(str(row.get("friendly_token")))

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        application = web.Application()
        application.router.add_get("/{tail:.*}", self.handle)
        async with TestServer(application) as server:
            yield str(server.make_url("")).rstrip("/")


async def outcome_of(address: str, data_dir: Path) -> str:
    """ "published", or the name of the error, which must say something."""
    async with client(address, patience=PATIENCE) as http:
        try:
            await fetch(MediaCMSSource(http), data_dir, TEMPLATE, Limits(), silent)
        except ConnectorError as error:
            return type(error).__name__ if str(error) else "an error without a word"
    return "published"


async def test_no_spoiled_answer_is_believed_or_breaks_the_fetch(tmp_path: Path) -> None:
    """Thirty times: an error in words or a sound snapshot, and the old one is live till then.

    What is published holds only items that were told of, and not a shrunken catalog.
    """
    outcomes = []
    data_dir = tmp_path / "data"
    with MediaCms(items=stock_items(ITEMS)) as server:
        await fetch_from(server, data_dir)
        async with httpx.AsyncClient(base_url=server.url) as upstream:
            for seed in range(ROUNDS):
                before = stored(data_dir)
                mangler = Mangler(upstream, random.Random(seed))
                async with mangler.serving() as address:
                    outcomes.append(await outcome_of(address, data_dir))
                after = stored(data_dir)
                if outcomes[-1] == "published":
                    assert set(after) <= mangler.tokens, (seed, set(after) - mangler.tokens)
                    assert len(after) >= 0.8 * len(before), seed
                else:
                    assert after == before, (seed, outcomes[-1])
    assert "an error without a word" not in outcomes
    assert outcomes.count("published") >= 3, outcomes
    assert len(set(outcomes)) >= 3, outcomes
