"""CyTube's rule for user names, and how two of them compare."""

from __future__ import annotations

import re

from action_api.domain.errors import InvalidUsername

USERNAME = re.compile(r"[A-Za-z0-9_-]{1,20}")


def name_key(name: str) -> str:
    """The form in which names compare and are stored; InvalidUsername where it cannot be one."""
    if not USERNAME.fullmatch(name):
        raise InvalidUsername(name)
    return name.lower()
