"""How far the statistics are, when the stream of events is another or an older one."""

from __future__ import annotations

from action_api.domain.stats_counts import Counted, ItemCounts, StreamPosition
from action_api.domain.stats_head import StatsHead
from action_api.domain.stats_tally import ChannelState, Showing

STATE = ChannelState(Showing("A", 600, 12.0, False, 1e9, uid=4), 4)
HEAD = StatsHead("monday", StreamPosition(1, 500), STATE, Counted(), "one")


def test_the_first_stream_is_counted_from_its_beginning() -> None:
    head = StatsHead().on_stream("monday", 7)
    assert (head.stream, head.position) == ("monday", StreamPosition(1, 0))


def test_the_same_stream_goes_on_where_it_was() -> None:
    assert HEAD.on_stream("monday", 500) is HEAD
    assert HEAD.on_stream("monday", 9000) is HEAD


def test_another_stream_is_a_new_generation_and_what_plays_still_plays() -> None:
    head = HEAD.on_stream("tuesday", 900)
    assert head.position == StreamPosition(2, 0) > HEAD.position
    assert head.state == STATE


def test_a_stream_put_back_from_a_backup_is_counted_from_its_end() -> None:
    """What it holds was counted before; its next events get numbers that were used already."""
    head = HEAD.on_stream("monday", 420)
    assert head.position == StreamPosition(2, 420)


def test_where_this_record_was_lost_the_counts_tell_how_far_it_was() -> None:
    lost = StatsHead(position=StreamPosition(3, 500))
    assert lost.on_stream("monday", 800).position == StreamPosition(4, 500)
    assert lost.on_stream("monday", 300).position == StreamPosition(4, 0), "of another stream"


def test_a_batch_takes_its_place_and_another_worker_its_turn() -> None:
    counted = Counted({"A": ItemCounts(queued=1)})
    head = HEAD.after(650, STATE, counted).released()
    assert (head.position, head.pending) == (StreamPosition(1, 650), counted)
    assert head.worker is None
    assert head.taken_by("two").worker == "two"
