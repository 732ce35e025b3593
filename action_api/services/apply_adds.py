"""The adds of one apply: paced, one at a time, each written down before it is sent and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from action_api.cytube.queue import ChannelQueue
from action_api.cytube.queue_commands import (
    LOOKUP_SECONDS,
    Confirmed,
    QueueCommands,
    Refused,
    Unsettled,
)
from action_api.cytube.users import ChannelUser
from action_api.domain import apply_job
from action_api.domain.apply_job import Sent
from action_api.domain.apply_plan import QUEUE_LIMIT, Add, WantedItem
from action_api.services import metrics
from action_api.services.apply_pace import ApplyPace
from action_api.services.apply_record import ApplyRecord

MOST_SILENCES = 3
MOST_THROTTLED = 400
SILENT = (
    "CyTube did not answer: its server may be slow to read the manifest. Retry; if it happens "
    "again, open the manifest URL from the server's side."
)
# what CyTube says -> what to do about it
ADVICE = (
    ("404", "MediaCMS has no manifest there: was the video deleted or made private?"),
    ("500", "MediaCMS failed to make the manifest: look at its log, then retry."),
    ("timed out", "MediaCMS was too slow to answer: retry."),
    ("hang up", "MediaCMS closed the connection: retry."),
    ("JSON", "The manifest is broken: open it, and encode the video anew in MediaCMS."),
    ("content-type", "MediaCMS answered with a page: the video may need a sign-in there."),
    ("source list", "The video has no finished encoding in MediaCMS yet: retry later."),
    ("HTTPS", "The video's files must be served by https from a host name."),
    ("permission", "Give the robot the permission 'Add raw video file' in the channel."),
)


class ApplyStoppedError(Exception):
    """The job cannot go on; the message is for people."""


class Adds:
    """Knows what was sent and not answered, so that nothing is queued twice."""

    def __init__(
        self,
        queue: ChannelQueue,
        commands: QueueCommands,
        record: ApplyRecord,
        wish: Sequence[WantedItem],
        clock: Callable[[], float],
    ) -> None:
        self._queue = queue
        self._commands = commands
        self._record = record
        self._wish = tuple(wish)
        self._clock = clock
        self._bot = ChannelUser("", 0)
        self._pace = ApplyPace(0, clock)
        self._silences = 0
        self._silent: Counter[int] = Counter()
        self._doubled: Counter[int] = Counter()
        self.limit = QUEUE_LIMIT

    def begin(self, bot: ChannelUser, pace: ApplyPace) -> None:
        """Starts a run with the robot as it is now."""
        self._bot, self._pace = bot, pace

    async def add(self, step: Add, holds: Callable[[], bool]) -> int | None:
        """The uid of the entry; None where it was not queued, or things changed meanwhile."""
        item = self._wish[step.index]
        self._heed_permission()
        for _ in range(MOST_THROTTLED):
            await self._pace.wait()
            self._record.heed()
            if not holds():
                return None
            await self._sending(step.index)
            self._record.heed()
            outcome = await self._commands.add(
                self._bot.name, item.media_id, step.media_type, step.temp
            )
            if isinstance(outcome, Refused) and outcome.is_throttled:
                await self._pace.throttled()
                continue
            self._pace.accepted()
            if isinstance(outcome, Unsettled):
                await self._silence(step.index)
                return None
            self._silences = 0
            if isinstance(outcome, Confirmed):
                await self._placed({step.index: outcome.uid})
                return outcome.uid
            await self._refused(step.index, outcome)
            return None
        await self._failed(step.index, "CyTube's limit on adds never let it through: retry.")
        return None

    async def settle_sent(self) -> None:
        """Finds out what became of an add whose answer nobody wrote down."""
        sent = self._record.job.sent
        if sent is None:
            return
        left = sent.at + LOOKUP_SECONDS - self._clock()
        if 0 < left <= LOOKUP_SECONDS:
            await self._queue.until(lambda: self._own_arrivals() or None, left)
        await self.adopt()
        if self._record.job.sent is not None:
            await self._record.write(
                lambda job: replace(
                    job, sent=None, unsettled=(*job.unsettled, sent.index), updated_at=self._clock()
                )
            )

    async def adopt(self) -> None:
        """Takes entries of ours that came late for what they are; a second copy is deleted."""
        found: dict[int, int] = {}
        job = self._record.job
        for uid, media_id in self._own_arrivals():
            index = next(
                (
                    index
                    for index in self._open_indexes()
                    if self._wish[index].media_id == media_id
                    and index not in job.placed
                    and index not in found
                ),
                None,
            )
            if index is not None:
                found[index] = uid
            else:
                await self._commands.delete(uid)
        if found:
            await self._placed(found)

    def _own_arrivals(self) -> list[tuple[int, str]]:
        """Entries of the robot that nobody accounts for, of media whose add got no answer."""
        job = self._record.job
        known = {*job.placed.values(), *job.standing}
        media = {self._wish[index].media_id for index in self._open_indexes()}
        return [
            (entry.uid, entry.media_id)
            for entry in self._queue.live.entries
            if entry.uid not in known
            and entry.queued_by == self._bot.name
            and entry.media_id in media
        ]

    def _open_indexes(self) -> list[int]:
        job = self._record.job
        sent = [] if job.sent is None else [job.sent.index]
        return sorted({*sent, *job.unsettled, *self._silent})

    async def _refused(self, index: int, outcome: Refused) -> None:
        if outcome.is_duplicate:
            await self._duplicate(index, outcome.words)
        elif outcome.is_full:
            self.limit = len(self._queue.live.entries)
            await self._record.write(lambda job: replace(job, sent=None))
        else:
            await self._failed(index, outcome.words)

    async def _duplicate(self, index: int, words: str) -> None:
        """CyTube has that media already: perhaps by an add of ours that got no answer."""
        await self.adopt()
        if index in self._record.job.placed:
            return
        self._queue.live.allows_duplicates = False
        self._doubled[index] += 1
        if self._doubled[index] > 1:
            await self._queue.reread()
            await self._failed(index, words)
            return
        # planned again, it is left out where it stands, and says so
        await self._record.write(lambda job: replace(job, sent=None, updated_at=self._clock()))

    async def _silence(self, index: int) -> None:
        """No answer: look, try again once, and do not go on for ever where none ever comes."""
        self._silences += 1
        self._silent[index] += 1
        await self._record.write(
            lambda job: replace(
                job,
                sent=None,
                unsettled=tuple(dict.fromkeys((*job.unsettled, index))),
                updated_at=self._clock(),
            )
        )
        await self._queue.reread()
        await self.adopt()
        if index in self._record.job.placed:
            return
        if self._silences >= MOST_SILENCES:
            raise ApplyStoppedError(
                "CyTube leaves the robot's adds without any answer, as it does when a user may "
                f"not add, or when it hangs. {self._advice()}"
            )
        if self._silent[index] > 1:
            await self._failed(index, SILENT)

    def _heed_permission(self) -> None:
        """Raises ApplyStoppedError where CyTube is known to ignore the robot's adds."""
        ranks = self._queue.live.needed_ranks
        # of an open playlist the second one counts; which it is nobody tells for certain
        needed = min(ranks.get("playlistadd", 0), ranks.get("oplaylistadd", 0))
        if self._bot.rank < needed:
            raise ApplyStoppedError(f"CyTube does not let the robot add. {self._advice()}")

    def _advice(self) -> str:
        return (
            "In the channel's permissions give 'Add to playlist' (playlistadd) to "
            f"rank {self._bot.rank:g}, which {self._bot.name} has, or raise its rank. Then retry."
        )

    async def _sending(self, index: int) -> None:
        now = self._clock()
        detail = f"Queueing {self._record.job.settled_count + 1} of {self._record.job.total}"
        await self._record.write(
            lambda job: replace(job, sent=Sent(index, now), detail=detail, updated_at=now)
        )

    async def _placed(self, uids: dict[int, int]) -> None:
        metrics.APPLY_ITEMS.labels("queued").inc(len(uids))
        await self._record.write(lambda job: apply_job.placed(job, uids, self._clock()))

    async def _failed(self, index: int, words: str) -> None:
        metrics.APPLY_ITEMS.labels("failed").inc()
        advice = next((advice for sign, advice in ADVICE if sign in words), "")
        reason = words if not advice else f"{words.rstrip('.')}. {advice}"
        await self._record.write(
            lambda job: apply_job.item_failed(job, index, reason, self._clock())
        )
