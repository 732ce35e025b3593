"""Plans held against a simulation of CyTube: they end in the wanted queue, whatever happens."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from action_api.domain.apply_plan import (
    Add,
    Added,
    ApplyOptions,
    Delete,
    Jump,
    Mode,
    Move,
    Plan,
    QueueEntry,
    RefusalCode,
    SetTemp,
    SkipCode,
    Standing,
    WantedItem,
)
from action_api.domain.reconcile import plan_apply
from action_api.domain.wanted import wanted_from_queue
from tests.action_api.domain.cytube_model import CytubeModel, Executor

BOUNDED = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
MEDIA = "abcdefgh"


@dataclass(frozen=True)
class Case:
    """One channel and one wish."""

    media: tuple[tuple[str, bool], ...]
    playing: int
    wanted: tuple[WantedItem, ...]
    mode: Mode
    options: ApplyOptions
    first_uid: int

    def channel(self) -> CytubeModel:
        return CytubeModel.standing(
            self.media,
            self.playing,
            allow_duplicates=self.options.allow_duplicates,
            limit=self.options.limit,
            first_uid=self.first_uid,
        )

    def plan(self, model: CytubeModel, **midway: object) -> Plan:
        return plan_apply(
            model.entries,
            model.current,
            self.wanted,
            self.mode,
            self.options,
            **midway,  # type: ignore[arg-type]
        )


@st.composite
def cases(draw: st.DrawFn, modes: tuple[Mode, ...] = tuple(Mode), tight: bool = False) -> Case:
    """Random queues, playing entries, wishes, flags and overlaps; `tight` fills the queue up."""
    allow = draw(st.booleans())
    queue = draw(st.lists(st.sampled_from(MEDIA), max_size=7, unique=not allow))
    wanted = draw(st.lists(st.sampled_from(MEDIA), min_size=1, max_size=7))
    items = tuple(
        WantedItem(
            media_id,
            temp=draw(st.sampled_from([None, None, True, False])),
            unavailable_reason=draw(st.sampled_from([None, None, None, "404"])),
        )
        for media_id in wanted
    )
    return Case(
        media=tuple((media_id, draw(st.booleans())) for media_id in queue),
        playing=draw(st.integers(0, max(0, len(queue) - 1))),
        wanted=items,
        mode=draw(st.sampled_from(modes)),
        options=ApplyOptions(
            allow_duplicates=allow,
            temp=draw(st.booleans()),
            play=draw(st.integers(0, len(wanted) - 1)),
            limit=draw(st.integers(max(2, len(queue)), 8)) if tight else 4000,
        ),
        first_uid=draw(st.sampled_from([0, 0, 5])),
    )


def expected_media(case: Case) -> tuple[str, ...]:
    """The wanted queue by the rules alone, written a second time and simpler."""
    before = [media_id for media_id, _ in case.media]
    if case.mode is Mode.PRESERVE_CURRENT:
        before = before[: case.playing + 1]
    if case.mode is Mode.HARD_REPLACE:
        before = []
    queue = list(before)
    for item in case.wanted:
        is_refused = item.media_id in queue and not case.options.allow_duplicates
        is_full = len(queue) >= case.options.limit
        if item.unavailable_reason is None and not is_refused and not is_full:
            queue.append(item.media_id)
    return tuple(queue)


def has_available(case: Case) -> bool:
    return any(item.unavailable_reason is None for item in case.wanted)


def execute(case: Case, model: CytubeModel, plan: Plan) -> Executor:
    executor = Executor(model, dict(plan.assigned))
    for step in plan.steps:
        executor.run(step)
        assert not model.lost, f"{step} lost an entry"
    return executor


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


# --- fewest moves -------------------------------------------------------------------------------


def fewest_moves(standing: tuple[str, ...], target: tuple[str, ...]) -> int:
    """Brute force: try every way to keep entries and every set of entries left unmoved."""
    best = len(target)
    adds = len(target) - len(_common(standing, target))
    for filled in _fillings(standing, target):
        if sum(source is None for source in filled) != adds:
            continue
        for mask in range(1 << len(target)):
            unmoved = [filled[at] for at in range(len(target)) if mask >> at & 1]
            # adds go to the end of the queue in target order
            ranks = [len(standing) if source is None else source for source in unmoved]
            if ranks == sorted(ranks):
                best = min(best, len(target) - len(unmoved))
    return best


def _common(standing: tuple[str, ...], target: tuple[str, ...]) -> list[str]:
    left = list(standing)
    return [media_id for media_id in target if media_id in left and not left.remove(media_id)]  # type: ignore[func-returns-value]


def _fillings(
    standing: tuple[str, ...], target: tuple[str, ...], used: frozenset[int] = frozenset()
) -> list[tuple[int | None, ...]]:
    if not target:
        return [()]
    sources: list[int | None] = [None]
    sources += [at for at, key in enumerate(standing) if key == target[0] and at not in used]
    return [
        (source, *rest)
        for source in sources
        for rest in _fillings(standing, target[1:], used if source is None else used | {source})
    ]


@settings(BOUNDED, max_examples=150)
@given(
    st.lists(st.sampled_from("abcd"), max_size=5),
    st.lists(st.sampled_from("abcde"), min_size=1, max_size=5),
    st.booleans(),
)
def test_moves_are_as_few_as_brute_force_finds(
    queue: list[str], wanted: list[str], allow: bool
) -> None:
    if not allow:
        queue, wanted = list(dict.fromkeys(queue)), list(dict.fromkeys(wanted))
    entries = [QueueEntry(uid, media_id) for uid, media_id in enumerate(["playing", *queue])]
    plan = plan_apply(
        entries,
        0,
        [WantedItem(media_id) for media_id in wanted],
        Mode.PRESERVE_CURRENT,
        ApplyOptions(allow_duplicates=allow),
    )
    assert len(plan.moves) == fewest_moves(tuple(queue), tuple(wanted))


def test_a_reversed_queue_of_n_needs_n_minus_one_moves_and_one_displaced_entry_one() -> None:
    entries = [QueueEntry(uid, media_id) for uid, media_id in enumerate("pabcde")]
    for order in permutations("abcde"):
        plan = plan_apply(
            entries, 0, [WantedItem(media_id) for media_id in order], Mode.PRESERVE_CURRENT
        )
        assert len(plan.moves) == fewest_moves(tuple("abcde"), order)
        assert not plan.add
        assert not plan.remove


# --- planning again midway ----------------------------------------------------------------------


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


# --- tables -------------------------------------------------------------------------------------


def wish(media: str) -> list[WantedItem]:
    return [WantedItem(media_id) for media_id in media]


def entries_of(media: str, first_uid: int = 0) -> list[QueueEntry]:
    return [QueueEntry(uid, media_id) for uid, media_id in enumerate(media, first_uid)]


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
