"""Gets the whole public catalog out of MediaCMS, and knows when it has not."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from connector import mediacms
from connector.errors import BadToken, Incomplete, MembersOnly
from connector.http import JsonClient
from connector.mediacms import CAP, LIST, MANAGE, SEARCH, Page
from connector.source import Harvest, Progress
from connector.stock import Stock
from connector.walk import Walk, first_page, walk
from connector.windows import Aim, look_through

MAX_ROUNDS = 3
WAY_OUT = (
    "Set MEDIACMS_TOKEN to an editor's token (its manage_media list is not cut), "
    "or publish what there is with --allow-incomplete."
)
TRY_AGAIN = (
    "Fetch again when less is being added, or publish what there is with --allow-incomplete."
)


@dataclass(frozen=True, slots=True)
class Start:
    """The first pages of list and search: they tell which MediaCMS this is."""

    listed: tuple[int, Page]
    searched: tuple[int, Page]

    @property
    def version(self) -> str:
        return mediacms.version_range(self.listed[1], self.searched[1])

    @property
    def list_capped(self) -> bool:
        return self.listed[1].count == CAP and not self.version.startswith("v2.0 or earlier")

    @property
    def search_capped(self) -> bool:
        return self.searched[1].count == CAP and not self.version.startswith("v2.0 or earlier")


async def look(client: JsonClient) -> Start:
    """Ask for both first pages; raises a ConnectorError when this is no MediaCMS for us."""
    listed = await first_page(client, LIST, {})
    searched = await first_page(client, SEARCH, mediacms.SEARCH_EVERYTHING)
    return Start(listed, searched)


class MediaCMSSource:
    """A running MediaCMS, legacy or current."""

    def __init__(self, client: JsonClient, *, allow_incomplete: bool = False) -> None:
        self._client = client
        self._allow_incomplete = allow_incomplete

    @property
    def name(self) -> str:
        return self._client.base_url

    @property
    def base_url(self) -> str | None:
        return self._client.base_url

    async def harvest(self, known: Set[str], progress: Progress) -> Harvest:
        """Every public item with all its categories.

        Not capped: the list (only it tells what is listable) joined on the token with the search
        that returns everything (only it has categories). Capped: an editor's list for the set,
        search windows for the categories. Single details for what is then still open.
        """
        start = await look(self._client)
        stock = Stock(self._client, known, progress)
        stock.note(f"MediaCMS {start.version}")
        if not start.list_capped:
            await self._list_and_search(start, stock, progress)
        elif await self._may_manage(stock):
            await self._managed(start, stock, progress)
        else:
            await self._windows_only(start, stock, progress)
        return Harvest(
            rows=_drain(stock),
            missing=stock.missing(WAY_OUT if start.list_capped else TRY_AGAIN),
            publishable=not stock.problems,
            notes=tuple(stock.notes.lines),
            requests=self._client.requests,
        )

    async def _list_and_search(self, start: Start, stock: Stock, progress: Progress) -> None:
        listed: tuple[int, Page] | None = start.listed
        searched: tuple[int, Page] | None = start.searched
        search: Walk | None = None
        for _ in range(MAX_ROUNDS):
            stock.new_round()
            walked = await self._walk(LIST, {}, "list", stock, progress, listed)
            if not walked.exact:
                searched = None  # asked before whatever moved: its count is of another time
            if not start.search_capped and (search is None or not search.exact):
                search = await walk(
                    self._client,
                    SEARCH,
                    mediacms.SEARCH_EVERYTHING,
                    what="search",
                    keep=stock.keep_search,
                    progress=progress,
                    start=searched,
                )
            listed = searched = None
            whole_search = search is not None and search.exact
            if walked.exact or (whole_search and stock.few_undecided()):
                break
            if walked.steady and stock.few_undecided():
                await stock.decide_undecided()
                if walked.settled or stock.short_of(walked) == 0:
                    break
            stock.note(f"{walked.fault()}; walking again")
        await self._finish(walked, search, start, stock, progress)

    async def _managed(self, start: Start, stock: Stock, progress: Progress) -> None:
        for _ in range(MAX_ROUNDS):
            stock.new_round()
            walked = await self._walk(
                MANAGE, mediacms.MANAGE_PUBLIC, "editor's list", stock, progress
            )
            if walked.exact or walked.settled:
                break
            stock.note(f"{walked.fault()}; walking again")
        await self._finish(walked, None, start, stock, progress)

    async def _walk(
        self,
        path: str,
        query: mediacms.Query,
        what: str,
        stock: Stock,
        progress: Progress,
        start: tuple[int, Page] | None = None,
    ) -> Walk:
        walked = await walk(
            self._client,
            path,
            query,
            what=what,
            keep=stock.keep_list,
            progress=progress,
            start=start,
        )
        stock.odd = walked.odd
        return walked

    async def _finish(
        self, walked: Walk, search: Walk | None, start: Start, stock: Stock, progress: Progress
    ) -> None:
        whole_search = search is not None and search.exact
        if not walked.exact:
            await stock.decide_undecided()
        await stock.ask_for_known()
        if not walked.exact:
            short = stock.short_of(walked)
            # as many listable items as the steady count says: those are all there are
            if whole_search or (walked.steady and short == 0):
                stock.note(f"{walked.fault()}; the rest was found by search and single details")
            elif walked.settled:
                stock.lose(f"{walked.fault()}: at most {short} items missing")
            else:
                stock.problem(f"{walked.fault()} in each of {MAX_ROUNDS} walks")
        if start.search_capped or start.list_capped:
            aim = Aim(stock.keep_search, stock.with_categories, stock.without_categories)
            await look_through(self._client, aim, progress)
        await stock.ask_for_categories()

    async def _may_manage(self, stock: Stock) -> bool:
        if not self._client.has_token:
            if not self._allow_incomplete:
                raise Incomplete(
                    f"{self._client.base_url} shows only {CAP} items, and there are surely more: "
                    f"this MediaCMS cuts its lists. {WAY_OUT}"
                )
            return False
        try:
            await mediacms.page(self._client, MANAGE, mediacms.MANAGE_PUBLIC, 1)
        except (BadToken, MembersOnly) as error:
            if not self._allow_incomplete:
                raise Incomplete(
                    f"{self._client.base_url} shows only {CAP} items, and MEDIACMS_TOKEN is "
                    f"not an editor's ({error}). {WAY_OUT}"
                ) from error
            stock.note("MEDIACMS_TOKEN is not an editor's")
            return False
        return True

    async def _windows_only(self, start: Start, stock: Stock, progress: Progress) -> None:
        """Without an editor's token: whatever list and search windows show; never everything."""
        await self._walk(LIST, {}, "list", stock, progress, start.listed)
        # from v6.4.0, where lists are cut, search shows listable items only: no need to ask
        aim = Aim(stock.keep_listable_search, stock.with_categories, lambda: None)
        await look_through(self._client, aim, progress)
        await stock.ask_for_known()
        await stock.ask_for_categories()
        stock.problem(
            f"this MediaCMS cuts its lists at {CAP}; {len(stock.rows)} items could be seen, "
            "how many there are cannot be told"
        )


def _drain(stock: Stock) -> Iterator[object]:
    """The rows, each let go as it is read."""
    yield from stock.odd
    while stock.rows:
        yield stock.rows.pop(next(iter(stock.rows))).raw()
