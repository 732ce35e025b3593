"""Walks every page of a list and says whether that was everything."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from connector.errors import PageFailed, Unreachable
from connector.http import MAX_AT_ONCE, JsonClient
from connector.mediacms import PAGE_SIZE, Page, Query, Row, page
from connector.source import Progress

# a few pages may be broken for ever (one bad row does that); more is a MediaCMS that is down
MAX_FAILED_PAGES = 3


@dataclass(slots=True)
class Walk:
    """What one walk saw. Rows are passed on as they come; only tokens and figures stay here."""

    what: str
    page_size: int = PAGE_SIZE
    tokens: set[str] = field(default_factory=set)
    counts: set[int] = field(default_factory=set)
    rows_seen: int = 0
    odd: list[object] = field(default_factory=list)
    failed_pages: list[int] = field(default_factory=list)
    fell_short: bool = False  # a page that should be there was past the end
    last_count: int = 0

    @property
    def exact(self) -> bool:
        """True when this walk has provably seen every row: nothing moved, nothing came twice."""
        return self.settled and not self.failed_pages

    @property
    def steady(self) -> bool:
        """True when every page told the same count: nothing came or went."""
        return not self.fell_short and len(self.counts) == 1

    @property
    def settled(self) -> bool:
        """Exact apart from pages that answer 500."""
        lost = len(self.failed_pages) * self.page_size
        return (
            self.steady
            and self.distinct == self.rows_seen
            and self.last_count - lost <= self.distinct <= self.last_count
        )

    @property
    def distinct(self) -> int:
        """How many different rows were seen."""
        return len(self.tokens) + len(self.odd)

    def fault(self) -> str:
        """Why it is not exact, for people."""
        if self.fell_short:
            return f"{self.what}: it became shorter during the walk"
        if len(self.counts) > 1:
            return f"{self.what}: the count moved from {min(self.counts)} to {max(self.counts)}"
        if self.failed_pages:
            numbers = ", ".join(map(str, sorted(self.failed_pages)))
            return f"{self.what}: page {numbers} answers 500"
        return f"{self.what}: {self.distinct} different items of {self.last_count}"

    def take(self, found: Page, keep: Callable[[Row], None]) -> None:
        """Count a page in and pass its rows on."""
        if not found.length:
            self.fell_short = True
            return
        self.counts.add(found.count)
        self.rows_seen += found.length
        self.odd.extend(found.odd)
        for row in found.rows:
            self.tokens.add(row.token)
            keep(row)

    def failed(self, number: int, error: PageFailed) -> None:
        """Note a page that answers 500 for ever; raises Unreachable when there are too many."""
        self.failed_pages.append(number)
        if len(self.failed_pages) > MAX_FAILED_PAGES:
            raise Unreachable(
                f"{self.what}: more than {MAX_FAILED_PAGES} pages fail; the last: {error}"
            ) from error


async def first_page(client: JsonClient, path: str, query: Query) -> tuple[int, Page]:
    """The first page that answers and its number: 1, or 2 where page 1 is a 500 for ever."""
    try:
        return 1, await page(client, path, query, 1)
    except PageFailed:
        return 2, await page(client, path, query, 2)


async def walk(
    client: JsonClient,
    path: str,
    query: Query,
    *,
    what: str,
    keep: Callable[[Row], None],
    progress: Progress,
    start: tuple[int, Page] | None = None,
) -> Walk:
    """Every page of `path`, a few at once; `start` is `first_page`'s answer where it was asked for.

    Raises Unreachable when MediaCMS stops answering, or more than a few pages answer 500.
    """
    number, first = start if start is not None else await first_page(client, path, query)
    seen = Walk(what, last_count=first.count)
    if number == 2:
        seen.failed_pages.append(1)
    if not first.length:
        seen.counts.add(first.count)
        seen.fell_short = first.count > 0
        return seen
    seen.take(first, keep)
    if first.more:
        seen.page_size = first.length
    total = max(number, -(-first.count // seen.page_size))
    last = first if number == total else None
    done = number
    progress(what, done, total)

    async def one(number: int) -> None:
        nonlocal last, done
        try:
            found = await page(client, path, query, number)
        except PageFailed as error:
            seen.failed(number, error)
        else:
            seen.take(found, keep)
            if number == total:
                last = found
        done += 1
        progress(what, done, total)

    await _a_few_at_once(one, range(number + 1, total + 1))
    # items added meanwhile are on pages that the first count did not know of
    while last is not None and last.more and last.length and total * seen.page_size < last.count:
        total += 1
        last = await page(client, path, query, total)
        seen.take(last, keep)
    if last is not None and last.length:
        seen.last_count = last.count
    return seen


async def _a_few_at_once(one: Callable[[int], Awaitable[None]], numbers: Iterable[int]) -> None:
    """Run `one` over the numbers, starting them in order; the first error ends all."""
    waiting = iter(numbers)

    async def worker() -> None:
        for number in waiting:
            await one(number)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(MAX_AT_ONCE):
                group.create_task(worker())
    except BaseExceptionGroup as many:
        raise many.exceptions[0] from None
