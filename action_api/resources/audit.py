"""The audit trail, for admins."""

from __future__ import annotations

from typing import Annotated, ClassVar

from falcon.asgi import Request, Response
from pydantic import Field

from action_api.domain.roles import Role
from action_api.resources.operation import Operation, Query, Reply
from action_api.services.audit import Audit
from action_api.services.times import rfc3339


class AuditQuery(Query):
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class AuditShown(Reply):
    """Who (`actor`, `via`), what (`action`, `subject`, `detail`), when (`at`)."""

    at: str
    actor: str
    via: str
    action: str
    subject: str
    detail: str


class AuditTrail(Reply):
    events: list[AuditShown]


class AuditResource:
    operations: ClassVar = {
        "GET": Operation(
            "Who changed what and when, the newest first",
            {200: AuditTrail},
            role=Role.ADMIN,
            query=AuditQuery,
        )
    }

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    async def on_get(self, req: Request, resp: Response) -> None:
        query: AuditQuery = req.context.query
        events = [
            AuditShown(
                at=rfc3339(event.at),
                actor=event.actor,
                via=event.via,
                action=event.action,
                subject=event.subject,
                detail=event.detail,
            )
            for event in await self._audit.newest(query.limit)
        ]
        resp.media = AuditTrail(events=events).model_dump()
