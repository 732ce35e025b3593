"""What users are told: each author of an edit for themselves."""

from __future__ import annotations

from pathlib import Path

from action_api.nats_link import NatsLink
from action_api.stores.kv import KvBucket
from action_api.stores.local import LocalDatabase
from action_api.stores.notices import Notice, NoticeStore

NOW = 1_800_000_000.0


async def test_who_dismisses_a_notice_dismisses_nobody_elses(
    link: NatsLink, tmp_path: Path
) -> None:
    """Two who edited one playlist offline are told of it under the same id."""
    database = LocalDatabase(tmp_path)
    store = NoticeStore(KvBucket(link, "test_notices", "a test's own"), database, lambda: NOW)
    for user in ("Ann", "Bob-2"):
        told = Notice("n1", user, "offline_conflict", "Look.", "p1", "Friday", None, None, NOW)
        await store.add(told)
    assert await store.dismiss("ann", "n1")
    assert await store.of_user("Ann") == []
    assert [one.user for one in await store.of_user("bob-2")] == ["Bob-2"]
    assert await store.dismiss("Bob-2", "n1")
    assert await store.of_user("Bob-2") == []
    assert not await store.dismiss("Bob-2", "n1")
    database.close()
