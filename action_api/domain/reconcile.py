"""Plans how the live queue becomes the wanted one: a pure function, safe to call again midway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from action_api.domain.apply_plan import (
    Added,
    ApplyOptions,
    Mode,
    Plan,
    QueueEntry,
    Ref,
    Refusal,
    RefusalCode,
    Skipped,
    Standing,
    WantedItem,
)
from action_api.domain.apply_steps import Layout, Target, build_steps, moves
from action_api.domain.arrange import arrange
from action_api.domain.wanted import Situation, select_slots


@dataclass(frozen=True, slots=True)
class _Place:
    """A place of the target before it is known what fills it; `uid` where only that entry may."""

    media_id: str
    index: int | None
    uid: int | None

    @property
    def key(self) -> Hashable:
        return self.media_id if self.uid is None else self.uid


def plan_apply(
    queue: Sequence[QueueEntry],
    playing_uid: int | None,
    wanted: Sequence[WantedItem],
    mode: Mode,
    options: ApplyOptions | None = None,
    *,
    placed: Mapping[int, int] | None = None,
    replaceable: Collection[int] | None = None,
) -> Plan:
    """Return the plan that leads from this queue to the wanted one.

    For a first plan give no `placed` and no `replaceable`. To plan again midway (after a crash, a
    failed add, when the playing entry changed or somebody else queued), give

    * `placed`: wanted index -> uid of every confirmed add and of the first plan's `assigned`,
      re-mapped where CyTube renumbered. A placed item that was played or is gone is done and not
      added a second time. Leave out what a CyTube restart lost: it is added again.
    * `replaceable`: the uids that stood when the job began. Other entries that are not ours came
      from other people meanwhile: they stay, after the wanted ones.

    A queue in which nothing is known to play (`playing_uid` None or of no entry) is refused in
    preserve_current; in hard_replace any entry is taken to be the playing one.
    """
    options = options or ApplyOptions()
    known = {entry.uid for entry in queue}
    situation = Situation(
        queue=tuple(queue),
        playing=playing_uid if playing_uid in known else None,
        wanted=tuple(wanted),
        mode=mode,
        options=options,
        placed=dict(placed or {}),
        replaceable=None if replaceable is None else frozenset(replaceable),
    )
    refusal = _refusal(situation)
    indexes, skipped = select_slots(situation)
    if refusal is not None:
        return Plan(mode, keep=situation.queue, skipped=skipped, refused=refusal)
    return _finished(situation, _layout(situation, indexes), skipped)


def _refusal(situation: Situation) -> Refusal | None:
    is_unknown = bool(situation.queue) and situation.playing is None
    if situation.mode is Mode.PRESERVE_CURRENT and is_unknown:
        detail = "It is not known which entry is playing, so nothing was changed. Try again later."
        return Refusal(RefusalCode.NOW_PLAYING_UNKNOWN, detail)
    has_item = any(item.unavailable_reason is None for item in situation.wanted)
    if not has_item and not situation.options.allow_empty:
        detail = "The playlist has no item that can be queued, so nothing was changed."
        return Refusal(RefusalCode.NOTHING_AVAILABLE, detail)
    return None


def _layout(situation: Situation, indexes: Sequence[int]) -> Layout:
    part = situation.part
    places = _places(situation, indexes)
    pinned = {place.uid for place in places if place.uid is not None}
    keys: list[Hashable] = [
        # a media id is text and a uid a number: the two kinds of key never meet
        entry.uid if entry.uid in pinned else entry.media_id
        for entry in part
    ]
    arrangement = arrange(keys, [place.key for place in places])
    targets = []
    for at, (place, source) in enumerate(zip(places, arrangement.source, strict=True)):
        entry = None if source is None else part[source]
        targets.append(_target(situation, place, entry, at not in arrangement.unmoved))
    used = set(arrangement.source)
    last = situation.protected[-1] if situation.protected else None
    return Layout(
        standing=situation.queue,
        after_protected=None if last is None else Standing(last.uid),
        targets=tuple(targets),
        removed=tuple(entry for at, entry in enumerate(part) if at not in used),
        playing=situation.playing,
        jump_to=_jump(situation, targets),
        limit=situation.options.limit,
    )


def _target(
    situation: Situation, place: _Place, entry: QueueEntry | None, needs_move: bool
) -> Target:
    if entry is not None and (place.index is None or situation.mode is Mode.APPEND):
        ref = Standing(entry.uid)
        return Target(ref, place.index, entry.media_id, entry.media_type, entry.temp, needs_move)
    assert place.index is not None, "only a wanted item is ever added"
    item = situation.wanted[place.index]
    return Target(
        ref=Added(place.index) if entry is None else Standing(entry.uid),
        index=place.index,
        media_id=item.media_id,
        media_type=item.media_type,
        temp=situation.options.temp if item.temp is None else item.temp,
        needs_move=needs_move,
    )


def _places(situation: Situation, indexes: Sequence[int]) -> list[_Place]:
    """Return the target's places: the wanted ones, then (in append: among) other people's."""
    pins = _pins(situation, indexes)
    wanted = [_Place(situation.wanted[index].media_id, index, pins.get(index)) for index in indexes]
    if situation.mode is not Mode.APPEND:
        kept = set(pins.values())
        others = (entry for entry in _bystanders(situation, indexes) if entry.uid not in kept)
        return wanted + [_standing_place(entry) for entry in others]
    # own entries keep the positions they hold together, filled in wanted order; adds follow
    own = set(situation.placed.values())
    filling = iter(wanted)
    places = [
        next(filling) if entry.uid in own else _standing_place(entry) for entry in situation.part
    ]
    return places + list(filling)


def _pins(situation: Situation, indexes: Sequence[int]) -> dict[int, int]:
    """Return which wanted index must be filled by which uid: own entries, and what plays on."""
    chosen = set(indexes)
    pins = {index: uid for index, uid in situation.placed.items() if index in chosen}
    playing = situation.playing_entry
    played = _played_index(situation, indexes)
    if situation.mode is not Mode.HARD_REPLACE or playing is None or played is None:
        return pins
    is_wanted = situation.wanted[played].media_id == playing.media_id
    if is_wanted and played not in pins and playing.uid not in situation.placed.values():
        pins[played] = playing.uid
    return pins


def _standing_place(entry: QueueEntry) -> _Place:
    return _Place(entry.media_id, None, entry.uid)


def _bystanders(situation: Situation, indexes: Sequence[int]) -> list[QueueEntry]:
    """Return other people's entries that stay: those whose media is not wanted anyway."""
    strangers = situation.stranger_uids
    needed = Counter(
        situation.wanted[index].media_id for index in indexes if index not in situation.placed
    )
    own = set(situation.placed.values())
    needed -= Counter(
        entry.media_id
        for entry in situation.part
        if entry.uid not in strangers and entry.uid not in own
    )
    staying = []
    for entry in situation.part:
        if entry.uid not in strangers:
            continue
        if needed[entry.media_id] > 0:
            needed[entry.media_id] -= 1
        else:
            staying.append(entry)
    return staying


def _played_index(situation: Situation, indexes: Sequence[int]) -> int | None:
    """Return the wanted index that shall play: the one asked for, else the next that there is."""
    if not indexes:
        return None
    asked = situation.options.play or 0
    return next((index for index in indexes if index >= asked), indexes[0])


def _jump(situation: Situation, targets: Sequence[Target]) -> Ref | None:
    if situation.mode is not Mode.HARD_REPLACE:
        return None
    indexes = [target.index for target in targets if target.index is not None]
    played = _played_index(situation, indexes)
    if played is None:
        return None
    goal = next(target.ref for target in targets if target.index == played)
    refs = [target.ref for target in targets]
    if not situation.queue:
        return None if goal == refs[0] else goal
    if situation.playing is None:
        return goal
    playing = Standing(situation.playing)
    goes_on = playing in refs if situation.options.play is None else playing == goal
    return None if goes_on else goal


def _finished(situation: Situation, layout: Layout, skipped: tuple[Skipped, ...]) -> Plan:
    removed = {entry.uid for entry in layout.removed}
    protected = tuple(Standing(entry.uid) for entry in situation.protected)
    jumps = layout.jump_to is not None
    return Plan(
        mode=situation.mode,
        steps=build_steps(layout),
        keep=tuple(entry for entry in situation.queue if entry.uid not in removed),
        remove=layout.removed,
        add=tuple(target.ref.index for target in layout.targets if isinstance(target.ref, Added)),
        moves=moves(layout),
        assigned=tuple(
            (target.index, target.ref.uid)
            for target in layout.targets
            if target.index is not None and isinstance(target.ref, Standing)
        ),
        expected=protected + tuple(target.ref for target in layout.targets),
        expected_media=(
            *(entry.media_id for entry in situation.protected),
            *(target.media_id for target in layout.targets),
        ),
        skipped=skipped,
        stops=situation.playing_entry if jumps else None,
    )
