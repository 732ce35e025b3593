"""The blessed and the admins, for admins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from falcon.asgi import Request, Response

from action_api.domain import errors
from action_api.domain.roles import Role
from action_api.domain.usernames import name_key
from action_api.resources.operation import Operation, Reply
from action_api.services.manage_lists import Actor, ManageLists
from action_api.services.times import rfc3339
from action_api.stores.acl import ListedUser, ListName


class Listed(Reply):
    """One name; `added_at` is null for admins of the setting ADMINS."""

    username: str
    added_by: str
    added_at: str | None


class BlessedList(Reply):
    blessed: list[Listed]


class AdminsList(Reply):
    admins: list[Listed]


LISTS: dict[ListName, type[Reply]] = {"blessed": BlessedList, "admins": AdminsList}


def shown(user: ListedUser) -> Listed:
    return Listed(
        username=user.username,
        added_by=user.added_by,
        added_at=None if user.added_at is None else rfc3339(user.added_at),
    )


class AccessListResource:
    def __init__(self, which: ListName, lists: ManageLists) -> None:
        self._which = which
        self._lists = lists
        self.operations: Mapping[str, Operation] = {
            "GET": Operation(f"Who is on the list {which}", {200: LISTS[which]}, role=Role.ADMIN)
        }

    async def on_get(self, req: Request, resp: Response) -> None:
        resp.media = await shown_list(self._which, self._lists)


class AccessListEntryResource:
    """PUT and DELETE answer 200 with the list as it is afterwards; both may be repeated."""

    def __init__(self, which: ListName, lists: ManageLists) -> None:
        self._which = which
        self._lists = lists
        removal: tuple[type[errors.PlaylistError], ...] = (errors.InvalidUsername,)
        if which == "admins":
            removal += (errors.LastAdmin, errors.AdminBySetting)
        model = LISTS[which]
        self.operations: Mapping[str, Operation] = {
            "PUT": Operation(
                f"Put a name on the list {which}",
                {200: model},
                role=Role.ADMIN,
                errors=(errors.InvalidUsername,),
            ),
            "DELETE": Operation(
                f"Take a name off the list {which}", {200: model}, role=Role.ADMIN, errors=removal
            ),
        }

    async def on_put(self, req: Request, resp: Response, username: str) -> None:
        name_key(username)
        await self._lists.add(self._which, username, _actor(req))
        resp.media = await shown_list(self._which, self._lists)

    async def on_delete(self, req: Request, resp: Response, username: str) -> None:
        name_key(username)
        await self._lists.remove(self._which, username, _actor(req))
        resp.media = await shown_list(self._which, self._lists)


async def shown_list(which: ListName, lists: ManageLists) -> dict[str, Any]:
    """`{which: [entry, …]}`."""
    users = [shown(user).model_dump() for user in await lists.listed(which)]
    return {which: users}


def _actor(req: Request) -> Actor:
    return Actor(req.context.user.name, "web")
