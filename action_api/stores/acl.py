"""The blessed and the admins: one record, watched, and read anew where NATS can be asked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from action_api.domain.errors import AdminBySetting, LastAdmin, NatsUnavailable
from action_api.domain.roles import AccessLists, is_last_admin
from action_api.domain.usernames import name_key
from action_api.nats_link import LinkClient, NatsLink
from action_api.stores.kv import Entry, KvBucket, Record, UnusableRecordError
from action_api.stores.record_copies import RecordCopies

ListName = Literal["blessed", "admins"]
KEY = "lists"


@dataclass(frozen=True, slots=True)
class ListedUser:
    """One name on a list; `added_at` is seconds since the epoch, None for the setting's admins."""

    username: str
    added_by: str
    added_at: float | None


class AccessStore:
    """`current` never fails: with NATS down it answers from the last state this host saw."""

    def __init__(
        self,
        bucket: KvBucket,
        link: NatsLink,
        setting_admins: Iterable[str],
        clock: Callable[[], float],
        copies: RecordCopies,
    ) -> None:
        self._bucket = bucket
        self._link = link
        self._copies = copies
        self._setting_admins = {name_key(name): name for name in setting_admins}
        self._clock = clock
        self._seen: Record = {}
        self._revision = 0
        self._asked = False
        link.each_session("watching the access lists", self._follow)

    async def current(self) -> AccessLists:
        """The lists as they stand at this moment in NATS, else as last seen."""
        if self._link.up:
            # where this fails, the last state seen is what an outage leaves us with
            with contextlib.suppress(NatsUnavailable, UnusableRecordError):
                await self._keep(await self._bucket.get(KEY))
        if not self._asked:  # started in an outage: other processes of this host knew more
            return self._lists(await self._copies.get(KEY))
        return self._lists(self._seen)

    async def listed(self, which: ListName) -> list[ListedUser]:
        """The names of one list, in order of name; raises NatsUnavailable."""
        await self._keep(await self._bucket.get(KEY))
        found = [
            ListedUser(entry["username"], entry["added_by"], entry["added_at"])
            for entry in self._seen.get(which, {}).values()
        ]
        if which == "admins":
            keys = {name_key(one.username) for one in found}
            found += [
                ListedUser(name, "setting ADMINS", None)
                for key, name in self._setting_admins.items()
                if key not in keys
            ]
        return sorted(found, key=lambda one: one.username.lower())

    async def add(self, which: ListName, username: str, added_by: str) -> bool:
        """Puts a name on a list; whether it was not there before."""
        key = name_key(username)
        added = False

        def change(record: Record | None) -> Record | None:
            nonlocal added
            held = (record or {}).get(which, {})
            added = key not in held and not (which == "admins" and key in self._setting_admins)
            if not added:
                return None
            entry = {"username": username, "added_by": added_by, "added_at": self._clock()}
            return (record or {}) | {which: held | {key: entry}}

        await self._bucket.modify(KEY, change)
        return added

    async def remove(self, which: ListName, username: str) -> bool:
        """Takes a name off a list; whether it was there. LastAdmin, AdminBySetting: see there."""
        key = name_key(username)
        removed = False

        def change(record: Record | None) -> Record | None:
            nonlocal removed
            held = (record or {}).get(which, {})
            if which == "admins":
                self._refuse_removal(key, username, held)
            removed = key in held
            if not removed:
                return None
            left = {name: entry for name, entry in held.items() if name != key}
            return (record or {}) | {which: left}

        await self._bucket.modify(KEY, change)
        return removed

    def _refuse_removal(self, key: str, username: str, held: Record) -> None:
        admins = {*held, *self._setting_admins}
        if key in admins and is_last_admin(key, admins):
            raise LastAdmin(username)
        if key in self._setting_admins:
            raise AdminBySetting(username)

    def _lists(self, record: Record) -> AccessLists:
        return AccessLists(
            blessed=frozenset(record.get("blessed", {})),
            admins=frozenset(record.get("admins", {})) | frozenset(self._setting_admins),
        )

    async def _keep(self, entry: Entry | None) -> None:
        self._asked = True
        if entry is None:
            self._seen, self._revision = {}, 0
        elif entry.revision >= self._revision:
            self._seen, self._revision = entry.record or {}, entry.revision
            await self._copies.keep(entry)

    async def _follow(self, client: LinkClient) -> None:
        is_first = True

        async def on_entry(entry: Entry) -> None:
            nonlocal is_first
            if is_first:
                # NATS may have been set up anew meanwhile: its revisions begin at 1 again
                is_first, self._revision = False, 0
            await self._keep(entry)

        await self._bucket.follow(client, KEY, on_entry)
