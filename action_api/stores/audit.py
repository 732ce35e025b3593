"""Who changed what and when: pages that are only ever added to, the oldest dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from action_api.domain.errors import Conflict
from action_api.stores.kv import KvBucket, Record, RevisionConflictError

PAGE_EVENTS = 200
KEPT_PAGES = 50
HEAD = "head"
MAX_TRIES = 20


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One change; `at` is seconds since the epoch, `via` says by which door it came."""

    at: float
    actor: str
    via: str
    action: str
    subject: str
    detail: str = ""


class AuditStore:
    """`head` names the newest page; an event is added to it by compare-and-set."""

    def __init__(self, bucket: KvBucket, clock: Callable[[], float]) -> None:
        self._bucket = bucket
        self._clock = clock

    async def add(self, actor: str, via: str, action: str, subject: str, detail: str = "") -> None:
        """Adds one event; raises NatsUnavailable."""
        event = {
            "at": self._clock(),
            "actor": actor,
            "via": via,
            "action": action,
            "subject": subject,
            "detail": detail,
        }
        for _ in range(MAX_TRIES):
            head = await self._head()
            if await self._added(head, event):
                return
            await self._turn(head)
        raise Conflict

    async def newest(self, limit: int) -> list[AuditEvent]:
        """The last `limit` events, the newest first."""
        found: list[AuditEvent] = []
        head = page = await self._head()
        while page > 0 and len(found) < limit:
            entry = await self._bucket.get(_page_key(page))
            if entry is not None and entry.record is not None:
                found += [_read(one) for one in reversed(entry.record["events"])]
            elif page != head:  # a page that was just turned is empty until something is added
                break
            page -= 1
        return found[:limit]

    async def _head(self) -> int:
        entry = await self._bucket.get(HEAD)
        return int(entry.record["page"]) if entry and entry.record else 1

    async def _added(self, page: int, event: Record) -> bool:
        """Whether the event found room on the page."""
        full = False

        def change(record: Record | None) -> Record | None:
            nonlocal full
            events = list((record or {}).get("events", ()))
            full = len(events) >= PAGE_EVENTS
            return None if full else {"events": [*events, event]}

        await self._bucket.modify(_page_key(page), change)
        return not full

    async def _turn(self, full: int) -> None:
        """Makes the next page the head, and drops the one that is one too many."""

        def change(record: Record | None) -> Record | None:
            behind = record is None or record["page"] <= full
            return {"page": full + 1} if behind else None

        await self._bucket.modify(HEAD, change)
        oldest = await self._bucket.get(_page_key(full + 1 - KEPT_PAGES))
        if oldest is not None:
            try:
                await self._bucket.delete(oldest.key, oldest.revision)
            except RevisionConflictError:
                return  # another process has dropped it


def _page_key(page: int) -> str:
    return f"page.{page}"


def _read(event: dict[str, Any]) -> AuditEvent:
    return AuditEvent(
        at=float(event["at"]),
        actor=str(event["actor"]),
        via=str(event["via"]),
        action=str(event["action"]),
        subject=str(event["subject"]),
        detail=str(event.get("detail", "")),
    )
