"""How far the statistics are: the one record that every step of the counting goes through.

A batch of events becomes counts in two steps. First this record takes, in one compare-and-set, the
batch's last sequence, the state after it and what it adds (`pending`). Then each record it adds to
takes its part together with that sequence, unless it has it already. The next batch begins when all
have. Whoever is interrupted, or done twice, therefore leaves nothing out and counts nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from action_api.domain.stats_counts import Counted, StreamPosition
from action_api.domain.stats_tally import ChannelState


@dataclass(frozen=True, slots=True)
class StatsHead:
    """`stream` is when the stream of events was made: another stream numbers from 1 again."""

    stream: str | None = None
    position: StreamPosition = field(default_factory=StreamPosition)
    state: ChannelState = field(default_factory=ChannelState)
    pending: Counted = field(default_factory=Counted)
    worker: str | None = None

    def taken_by(self, worker: str) -> StatsHead:
        return replace(self, worker=worker)

    def released(self) -> StatsHead:
        return replace(self, worker=None)

    def on_stream(self, created: str, last: int) -> StatsHead:
        """On the stream made at `created`, whose last event is `last`; only with nothing pending.

        Another stream is counted from its beginning. One that has less than was counted of it was
        put back from a backup: what it has was counted, what comes next was not. What plays is
        kept: the events go on where those of before ended. Without a `stream` this record was lost,
        and `position` is what the counts include: it is taken to be of this stream where it can be.
        """
        done = self.position.sequence
        if self.stream == created and done <= last:
            return self
        if self.stream == created:
            done = last
        elif self.stream is not None or done > last:
            done = 0
        position = replace(self.position.next_generation(), sequence=done)
        return replace(self, stream=created, position=position, pending=Counted())

    def after(self, sequence: int, state: ChannelState, counted: Counted) -> StatsHead:
        """With the events up to `sequence`; only once nothing of before is pending any more."""
        position = replace(self.position, sequence=sequence)
        return replace(self, position=position, state=state, pending=counted)
