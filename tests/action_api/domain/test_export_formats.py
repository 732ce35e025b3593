"""An export is safe to open whatever the titles hold, and can be imported again."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from action_api.domain.export_formats import (
    MEDIA_TYPES,
    ExportFormat,
    ExportItem,
    export,
    file_name,
)
from action_api.domain.import_lines import import_text

BOUNDED = settings(max_examples=150, deadline=None, derandomize=True)
URL = "https://media.example/api/v1/media/cytube/{}.json?format=json"


def item(video_id: str, title: str, duration: int | None = 60) -> ExportItem:
    return ExportItem(video_id, title, duration, URL.format(video_id))


class Everything:
    """A catalog that has every id and no title."""

    def has(self, video_id: str) -> bool:
        return bool(video_id)

    def find_title(self, title: str) -> list[str]:
        return []


ITEMS = [item("abc", "Gremlins.[1984].mp4"), item("-d_e", "Nosferatu", None)]


def test_json_has_names_ids_titles_durations_and_manifests() -> None:
    written = json.loads(export("Mine", ITEMS, ExportFormat.JSON))
    assert written == {
        "name": "Mine",
        "items": [
            {
                "video_id": "abc",
                "title": "Gremlins.[1984].mp4",
                "duration_seconds": 60,
                "manifest_url": URL.format("abc"),
            },
            {
                "video_id": "-d_e",
                "title": "Nosferatu",
                "duration_seconds": None,
                "manifest_url": URL.format("-d_e"),
            },
        ],
    }


def test_txt_is_one_id_and_title_a_line() -> None:
    assert export("Mine", ITEMS, ExportFormat.TXT) == (
        "# Mine\nabc\tGremlins.[1984].mp4\n-d_e\tNosferatu\n"
    )


def test_csv_has_a_header_and_guards_what_a_spreadsheet_takes_for_a_formula() -> None:
    assert export("Mine", ITEMS, ExportFormat.CSV) == (
        "position,video_id,title,duration_seconds,manifest_url\r\n"
        f"1,abc,Gremlins.[1984].mp4,60,{URL.format('abc')}\r\n"
        f"2,'-d_e,Nosferatu,,{URL.format('-d_e')}\r\n"
    )


def test_m3u_has_extended_lines_and_minus_one_for_an_unknown_duration() -> None:
    assert export("Mine", ITEMS, ExportFormat.M3U) == (
        "#EXTM3U\n#PLAYLIST:Mine\n"
        f"#EXTINF:60,Gremlins.[1984].mp4\n{URL.format('abc')}\n"
        f"#EXTINF:-1,Nosferatu\n{URL.format('-d_e')}\n"
    )


@pytest.mark.parametrize(
    "title",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "\uff1d1", '=HYPERLINK("x")'],
)
def test_no_csv_cell_is_a_formula(title: str) -> None:
    rows = list(csv.reader(io.StringIO(export("n", [item("a", title)], ExportFormat.CSV))))
    assert len(rows) == 2
    assert rows[1][2].lstrip(" ")[0] not in "=+-@\t\r\n\uff1d"


@pytest.mark.parametrize("wanted", [ExportFormat.TXT, ExportFormat.M3U, ExportFormat.CSV])
@pytest.mark.parametrize("breaker", ["\n", "\r\n", "\u2028", "\x85", "\x0b", "\u202e", "\ud800"])
def test_a_title_with_a_line_break_stays_one_line(wanted: ExportFormat, breaker: str) -> None:
    hostile = f"a{breaker}http://evil.example/x.mp4"
    plain = export("n", [item("a", "a http://evil.example/x.mp4")], wanted)
    written = export(f"n{breaker}", [item("a", hostile)], wanted)
    assert written == plain
    assert written.encode()


@BOUNDED
@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True),
            st.text(max_size=30),
            st.none() | st.integers(0, 99999),
        ),
        max_size=6,
    ),
    st.text(max_size=20),
    st.sampled_from(ExportFormat),
)
def test_every_export_is_read_back_as_the_same_items(
    rows: list[tuple[str, str, int | None]], name: str, wanted: ExportFormat
) -> None:
    text = export(name, [item(*row) for row in rows], wanted)
    assert text.encode()
    read = import_text(text, Everything())
    assert [line.video_id for line in read] == [row[0] for row in rows]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Blob Nights!", "Blob-Nights.csv"),
        ("../../etc/passwd", "etc-passwd.csv"),
        ('a"; filename="b', "a-filename-b.csv"),
        ("\r\nX: y", "X-y.csv"),
        ("שלום", "playlist.csv"),
        ("x" * 200, "x" * 60 + ".csv"),
    ],
)
def test_the_file_name_is_plain_ascii(name: str, wanted: str) -> None:
    assert file_name(name, ExportFormat.CSV) == wanted


def test_every_format_has_its_media_type() -> None:
    assert set(MEDIA_TYPES) == set(ExportFormat)
