"""How statistics look in their records: rows of numbers, and how far the counts are."""

from __future__ import annotations

from datetime import date
from typing import Any

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

HEAD = "head"
ITEMS = "item"
DAY = "day"


def items_of(record: Record) -> dict[str, ItemCounts]:
    return {video_id: item_of(row) for video_id, row in record.get("items", {}).items()}


def item_of(row: list[Any]) -> ItemCounts:
    """What is added to these rows later goes to their end."""
    queued, seconds_queued, queued_unknown = map(int, row[4:7])
    last_played_at, title = row[7:9]
    return ItemCounts(
        _played(row),
        queued,
        seconds_queued,
        queued_unknown,
        None if last_played_at is None else int(last_played_at),
        str(title),
    )


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
    return DayCounts(int(record.get("queued", 0)), items)


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
    _check_rows(record)
    return items_of(record)


def _check_rows(record: Record) -> object:
    """Quick: there are a hundred thousand rows in a year of days."""
    plays = sum(row[0] + row[1] for row in record["items"].values())
    return position_of(record["included"]), int(plays)


def _check_day(record: Record) -> object:
    return _check_rows(record), int(record["queued"])


def position_of(pair: Any) -> StreamPosition:
    generation, sequence = pair
    return StreamPosition(int(generation), int(sequence))


def head_of(record: Record) -> StatsHead:
    pending, showing = record["pending"], record["showing"]
    return StatsHead(
        stream=record["stream"],
        position=position_of(record["position"]),
        state=ChannelState(Showing(**showing) if showing else None, record["uid"]),
        pending=Counted(
            items_of({"items": pending["items"]}),
            {date.fromisoformat(day): day_of_record(one) for day, one in pending["days"].items()},
        ),
        worker=record["worker"],
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
