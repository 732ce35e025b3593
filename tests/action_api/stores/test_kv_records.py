"""What stands in a bucket is one of our records or refused in words, whatever it is."""

from __future__ import annotations

import json

import pytest

from action_api.stores import stats_playlists, stats_records
from action_api.stores.kv_records import UnusableRecordError, read_record

SHAPES = stats_records.SHAPES | stats_playlists.SHAPES


SHOWING = (
    '{"video_id":"A","seconds":9,"position":1.5,"is_paused":false,"at":1717243200.5,"uid":1,'
    '"observed":1.0,"counted":1}'
)
HEAD = (
    '"stream":"s","position":[1,5],"uid":1,"worker":"w","pending":{"items":'
    '{"A":[1,2,0,0,1,9,0,1717243200,"A"]},"days":{"2024-06-01":{"queued":1,"items":{"A":[1,2]}}}},'
    f'"showing":{SHOWING}'
)
ITEM_ROW = '[1,2,0,0,1,9,0,1717243200,"A\\ud800"]'


def of_item(row: str) -> tuple[str, str]:
    return "item.01", f'"included":[0,0],"items":{{"x":{row}}}'


def of_day(row: str) -> tuple[str, str]:
    return "day.2026-01-01", f'"included":[0,0],"queued":1,"items":{{"x":{row}}}'


def of_head(good: str, bad: str) -> tuple[str, str]:
    assert good in HEAD
    return "head", HEAD.replace(good, bad)


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        of_item(ITEM_ROW),
        of_item('[1,2,0,0,1,9,0,null,"","what a later version adds"]'),
        of_day("[1,2]"),
        of_day("[1,2,3,4]"),
        ("head", HEAD),
        of_head(SHOWING, "null"),
        ("playlist.a", '"applies":1,"last_applied_at":1717243200,"jobs":{"j":1717243200}'),
    ],
)
def test_what_we_write_is_read_again(key: str, fields: str) -> None:
    """Among it a title with a lone surrogate, which MediaCMS's JSON may hold."""
    value = f'{{"schema_version":1,{fields}}}'.encode()
    record = read_record("kryten_playlist_stats", key, value, SHAPES)
    assert record == json.loads(value)


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        of_item('[1,2,"0",0,1,9,0,1717243200,"A"]'),
        of_item('[1,2,0,null,1,9,0,1717243200,"A"]'),
        of_item('[1,2,0,0,"1",9,0,1717243200,"A"]'),
        of_item('[1,-2,0,0,1,9,0,1717243200,"A"]'),
        of_item('[1,2,0,0,1,9,0,"never","A"]'),
        of_item('[1,2,0,0,1,9,0,999999999999,"A"]'),
        of_item('[1,2,0,0,1,9,0,1717243200,["A"]]'),
        of_item("[1,2,0,0,1,9,0,1717243200]"),
        of_item('"123456789"'),
        of_day('[1,2,"x",4]'),
        of_day("[1,2,3,null]"),
        of_day("[true,2]"),
        of_day("[1,2.5]"),
        of_day(f"[1,{2**53}]"),
        of_day('{"0":1}'),
        of_head('"seconds":9', '"seconds":"9"'),
        of_head('"position":1.5', '"position":"1.5"'),
        of_head('"position":1.5', '"position":NaN'),
        of_head('"is_paused":false', '"is_paused":0'),
        of_head('"at":1717243200.5', '"at":1e300'),
        of_head('"at":1717243200.5', '"at":null'),
        of_head('"observed":1.0', '"observed":[]'),
        of_head('"observed":1.0', '"observed":1e300'),
        of_head('"counted":1', '"counted":"1"'),
        of_head('"video_id":"A"', '"video_id":7'),
        of_head('"uid":1,"worker"', '"uid":"1","worker"'),
        of_head(SHOWING, '["A"]'),
        of_head('"worker":"w"', '"worker":{}'),
        of_head('"stream":"s"', '"stream":1'),
        of_head('"position":[1,5]', '"position":["1",5]'),
        of_head("[1,2,0,0,1,9,0,", '[1,2,0,"0",1,9,0,'),
        of_head("[1,2]", '[1,2,"3"]'),
        of_head('"queued":1', '"queued":"1"'),
        of_head("2024-06-01", "some day"),
        ("playlist.a", '"applies":"1","last_applied_at":1,"jobs":{}'),
        ("playlist.a", '"applies":1,"last_applied_at":1e15,"jobs":{}'),
        ("playlist.a", '"applies":1,"last_applied_at":1,"jobs":{"j":"1"}'),
        ("day.2026-01-01", '"included":[0,0],"queued":1,"items":{"x":[]}'),
        ("item.01", '"included":[0,0],"items":{"x":[1]}'),
        ("item.01", '"included":[1e999,0],"items":{}'),
        ("item.01", '"included":[0,NaN],"items":{}'),
        ("playlist.a", '"applies":1e999,"last_applied_at":1,"jobs":{}'),
        ("head", '"stream":null'),
    ],
)
def test_no_record_of_counts_fails_in_any_other_way_than_by_being_refused(
    key: str, fields: str
) -> None:
    """Another error would end the watch that reads all the other records."""
    value = f'{{"schema_version":1,{fields}}}'.encode()
    with pytest.raises(UnusableRecordError, match="put it back from a backup, or delete the key"):
        read_record("kryten_playlist_stats", key, value, SHAPES)
