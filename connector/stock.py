"""Joins what list, search and details say about each item, and asks for what nobody has said."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Set
from dataclasses import replace

from connector import mediacms
from connector.errors import Gone, NotFound, PageFailed
from connector.http import JsonClient
from connector.mediacms import Row
from connector.source import Notes, Progress
from connector.walk import Walk

# details are heavy (90 KB, 100 ms and more): only where nothing else tells, and not without end
MAX_UNDECIDED = 300
MAX_KNOWN = 300
MAX_CATEGORIES = 1500


class Stock:
    """The items gathered so far, by token."""

    def __init__(self, client: JsonClient, known: Set[str], progress: Progress) -> None:
        self.rows: dict[str, Row] = {}
        self.odd: list[object] = []
        self.notes = Notes()
        self.problems: list[str] = []  # publish nothing
        self.losses: list[str] = []  # publish, and say so
        self._client = client
        self._known = known
        self._progress = progress
        self._undecided: dict[str, Row] = {}  # seen in search only: may be hidden
        self._earlier: dict[str, Row] = {}  # seen in an earlier round, not in this one
        self._hidden: set[str] = set()
        self._unreadable: set[str] = set()  # in search only, and their own page fails

    def note(self, line: str) -> None:
        self.notes.add(line)

    def problem(self, line: str) -> None:
        self.problems.append(line)

    def lose(self, line: str) -> None:
        self.losses.append(line)

    def missing(self, way_out: str) -> str | None:
        """What is missing, a sentence; None when nothing is."""
        lost = sorted(self._unreadable - self.rows.keys())
        losses = self.losses + [
            f"{token[:80]!r} is in search only and its own page fails" for token in lost
        ]
        if self.problems:
            return "; ".join([*self.problems, *losses]) + f". {way_out}"
        return "; ".join(losses) + "." if losses else None

    def new_round(self) -> None:
        """Start counting again: what this walk does not show must be asked for."""
        self._earlier |= self.rows
        self.rows = {}

    def keep_list(self, row: Row) -> None:
        """A row of a list: it tells whether the item is listable, not its categories."""
        if row.listable is False:
            self._hidden.add(row.token)
            return
        said = self._undecided.pop(row.token, None) or self._earlier.pop(row.token, None)
        if row.categories is None and said is not None:
            row = replace(row, categories=said.categories)
        self.rows[row.token] = row

    def keep_search(self, row: Row) -> None:
        """A row of a search: it tells the categories, not whether the item is listable."""
        there = self.rows.get(row.token)
        if there is not None:
            if row.categories is not None:
                there.categories = row.categories
        elif row.token not in self._hidden:
            self._undecided[row.token] = row

    def keep_listable_search(self, row: Row) -> None:
        """A row of a search that shows listable items only."""
        if row.token in self.rows:
            self.keep_search(row)
        elif row.token not in self._hidden:
            self.rows[row.token] = row

    def with_categories(self) -> int:
        return sum(row.categories is not None for row in self.rows.values())

    def without_categories(self) -> int:
        return len(self.rows) - self.with_categories()

    def few_undecided(self) -> bool:
        """Whether the items that only search has shown can be asked for one by one."""
        return len(self._undecided) <= MAX_UNDECIDED

    def short_of(self, walked: Walk) -> int:
        """How many items of a walk's count are still missing."""
        return max(0, walked.last_count - len(self.rows) - len(self.odd))

    async def decide_undecided(self) -> None:
        """Ask for each item that search has shown and the list has not."""
        if not self.few_undecided():
            self.problem(f"{len(self._undecided)} items are in search and not in the list")
            return
        unreadable = await self._ask("items only search shows", sorted(self._undecided))
        for token in unreadable:
            if token in self._known:  # it was listable at the last fetch
                self.rows[token] = self._undecided[token]
                self.note(f"{token[:80]!r} kept as search shows it: its own page fails")
            else:
                self._unreadable.add(token)
        self._undecided.clear()

    async def ask_for_known(self) -> None:
        """Ask for items of the previous snapshot, or of an earlier round, that were not seen now.

        One walk not seeing an item proves nothing; its detail does (400 = gone).
        """
        suspects = sorted((self._known | self._earlier.keys()) - self.rows.keys() - self._hidden)
        if not suspects:
            return
        before = len(self.rows)
        unreadable = await self._ask("items not seen this time", suspects[:MAX_KNOWN])
        found = len(self.rows) - before
        if found:
            self.note(f"{found} items the walk had not seen are still there")
        if unreadable:
            self.note(f"{len(unreadable)} items of the previous snapshot cannot be asked for")
        if found and len(suspects) > MAX_KNOWN:
            self.problem(
                f"{len(suspects)} items of the previous snapshot were not seen, and of the "
                f"{MAX_KNOWN} asked for {found} are still there"
            )

    async def ask_for_categories(self) -> None:
        """Ask for the categories nothing else has told."""
        lacking = sorted(token for token, row in self.rows.items() if row.categories is None)
        unreadable = await self._ask("categories", lacking[:MAX_CATEGORIES])
        if unreadable:
            self.lose(f"the categories of {len(unreadable)} items cannot be read")
        if len(lacking) > MAX_CATEGORIES:
            self.problem(
                f"search gives no categories for {len(lacking)} items, more than the "
                f"{MAX_CATEGORIES} that are asked for one by one"
            )

    async def _ask(self, what: str, tokens: Iterable[str]) -> list[str]:
        """Details of `tokens` into the stock; returns the tokens whose detail cannot be read."""
        tokens = list(tokens)
        unreadable: list[str] = []
        done = 0

        async def one(token: str) -> None:
            nonlocal done
            try:
                row = await mediacms.detail(self._client, token)
            except Gone:
                self.rows.pop(token, None)
            except (NotFound, PageFailed):
                unreadable.append(token)
            else:
                if row.listable:
                    self.rows[token] = row
                else:
                    self._hidden.add(token)
                    self.rows.pop(token, None)
            done += 1
            self._progress(what, done, len(tokens))

        try:
            async with asyncio.TaskGroup() as group:
                for token in tokens:
                    group.create_task(one(token))
        except BaseExceptionGroup as many:
            raise many.exceptions[0] from None
        return sorted(unreadable)
