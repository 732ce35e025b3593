"""What the signed-in user is to be told, until it is dismissed."""

from __future__ import annotations

from typing import ClassVar

from falcon.asgi import Request, Response

from action_api.domain import errors
from action_api.domain.roles import Role
from action_api.resources.operation import Operation
from action_api.resources.playlist_models import NoticeList
from action_api.services.notices import Notices


class NoticesResource:
    operations: ClassVar = {
        "GET": Operation(
            "The signed-in user's notices, the newest first", {200: NoticeList}, role=Role.VIEWER
        )
    }

    def __init__(self, notices: Notices) -> None:
        self._notices = notices

    async def on_get(self, req: Request, resp: Response) -> None:
        resp.media = {"notices": await self._notices.of(req.context.user.name)}


class NoticeResource:
    operations: ClassVar = {
        "DELETE": Operation(
            "Dismiss a notice", {204: None}, role=Role.VIEWER, errors=(errors.NotFound,)
        )
    }

    def __init__(self, notices: Notices) -> None:
        self._notices = notices

    async def on_delete(self, req: Request, resp: Response, id: str) -> None:
        await self._notices.dismiss(req.context.user.name, id)
        resp.status = 204
