"""Plans move as little as brute force finds possible."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from action_api.domain.apply_plan import (
    ApplyOptions,
    Mode,
    QueueEntry,
    WantedItem,
)
from action_api.domain.reconcile import plan_apply
from tests.action_api.domain.apply_cases import (
    BOUNDED,
)


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
