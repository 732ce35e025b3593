"""Adding to and removing from the blessed and the admins, with its audit trail."""

from __future__ import annotations

from dataclasses import dataclass

from action_api.services.audit import Audit
from action_api.stores.acl import AccessStore, ListedUser, ListName


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes a change, and by which door."""

    name: str
    via: str


class ManageLists:
    """The same steps for web, command line and NATS commands."""

    def __init__(self, access: AccessStore, audit: Audit) -> None:
        self._access = access
        self._audit = audit

    async def listed(self, which: ListName) -> list[ListedUser]:
        return await self._access.listed(which)

    async def add(self, which: ListName, username: str, actor: Actor) -> bool:
        """Whether the name was not on the list before; raises InvalidUsername."""
        added = await self._access.add(which, username, actor.name)
        if added:
            await self._audit.record(actor.name, actor.via, f"{which}.add", username)
        return added

    async def remove(self, which: ListName, username: str, actor: Actor) -> bool:
        """Whether the name was on the list; raises InvalidUsername, LastAdmin, AdminBySetting."""
        removed = await self._access.remove(which, username)
        if removed:
            await self._audit.record(actor.name, actor.via, f"{which}.remove", username)
        return removed
