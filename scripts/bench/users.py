"""Users of the API for the benchmarks of load and memory: each asks, thinks, and asks again."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

# what people's browsers ask for, by how often; "save" puts a playlist back with one item more
MIX = {
    "now-playing": 30,
    "queue": 20,
    "one playlist": 20,
    "playlists": 15,
    "session": 10,
    "save": 5,
}
THINK_SECONDS = 1.0
TIMEOUT_SECONDS = 10.0


@dataclass(slots=True)
class Timings:
    """Seconds of every answer by what was asked, and how many answers were no success."""

    took: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in MIX})
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        return sum(map(len, self.took.values()))

    def all(self) -> list[float]:
        return [one for values in self.took.values() for one in values]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Users:
    """Any number of people at one address; `playlists` are as the service showed them last."""

    def __init__(
        self, base: str, cookie: str, playlists: Sequence[dict[str, Any]], seed: str
    ) -> None:
        self._base = base
        self._headers = {"Cookie": f"kryten_playlist={cookie}"}
        self._playlists = list(playlists)
        # a playlist is taken out while somebody saves it: conflicts are measured elsewhere
        self._free = list(range(len(self._playlists)))
        self._dice = random.Random(seed)
        self.timings = Timings()

    async def act(self, count: int, seconds: float) -> None:
        """So many users for so long; the times go into `timings`."""
        connector = aiohttp.TCPConnector(limit=0)
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        async with aiohttp.ClientSession(
            connector=connector, timeout=timeout, headers=self._headers
        ) as session:
            until = time.monotonic() + seconds
            await asyncio.gather(*(self._user(session, until) for _ in range(count)))

    async def _user(self, session: aiohttp.ClientSession, until: float) -> None:
        await asyncio.sleep(self._dice.uniform(0, THINK_SECONDS))
        names, weights = list(MIX), list(MIX.values())
        while time.monotonic() < until:
            name = self._dice.choices(names, weights)[0]
            began = time.perf_counter()
            try:
                status = await self._ask(session, name)
            except (aiohttp.ClientError, TimeoutError) as error:
                self.timings.errors[type(error).__name__] += 1
            else:
                self.timings.took[name].append(time.perf_counter() - began)
                if status != 200:
                    self.timings.errors[f"{name} {status}"] += 1
            await asyncio.sleep(self._dice.expovariate(1 / THINK_SECONDS))

    async def _ask(self, session: aiohttp.ClientSession, name: str) -> int:
        if name == "save" and self._free:
            return await self._save(session)
        paths = {
            "now-playing": "/now-playing",
            "queue": "/queue",
            "playlists": "/playlists",
            "session": "/auth/session",
        }
        one = self._dice.choice(self._playlists)
        path = paths.get(name, f"/playlists/{one['id']}")
        async with session.get(f"{self._base}{path}") as answer:
            await answer.read()
            return answer.status

    async def _save(self, session: aiohttp.ClientSession) -> int:
        number = self._free.pop(self._dice.randrange(len(self._free)))
        one = self._playlists[number]
        items = [item["video_id"] for item in one["items"]]
        try:
            async with session.put(
                f"{self._base}/playlists/{one['id']}",
                json={"name": one["name"], "items": [*items[1:], items[0]]},
                headers={"If-Match": f'"{one["revision"]}"'},
            ) as answer:
                shown = await answer.json()
                if answer.status == 200:
                    self._playlists[number] = shown
                return answer.status
        finally:
            self._free.append(number)
