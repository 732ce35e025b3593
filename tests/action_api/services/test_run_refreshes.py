"""A refresh that fails in a way nobody thought of ends with a word, and the worker goes on."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from action_api.domain.jobs import RefreshJob
from action_api.nats_link import NatsLink, end_tasks
from action_api.services.rebuild import LINE_LIMIT
from action_api.services.run_refreshes import FAULT, RefreshRunner
from action_api.stores.kv import KvBucket
from action_api.stores.refresh_jobs import RefreshStore


async def test_a_rebuild_that_says_more_than_can_be_read_fails_and_the_next_is_run(
    link: NatsLink, tmp_path: Path
) -> None:
    script = tmp_path / "rebuild.py"
    script.write_text(f"print('x' * {LINE_LIMIT * 3})")
    store = RefreshStore(KvBucket(link, "test_refreshes", "a test's own"))
    runner = RefreshRunner(store, link, f"{sys.executable} {script}", "worker", time.time)
    runner.look_every_seconds = 0.1
    working = asyncio.create_task(runner.run())
    try:
        for job_id in ("first", "second"):
            await store.open(RefreshJob(job_id, "Ann", time.time(), time.time()))
            async with asyncio.timeout(60):
                while True:
                    await asyncio.sleep(0.05)
                    job = await store.get(job_id)
                    if job is not None and job.finished:
                        break
            assert (job.state, job.detail) == ("failed", FAULT)
        assert not working.done()
    finally:
        await end_tasks([working])
