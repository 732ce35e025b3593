"""What counts as a play, and how many seconds of it were seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from action_api.domain.stats_counts import Counted, DayCounts, ItemCounts, PlayCounts
from action_api.domain.stats_events import (
    ChannelEvent,
    EntryShown,
    MediaShown,
    PositionShown,
    Queued,
    QueueEmptied,
    What,
)
from action_api.domain.stats_tally import ChannelState, tally

NOON = 1_795_435_200.0  # 2026-11-23 12:00 UTC
DAY = date(2026, 11, 23)


def shows(
    video_id: str | None, position: float = -3.0, seconds: int | None = 600, paused: bool = False
) -> MediaShown:
    return MediaShown(video_id, seconds, f"Title {video_id}", position, paused or position < 0)


def at(position: float, paused: bool = False) -> PositionShown:
    return PositionShown(position, paused)


def counted(*events: tuple[float, What], state: ChannelState | None = None) -> Counted:
    """The counts of events, each with its seconds after noon."""
    happened = [ChannelEvent(NOON + after, what) for after, what in events]
    return tally(state or ChannelState(), happened)[1]


def plays(count: Counted) -> dict[str, int]:
    played = {one: item.played.plays for one, item in count.items.items()}
    return {one: number for one, number in played.items() if number}


def seconds(count: Counted, video_id: str = "A") -> int:
    return count.items[video_id].played.seconds


def test_a_start_is_a_play_of_its_day_with_its_time_and_title() -> None:
    count = counted((0, EntryShown(4)), (0, shows("A")))
    assert count.items == {
        "A": ItemCounts(played=PlayCounts(plays=1), last_played_at=int(NOON), title="Title A")
    }
    assert count.days == {DAY: DayCounts(0, {"A": PlayCounts(plays=1)})}


def test_an_add_counts_with_its_running_time_whoever_made_it() -> None:
    count = counted((0, Queued("A", 600, "T")), (1, Queued("A", None, "T")))
    assert count.items == {
        "A": ItemCounts(queued=2, seconds_queued=600, queued_unknown=1, title="T")
    }
    assert count.days == {DAY: DayCounts(queued=2)}


# each: what comes after A was started at 0 as entry 1 -> how often A and B were played
AGAIN: dict[str, tuple[Sequence[tuple[float, What]], dict[str, int]]] = {
    "the robot comes anew in the middle": (
        [(25, EntryShown(1)), (25, shows("A", 22)), (25.1, EntryShown(1)), (25.1, shows("A", 22))],
        {"A": 1},
    ),
    "the robot comes anew in the lead-in": (
        [(2.9, EntryShown(1)), (2.9, shows("A", -3)), (2.9, shows("A", -3))],
        {"A": 1},
    ),
    "the robot was away for long": ([(400, EntryShown(1)), (400, shows("A", 397))], {"A": 1}),
    "the queue is shuffled, which renumbers it": (
        [(25, EntryShown(9)), (25, shows("A", 22))],
        {"A": 1},
    ),
    "a leader moves it on, and the robot comes anew": ([(25, shows("A", 300))], {"A": 1}),
    "it is paused, and the robot comes anew": (
        [(13, at(10, paused=True)), (500, shows("A", 10, paused=True))],
        {"A": 1},
    ),
    "it plays again from the start when it has ended": (
        [(605, EntryShown(1)), (605, shows("A"))],
        {"A": 2},
    ),
    "somebody jumps to its start": ([(30, EntryShown(1)), (30, shows("A"))], {"A": 2}),
    "a leader starts it again, without a lead-in": ([(300, shows("A", 0))], {"A": 2}),
    "another entry of the same item follows at once": (
        [(1, EntryShown(2)), (1, shows("A"))],
        {"A": 2},
    ),
    "another item, then the same": ([(9, shows("B")), (19, shows("A"))], {"A": 2, "B": 1}),
    "foreign media, then the same": ([(9, shows(None)), (19, shows("A"))], {"A": 2}),
    "the queue is emptied, then the same": (
        [(9, QueueEmptied()), (12, EntryShown(1)), (12, shows("A"))],
        {"A": 2},
    ),
    "the robot comes to another item's middle": ([(700, shows("B", 50))], {"A": 1}),
    "the robot comes just after another item's start": ([(700, shows("B", 4))], {"A": 1, "B": 1}),
}


@pytest.mark.parametrize("case", AGAIN)
def test_a_play_is_counted_once_for_each_showing_that_was_seen_to_start(case: str) -> None:
    events, expected = AGAIN[case]
    assert plays(counted((0, EntryShown(1)), (0, shows("A")), *events)) == expected


def test_media_without_a_running_time_is_told_again_and_again_and_played_once() -> None:
    """CyTube gives its position as 0 each time, and its uid changes when the channel reloads."""
    live = shows("A", 0, None)
    count = counted((0, live), (130, EntryShown(0)), (130, live), (260, live), (300, shows("B")))
    assert plays(count) == {"A": 1, "B": 1}
    assert count.items["A"].played == PlayCounts(1, 0, 1, 300)


def test_a_short_entry_that_loops_is_played_each_time() -> None:
    """4 s and the 5 s around it: nine seconds later it starts again."""
    loop: list[tuple[float, What]] = []
    for start in range(0, 90, 9):
        loop += [(start, EntryShown(0)), (start, shows("A", seconds=4)), (start + 3, at(0))]
    count = counted(*loop)
    assert plays(count) == {"A": 10}
    assert seconds(count) == 9 * 4


# each: what comes after A, of 600 s, was started at 0 -> seconds seen of it
SEEN: dict[str, tuple[Sequence[tuple[float, What]], int]] = {
    "played to its end": ([(3, at(0)), (300, at(297)), (605, shows("B"))], 600),
    "played to its end, unheard": ([(605, shows("B"))], 600),
    "skipped": ([(3, at(0)), (18, at(15)), (21, shows("B"))], 18),
    "skipped in the lead-in": ([(2, shows("B"))], 0),
    "removed, and nothing left": ([(43, QueueEmptied())], 40),
    "paused for an hour": (
        [(13, at(10, paused=True)), (3613, at(10)), (3633, at(30)), (3633, shows("B"))],
        30,
    ),
    "moved ahead by a leader": ([(13, at(10)), (18, at(500)), (28, shows("B"))], 25),
    "moved back by a leader": ([(103, at(100)), (108, at(0)), (208, shows("B"))], 205),
    "looped within by a leader, capped": (
        [(503, at(500)), (508, at(0)), (1008, at(500)), (1009, shows("B"))],
        600,
    ),
    "the robot was away in between": (
        [(23, at(20)), (303, shows("A", 300)), (313, shows("B"))],
        310,
    ),
    "the robot was away until another played": ([(23, at(20)), (9000, shows("B"))], 600),
}


@pytest.mark.parametrize("case", SEEN)
def test_the_seconds_that_were_seen_are_counted_and_no_more_than_it_has(case: str) -> None:
    events, expected = SEEN[case]
    assert seconds(counted((0, shows("A")), *events)) == expected


def test_seconds_of_what_still_plays_are_counted_in_steps() -> None:
    events: list[tuple[float, What]] = [(0, shows("A"))]
    events += [(3 + second, at(second)) for second in range(0, 61, 5)]
    assert seconds(counted(*events)) == 60
    assert seconds(counted(*events[:4])) == 0


def test_a_showing_joined_in_its_middle_is_no_play_but_its_seconds_were_seen() -> None:
    count = counted((0, shows("A", 100)), (50, shows("B")))
    assert plays(count) == {"B": 1}
    assert count.items["A"].last_played_at is None
    assert seconds(count) == 50


def test_seconds_belong_to_the_day_they_were_seen_on() -> None:
    before_midnight = 12 * 3600 - 10
    count = counted(
        (before_midnight, shows("A")),
        (before_midnight + 9, at(6)),
        (before_midnight + 33, at(30)),
        (before_midnight + 43, shows("B")),
    )
    assert count.days[DAY].items == {"A": PlayCounts(plays=1)}
    assert count.days[date(2026, 11, 24)].items["A"] == PlayCounts(seconds=40)


def test_a_clock_that_goes_back_takes_nothing_away() -> None:
    count = counted((0, shows("A")), (100, at(97)), (40, at(98)), (41, shows("B")))
    assert seconds(count) == 98


WHAT = st.one_of(
    st.builds(Queued, st.sampled_from("AB"), st.sampled_from([None, 5, 600]), st.just("T")),
    st.builds(
        MediaShown,
        st.sampled_from(["A", "B", None]),
        st.sampled_from([None, 5, 600]),
        st.just("T"),
        st.floats(-3, 700),
        st.booleans(),
    ),
    st.builds(PositionShown, st.floats(-3, 700), st.booleans()),
    st.builds(EntryShown, st.integers(0, 3)),
    st.just(QueueEmptied()),
)
EVENTS = st.lists(st.builds(ChannelEvent, st.floats(NOON, NOON + 200_000), WHAT), max_size=40)


@given(EVENTS, st.lists(st.integers(0, 40), max_size=4))
def test_cut_into_batches_the_events_come_to_the_same(
    events: list[ChannelEvent], cuts: list[int]
) -> None:
    whole_state, whole = tally(ChannelState(), events)
    state, total = ChannelState(), Counted()
    edges = [0, *sorted(cuts), len(events)]
    for start, end in pairwise(edges):
        state, part = tally(state, events[start:end])
        items = dict(total.items)
        for one, counts in part.items.items():
            items[one] = items.get(one, ItemCounts()).plus(counts)
        days = dict(total.days)
        for day, of_day in part.days.items():
            days[day] = days.get(day, DayCounts()).plus(of_day)
        total = Counted(items, days)
    assert (state, total) == (whole_state, whole)


@given(EVENTS)
def test_items_and_days_always_agree_and_nothing_is_ever_negative(
    events: list[ChannelEvent],
) -> None:
    count = tally(ChannelState(), events)[1]
    by_item = [item.played for item in count.items.values()]
    by_day = [row for day in count.days.values() for row in day.items.values()]
    for name in ("plays", "seconds", "plays_uncapped", "seconds_uncapped"):
        values = [getattr(row, name) for row in by_day]
        assert min(values, default=0) >= 0
        assert sum(values) == sum(getattr(row, name) for row in by_item)
    assert sum(day.queued for day in count.days.values()) == sum(
        item.queued for item in count.items.values()
    )
    adds = [event for event in events if isinstance(event.what, Queued)]
    assert sum(item.queued for item in count.items.values()) == len(adds)
