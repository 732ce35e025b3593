"""The saved playlists: everyone reads them, the blessed change them."""

from __future__ import annotations

from typing import Any, ClassVar

from falcon.asgi import Request, Response

from action_api.domain import errors
from action_api.domain.playlist_errors import NameTaken, RevisionRequired, StaleRevision
from action_api.domain.playlists import TooManyItemsError
from action_api.domain.roles import Role
from action_api.resources import playlist_models as models
from action_api.resources.if_match import HEADER, revisions_of, set_etag
from action_api.resources.operation import Operation
from action_api.services.exchange import Exchange
from action_api.services.manage_lists import Actor
from action_api.services.notices import Notices
from action_api.services.playlists import Playlists
from action_api.services.save_playlist import SavePlaylist

PATH = "/api/v1/playlists"
STALE = (errors.NotFound, StaleRevision, RevisionRequired, errors.Conflict)


class PlaylistListResource:
    operations: ClassVar = {
        "GET": Operation(
            "All saved playlists, in order of name",
            {200: models.PlaylistList},
            query=models.ListQuery,
        ),
        "POST": Operation(
            "Save a new playlist",
            {201: models.PlaylistShown},
            role=Role.BLESSED,
            body=models.PlaylistIn,
            errors=(NameTaken, TooManyItemsError, errors.Conflict),
        ),
    }

    def __init__(self, playlists: Playlists, save: SavePlaylist) -> None:
        self._playlists = playlists
        self._save = save

    async def on_get(self, req: Request, resp: Response) -> None:
        query: models.ListQuery = req.context.query
        resp.media = await self._playlists.listed(in_trash=query.trash)

    async def on_post(self, req: Request, resp: Response) -> None:
        body: models.PlaylistIn = req.context.body
        saved = await self._save.create(body.name, body.items, _actor(req))
        resp.status = 201
        resp.set_header("Location", f"{PATH}/{saved['id']}")
        _answer(resp, saved)


class PlaylistResource:
    operations: ClassVar = {
        "GET": Operation(
            "One playlist with its items as the catalog has them now",
            {200: models.PlaylistShown},
            errors=(errors.NotFound,),
        ),
        "PUT": Operation(
            "Save name and items",
            {200: models.PlaylistShown},
            role=Role.BLESSED,
            body=models.PlaylistIn,
            errors=(*STALE, NameTaken, TooManyItemsError),
            header=HEADER,
        ),
        "PATCH": Operation(
            "Rename",
            {200: models.PlaylistShown},
            role=Role.BLESSED,
            body=models.NameIn,
            errors=(*STALE, NameTaken),
            header=HEADER,
        ),
        "DELETE": Operation(
            "Put into the trash for 30 days",
            {204: None},
            role=Role.BLESSED,
            errors=STALE,
            header=HEADER,
        ),
    }

    def __init__(self, playlists: Playlists, save: SavePlaylist, notices: Notices) -> None:
        self._playlists = playlists
        self._save = save
        self._notices = notices

    async def on_get(self, req: Request, resp: Response, id: str) -> None:
        shown = await self._playlists.shown(id)
        user = req.context.user.name
        notices = await self._notices.about(user, id) if user else []
        _answer(resp, shown | ({"notices": notices} if notices else {}))

    async def on_put(self, req: Request, resp: Response, id: str) -> None:
        body: models.PlaylistIn = req.context.body
        _answer(
            resp,
            await self._save.replace(id, body.name, body.items, revisions_of(req), _actor(req)),
        )

    async def on_patch(self, req: Request, resp: Response, id: str) -> None:
        body: models.NameIn = req.context.body
        _answer(resp, await self._save.rename(id, body.name, revisions_of(req), _actor(req)))

    async def on_delete(self, req: Request, resp: Response, id: str) -> None:
        await self._save.delete(id, revisions_of(req), _actor(req))
        resp.status = 204


class RestoreResource:
    operations: ClassVar = {
        "POST": Operation(
            "Take out of the trash; where it is not in it, nothing changes",
            {200: models.PlaylistShown},
            role=Role.BLESSED,
            body=models.RestoreIn,
            errors=(errors.NotFound, NameTaken, errors.Conflict),
            body_required=False,
        )
    }

    def __init__(self, save: SavePlaylist) -> None:
        self._save = save

    async def on_post(self, req: Request, resp: Response, id: str) -> None:
        body: models.RestoreIn = req.context.body
        _answer(resp, await self._save.restore(id, body.name, _actor(req)))


class ExportResource:
    operations: ClassVar = {
        "GET": Operation(
            "A playlist as a file: json, txt, csv or m3u",
            {200: None},
            query=models.ExportQuery,
            errors=(errors.NotFound,),
            media_types=("application/json", "text/plain", "text/csv", "audio/x-mpegurl"),
        )
    }

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def on_get(self, req: Request, resp: Response, id: str) -> None:
        query: models.ExportQuery = req.context.query
        file = await self._exchange.export(id, query.format)
        resp.content_type = file.media_type
        resp.set_header("Content-Disposition", f'attachment; filename="{file.name}"')
        # a title can hold a lone surrogate: MediaCMS's JSON may, UTF-8 may not
        resp.data = file.text.encode("utf-8", "replace")


class ImportResource:
    operations: ClassVar = {
        "POST": Operation(
            "Read pasted ids, titles, addresses or an export; nothing is saved",
            {200: models.Imported},
            role=Role.BLESSED,
            body=models.TextIn,
            errors=(TooManyItemsError,),
        )
    }

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def on_post(self, req: Request, resp: Response) -> None:
        body: models.TextIn = req.context.body
        resp.media = {"items": await self._exchange.read(body.text)}


def _answer(resp: Response, shown: dict[str, Any]) -> None:
    set_etag(resp, shown["revision"])
    resp.media = shown


def _actor(req: Request) -> Actor:
    return Actor(req.context.user.name, "web")
