"""Plans held against a simulation of CyTube: they end in the wanted queue, whatever it was."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from action_api.domain.apply_plan import (
    Add,
    ApplyOptions,
    Delete,
    Jump,
    Mode,
    Move,
    SetTemp,
    Standing,
)
from action_api.domain.reconcile import plan_apply
from action_api.domain.wanted import wanted_from_queue
from tests.action_api.domain.apply_cases import (
    BOUNDED,
    MEDIA,
    Case,
    cases,
    entries_of,
    execute,
    expected_media,
    has_available,
    wish,
)
from tests.action_api.domain.cytube_model import CytubeModel, Executor


@BOUNDED
@given(cases())
def test_executed_on_cytube_a_plan_ends_in_exactly_the_wanted_queue(case: Case) -> None:
    assume(has_available(case))
    model = case.channel()
    plan = case.plan(model)
    assert plan.refused is None
    executor = execute(case, model, plan)
    assert model.media() == expected_media(case) == plan.expected_media
    assert tuple(entry.uid for entry in model.entries) == tuple(
        executor.uid(ref) for ref in plan.expected
    )


@BOUNDED
@given(cases(tight=True))
def test_a_plan_fits_the_queues_limit_and_cuts_what_has_no_room(case: Case) -> None:
    assume(has_available(case))
    model = case.channel()
    plan = case.plan(model)
    execute(case, model, plan)
    assert model.media() == expected_media(case)
    assert len(model.entries) <= case.options.limit


@BOUNDED
@given(cases(tight=True))
def test_the_channel_is_never_empty_between_two_steps(case: Case) -> None:
    assume(has_available(case) and case.media)
    model = case.channel()
    execute(case, model, case.plan(model))
    assert not model.was_empty


@BOUNDED
@given(cases(modes=(Mode.HARD_REPLACE,), tight=True))
def test_hard_replace_ends_with_the_asked_item_playing(case: Case) -> None:
    assume(has_available(case))
    model = case.channel()
    plan = case.plan(model)
    executor = execute(case, model, plan)
    assert case.options.play is not None
    placed = sorted(index for index, uid in executor.placed.items())
    later = [index for index in placed if index >= case.options.play]
    assert model.current == executor.placed[(later or placed)[0]]


@BOUNDED
@given(
    st.permutations(MEDIA),
    st.integers(1, 7),
    st.data(),
)
def test_hard_replace_does_not_interrupt_what_shall_play_anyway(
    shuffled: list[str], size: int, data: st.DataObject
) -> None:
    queue = entries_of("".join(shuffled[:size]))
    playing = data.draw(st.sampled_from(queue))
    others = [
        media_id for media_id in data.draw(st.permutations(MEDIA)) if media_id != playing.media_id
    ]
    play = data.draw(st.integers(0, len(others)))
    wanted = wish("".join([*others[:play], playing.media_id, *others[play:]]))
    options = ApplyOptions(play=play, temp=data.draw(st.booleans()))
    plan = plan_apply(queue, playing.uid, wanted, Mode.HARD_REPLACE, options)
    assert plan.stops is None
    assert not any(isinstance(step, Jump) for step in plan.steps)
    assert (play, playing.uid) in plan.assigned


@BOUNDED
@given(cases(modes=(Mode.HARD_REPLACE, Mode.PRESERVE_CURRENT), tight=True))
def test_entries_end_with_the_temp_flag_they_shall_have(case: Case) -> None:
    assume(has_available(case))
    model = case.channel()
    executor = execute(case, model, case.plan(model))
    flags = {entry.uid: entry.temp for entry in model.entries}
    for index, uid in executor.placed.items():
        asked = case.wanted[index].temp
        assert flags[uid] is (case.options.temp if asked is None else asked)


@BOUNDED
@given(cases(modes=(Mode.PRESERVE_CURRENT,), tight=True))
def test_preserve_current_never_touches_the_playing_entry_or_what_is_before_it(case: Case) -> None:
    assume(has_available(case))
    model = case.channel()
    before = model.entries[: case.playing + 1]
    plan = case.plan(model)
    executor = Executor(model, dict(plan.assigned))
    for step in plan.steps:
        executor.run(step)
        assert model.entries[: len(before)] == before
        assert not case.media or model.current == before[-1].uid
    touched = {ref for step in plan.steps for ref in _touched(step)}
    assert not touched & {entry.uid for entry in before}


def _touched(step: object) -> list[int]:
    match step:
        case Delete(uid):
            return [uid]
        case Move(Standing(uid), _) | Jump(Standing(uid)) | SetTemp(Standing(uid), _):
            return [uid]
    return []


@BOUNDED
@given(cases())
def test_kept_media_is_never_deleted_and_added_again(case: Case) -> None:
    assume(has_available(case))
    plan = case.plan(case.channel())
    added = {step.media_id for step in plan.steps if isinstance(step, Add)}
    removed = {entry.media_id for entry in plan.remove}
    assert not added & removed


@BOUNDED
@given(cases(tight=True))
def test_adds_come_before_deletes_unless_the_limit_has_no_room(case: Case) -> None:
    assume(has_available(case))
    model = case.channel()
    plan = case.plan(model)
    count = len(model.entries)
    total_adds = len(plan.add)
    for step in plan.steps:
        if isinstance(step, Delete) and total_adds:
            assert count + total_adds > case.options.limit, "this delete could have waited"
        count += isinstance(step, Add)
        total_adds -= isinstance(step, Add)
        count -= isinstance(step, Delete)


@BOUNDED
@given(cases(), cases())
def test_a_restore_puts_the_queue_back_as_it_was(case: Case, later: Case) -> None:
    """The later queue is anything at all: the one an apply left, or people since."""
    before = case.channel()
    wish_back, played = wanted_from_queue(before.entries, before.current)
    options = ApplyOptions(
        allow_duplicates=case.options.allow_duplicates, play=played, allow_empty=True
    )
    model = CytubeModel.standing(
        later.media, later.playing, allow_duplicates=case.options.allow_duplicates, first_uid=90
    )
    plan = plan_apply(model.entries, model.current, wish_back, Mode.HARD_REPLACE, options)
    executor = Executor(model, dict(plan.assigned))
    for step in plan.steps:
        executor.run(step)
    assert [(entry.media_id, entry.temp) for entry in model.entries] == list(case.media)
    at = None if model.current is None else model.index(model.current)
    assert at == (case.playing if case.media else None)
