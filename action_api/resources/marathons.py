"""Generated orders, for the blessed: shown before anything is saved."""

from __future__ import annotations

from typing import ClassVar

from falcon.asgi import Request, Response

from action_api.domain import errors
from action_api.domain.patterns import PatternInvalidError
from action_api.domain.roles import Role
from action_api.resources.operation import Operation
from action_api.resources.playlist_models import MarathonIn, MarathonShown
from action_api.services.marathons import MarathonRequest, Marathons


class MarathonPreviewResource:
    operations: ClassVar = {
        "POST": Operation(
            "Generate an order from saved playlists; nothing is saved",
            {200: MarathonShown},
            role=Role.BLESSED,
            body=MarathonIn,
            errors=(errors.NotFound, PatternInvalidError),
        )
    }

    def __init__(self, marathons: Marathons) -> None:
        self._marathons = marathons

    async def on_post(self, req: Request, resp: Response) -> None:
        body: MarathonIn = req.context.body
        resp.media = await self._marathons.preview(
            MarathonRequest(
                tuple(body.sources),
                body.method,
                body.pattern,
                body.seed,
                body.preserve_run_order,
            )
        )
