"""The likes: a record for each item, holding what it counts once, and one for each user's hour."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from action_api.domain.likes import (
    HOUR_SECONDS,
    ItemLikes,
    LikeRules,
    Slot,
    allowed,
    liked,
    without_old_likers,
)
from action_api.nats_link import LinkClient
from action_api.stores.kv import Entry, KvBucket, Record, decode_key, encode_key

ITEMS = "item"
USERS = "user"
# everything is read, with nobody waiting for it
SWEEP_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a like: counted, or the same one again; and the item as it then stands."""

    is_new: bool
    item: ItemLikes


class LikeStore:
    """A like is one compare-and-set on its item: there is no half of one, whenever we die."""

    def __init__(self, bucket: KvBucket, clock: Callable[[], float]) -> None:
        self._bucket = bucket
        self._clock = clock

    async def item(self, video_id: str) -> ItemLikes:
        """The likes of an item, as they stand in NATS."""
        entry = await self._bucket.get(_item_key(video_id))
        return _read(video_id, entry.record if entry else None)

    async def all(self) -> list[ItemLikes]:
        """Every item that was ever liked."""
        return [_of(entry) for entry in await self._bucket.entries(f"{ITEMS}.*")]

    async def follow(
        self,
        client: LinkClient,
        on_item: Callable[[ItemLikes, int], Awaitable[None] | None],
        on_ready: Callable[[], None],
        on_left_out: Callable[[int], None],
    ) -> None:
        """Calls `on_item` with each item's likes and revision, and so again at each change.

        `on_left_out` gets the revision of what is no record of likes.
        """

        def on_entry(entry: Entry) -> Awaitable[None] | None:
            return on_item(_of(entry), entry.revision)

        await self._bucket.follow(client, f"{ITEMS}.*", on_entry, on_ready, on_left_out)

    async def last_revision(self) -> int:
        """The revision of the last like of all."""
        return await self._bucket.last_revision(f"{ITEMS}.*")

    async def allow(self, user: str, video_id: str, rules: LikeRules) -> int:
        """Takes a like of this item out of the user's allowance; else the seconds to wait."""
        wait = 0

        def change(record: Record | None) -> Record | None:
            nonlocal wait
            before = record or {}
            slots = tuple(Slot(float(at), str(one)) for at, one in before.get("slots", ()))
            decided = allowed(slots, video_id, self._clock(), rules)
            wait = decided.wait_seconds
            if wait or decided.slots == slots:
                return None
            return before | {"slots": [[slot.at, slot.video_id] for slot in decided.slots]}

        await self._bucket.modify(_user_key(user), change, HOUR_SECONDS)
        return wait

    async def is_first_hearing(self, user: str, said_at: float) -> bool:
        """Whether no line of the user's of this moment, or a later one, was obeyed before.

        Two lines of one user have two times, and CyTube shows its old lines with theirs.
        """
        is_first = False

        def change(record: Record | None) -> Record | None:
            nonlocal is_first
            before = record or {}
            is_first = said_at > float(before.get("said_at", 0.0))
            return before | {"said_at": said_at} if is_first else None

        await self._bucket.modify(_user_key(user), change, HOUR_SECONDS)
        return is_first

    async def add(self, user: str, video_id: str, title: str, rules: LikeRules) -> Added:
        """Counts a like of the user's, where it is not the same one again."""
        added = Added(False, ItemLikes(video_id))

        def change(record: Record | None) -> Record | None:
            nonlocal added
            before = _read(video_id, record)
            after = liked(before, title, user, self._clock(), rules)
            added = Added(after is not None, after or before)
            return None if after is None else _record(after)

        await self._bucket.modify(_item_key(video_id), change)
        return added

    async def forget_old_likers(self, rules: LikeRules) -> int:
        """Takes out the users whose window is over; of how many items."""
        changed = 0
        is_changed = False

        def change(record: Record | None) -> Record | None:
            nonlocal is_changed
            after = without_old_likers(_read("", record), self._clock(), rules) if record else None
            is_changed = after is not None
            return None if after is None else _record(after)

        for entry in await self._bucket.entries(f"{ITEMS}.*", SWEEP_SECONDS):
            if without_old_likers(_of(entry), self._clock(), rules) is not None:
                await self._bucket.modify(entry.key, change)
                changed += is_changed
        return changed


def _of(entry: Entry) -> ItemLikes:
    return _read(decode_key(entry.key.partition(".")[2]), entry.record)


def _read(video_id: str, record: Record | None) -> ItemLikes:
    if not record:
        return ItemLikes(video_id)
    return ItemLikes(
        video_id=video_id,
        title=str(record["title"]),
        days={str(day): int(count) for day, count in record["days"].items()},
        last_at=float(record["last_at"]),
        likers={str(who): float(at) for who, at in record["likers"].items()},
    )


def _record(item: ItemLikes) -> Record:
    return {
        "title": item.title,
        "days": dict(item.days),
        "last_at": item.last_at,
        "likers": dict(item.likers),
    }


def _item_key(video_id: str) -> str:
    return f"{ITEMS}.{encode_key(video_id)}"


def _user_key(user: str) -> str:
    return f"{USERS}.{user}"
