"""Most played, totals and days of a window are what counting by hand gives."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from action_api.domain.stats_book import MOST_DAYS, DayRow, StatsBook, Totals
from action_api.domain.stats_counts import DayCounts, ItemCounts, PlayCounts
from action_api.domain.windows import Window

TODAY = date(2026, 11, 23)

# (days ago, video_id, seconds seen)
PLAYS = st.lists(
    st.tuples(st.integers(-1, 800), st.sampled_from("ABCDEFG"), st.integers(0, 100)), max_size=60
)


def filled(plays: list[tuple[int, str, int]], book: StatsBook | None = None) -> StatsBook:
    """A book that was told of the plays one by one, as the records change."""
    book = book or StatsBook()
    days: dict[date, DayCounts] = {}
    items: dict[str, ItemCounts] = {}
    for ago, video_id, seconds in plays:
        day = TODAY - timedelta(days=ago)
        played = PlayCounts(1, seconds)
        days[day] = days.get(day, DayCounts()).plus(DayCounts(1, {video_id: played}))
        at = 1_000_000 - ago
        items[video_id] = items.get(video_id, ItemCounts()).plus(
            ItemCounts(played, queued=1, last_played_at=at)
        )
        book.take_day(day, days[day])
        book.take_items({video_id: items[video_id]})
    return book


def by_hand(plays: list[tuple[int, str, int]], window: Window) -> list[tuple[str, int, int]]:
    """(video_id, plays, seconds), the most played first."""
    last = {one: max(-ago for ago, other, _ in plays if other == one) for _, one, _ in plays}
    inside = [
        (video_id, seconds)
        for ago, video_id, seconds in plays
        if window is Window.ALL or 0 <= ago < int(window.value.removesuffix("d"))
    ]
    counts = Counter(video_id for video_id, _ in inside)
    ranked = sorted(counts, key=lambda one: (-counts[one], -last[one], one))
    return [(one, counts[one], sum(s for other, s in inside if other == one)) for one in ranked]


@given(PLAYS, st.sampled_from(Window), st.integers(1, 9))
def test_most_played_of_a_window_is_what_counting_by_hand_gives(
    plays: list[tuple[int, str, int]], window: Window, limit: int
) -> None:
    rows = filled(plays).top(window, TODAY, limit)
    shown = [(row.video_id, row.played.plays, row.played.seconds) for row in rows]
    assert shown == by_hand(plays, window)[:limit]


@given(PLAYS, st.sets(st.sampled_from("ABC")))
def test_totals_are_the_sum_over_items_but_for_those_that_wait(
    plays: list[tuple[int, str, int]], unknown: set[str]
) -> None:
    book = filled(plays)
    for video_id in sorted(unknown & book.items.keys()):
        book.take_items({video_id: book.items[video_id].plus(ItemCounts(queued_unknown=1))})
    assert book.waiting == unknown & book.items.keys()
    known = [counts for one, counts in book.items.items() if one not in unknown]
    assert book.totals == Totals(
        sum(counts.queued for counts in known),
        sum(counts.played.plays for counts in known),
        sum(counts.seconds_queued for counts in known),
        sum(counts.played.seconds for counts in known),
    )


@given(PLAYS, PLAYS, st.sampled_from(Window))
def test_sums_that_were_asked_for_follow_every_later_change(
    earlier: list[tuple[int, str, int]], later: list[tuple[int, str, int]], window: Window
) -> None:
    book = filled(earlier)
    book.top(window, TODAY, 100)
    both = filled(earlier + later, book)
    fresh = filled(earlier + later)
    assert both.top(window, TODAY, 100) == fresh.top(window, TODAY, 100)


@given(PLAYS)
def test_the_next_day_the_windows_move_on(plays: list[tuple[int, str, int]]) -> None:
    book = filled(plays)
    book.top(Window.WEEK, TODAY, 100)
    tomorrow = book.top(Window.WEEK, TODAY + timedelta(days=1), 100)
    aged = [(ago + 1, video_id, seconds) for ago, video_id, seconds in plays]
    shown = [(row.video_id, row.played.plays, row.played.seconds) for row in tomorrow]
    assert shown == by_hand(aged, Window.WEEK)


@given(PLAYS, st.sampled_from(Window))
def test_the_days_of_a_window_are_all_there_and_add_up(
    plays: list[tuple[int, str, int]], window: Window
) -> None:
    rows = filled(plays).days(window, TODAY)
    if window.days is not None:
        assert len(rows) == window.days
    assert [row.day for row in rows] == [rows[0].day + timedelta(days=n) for n in range(len(rows))]
    assert rows[-1].day == TODAY
    inside = [play for play in plays if play[0] >= 0 and TODAY - timedelta(play[0]) >= rows[0].day]
    if window is Window.ALL:
        assert len(inside) == sum(play[0] >= 0 for play in plays)
    assert sum(row.plays for row in rows) == sum(row.queued for row in rows) == len(inside)
    assert sum(row.seconds for row in rows) == sum(seconds for _, _, seconds in inside)


@given(PLAYS)
def test_plays_of_one_item_by_window_agree_with_most_played(
    plays: list[tuple[int, str, int]],
) -> None:
    book = filled(plays)
    by_window = book.plays_in_windows("A", TODAY)
    for window in Window:
        found = {one: number for one, number, _ in by_hand(plays, window)}
        assert by_window[window.value] == found.get("A", 0)


def test_without_anything_counted_there_is_today_and_nothing_on_it() -> None:
    assert StatsBook().days(Window.ALL, TODAY) == [DayRow(TODAY)]
    assert StatsBook().top(Window.ALL, TODAY, 10) == []


def test_a_day_of_long_ago_does_not_make_the_series_endless() -> None:
    book = StatsBook()
    book.take_day(date(1970, 1, 2), DayCounts(1))
    assert len(book.days(Window.ALL, TODAY)) == MOST_DAYS


def test_seconds_without_a_running_time_are_capped_once_the_catalog_has_one() -> None:
    played = PlayCounts(plays=3, seconds=600, plays_uncapped=2, seconds_uncapped=5000)
    assert played.seconds_played(None) == 5600
    assert played.seconds_played(90) == 600 + 2 * 90
    assert played.seconds_played(9000) == 5600
    item = ItemCounts(played, queued=3, seconds_queued=600, queued_unknown=2)
    assert item.seconds_in_queue(None) == 600
    assert item.seconds_in_queue(90) == 780
    assert item.needs_duration
    assert not ItemCounts(PlayCounts(1, 600), 1, 600).needs_duration
