"""The commands playlist.apply, apply.status and apply.cancel on NATS."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from action_api.apply_parts import ApplyParts
from action_api.domain.apply_plan import Mode
from action_api.domain.errors import InvalidRequest, NotFound
from action_api.domain.roles import Role
from action_api.services.apply_view import shown_job
from action_api.services.manage_lists import Actor
from action_api.services.playlists import Playlists

Request = dict[str, Any]
Handler = Callable[[Request], Awaitable[dict[str, Any]]]


def apply_handlers(
    parts: ApplyParts, playlists: Playlists, actor: Callable[[Request], Actor]
) -> dict[str, Handler]:
    """The handlers by command name."""

    async def apply(request: Request) -> dict[str, Any]:
        playlist_id, name = request.get("id"), request.get("name")
        if isinstance(playlist_id, str):
            wanted = playlist_id
        elif isinstance(name, str):
            wanted = (await playlists.by_name(name)).playlist.playlist_id
        else:
            raise InvalidRequest("'id' or 'name': which playlist is needed.", "id")
        # whoever may publish here may do everything
        job = await parts.applies.apply(wanted, _mode(request), Role.ADMIN, actor(request))
        return await _shown(parts, job.job_id)

    async def status(request: Request) -> dict[str, Any]:
        return await _shown(parts, await _job_id(parts, request))

    async def cancel(request: Request) -> dict[str, Any]:
        job = await parts.applies.cancel(await _job_id(parts, request), actor(request))
        return await _shown(parts, job.job_id)

    return {"playlist.apply": apply, "apply.status": status, "apply.cancel": cancel}


def _mode(request: Request) -> Mode:
    try:
        return Mode(str(request.get("mode")))
    except ValueError:
        names = ", ".join(mode.value for mode in Mode)
        raise InvalidRequest(f"'mode': one of {names} is needed.", "mode") from None


async def _job_id(parts: ApplyParts, request: Request) -> str:
    """The job named by `id`, else the last one."""
    given = request.get("id")
    if isinstance(given, str):
        return given
    latest = await parts.applies.latest()
    if latest is None:
        raise NotFound("There was no apply yet.")
    return latest.job_id


async def _shown(parts: ApplyParts, job_id: str) -> dict[str, Any]:
    job = await parts.applies.get(job_id)
    return shown_job(job, await parts.feed.wish(job_id))
