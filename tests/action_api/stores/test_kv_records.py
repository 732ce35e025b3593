"""What stands in a bucket is one of our records or refused in words, whatever it is."""

from __future__ import annotations

import pytest

from action_api.stores import stats_playlists, stats_records
from action_api.stores.kv_records import UnusableRecordError, read_record

SHAPES = stats_records.SHAPES | stats_playlists.SHAPES


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("day.2026-01-01", '"included":[0,0],"queued":1,"items":{"x":[]}'),
        ("item.01", '"included":[0,0],"items":{"x":[1]}'),
        ("item.01", '"included":[1e999,0],"items":{}'),
        ("item.01", '"included":[0,NaN],"items":{}'),
        ("playlist.a", '"applies":1e999,"last_applied_at":1,"jobs":{}'),
        ("head", '"stream":null'),
    ],
    ids=["empty row", "short row", "endless number", "no number", "endless count", "no head"],
)
def test_no_record_of_counts_fails_in_any_other_way_than_by_being_refused(
    key: str, fields: str
) -> None:
    """Another error would end the watch that reads all the other records."""
    value = f'{{"schema_version":1,{fields}}}'.encode()
    with pytest.raises(UnusableRecordError, match="put it back from a backup, or delete the key"):
        read_record("kryten_playlist_stats", key, value, SHAPES)
