"""The REST endpoints: parse, select, serialise."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.standins.mediacms import auth, queries
from tests.standins.mediacms.answers import Answer, base_of, flat_query, respond
from tests.standins.mediacms.catalog import Catalog
from tests.standins.mediacms.detail import detail
from tests.standins.mediacms.faults import Faults
from tests.standins.mediacms.flavour import Flavour
from tests.standins.mediacms.item import Item
from tests.standins.mediacms.ordering import in_order, page_of, ties_wander
from tests.standins.mediacms.paging import PAGE_SIZE, InvalidPageError, envelope, page_number
from tests.standins.mediacms.rows import Rows

COUNT_DELTA = web.RequestKey("count_delta", int)
Serialise = Callable[[Item], dict[str, Any]]
READ = "GET, HEAD, OPTIONS"
READ_WRITE = "GET, POST, HEAD, OPTIONS"
MANAGE = "GET, DELETE, HEAD, OPTIONS"
DETAIL = "GET, POST, PUT, DELETE, HEAD, OPTIONS"
GONE = {"detail": "media file does not exist"}
NO_CREDENTIALS = {"detail": "Authentication credentials were not provided."}


@dataclass(slots=True)
class Api:
    """The public and the editors' endpoints over one catalog."""

    catalog: Catalog
    flavour: Flavour
    faults: Faults
    ties: str = "measured"
    _sorted: dict[tuple[Any, ...], tuple[queries.Selection, list[Item]]] = field(
        default_factory=dict
    )

    def routes(self) -> list[web.RouteDef]:
        """The URL table; what is not in it is an HTML 404."""
        token = f"{{token:{self.flavour.token_pattern}}}"
        return [
            web.get("/api/v1/media", self.media),
            web.get("/api/v1/media/", self.media),
            web.get(f"/api/v1/media/{token}", self.detail),
            web.get("/api/v1/search", self.search),
            web.get("/api/v1/categories", self.categories),
            web.get("/api/v1/tags", self.tags),
            web.get("/api/v1/manage_media", self.manage_media),
        ]

    async def media(self, request: web.Request) -> web.StreamResponse:
        viewer = auth.viewer_of(request.headers.get("Authorization"))
        params = flat_query(request)
        if (author := params.get("author", "").strip()) and not self._has_author(author):
            detail = "No User matches the given query." if self.flavour.modern else "Not found."
            return respond(request, Answer(404, {"detail": detail}, READ_WRITE))
        chosen = queries.media_list(self.catalog, self.flavour, viewer, params)
        rows = self._rows(request)
        if params.get("show") == "recommended":
            return respond(request, Answer(200, self._recommended(chosen, rows), READ_WRITE))
        key = ("media", viewer, _without_page(params))
        answer, page = self._page(request, key, chosen, rows.list_row, READ_WRITE)
        if self.flavour.modern and answer.status == 200:
            answer.body["tags"] = rows.tags_of_page(page)
        return respond(request, answer)

    async def search(self, request: web.Request) -> web.StreamResponse:
        viewer = auth.viewer_of(request.headers.get("Authorization"))
        params = flat_query(request)
        chosen = queries.search(self.catalog, self.flavour, viewer, params)
        if chosen is None:
            return respond(request, Answer(200, {}, READ))
        if params.get("show") == "titles":
            titles = [{"title": item.title} for item in in_order(chosen)[:40]]
            return respond(request, Answer(200, titles, READ))
        key = ("search", viewer, _without_page(params))
        answer, _ = self._page(request, key, chosen, self._rows(request).search_row, READ)
        return respond(request, answer)

    async def manage_media(self, request: web.Request) -> web.StreamResponse:
        viewer = auth.viewer_of(request.headers.get("Authorization"))
        if not viewer.name:
            return respond(request, Answer(403, NO_CREDENTIALS, MANAGE))
        if not viewer.is_editor:
            refusal = {"detail": "You do not have permission to perform this action."}
            return respond(request, Answer(403, refusal, MANAGE))
        params = flat_query(request)
        chosen = queries.manage_media(self.catalog, self.flavour, params)
        key = ("manage", _without_page(params))
        row = self._rows(request).list_row
        answer, _ = self._page(request, key, chosen, row, MANAGE, capped=False)
        return respond(request, answer)

    async def detail(self, request: web.Request) -> web.StreamResponse:
        viewer = auth.viewer_of(request.headers.get("Authorization"))
        item = self.catalog.get(request.match_info["token"])
        if item is None:
            return respond(request, Answer(400, GONE, DETAIL))
        if item.state == "private" and not (viewer.is_editor or viewer.name == item.user):
            if self.flavour.modern:
                return respond(request, Answer(400, GONE, DETAIL))
            return respond(request, Answer(401, {"detail": "media is private"}, DETAIL))
        related = self.flavour.modern or item.state != "private"
        body = detail(self._rows(request), item, related=related)
        return respond(request, Answer(200, body, DETAIL))

    async def categories(self, request: web.Request) -> web.StreamResponse:
        auth.viewer_of(request.headers.get("Authorization"))
        return respond(request, Answer(200, self._rows(request).category_rows(), READ))

    async def tags(self, request: web.Request) -> web.StreamResponse:
        auth.viewer_of(request.headers.get("Authorization"))
        rows = self._rows(request).tag_rows()
        try:
            page = page_number(request.query.get("page"), len(rows), empty_is_first=False)
        except InvalidPageError:
            return respond(request, Answer(404, {"detail": "Invalid page."}, READ))
        shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        url = base_of(request) + request.path
        body = envelope(url, request.rel_url.raw_query_string, page, len(rows), shown)
        return respond(request, Answer(200, body, READ))

    def _rows(self, request: web.Request) -> Rows:
        return Rows(self.catalog, self.flavour, base_of(request))

    def _has_author(self, name: str) -> bool:
        known = {account.viewer.name for account in auth.ACCOUNTS}
        return name in known or any(item.user == name for item in self.catalog.items)

    def _recommended(self, chosen: queries.Selection, rows: Rows) -> dict[str, Any]:
        """50 random items: no count, never a next page."""
        page = random.sample(chosen.rows, min(PAGE_SIZE, len(chosen.rows)))
        listed = [rows.list_row(item) for item in page]
        body: dict[str, Any] = {"next": None, "previous": None, "results": listed}
        return body | ({"tags": rows.tags_of_page(page)} if self.flavour.modern else {})

    def _page(
        self,
        request: web.Request,
        key: tuple[Any, ...],
        chosen: queries.Selection,
        serialise: Serialise,
        allow: str,
        *,
        capped: bool = True,
    ) -> tuple[Answer, list[Item]]:
        """One page of a selection as an answer, and its items; a 404 when there is no such page."""
        ordered = self._in_order(key, chosen)
        if capped and self.flavour.cap is not None:
            ordered = ordered[: self.flavour.cap]
        count = len(ordered)
        try:
            page = page_number(request.query.get("page"), count, empty_is_first=self.flavour.modern)
        except InvalidPageError:
            return Answer(404, {"detail": "Invalid page."}, allow), []
        wander = ties_wander(chosen, self.flavour, self.ties)
        items = page_of(ordered, chosen.sort_by, page, wander=wander)
        body = envelope(
            base_of(request) + request.path,
            request.rel_url.raw_query_string,
            page,
            count,
            [serialise(item) for item in items],
        )
        body["count"] += request.get(COUNT_DELTA, 0)
        return Answer(200, body, allow), items

    def _in_order(self, key: tuple[Any, ...], chosen: queries.Selection) -> list[Item]:
        """The sorted rows, remembered while the catalog stays as it is."""
        known = self._sorted.get(key)
        if known is None or known[0].rows != chosen.rows:
            if len(self._sorted) > 40:
                self._sorted.clear()
            known = self._sorted[key] = (chosen, in_order(chosen))
        return known[1]


def _without_page(params: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, value) for name, value in params.items() if name != "page"))
