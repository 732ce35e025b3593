"""Likes count once per user and item within the window, and at most so many within the hour."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from action_api.domain.likes import (
    HOUR_SECONDS,
    MOST_LIKERS,
    OLDEST_LINE_SECONDS,
    PROMPT_SECONDS,
    ItemLikes,
    LikeRules,
    Slot,
    allowed,
    is_heard_now,
    liked,
    top_liked,
)
from action_api.domain.windows import Window

NOON = 1_764_158_400.0  # 2025-11-26T12:00:00Z
DAY = 86400.0
RULES = LikeRules(24 * 3600.0, 3)


def like(item: ItemLikes, user: str, at: float, rules: LikeRules = RULES) -> ItemLikes:
    return liked(item, "Title", user, at, rules) or item


def test_a_second_like_within_the_window_is_the_same_one() -> None:
    once = like(ItemLikes("a"), "u", NOON)
    assert liked(once, "Title", "u", NOON + 24 * 3600 - 1, RULES) is None
    again = like(once, "u", NOON + 24 * 3600)
    assert (once.total, again.total) == (1, 2)
    assert like(once, "v", NOON).total == 2


def test_without_a_window_every_like_counts_and_nobody_is_noted() -> None:
    item = ItemLikes("a")
    for _ in range(3):
        item = like(item, "u", NOON, LikeRules(0, 3))
    assert item.total == 3
    assert item.likers == {}


def test_a_user_is_forgotten_once_the_window_is_over() -> None:
    item = like(ItemLikes("a"), "early", NOON)
    item = like(item, "late", NOON + 2 * DAY)
    assert set(item.likers) == {"late"}
    assert item.total == 2


def test_an_items_likes_stay_far_from_the_largest_value_nats_takes() -> None:
    likers = {f"{number:032x}": NOON + number / 1000 for number in range(MOST_LIKERS)}
    days = {date.fromordinal(730_000 + day).isoformat(): 999 for day in range(3650)}
    item = like(ItemLikes("a", "t" * 1000, days, NOON, likers), "f" * 32, NOON + 60)
    assert len(item.likers) == MOST_LIKERS
    assert "f" * 32 in item.likers
    assert f"{0:032x}" not in item.likers, "the earliest goes first"
    assert len(json.dumps([dict(item.likers), dict(item.days), item.title])) < 600_000


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["u", "v", "w"]),
            st.sampled_from(["a", "b"]),
            st.integers(0, 5 * 86400),
        ),
        max_size=60,
    )
)
def test_days_and_windows_always_add_up_to_a_count_by_hand(
    given_likes: list[tuple[str, str, int]],
) -> None:
    items = {"a": ItemLikes("a"), "b": ItemLikes("b")}
    counted: list[tuple[str, float]] = []
    last: dict[tuple[str, str], float] = {}
    for user, video_id, offset in sorted(given_likes, key=lambda one: one[2]):
        at = NOON + offset
        before = last.get((user, video_id))
        if before is None or at - before >= RULES.dedupe_seconds:
            last[user, video_id] = at
            counted.append((video_id, at))
        items[video_id] = like(items[video_id], user, at)
    today = date(2025, 12, 3)
    for window, first in ((Window.ALL, 0.0), (Window.WEEK, NOON + DAY / 2)):
        ranked = {one.item.video_id: one.likes for one in top_liked(items.values(), window, today)}
        by_hand = {
            one: sum(video_id == one and at >= first for video_id, at in counted) for one in items
        }
        assert ranked == {one: number for one, number in by_hand.items() if number}


def test_top_liked_is_by_likes_of_the_window_then_by_the_last_like() -> None:
    today = date(2025, 11, 26)
    items = [
        ItemLikes("old", "", {"2025-01-01": 9}, NOON - 300 * DAY),
        ItemLikes("b", "", {"2025-11-26": 2}, NOON),
        ItemLikes("c", "", {"2025-11-20": 1, "2025-11-26": 1}, NOON + 5),
        ItemLikes("never"),
    ]
    week = top_liked(items, Window.WEEK, today)
    assert [(one.item.video_id, one.likes) for one in week] == [("c", 2), ("b", 2)]
    assert [one.item.video_id for one in top_liked(items, Window.ALL, today)] == ["old", "c", "b"]


def test_the_allowance_of_an_hour_ends_and_comes_back() -> None:
    slots: tuple[Slot, ...] = ()
    for number in range(3):
        taken = allowed(slots, f"item{number}", NOON + number, RULES)
        assert taken.wait_seconds == 0
        slots = taken.slots
    refused = allowed(slots, "item9", NOON + 10, RULES)
    assert refused.slots == slots
    assert refused.wait_seconds == HOUR_SECONDS - 10
    assert allowed(slots, "item9", NOON + HOUR_SECONDS, RULES).wait_seconds == 0


def test_the_same_like_takes_one_slot_however_often_it_is_asked_for() -> None:
    first = allowed((), "a", NOON, RULES)
    again = allowed(first.slots, "a", NOON + 5, RULES)
    assert again == first
    every_time = allowed(first.slots, "a", NOON + 5, LikeRules(0, 3))
    assert len(every_time.slots) == 2


def test_a_slot_of_a_machine_whose_clock_is_ahead_is_not_lost() -> None:
    taken = allowed((Slot(NOON + 2, "a"),), "b", NOON, LikeRules(DAY, 1))
    assert taken.wait_seconds > 0


@pytest.mark.parametrize(
    ("age", "began_ago", "heard"),
    [
        (0.0, None, True),
        (-5.0, None, True),  # CyTube's clock is ahead
        (PROMPT_SECONDS, 0.0, True),
        (PROMPT_SECONDS + 1, 600.0, True),
        (PROMPT_SECONDS + 1, 1.0, False),  # said of what played before
        (PROMPT_SECONDS + 1, None, False),
        (OLDEST_LINE_SECONDS, 600.0, True),
        (OLDEST_LINE_SECONDS + 1, 600.0, False),
        (86400.0, 90000.0, False),
    ],
)
def test_a_line_counts_when_it_was_said_of_what_plays_now_and_lately(
    age: float, began_ago: float | None, heard: bool
) -> None:
    began_at = None if began_ago is None else NOON - began_ago
    assert is_heard_now(NOON - age, NOON, began_at) is heard
