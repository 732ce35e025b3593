"""Says what a user should know about a marathon before saving it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from action_api.domain.playlists import MAX_ITEMS
from action_api.domain.run_order import Item

LabelledItem = tuple[str, Item]


@dataclass(frozen=True, slots=True)
class MarathonWarning:
    """One thing to know; `code` is stable, `detail` a sentence, the rest says about what."""

    code: str
    detail: str
    labels: tuple[str, ...] = ()
    video_ids: tuple[str, ...] = ()


def marathon_warnings(
    sizes: Mapping[str, int], entries: Sequence[LabelledItem], round_size: int
) -> tuple[MarathonWarning, ...]:
    """Return the warnings on generated entries (label, item).

    `sizes` is the number of items of each label's source, `round_size` the items one pass of the
    interleave pattern takes (0 for the other methods).
    """
    found = [
        MarathonWarning("source_empty", f"Source {label} has no items", (label,))
        for label, size in sizes.items()
        if size == 0
    ]
    if len(entries) > MAX_ITEMS:
        detail = (
            f"The marathon has {len(entries)} items and a playlist holds at most {MAX_ITEMS}: "
            "take fewer or shorter playlists, or remove items here, before you save it"
        )
        found.append(MarathonWarning("too_many_items", detail))
    if round_size:
        found += _exhausted_early(sizes, entries, round_size)
    found += _duplicates(entries)
    found += _about(
        "unavailable", "cannot be queued", entries, lambda item: item.unavailable_reason is not None
    )
    found += _about(
        "duration_unknown",
        "of unknown duration: the runtime shown is too short",
        entries,
        lambda item: item.duration_seconds is None,
    )
    return tuple(found)


def _exhausted_early(
    sizes: Mapping[str, int], entries: Sequence[LabelledItem], round_size: int
) -> list[MarathonWarning]:
    last = {label: position for position, (label, _) in enumerate(entries)}
    found = []
    for label, position in sorted(last.items(), key=lambda pair: pair[1]):
        left = len(entries) - 1 - position
        if left <= round_size:
            continue
        others = sorted({other for other, _ in entries[position + 1 :]})
        detail = (
            f"Source {label} runs out after place {position + 1} of {len(entries)}: "
            f"the {left} items after it come from {', '.join(others)} alone"
        )
        found.append(MarathonWarning("source_exhausted", detail, (label,)))
    return found


def _duplicates(entries: Sequence[LabelledItem]) -> list[MarathonWarning]:
    counts = Counter(item.video_id for _, item in entries)
    if len(counts) == len(entries):
        return []
    doubled: dict[str, list[str]] = defaultdict(list)
    for label, item in entries:
        if counts[item.video_id] > 1:
            doubled[item.video_id].append(label)
    labels = sorted({label for used in doubled.values() for label in used})
    extra = sum(len(used) - 1 for used in doubled.values())
    detail = (
        f"{_items(len(doubled))} in the list more than once "
        f"({extra} extra, in {', '.join(labels)}): "
        "CyTube refuses a second copy unless the channel allows duplicates"
    )
    return [MarathonWarning("duplicates", detail, tuple(labels), tuple(doubled))]


def _about(
    code: str, what: str, entries: Sequence[LabelledItem], applies: Callable[[Item], bool]
) -> list[MarathonWarning]:
    concerned = [(label, item.video_id) for label, item in entries if applies(item)]
    if not concerned:
        return []
    verb = "" if code == "unavailable" else (" is" if len(concerned) == 1 else " are")
    detail = f"{_items(len(concerned))}{verb} {what}"
    labels = sorted({label for label, _ in concerned})
    video_ids = dict.fromkeys(video_id for _, video_id in concerned)
    return [MarathonWarning(code, detail, tuple(labels), tuple(video_ids))]


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"
