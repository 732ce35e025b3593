"""When entries start: each holds the channel 5 s longer than it runs."""

from __future__ import annotations

from action_api.domain.live_queue import LiveEntry, Playback
from action_api.domain.queue_times import elapsed_seconds, start_times, total_seconds

NOW = 10_000.0


def entry(uid: int, seconds: int) -> LiveEntry:
    return LiveEntry(uid, f"m{uid}", seconds=seconds)


ENTRIES = (entry(0, 60), entry(1, 100), entry(2, 50), entry(3, 70))


def test_what_comes_after_the_playing_entry_starts_when_that_has_ended() -> None:
    playback = Playback("m1", 40.0, False, NOW - 10)
    times = start_times(ENTRIES, 1, playback, NOW)
    # 50 s of 100 were shown, and 2 s come after the picture
    assert times == {1: NOW - 50, 2: NOW + 52, 3: NOW + 52 + 55}


def test_after_an_entry_without_a_length_no_start_is_known() -> None:
    playback = Playback("m0", 0.0, False, NOW)
    live = (entry(0, 60), entry(1, 0), entry(2, 60))
    assert start_times(live, 0, playback, NOW).keys() == {0, 1}


def test_nothing_is_known_while_nothing_plays() -> None:
    assert start_times(ENTRIES, None, None, NOW) == {}


def test_the_elapsed_time_is_within_the_length_and_of_this_media() -> None:
    assert elapsed_seconds(Playback("m0", -3.0, True, NOW), ENTRIES[0], NOW + 1) == 0
    assert elapsed_seconds(Playback("m0", 50.0, False, NOW), ENTRIES[0], NOW + 30) == 60
    assert elapsed_seconds(Playback("other", 50.0, False, NOW), ENTRIES[0], NOW) == 0
    assert elapsed_seconds(None, ENTRIES[0], NOW) == 0


def test_the_sum_is_known_only_where_each_length_is() -> None:
    assert total_seconds([60, 100]) == 170
    assert total_seconds([]) == 0
    assert total_seconds([60, None]) is None
    assert total_seconds([60, 0]) is None
