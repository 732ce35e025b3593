"""Turns the channel's events, one after the other, into plays, adds and seconds.

A play is media of ours announced near its start. The robot hears the same announcement again when
it comes to the channel anew: that is told by the position, which goes on where it would be by now.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from action_api.domain.stats_counts import NO_PLAYS, Counted, DayCounts, ItemCounts, PlayCounts
from action_api.domain.stats_events import (
    ChannelEvent,
    EntryShown,
    MediaShown,
    PositionShown,
    Queued,
    QueueEmptied,
)
from action_api.domain.windows import day_of

# announced further in than this, it was somewhere in its middle when the robot came
NEAR_START_SECONDS = 10.0
# an entry starts again at the earliest 5 s after its end (2 s of rest, 3 s of lead-in), and in a
# lead-in the position stands still for 3 s
SAME_SHOWING_SECONDS = 4.5
# between two positions told, so much more may have passed in the media than on the clock
SLACK_SECONDS = 2.0
# seconds of a play that still runs are counted in steps: each costs a few writes
STEP_SECONDS = 15
# without a running time no positions are told: a longer silence is not believed
LONGEST_SILENCE_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Showing:
    """The item that plays. `observed` seconds of it were seen, `counted` of these are counted."""

    video_id: str
    seconds: int | None
    position: float
    is_paused: bool
    at: float
    uid: int | None = None
    observed: float = 0.0
    counted: int = 0

    def ran(self, now: float) -> float:
        """Seconds it ran since `at`: a lead-in is announced as paused, and runs all the same."""
        runs = not self.is_paused or self.position < 0
        return max(0.0, now - self.at) if runs else 0.0


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What must be known of the events before to read the next one."""

    showing: Showing | None = None
    uid: int | None = None


class Tally:
    """Takes events in order; `state` and `counted` are what they come to."""

    def __init__(self, state: ChannelState) -> None:
        self._showing = state.showing
        self._uid = state.uid
        self._items: dict[str, ItemCounts] = {}
        self._queued: Counter[date] = Counter()
        self._played: defaultdict[date, dict[str, PlayCounts]] = defaultdict(dict)

    @property
    def state(self) -> ChannelState:
        return ChannelState(self._showing, self._uid)

    @property
    def counted(self) -> Counted:
        days = self._queued.keys() | self._played.keys()
        return Counted(
            dict(self._items),
            {day: DayCounts(self._queued[day], dict(self._played.get(day, {}))) for day in days},
        )

    def take(self, event: ChannelEvent) -> None:
        match event.what:
            case Queued() as queued:
                self._on_queued(event.at, queued)
            case EntryShown(uid):
                self._uid = uid
            case MediaShown() as media:
                self._on_media(event.at, media)
            case PositionShown(position, is_paused):
                self._observe(event.at, position, is_paused)
                self._count_seconds(event.at)
            case QueueEmptied():
                self._end(event.at)

    def _on_queued(self, at: float, queued: Queued) -> None:
        known = queued.seconds is not None
        self._add(
            queued.video_id,
            ItemCounts(
                queued=1,
                seconds_queued=queued.seconds or 0,
                queued_unknown=0 if known else 1,
                title=queued.title,
            ),
        )
        self._queued[day_of(at)] += 1

    def _on_media(self, at: float, media: MediaShown) -> None:
        if self._is_same_showing(at, media):
            self._observe(at, media.position, media.is_paused)
            self._count_seconds(at)
            if self._showing is not None:
                self._showing = replace(self._showing, uid=self._uid)
            return
        self._end(at)
        if media.video_id is None:
            return
        self._showing = Showing(
            media.video_id, media.seconds, media.position, media.is_paused, at, self._uid
        )
        if media.position <= NEAR_START_SECONDS:
            self._count_play(at, media.video_id, media)

    def _is_same_showing(self, at: float, media: MediaShown) -> bool:
        showing = self._showing
        if showing is None or showing.video_id != media.video_id:
            return False
        if media.seconds is None:
            return True  # it neither ends nor moves by itself: there is no telling otherwise
        is_other_entry = None not in (showing.uid, self._uid) and showing.uid != self._uid
        if is_other_entry and media.position < 0:
            return False
        return media.position >= showing.position + showing.ran(at) - SAME_SHOWING_SECONDS

    def _observe(self, at: float, position: float | None, is_paused: bool) -> None:
        """Notes the seconds since the last position; None: the showing ends here."""
        showing = self._showing
        if showing is None:
            return
        ran = showing.ran(at)
        before = max(0.0, showing.position)
        if showing.seconds is None:
            forward = min(ran, LONGEST_SILENCE_SECONDS)
        elif position is None:
            forward = max(0.0, showing.position + ran) - before
        else:
            forward = max(0.0, position) - before
            if not 0.0 <= forward <= max(0.0, at - showing.at) + SLACK_SECONDS:
                forward = ran  # somebody moved it: what ran until then is what was seen
        most = math.inf if showing.seconds is None else showing.seconds
        self._showing = replace(
            showing,
            position=showing.position if position is None else position,
            is_paused=is_paused,
            at=max(at, showing.at),
            observed=min(most, showing.observed + forward),
        )

    def _end(self, at: float) -> None:
        self._observe(at, None, False)
        self._count_seconds(at, is_over=True)
        self._showing = None

    def _count_seconds(self, at: float, *, is_over: bool = False) -> None:
        showing = self._showing
        if showing is None:
            return
        seen = round(showing.observed) if is_over else math.floor(showing.observed)
        fresh = seen - showing.counted
        if fresh <= 0 or (fresh < STEP_SECONDS and not is_over):
            return
        self._showing = replace(showing, counted=seen)
        if showing.seconds is None:
            self._add_played(at, showing.video_id, PlayCounts(seconds_uncapped=fresh))
        else:
            self._add_played(at, showing.video_id, PlayCounts(seconds=fresh))

    def _count_play(self, at: float, video_id: str, media: MediaShown) -> None:
        uncapped = 1 if media.seconds is None else 0
        self._add(video_id, ItemCounts(last_played_at=int(at), title=media.title))
        self._add_played(at, video_id, PlayCounts(plays=1, plays_uncapped=uncapped))

    def _add_played(self, at: float, video_id: str, played: PlayCounts) -> None:
        self._add(video_id, ItemCounts(played=played))
        day = self._played[day_of(at)]
        day[video_id] = day.get(video_id, NO_PLAYS).plus(played)

    def _add(self, video_id: str, counts: ItemCounts) -> None:
        self._items[video_id] = self._items.get(video_id, ItemCounts()).plus(counts)


def tally(state: ChannelState, events: Iterable[ChannelEvent]) -> tuple[ChannelState, Counted]:
    """The state after the events, and what they add to the counts."""
    taking = Tally(state)
    for event in events:
        taking.take(event)
    return taking.state, taking.counted
