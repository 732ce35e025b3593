"""Plans written out: refusals, skips, the order of steps."""

from __future__ import annotations

import pytest

from action_api.domain.apply_plan import (
    Add,
    Added,
    ApplyOptions,
    Delete,
    Jump,
    Mode,
    Move,
    QueueEntry,
    RefusalCode,
    SetTemp,
    SkipCode,
    Standing,
    WantedItem,
)
from action_api.domain.reconcile import plan_apply
from action_api.domain.wanted import wanted_from_queue
from tests.action_api.domain.apply_cases import (
    entries_of,
    wish,
)
from tests.action_api.domain.cytube_model import CytubeModel, Executor


@pytest.mark.parametrize("playing", [None, 99])
def test_preserve_current_refuses_when_it_is_unknown_what_plays(playing: int | None) -> None:
    """CyTube's `current` is never cleared, so a uid of no entry is as unknown as none."""
    plan = plan_apply(entries_of("ab"), playing, wish("c"), Mode.PRESERVE_CURRENT)
    assert plan.refused is not None
    assert plan.refused.code is RefusalCode.NOW_PLAYING_UNKNOWN
    assert plan.steps == ()
    assert not plan.is_reached


def test_preserve_current_on_an_empty_queue_is_an_append() -> None:
    plan = plan_apply([], None, wish("ab"), Mode.PRESERVE_CURRENT)
    assert plan.steps == plan_apply([], None, wish("ab"), Mode.APPEND).steps
    assert plan.steps == (Add(0, "a", False), Add(1, "b", False))


@pytest.mark.parametrize("mode", list(Mode))
def test_nothing_is_wiped_for_a_playlist_without_a_single_available_item(mode: Mode) -> None:
    wanted = [WantedItem("a", unavailable_reason="deleted on MediaCMS")]
    plan = plan_apply(entries_of("xy"), 0, wanted, mode)
    assert plan.refused is not None
    assert plan.refused.code is RefusalCode.NOTHING_AVAILABLE
    assert [skipped.reason for skipped in plan.unavailable] == ["deleted on MediaCMS"]
    assert plan.steps == ()


def test_a_restore_may_empty_the_queue() -> None:
    plan = plan_apply(entries_of("xy"), 0, [], Mode.HARD_REPLACE, ApplyOptions(allow_empty=True))
    assert plan.steps == (Delete(0), Delete(1))


def test_what_others_queued_is_restored_with_its_own_media_type() -> None:
    wish_back, played = wanted_from_queue([QueueEntry(0, "dQw4w9WgXcQ", True, media_type="yt")], 0)
    plan = plan_apply([], None, wish_back, Mode.HARD_REPLACE, ApplyOptions(play=played))
    assert plan.steps == (Add(0, "dQw4w9WgXcQ", True, "yt"),)


def test_uid_zero_is_an_entry_like_any_other() -> None:
    plan = plan_apply(entries_of("abc"), 0, wish("cb"), Mode.PRESERVE_CURRENT)
    assert plan.refused is None
    assert [entry.uid for entry in plan.keep] == [0, 1, 2]
    assert len(plan.moves) == 1
    assert plan_apply(entries_of("abc"), 1, wish("bc"), Mode.HARD_REPLACE).steps == (Delete(0),)


def test_hard_replace_adds_then_jumps_then_deletes_the_playing_entry_last() -> None:
    plan = plan_apply(entries_of("xy"), 1, wish("ab"), Mode.HARD_REPLACE)
    assert plan.steps == (
        Add(0, "a", False),
        Add(1, "b", False),
        Jump(Added(0)),
        Delete(0),
        Delete(1),
    )
    assert plan.stops == QueueEntry(1, "y")


def test_of_two_copies_the_playing_one_is_taken_for_what_shall_play() -> None:
    options = ApplyOptions(allow_duplicates=True)
    plan = plan_apply(entries_of("axa"), 2, wish("ab"), Mode.HARD_REPLACE, options)
    assert plan.assigned == ((0, 2),)
    assert plan.stops is None
    assert plan.steps == (Add(1, "b", False), Delete(0), Delete(1))


def test_the_playing_entry_goes_last_when_room_is_made_before_the_adds() -> None:
    options = ApplyOptions(limit=4)
    plan = plan_apply(entries_of("pxyz"), 0, wish("ab"), Mode.HARD_REPLACE, options)
    assert plan.steps == (
        Delete(2),
        Delete(3),
        Add(0, "a", False),
        Add(1, "b", False),
        Jump(Added(0)),
        Delete(1),
        Delete(0),
    )


def test_a_temp_entry_that_is_kept_survives_the_jump_away_from_it() -> None:
    playing = QueueEntry(4, "b", temp=True)
    plan = plan_apply([playing], 4, wish("ab"), Mode.HARD_REPLACE, ApplyOptions(temp=True))
    assert plan.steps == (
        Add(0, "a", True),
        Move(Added(0), None),
        SetTemp(Standing(4), False),
        Jump(Added(0)),
        SetTemp(Standing(4), True),
    )


def test_items_skipped_say_why_and_which_entry_stands_for_them() -> None:
    wanted = [*wish("pxqx"), WantedItem("n", unavailable_reason="no manifest")]
    plan = plan_apply(entries_of("qpr"), 1, wanted, Mode.PRESERVE_CURRENT)
    assert [(skipped.index, skipped.code, skipped.uid) for skipped in plan.skipped] == [
        (0, SkipCode.ALREADY_QUEUED, 1),
        (2, SkipCode.ALREADY_QUEUED, 0),
        (3, SkipCode.DUPLICATE, None),
        (4, SkipCode.UNAVAILABLE, None),
    ]
    assert all(skipped.reason for skipped in plan.skipped)
    assert plan.expected_media == ("q", "p", "x")


def test_appending_what_stands_already_is_reported_and_moves_nothing() -> None:
    plan = plan_apply(entries_of("ab"), 0, wish("bc"), Mode.APPEND)
    assert plan.steps == (Add(1, "c", False),)
    assert [skipped.uid for skipped in plan.already_queued] == [1]


def test_a_failed_item_retried_in_an_append_goes_to_its_place_among_its_own() -> None:
    queue = entries_of("xac")
    plan = plan_apply(queue, 0, wish("abc"), Mode.APPEND, placed={0: 1, 2: 2})
    assert plan.steps == (Add(1, "b", False), Move(Added(1), Standing(1)))


def test_an_item_that_was_placed_and_played_away_is_not_added_again() -> None:
    options = ApplyOptions(allow_duplicates=True)
    plan = plan_apply(
        entries_of("bc", 1),
        1,
        wish("abc"),
        Mode.PRESERVE_CURRENT,
        options,
        placed={0: 0, 1: 1, 2: 2},
    )
    assert plan.is_reached


def test_hard_replace_with_an_unknown_playing_entry_keeps_every_kept_temp_entry() -> None:
    queue = [QueueEntry(0, "a", temp=True), QueueEntry(1, "b", temp=True), QueueEntry(2, "x")]
    plan = plan_apply(queue, None, wish("ba"), Mode.HARD_REPLACE)
    for playing in range(3):
        model = CytubeModel(entries=list(queue), current=playing, next_uid=3)
        executor = Executor(model, dict(plan.assigned))
        for step in plan.steps:
            executor.run(step)
        assert model.media() == ("b", "a")
        assert model.current == 1


def test_the_whole_limit_can_be_replaced_without_an_empty_moment() -> None:
    model = CytubeModel.standing(
        [(f"old{n}", False) for n in range(40)], 7, allow_duplicates=False, limit=40
    )
    wanted = [WantedItem(f"new{n}") for n in range(40)]
    options = ApplyOptions(limit=40)
    plan = plan_apply(model.entries, model.current, wanted, Mode.HARD_REPLACE, options)
    executor = Executor(model)
    for step in plan.steps:
        executor.run(step)
    assert model.media() == tuple(item.media_id for item in wanted)
    assert model.current == executor.placed[0]
    assert not model.was_empty


def test_a_plan_made_twice_is_the_same_plan() -> None:
    wanted = wish("hgfedcba")
    plans = {
        plan_apply(entries_of("abcdefgh"), 3, wanted, Mode.HARD_REPLACE).steps for _ in range(3)
    }
    assert len(plans) == 1
