"""The access lists as one process knows them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from action_api.nats_link import NatsLink
from action_api.stores.acl import KEY, AccessStore
from action_api.stores.kv import KvBucket
from action_api.stores.local import LocalDatabase
from action_api.stores.record_copies import RecordCopies


async def test_the_lists_of_a_nats_set_up_anew_count_though_their_revisions_are_lower(
    idle_link: NatsLink, tmp_path: Path
) -> None:
    """As when its disk was lost and a backup put back while this process went on."""
    database = LocalDatabase(tmp_path)
    bucket = KvBucket(idle_link, "test_acl", "a test's own")
    copies = RecordCopies(database, bucket.name)
    access = AccessStore(bucket, idle_link, (), lambda: 0.0, copies)
    await idle_link.start()
    assert await idle_link.wait_up(20)
    for name in ("Ann", "Bob", "Cid"):
        await access.add("blessed", name, "test")
    lists = await bucket.get(KEY)
    assert lists is not None
    assert lists.record is not None
    assert (await access.current()).blessed == {"ann", "bob", "cid"}
    only_ann = {"blessed": {"ann": lists.record["blessed"]["ann"]}}
    async with idle_link.session() as client:
        await idle_link.jetstream(client).delete_stream(f"KV_{bucket.name}")
        fresh = KvBucket(idle_link, bucket.name, "the same, made anew")
        assert await fresh.create(KEY, only_ann) < lists.revision
        await client.nats.close()
    async with asyncio.timeout(10):
        while True:
            await asyncio.sleep(0.05)
            if (await access.current()).blessed == {"ann"}:
                break
    database.close()
