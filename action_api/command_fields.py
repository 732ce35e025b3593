"""The commands on NATS and the fields each takes, flat beside `command`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from action_api.domain.errors import InvalidRequest

TYPES = {str: "text", int: "a whole number"}
# what a request may carry whatever its command is: who asks whom, and how it is told apart
ENVELOPE = frozenset(
    {
        "command",
        "service",
        "requested_by",
        "channel",
        "domain",
        "namespace",
        "meta",
        "source",
        "timestamp",
        "request_id",
        "correlation_id",
    }
)
_WHICH = {"id": str, "name": str}
_TOP = {"window": str, "limit": int}
_USER = {"username": str}
FIELDS: Mapping[str, Mapping[str, type]] = {
    "system.ping": {},
    "system.health": {},
    "system.stats": {},
    "catalog.refresh": {},
    "catalog.status": {},
    "playlist.list": {},
    "playlist.get": _WHICH,
    "playlist.apply": _WHICH | {"mode": str},
    "apply.status": {"id": str},
    "apply.cancel": {"id": str},
    "blessed.add": _USER,
    "blessed.remove": _USER,
    "blessed.list": {},
    "admin.add": _USER,
    "admin.remove": _USER,
    "admin.list": {},
    "stats.top_played": _TOP,
    "stats.top_liked": _TOP,
    "like.add": _USER | {"video_id": str},
}


def checked(command: str, request: Mapping[str, Any], channel: str) -> dict[str, Any]:
    """The request without what is null; raises InvalidRequest for a field it cannot have.

    `channel` is the one this service is for: a request that names another one is not for it.
    """
    given = {name: value for name, value in request.items() if value is not None}
    wanted = given.get("channel")
    if wanted is not None and str(wanted).lower() != channel.lower():
        raise InvalidRequest(
            f"'channel' is {repr(wanted)[:40]}: this service is for {channel!r} alone.", "channel"
        )
    if command.startswith("system."):
        # asked of every service alike, by tools that know nothing of this one
        return given
    fields = FIELDS[command]
    for name, value in given.items():
        if name in ENVELOPE:
            continue
        if name not in fields:
            takes = ", ".join(fields) or "none"
            raise InvalidRequest(
                f"{repr(name)[:40]} is no field of {command}, which takes: {takes}.", name[:40]
            )
        kind = fields[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise InvalidRequest(f"{name!r} is {repr(value)[:40]}: {TYPES[kind]} is needed.", name)
    return given
