"""A worker takes one job after the other, whatever becomes of one of them."""

from __future__ import annotations

import asyncio
import logging
import math

import pytest

from action_api.domain.jobs import RefreshJob
from action_api.nats_link import end_tasks
from action_api.services.run_jobs import JobRunner


class Runner(JobRunner[RefreshJob]):
    """Fails at the first job."""

    look_every_seconds = 0.05

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.waiting = [RefreshJob(name, "Ann", 1.0, 1.0) for name in names]
        self.taken: list[str] = []
        self.waited: list[float] = []
        self.is_done = asyncio.Event()

    async def _claim(self) -> RefreshJob | None:
        self.waited.append(self._waited_at_most())
        if not self.waiting:
            self.is_done.set()
        return self.waiting.pop(0) if self.waiting else None

    async def _execute(self, job: RefreshJob) -> None:
        self.taken.append(job.job_id)
        if len(self.taken) == 1:
            raise ZeroDivisionError(job.job_id)


async def test_a_fault_of_ours_in_one_job_is_logged_and_the_next_is_taken(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("action_api"), "propagate", True)
    runner = Runner(["first", "second"])
    working = asyncio.create_task(runner.run())
    try:
        async with asyncio.timeout(20):
            await runner.is_done.wait()
        assert runner.taken == ["first", "second"]
        assert "ZeroDivisionError: first" in caplog.text
        assert not working.done()
        # at first nothing is known; the look that found the failed one was none without a job
        assert runner.waited[:2] == [math.inf, math.inf]
        assert all(0 <= waited < 20 for waited in runner.waited[2:])
        assert len(runner.waited) > 2
    finally:
        await end_tasks([working])
