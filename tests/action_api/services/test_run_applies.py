"""What the worker makes of an apply it cannot carry out."""

from __future__ import annotations

from typing import cast

from action_api.cytube.queue import ChannelQueue
from action_api.cytube.queue_commands import QueueCommands
from action_api.cytube.robot import Robot
from action_api.cytube.users import Users
from action_api.domain.apply_job import ApplyJob
from action_api.domain.apply_plan import Mode, WantedItem
from action_api.nats_link import NatsLink
from action_api.services.apply_execution import ApplyTools
from action_api.services.run_applies import LOST, ApplyRunner
from action_api.stores.apply_jobs import PART_SIZE, ApplyStore, WishItem
from action_api.stores.kv import KvBucket

NOW = 1_800_000_000.0


async def test_an_apply_of_which_a_part_is_lost_touches_no_queue(link: NatsLink) -> None:
    """Of two parts the second is gone: half the playlist would be taken for all of it."""
    bucket = KvBucket(link, "test_run_applies", "a test's own")
    store = ApplyStore(bucket)
    nothing = object()  # whatever is asked of queue or robot fails the test
    tools = ApplyTools(
        cast(ChannelQueue, nothing),
        cast(QueueCommands, nothing),
        cast(Robot, nothing),
        cast(Users, nothing),
        store,
        lambda: NOW,
    )
    count = PART_SIZE + 1
    job = ApplyJob("job", "p1", "Friday", Mode.APPEND, "Ann", NOW, NOW, count, asked_at=NOW)
    wish = [WishItem(WantedItem(f"http://m/{n}", f"v{n}", "Title")) for n in range(count)]
    await store.open(job, wish)
    part = await bucket.get("apply-wish.job.1")
    assert part is not None
    await bucket.delete(part.key, part.revision)
    runner = ApplyRunner(tools, link, "worker")
    claimed = await runner._claim()
    assert claimed is not None
    await runner._execute(claimed)
    ended = await store.get("job")
    assert ended is not None
    assert (ended.state, ended.detail) == ("failed", LOST)
