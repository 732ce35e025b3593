"""How a worker takes jobs of any kind: one at a time, as soon as one waits."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import time
from abc import ABC, abstractmethod
from typing import ClassVar, Generic, TypeVar

from action_api.domain.errors import Conflict, Unavailable
from action_api.stores.jobs import Job

logger = logging.getLogger(__name__)

J = TypeVar("J", bound=Job)


class JobRunner(ABC, Generic[J]):
    """One per worker; of several workers the compare-and-set lets one have the job."""

    # nudges come by watches, which an outage may cost
    look_every_seconds: ClassVar[float]

    def __init__(self) -> None:
        self._nudged = asyncio.Event()
        self._seen: tuple[J, float] | None = None
        # when none waited that this worker could not have taken
        self._none_waited_at = -math.inf

    async def run(self) -> None:
        """Takes and carries out jobs until cancelled."""
        while True:
            try:
                looked_at = time.monotonic()
                job = await self._claim()
                if job is not None:
                    await self._execute(job)
                    looked_at = time.monotonic()
                self._none_waited_at = looked_at
                if job is not None:
                    continue
            except (Unavailable, Conflict):
                pass  # NATS is away, or somebody was quicker: looked at again below
            # a fault of ours in one kind of jobs must not end the worker, and with it the others
            except Exception:
                logger.exception("a job failed that should have ended with a word")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.look_every_seconds):
                    await self._nudged.wait()
            self._nudged.clear()

    def _unchanged_seconds(self, job: J) -> float:
        """How long this worker has looked at the job and found it as it is."""
        now = time.monotonic()
        if self._seen is None or self._seen[0] != job:
            self._seen = (job, now)
        return now - self._seen[1]

    def _waited_at_most(self) -> float:
        """The longest, in seconds, that a job which waits now can have waited."""
        return time.monotonic() - self._none_waited_at

    @abstractmethod
    async def _claim(self) -> J | None:
        """The job that is now this worker's; None where none waits."""

    @abstractmethod
    async def _execute(self, job: J) -> None:
        """Carries the job out; a fault of NATS is raised, and the job taken again later."""

    def _on_job(self, job: J) -> None:
        if job.state == "pending":
            self._nudged.set()
