"""Writing the audit trail: a change that was made is reported even if NATS fails right after."""

from __future__ import annotations

import logging

from action_api.domain.errors import Conflict, Unavailable
from action_api.stores.audit import AuditEvent, AuditStore

logger = logging.getLogger(__name__)


class Audit:
    def __init__(self, store: AuditStore) -> None:
        self._store = store

    async def record(
        self, actor: str, via: str, action: str, subject: str, detail: str = ""
    ) -> None:
        """Records a change already made. Where NATS fails just now, the log keeps the event."""
        try:
            await self._store.add(actor, via, action, subject, detail)
        except (Unavailable, Conflict) as error:
            logger.error(
                "audit trail not written (%s): %s via %s did %s on %s: %s",
                error.code,
                actor,
                via,
                action,
                subject,
                detail,
            )

    async def newest(self, limit: int) -> list[AuditEvent]:
        """The last events, the newest first; raises NatsUnavailable."""
        return await self._store.newest(limit)
