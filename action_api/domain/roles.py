"""Who may do what: viewer, blessed and admin, resolved anew at each request."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Mode = Literal["preserve_current", "append", "hard_replace"]


class Role(StrEnum):
    """Ours, not CyTube's rank; each includes what the ones before it may do."""

    ANONYMOUS = "anonymous"
    VIEWER = "viewer"
    BLESSED = "blessed"
    ADMIN = "admin"

    def includes(self, needed: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class AccessLists:
    """Name keys of the blessed and the admins; the admins of the setting count as listed."""

    blessed: frozenset[str] = frozenset()
    admins: frozenset[str] = frozenset()

    def holds(self, key: str) -> bool:
        """Whether the name has rights a guest must not take."""
        return key in self.blessed or key in self.admins


def role_of(key: str, registered: bool, lists: AccessLists) -> Role:
    """The role of a signed-in name; a guest's name proves nothing, so a guest stays viewer."""
    if not registered:
        return Role.VIEWER
    if key in lists.admins:
        return Role.ADMIN
    return Role.BLESSED if key in lists.blessed else Role.VIEWER


def modes_of(role: Role, blessed_may_replace: bool) -> list[Mode]:
    """The apply modes a role may use."""
    if not role.includes(Role.BLESSED):
        return []
    modes: list[Mode] = ["preserve_current", "append"]
    if role is Role.ADMIN or blessed_may_replace:
        modes.append("hard_replace")
    return modes


def is_last_admin(key: str, admins: Collection[str]) -> bool:
    """Whether nobody would be admin without `key`."""
    return set(admins) <= {key}
