"""What users are told of what happened behind their backs."""

from __future__ import annotations

import re
from typing import Any

from action_api.domain.errors import NotFound
from action_api.services.playlist_view import shown_notice
from action_api.stores.notices import NoticeStore

NOTICE_ID = re.compile(r"[A-Za-z0-9]{1,64}")


class Notices:
    def __init__(self, store: NoticeStore) -> None:
        self._store = store

    async def of(self, user: str) -> list[dict[str, Any]]:
        """The user's notices, the newest first."""
        return [shown_notice(notice) for notice in await self._store.of_user(user)]

    async def about(self, user: str, playlist_id: str) -> list[dict[str, Any]]:
        """Those that concern a playlist, as the original or as the copy."""
        return [
            shown_notice(notice)
            for notice in await self._store.of_user(user)
            if playlist_id in (notice.playlist_id, notice.copy_id)
        ]

    async def dismiss(self, user: str, notice_id: str) -> None:
        """Raises NotFound, and NatsUnavailable."""
        known = NOTICE_ID.fullmatch(notice_id)
        if not known or not await self._store.dismiss(user, notice_id):
            raise NotFound("There is no such notice: it may have been dismissed already.")
