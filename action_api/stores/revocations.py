"""Sessions that ended before their time, one record a user."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from action_api.domain.errors import NatsUnavailable
from action_api.domain.usernames import name_key
from action_api.nats_link import LinkClient, NatsLink
from action_api.stores.kv import Entry, KvBucket, Record, UnusableRecordError, encode_key
from action_api.stores.record_copies import RecordCopies

PREFIX = "revoked"


class RevocationStore:
    """`revoked` never fails: with NATS down it answers from what was seen before."""

    def __init__(
        self,
        bucket: KvBucket,
        link: NatsLink,
        session_hours: int,
        clock: Callable[[], float],
        copies: RecordCopies,
    ) -> None:
        self._bucket = bucket
        self._copies = copies
        self._link = link
        self._seconds = session_hours * 3600
        self._clock = clock
        self._seen: dict[str, Record] = {}
        link.each_session("watching the ended sessions", self._follow)

    async def revoked(self, name: str, session_id: str, issued_at_ms: int) -> bool:
        """Whether the session was signed out, or all of its user's sessions of its time were."""
        key = _key(name)
        if self._link.up:
            # where this fails, a signed session stands until we hear otherwise
            with contextlib.suppress(NatsUnavailable, UnusableRecordError):
                await self._keep(await self._bucket.get(key) or Entry(key, None, 0))
                return _ends(self._seen.get(key, {}), session_id, issued_at_ms)
        record = self._seen.get(key)
        if record is None:  # this process may have started in an outage
            record = await self._copies.get(key)
        return _ends(record, session_id, issued_at_ms)

    async def end(self, name: str, session_id: str, expires_at: int) -> None:
        """Ends one session; raises NatsUnavailable, but even then it is over in this process."""
        now = self._clock()

        def change(record: Record | None) -> Record:
            ids = (record or {}).get("ids", {})
            alive = {one: until for one, until in ids.items() if until > now}
            return (record or {}) | {"ids": alive | {session_id: expires_at}}

        self._seen[_key(name)] = change(self._seen.get(_key(name)))
        await self._bucket.modify(_key(name), change, self._seconds)

    async def end_all(self, name: str) -> None:
        """Ends every session of a user that stands now; raises NatsUnavailable."""
        record = {"not_before_ms": int(self._clock() * 1000), "ids": {}}
        await self._bucket.modify(_key(name), lambda _: record, self._seconds)

    async def _keep(self, entry: Entry) -> None:
        if entry.record is None:
            self._seen.pop(entry.key, None)
        else:
            self._seen[entry.key] = entry.record
            await self._copies.keep(entry)

    async def _follow(self, client: LinkClient) -> None:
        await self._bucket.follow(client, f"{PREFIX}.>", self._keep)


def _ends(record: Record, session_id: str, issued_at_ms: int) -> bool:
    ended = session_id in record.get("ids", {})
    return ended or issued_at_ms <= record.get("not_before_ms", 0)


def _key(name: str) -> str:
    return f"{PREFIX}.{encode_key(name_key(name))}"
