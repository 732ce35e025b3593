"""Blocked addresses, for admins: seen and lifted."""

from __future__ import annotations

import re
from typing import ClassVar

from falcon.asgi import Request, Response

from action_api.domain import errors
from action_api.domain.roles import Role
from action_api.resources.operation import Operation, Reply
from action_api.services.audit import Audit
from action_api.services.times import rfc3339
from action_api.stores.ip_blocks import IpBlock, IpBlockStore

BLOCK_ID = re.compile(r"[A-Za-z0-9_=-]{1,200}")


class IpBlockShown(Reply):
    id: str
    address: str
    blocked_at: str
    blocked_until: str
    reason: str
    asked_by: str


class IpBlocksList(Reply):
    ip_blocks: list[IpBlockShown]


class IpBlocksResource:
    operations: ClassVar = {
        "GET": Operation("The addresses blocked now", {200: IpBlocksList}, role=Role.ADMIN)
    }

    def __init__(self, blocks: IpBlockStore) -> None:
        self._blocks = blocks

    async def on_get(self, req: Request, resp: Response) -> None:
        blocks = [_shown(block) for block in await self._blocks.listed()]
        resp.media = IpBlocksList(ip_blocks=blocks).model_dump()


class IpBlockEntryResource:
    operations: ClassVar = {
        "DELETE": Operation("Lift a block", {204: None}, role=Role.ADMIN, errors=(errors.NotFound,))
    }

    def __init__(self, blocks: IpBlockStore, audit: Audit) -> None:
        self._blocks = blocks
        self._audit = audit

    async def on_delete(self, req: Request, resp: Response, id: str) -> None:
        block = await self._blocks.lift(id) if BLOCK_ID.fullmatch(id) else None
        if block is None:
            raise errors.NotFound("There is no such block: it may have been lifted, or be over.")
        await self._audit.record(req.context.user.name, "web", "ip-block.lift", block.address)
        resp.status = 204


def _shown(block: IpBlock) -> IpBlockShown:
    return IpBlockShown(
        id=block.block_id,
        address=block.address,
        blocked_at=rfc3339(block.blocked_at),
        blocked_until=rfc3339(block.blocked_until),
        reason=block.reason,
        asked_by=block.asked_by,
    )
