"""The steps of an apply that are no adds: removing, putting in order, jumping, setting flags."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from action_api.cytube.queue import ChannelQueue
from action_api.cytube.queue_commands import Ignored, QueueCommands
from action_api.cytube.users import ChannelUser
from action_api.domain.apply_plan import (
    Added,
    Delete,
    Jump,
    Mode,
    Move,
    Ref,
    SetTemp,
    Standing,
    Step,
)
from action_api.services.apply_adds import ApplyStoppedError
from action_api.services.apply_record import ApplyRecord

logger = logging.getLogger(__name__)

DETAIL_SECONDS = 0.5
SAID: dict[type[Step], str] = {
    Delete: "Removing entries",
    Move: "Putting entries in order",
    Jump: "Starting the first item",
    SetTemp: "Making entries permanent or temporary",
}
# what the robot may not do, and the permission for it as CyTube's settings and its code call it
NEEDED: dict[type[Step], tuple[str, str, str]] = {
    Delete: ("delete entries", "'Delete playlist items' (playlistdelete)", "playlistdelete"),
    Move: ("move entries", "'Move playlist items' (playlistmove)", "playlistmove"),
    Jump: ("jump to an entry", "'Jump to video' (playlistjump)", "playlistjump"),
    SetTemp: (
        "make entries permanent or temporary",
        "'Add nontemporary media' (addnontemp) and 'Temp/untemp playlist item' (settemp)",
        "settemp",
    ),
}


class Changes:
    """Does one step at a time; what CyTube ignores is looked at, and tried once more."""

    def __init__(
        self,
        queue: ChannelQueue,
        commands: QueueCommands,
        record: ApplyRecord,
        clock: Callable[[], float],
    ) -> None:
        self._queue = queue
        self._commands = commands
        self._record = record
        self._clock = clock
        self._bot = ChannelUser("", 0)
        self._ignored: Counter[tuple[str, int]] = Counter()
        self._said_at = 0.0

    def begin(self, bot: ChannelUser) -> None:
        """Starts a run with the robot as it is now."""
        self._bot = bot

    async def do(self, step: Step) -> bool:
        """Does one step that is no add; whether it is done as planned."""
        commands = self._commands
        self._heed_permission(step)
        await self._say(step)
        try:
            match step:
                case Delete(uid):
                    await commands.delete(uid)
                case Move(entry, after):
                    place = None if after is None else self.uid_of(after)
                    await commands.move(self.uid_of(entry), place)
                case SetTemp(entry, temp):
                    await commands.set_temp(self.uid_of(entry), temp)
                case Jump(entry):
                    await commands.jump(self.uid_of(entry))
                    await self._record.write(lambda job: replace(job, has_jumped=True))
        except KeyError:
            return False
        except Ignored:
            await self._was_ignored(step)
            return False
        return True

    async def _was_ignored(self, step: Step) -> None:
        """Looks again; raises ApplyStoppedError where CyTube ignores the same step twice."""
        uid = step.uid if isinstance(step, Delete) else self.uid_of(step.entry)  # type: ignore[union-attr]
        key = (type(step).__name__, uid)
        self._ignored[key] += 1
        if await self._queue.reread():
            return
        if self._ignored[key] > 1:
            raise self._forbidden(step)

    def _heed_permission(self, step: Step) -> None:
        """Raises ApplyStoppedError where CyTube is known to ignore such a step of the robot's."""
        needed = self._queue.live.needed_ranks.get(NEEDED[type(step)][2], 0)
        if self._bot.rank < needed:
            raise self._forbidden(step)

    def _forbidden(self, step: Step) -> ApplyStoppedError:
        words, permission, _ = NEEDED[type(step)]
        return ApplyStoppedError(
            f"CyTube does not let the robot {words}: in the channel's permissions give "
            f"{permission} to rank {self._bot.rank:g}, which {self._bot.name} has, "
            "or raise its rank. Then retry."
        )

    async def settle_zero(self, mode: Mode) -> None:
        """Makes sure of uid 0, which the robot keeps after it was deleted and where it was."""
        live = self._queue.live
        if not live.is_zero_doubtful or live.find(0) is None:
            return
        if not await self._commands.probe(0):
            logger.info("entry 0 stands on the robot's list only: left out")
            live.forget(0)
            return
        at = next(at for at, entry in enumerate(live.entries) if entry.uid == 0)
        behind_playing = any(entry.uid == live.playing_uid for entry in live.entries[:at])
        if mode is Mode.HARD_REPLACE or behind_playing:
            await self.do(
                Move(Standing(0), None if at == 0 else Standing(live.entries[at - 1].uid))
            )

    def uid_of(self, ref: Ref) -> int:
        """The uid of an entry; KeyError where it was never confirmed."""
        return self._record.job.placed[ref.index] if isinstance(ref, Added) else ref.uid

    async def _say(self, step: Step) -> None:
        """Shows what is being done, not more often than people can read."""
        if self._clock() - self._said_at < DETAIL_SECONDS:
            return
        self._said_at = self._clock()
        detail = SAID[type(step)]
        await self._record.write(lambda job: replace(job, detail=detail, updated_at=self._clock()))
