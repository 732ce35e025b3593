"""Random channels and wishes for the tests of apply plans, and the rules written a second time."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from action_api.domain.apply_plan import (
    ApplyOptions,
    Mode,
    Plan,
    QueueEntry,
    WantedItem,
)
from action_api.domain.reconcile import plan_apply
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


def wish(media: str) -> list[WantedItem]:
    return [WantedItem(media_id) for media_id in media]


def entries_of(media: str, first_uid: int = 0) -> list[QueueEntry]:
    return [QueueEntry(uid, media_id) for uid, media_id in enumerate(media, first_uid)]
