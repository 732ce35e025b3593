"""How statistics look in their records: rows of numbers, and how far the counts are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from action_api.domain.stats_counts import (
    Counted,
    DayCounts,
    ItemCounts,
    PlayCounts,
    StreamPosition,
)
from action_api.domain.stats_head import StatsHead
from action_api.domain.stats_tally import ChannelState, Showing
from action_api.stores.kv import Record
from action_api.stores.stats_values import (
    LATEST_SECOND,
    check_counts,
    flag,
    moment,
    number,
    text,
    whole,
)

HEAD = "head"
ITEMS = "item"
DAY = "day"
# an item's row begins with so many counts; then come when it was played last and its title
COUNT_COLUMNS = 7
# a day's row has so many or more
DAY_COLUMNS = 2
T = TypeVar("T")


def items_of(record: Record) -> dict[str, ItemCounts]:
    return {video_id: item_of(row) for video_id, row in record.get("items", {}).items()}


def item_of(row: list[Any]) -> ItemCounts:
    """What is added to these rows later goes to their end."""
    queued, seconds_queued, queued_unknown = row[4:COUNT_COLUMNS]
    last_played_at, title = row[COUNT_COLUMNS : COUNT_COLUMNS + 2]
    return ItemCounts(_played(row), queued, seconds_queued, queued_unknown, last_played_at, title)


def _played(row: list[Any]) -> PlayCounts:
    return PlayCounts(*row[:4])


def item_row(counts: ItemCounts) -> list[Any]:
    played = counts.played
    return [
        *(played.plays, played.seconds, played.plays_uncapped, played.seconds_uncapped),
        *(counts.queued, counts.seconds_queued, counts.queued_unknown),
        *(counts.last_played_at, counts.title),
    ]


def day_of_record(record: Record) -> DayCounts:
    rows = record.get("items", {})
    items = {video_id: PlayCounts(*row[:4]) for video_id, row in rows.items()}
    return DayCounts(record.get("queued", 0), items)


def day_record(counts: DayCounts) -> Record:
    return {
        "queued": counts.queued,
        "items": {video_id: _played_row(row) for video_id, row in counts.items.items()},
    }


def _played_row(played: PlayCounts) -> list[int]:
    """Two numbers where the running time was known, which is nearly always."""
    row = [played.plays, played.seconds]
    uncapped = [played.plays_uncapped, played.seconds_uncapped]
    return row + uncapped if any(uncapped) else row


def _check_items(record: Record) -> object:
    rows = record["items"].values()
    check_counts((row[:COUNT_COLUMNS] for row in rows), COUNT_COLUMNS)
    for row in rows:
        moment(row[COUNT_COLUMNS])
        text(row[COUNT_COLUMNS + 1])
    return position_of(record["included"])


def _check_day(record: Record) -> object:
    _check_day_counts(record)
    return position_of(record["included"])


def _check_day_counts(record: Record) -> None:
    check_counts(record["items"].values(), DAY_COLUMNS)
    whole(record["queued"])


def position_of(pair: Any) -> StreamPosition:
    generation, sequence = pair
    return StreamPosition(whole(generation), whole(sequence))


def head_of(record: Record) -> StatsHead:
    pending, showing = record["pending"], record["showing"]
    _check_items({"items": pending["items"], "included": record["position"]})
    for day in pending["days"].values():
        _check_day_counts(day)
    return StatsHead(
        stream=_or_none(text, record["stream"]),
        position=position_of(record["position"]),
        state=ChannelState(_or_none(_showing_of, showing), _or_none(_uid, record["uid"])),
        pending=Counted(
            items_of({"items": pending["items"]}),
            {date.fromisoformat(day): day_of_record(one) for day, one in pending["days"].items()},
        ),
        worker=_or_none(text, record["worker"]),
    )


def _or_none(read: Callable[[Any], T], value: Any) -> T | None:
    return None if value is None else read(value)


def _uid(value: Any) -> int:
    """CyTube gives them: any whole number."""
    if type(value) is not int:
        raise TypeError("no uid")
    return value


def _showing_of(record: Record) -> Showing:
    return Showing(
        video_id=text(record["video_id"]),
        seconds=_or_none(whole, record["seconds"]),
        position=number(record["position"]),
        is_paused=flag(record["is_paused"]),
        at=number(record["at"], 0, LATEST_SECOND),
        uid=_or_none(_uid, record["uid"]),
        observed=number(record["observed"], 0),
        counted=whole(record["counted"]),
    )


def head_record(head: StatsHead) -> Record:
    showing = head.state.showing
    pending = head.pending
    return {
        "stream": head.stream,
        "position": [head.position.generation, head.position.sequence],
        "uid": head.state.uid,
        "showing": None if showing is None else _showing_record(showing),
        "pending": {
            "items": {one: item_row(counts) for one, counts in pending.items.items()},
            "days": {day.isoformat(): day_record(one) for day, one in pending.days.items()},
        },
        "worker": head.worker,
    }


def _showing_record(showing: Showing) -> Record:
    return {name: getattr(showing, name) for name in Showing.__dataclass_fields__}


# what a record must be to be used at all, by the first word of its key
SHAPES = {HEAD: head_of, ITEMS: _check_items, DAY: _check_day}
