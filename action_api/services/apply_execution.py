"""Carries one apply out: plans on the live queue, does a step, looks, plans anew on surprise."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from action_api.cytube.queue import ChannelQueue
from action_api.cytube.queue_commands import QueueCommands
from action_api.cytube.robot import Robot
from action_api.cytube.users import ChannelUser, Users
from action_api.domain import apply_job
from action_api.domain.apply_job import PATIENCE_SECONDS, ApplyJob
from action_api.domain.apply_plan import (
    Add,
    ApplyOptions,
    Delete,
    Jump,
    Move,
    Plan,
    QueueEntry,
    RefusalCode,
    WantedItem,
)
from action_api.domain.errors import NatsUnavailable, RobotUnavailable
from action_api.domain.reconcile import plan_apply
from action_api.services.apply_adds import Adds, ApplyStoppedError
from action_api.services.apply_changes import Changes
from action_api.services.apply_pace import ApplyPace
from action_api.services.apply_record import ApplyRecord
from action_api.stores.apply_jobs import ApplyStore

logger = logging.getLogger(__name__)

# after a full list: the robot sends it twice when it comes, with its own login between
QUIET_SECONDS = 0.7
PLAYING_SECONDS = 5.0
LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class ApplyTools:
    """What an execution works with."""

    queue: ChannelQueue
    commands: QueueCommands
    robot: Robot
    users: Users
    store: ApplyStore
    clock: Callable[[], float]


class ApplyExecution:
    """One run of one job by one worker."""

    def __init__(self, tools: ApplyTools, record: ApplyRecord, wish: Sequence[WantedItem]) -> None:
        self._tools = tools
        self._queue = tools.queue
        self._record = record
        self._wish = tuple(wish)
        self._before: tuple[QueueEntry, ...] = ()
        self._bot = ChannelUser("", 0)
        self._adds = Adds(tools.queue, tools.commands, record, self._wish, tools.clock)
        self._changes = Changes(tools.queue, tools.commands, record, tools.clock)
        self._seen = (0, 0)
        self._is_again = False

    @property
    def _job(self) -> ApplyJob:
        return self._record.job

    async def run(self) -> None:
        """Until the job has ended, through outages.

        Raises LostApplyError, CancelledApplyError and ApplyStoppedError.
        """
        while True:
            try:
                verified = await self._attempt()
            except (NatsUnavailable, RobotUnavailable) as error:
                await self._wait_for_channel(error.detail)
                continue
            await self._complete(verified)
            return

    async def _complete(self, verified: bool) -> None:
        detail = None if verified else self._doubt()
        await self._record.write(
            lambda job: apply_job.completed(job, verified, self._now(), detail)
        )

    async def _attempt(self) -> bool:
        """Does what is left; whether the queue is as planned in the end."""
        await self._queue.require()
        if self._is_again or self._job.has_begun:
            # a channel that comes back tells its new uids a moment after it is there
            await self._quiet()
        self._is_again = True
        bot = await self._tools.users.bot()
        if bot is None:
            raise RobotUnavailable("The robot does not say under which name it is in the channel.")
        self._bot = bot
        self._changes.begin(bot)
        self._adds.begin(bot, ApplyPace(bot.rank, asyncio.get_running_loop().time))
        if self._job.has_begun:
            self._before = await self._tools.store.before(self._job.job_id)
            await self._find_again(is_new_session=True)
        else:
            await self._begin()
        await self._changes.settle_zero(self._job.mode)
        await self._adds.settle_sent()
        await self._carry_out()
        differs = await self._queue.reread()
        if differs:
            # something went past us: once more, on what the robot says
            await self._find_again(is_new_session=False)
            await self._carry_out()
            differs = await self._queue.reread()
        return not differs and not self._queue.live.is_miscounted and self._plan().is_reached

    async def _begin(self) -> None:
        live = self._queue.live
        await self._tools.store.keep_before(self._job.job_id, live.entries)
        self._before = await self._tools.store.before(self._job.job_id)
        playing = live.playing_uid
        await self._record.write(
            lambda job: apply_job.begun(job, self._before, playing, self._now())
        )
        await self._find_again(is_new_session=False)

    async def _find_again(self, *, is_new_session: bool) -> None:
        """Maps the uids the record knows to those of the queue as it is."""
        live = self._queue.live
        self._seen = (live.lists, live.logins)
        await self._record.write(
            lambda job: apply_job.remapped(
                job,
                self._wish,
                self._before,
                live.entries,
                self._bot.name,
                is_new_session=is_new_session,
                now=self._now(),
            )
        )

    async def _carry_out(self) -> None:
        while True:
            self._record.heed()
            await self._heed_new_list()
            await self._adds.adopt()
            plan = self._plan()
            if plan.refused is not None:
                if await self._refused(plan):
                    continue
                return
            await self._note(plan)
            if not plan.steps:
                return
            await self._follow(plan)

    def _plan(self) -> Plan:
        live, job = self._queue.live, self._job
        standing = [uid for uid in job.standing if uid is not None]
        wanted = [
            replace(item, unavailable_reason=job.failed[index]) if index in job.failed else item
            for index, item in enumerate(self._wish)
        ]
        # where it is not known whether the channel takes duplicates, the first one tells
        options = ApplyOptions(
            allow_duplicates=live.allows_duplicates is not False,
            temp=job.temp,
            limit=self._adds.limit,
            play=None if job.has_jumped else job.play,
            allow_empty=job.restores is not None,
        )
        return plan_apply(
            live.entries,
            live.playing_uid,
            wanted,
            job.mode,
            options,
            placed=dict(job.placed),
            replaceable=standing,
        )

    async def _refused(self, plan: Plan) -> bool:
        """Whether to plan again; raises ApplyStoppedError."""
        refused = plan.refused
        assert refused is not None
        live = self._queue.live
        if refused.code is RefusalCode.NOW_PLAYING_UNKNOWN:
            known = await self._queue.until(
                lambda: True if live.playing or not live.entries else None, PLAYING_SECONDS
            )
            if known:
                return True
        elif self._job.failed:
            await self._note(plan)
            return False
        raise ApplyStoppedError(refused.detail)

    async def _note(self, plan: Plan) -> None:
        """Writes down what the plan found standing, and what it leaves out."""
        found = {index: uid for index, uid in plan.assigned if self._job.placed.get(index) != uid}
        now = self._now()
        if found or apply_job.left_out(self._job, plan.skipped, now) is not self._job:
            await self._record.write(
                lambda job: apply_job.left_out(apply_job.placed(job, found, now), plan.skipped, now)
            )

    async def _follow(self, plan: Plan) -> None:
        """Does the steps as long as nothing else happens to the queue."""
        live = self._queue.live
        uids = [entry.uid for entry in live.entries]
        playing, lists = live.playing_uid, live.lists

        def holds() -> bool:
            same = [entry.uid for entry in live.entries] == uids
            return same and live.lists == lists and live.playing_uid == playing

        for step in plan.steps:
            self._record.heed()
            if not holds():
                return
            if isinstance(step, Add):
                uid = await self._adds.add(step, holds)
                if uid is None:
                    return
                uids.append(uid)
                continue
            if not await self._changes.do(step):
                return
            match step:
                case Delete(uid):
                    uids.remove(uid)
                case Move(entry, after):
                    uids.remove(self._changes.uid_of(entry))
                    at = 0 if after is None else uids.index(self._changes.uid_of(after)) + 1
                    uids.insert(at, self._changes.uid_of(entry))
                case Jump():
                    return

    async def _heed_new_list(self) -> None:
        """After a full list (the robot came anew, a shuffle, a clear) finds the entries again."""
        live = self._queue.live
        if (live.lists, live.logins) == self._seen:
            return
        logins = self._seen[1]
        await self._quiet()
        await self._queue.require()
        await self._find_again(is_new_session=live.logins != logins)

    async def _quiet(self) -> None:
        """Returns when no full list has come for a while."""
        live = self._queue.live
        lists = -1

        def has_new_list() -> bool | None:
            return True if live.lists != lists else None

        while live.lists != lists:
            lists = live.lists
            await self._queue.until(has_new_list, QUIET_SECONDS)

    async def _wait_for_channel(self, reason: str) -> None:
        """Returns when the robot is in the channel again; raises ApplyStoppedError in the end."""
        logger.info("apply %s waits: %s", self._job.job_id, reason)
        # the wall clock may jump meanwhile
        waited_since = time.monotonic()
        await self._record.write(lambda job: replace(job, detail=f"Waiting: {reason}"))
        while True:
            self._record.heed()
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self._queue.require()
                return
            except (NatsUnavailable, RobotUnavailable) as error:
                reason = error.detail
            if time.monotonic() - waited_since > PATIENCE_SECONDS:
                raise ApplyStoppedError(
                    f"Gave up after {PATIENCE_SECONDS / 60:.0f} minutes: {reason} "
                    "Retry when the robot is back: it goes on from here."
                )

    def _doubt(self) -> str:
        if self._queue.live.is_miscounted:
            return (
                "CyTube counts another number of entries than the robot lists: look at the queue "
                "in CyTube. Restarting the robot makes it read the queue anew."
            )
        return "The queue was changed by others while it was compared: look at it in CyTube."

    def _now(self) -> float:
        return self._tools.clock()
