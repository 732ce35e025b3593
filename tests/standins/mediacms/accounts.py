"""The endpoints about people: whoami, login, users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.standins.mediacms import auth
from tests.standins.mediacms.answers import Answer, base_of, respond
from tests.standins.mediacms.api import NO_CREDENTIALS, READ, READ_WRITE
from tests.standins.mediacms.catalog import FIRST_ADDED, Catalog
from tests.standins.mediacms.item import london
from tests.standins.mediacms.paging import PAGE_SIZE, InvalidPageError, envelope, page_number
from tests.standins.mediacms.rows import USER_LOGO


@dataclass(slots=True)
class Accounts:
    """Everybody who has uploaded something, and those who can sign in."""

    catalog: Catalog

    def routes(self) -> list[web.RouteDef]:
        """Its part of the URL table."""
        return [
            web.get("/api/v1/whoami", self.whoami),
            web.post("/api/v1/login", self.login),
            web.get("/api/v1/users", self.users),
            web.get("/api/v1/users/{name}", self.user),
        ]

    async def whoami(self, request: web.Request) -> web.StreamResponse:
        viewer = auth.viewer_of(request.headers.get("Authorization"))
        if not viewer.name:
            return respond(request, Answer(403, NO_CREDENTIALS, READ))
        return respond(request, Answer(200, _detail(viewer.name, base_of(request)), READ))

    async def login(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        account = auth.sign_in(str(form.get("username", "")), str(form.get("password", "")))
        if account is None:
            refusal = {"non_field_errors": ["User not found."]}
            return respond(request, Answer(400, refusal, "POST, OPTIONS"))
        body = {
            "email": account.email,
            "username": account.viewer.name,
            "token": account.token,
        }
        return respond(request, Answer(200, body, "POST, OPTIONS"))

    async def users(self, request: web.Request) -> web.StreamResponse:
        auth.viewer_of(request.headers.get("Authorization"))
        names = self._names()
        try:
            page = page_number(request.query.get("page"), len(names), empty_is_first=False)
        except InvalidPageError:
            return respond(request, Answer(404, {"detail": "Invalid page."}, READ_WRITE))
        base = base_of(request)
        rows = [_row(name, base) for name in names[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]
        body = envelope(
            base + request.path, request.rel_url.raw_query_string, page, len(names), rows
        )
        return respond(request, Answer(200, body, READ_WRITE))

    async def user(self, request: web.Request) -> web.StreamResponse:
        auth.viewer_of(request.headers.get("Authorization"))
        name = request.match_info["name"]
        if name not in self._names():
            refusal = {"detail": "user does not exist"}
            return respond(request, Answer(400, refusal, READ_WRITE))
        return respond(request, Answer(200, _detail(name, base_of(request)), READ_WRITE))

    def _names(self) -> list[str]:
        signing_in = {account.viewer.name for account in auth.ACCOUNTS}
        return sorted({item.user for item in self.catalog.items} | signing_in)


def _row(name: str, base: str) -> dict[str, Any]:
    return {
        "description": "",
        "date_added": london(FIRST_ADDED),
        "name": name,
        "is_featured": False,
        "thumbnail_url": base + USER_LOGO,
        "url": f"{base}/user/{name}/",
        "api_url": f"{base}/api/v1/users/{name}",
        "username": name,
        "advancedUser": False,
        "is_editor": False,
        "is_manager": False,
        "email_is_verified": False,
    }


def _detail(name: str, base: str) -> dict[str, Any]:
    return {
        "description": "",
        "date_added": london(FIRST_ADDED),
        "name": name,
        "is_featured": False,
        "thumbnail_url": base + USER_LOGO,
        "banner_thumbnail_url": None,
        "url": f"{base}/user/{name}/",
        "username": name,
        "media_info": {
            "results": [],
            "user_media": f"/api/v1/media?author={name}",
        },
        "api_url": f"{base}/api/v1/users/{name}",
        "edit_url": f"/user/{name}/edit",
        "default_channel_edit_url": "",
    }
