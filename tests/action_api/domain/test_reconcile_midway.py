"""Planning again midway loses nothing, doubles nothing and ends in the same queue."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from action_api.domain.apply_plan import (
    Add,
    Mode,
)
from tests.action_api.domain.apply_cases import (
    BOUNDED,
    Case,
    cases,
    expected_media,
    has_available,
)
from tests.action_api.domain.cytube_model import Executor


@BOUNDED
@given(cases(), st.integers(0, 30), st.booleans())
def test_planning_again_after_any_step_ends_in_the_same_queue(
    case: Case, stop_after: int, is_written_down: bool
) -> None:
    """With the job's record the add whose confirmation was lost is the only thing not known."""
    assume(has_available(case))
    model = case.channel()
    plan = case.plan(model)
    executor = Executor(model, dict(plan.assigned))
    for step in plan.steps[:stop_after]:
        executor.run(step)
    if not is_written_down:
        # the duplicate rule alone tells what was added only where it is in force
        assume(not case.options.allow_duplicates and case.mode is not Mode.APPEND)
    placed = executor.placed if is_written_down else {}
    again = case.plan(model, placed=placed)
    finishing = Executor(model, {**placed, **dict(again.assigned)})
    for step in again.steps:
        finishing.run(step)
    assert not model.lost
    assert model.media() == expected_media(case)
    assert case.plan(model, placed=finishing.placed).is_reached


@BOUNDED
@given(cases(), st.lists(st.integers(0, 12), max_size=3))
def test_no_item_is_lost_or_doubled_when_the_playing_entry_advances_between_steps(
    case: Case, advances: list[int]
) -> None:
    """The job plans again whenever what plays has changed, as its contract says."""
    assume(has_available(case))
    model = case.channel()
    plan = case.plan(model)
    executor = Executor(model, dict(plan.assigned))
    finished: set[int] = set()
    added: list[int] = []
    for count in range(200):
        if count in advances and model.current is not None:
            finished.add(model.current)
            model.finish()
            plan = case.plan(model, placed=executor.placed)
            executor.placed.update(plan.assigned)
            continue
        if count > max(advances, default=0) and plan.is_reached:
            break
        if plan.steps:
            added += [step.index for step in plan.steps[:1] if isinstance(step, Add)]
            executor.run(plan.steps[0])
            plan = case.plan(model, placed=executor.placed)
            executor.placed.update(plan.assigned)
    assert plan.is_reached
    assert not model.lost
    assert len(added) == len(set(added)), "an item was added twice"
    skipped = {entry.index for entry in plan.skipped}
    assert set(executor.placed) | skipped == set(range(len(case.wanted))), "an item was lost"
    standing = [entry.uid for entry in model.entries]
    assert set(executor.placed.values()) <= {*standing, *finished}
    assert len(set(executor.placed.values())) == len(executor.placed)
    if not case.options.allow_duplicates:
        assert len(set(model.media())) == len(standing)


@BOUNDED
@given(cases(modes=(Mode.PRESERVE_CURRENT, Mode.HARD_REPLACE)), st.integers(0, 12))
def test_what_others_queue_meanwhile_stays_after_the_wanted_items(case: Case, when: int) -> None:
    # on an empty queue the stranger's entry would start and be protected
    assume(has_available(case) and case.media)
    model = case.channel()
    started_with = {entry.uid for entry in model.entries}
    plan = case.plan(model)
    executor = Executor(model, dict(plan.assigned))
    for step in plan.steps[:when]:
        executor.run(step)
    stranger = model.add("z", temp=False, by="labadmin")
    again = case.plan(model, placed=executor.placed, replaceable=started_with)
    finishing = Executor(model, {**executor.placed, **dict(again.assigned)})
    for step in again.steps:
        finishing.run(step)
    assert model.media() == (*expected_media(case), "z")
    assert model.entries[-1].uid == stranger
