"""Every pasted line becomes an item or a reason."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from action_api.domain.import_lines import ImportedLine, import_text
from action_api.domain.playlists import TooManyItemsError

BOUNDED = settings(max_examples=300, deadline=None, derandomize=True)
TITLES = {
    "1KRPqtvig": "Gremlins.[1984].mp4",
    "009cRaBSg": "MTV's Aeon Flux Part 1.mkv",
    "a-_b": "#Alive",
    "one": "The Blob",
    "two": "The Blob",
}


class Catalog:
    """A small catalog in memory."""

    def has(self, video_id: str) -> bool:
        return video_id in TITLES

    def find_title(self, title: str) -> list[str]:
        wanted = title.casefold()
        return [video_id for video_id, held in TITLES.items() if held.casefold() == wanted]


def read(text: str, **options: str) -> list[ImportedLine]:
    return list(import_text(text, Catalog(), **options))


@pytest.mark.parametrize(
    ("line", "video_id"),
    [
        ("1KRPqtvig", "1KRPqtvig"),
        ("  a-_b  ", "a-_b"),
        ("1KRPqtvig\tGremlins.[1984].mp4", "1KRPqtvig"),
        ("https://media.example/view?m=1KRPqtvig", "1KRPqtvig"),
        ("HTTPS://media.example/view?t=12&m=1KRPqtvig#t=5", "1KRPqtvig"),
        ("https://media.example/embed?m=1KRPqtvig", "1KRPqtvig"),
        ("https://m.example/api/v1/media/cytube/1KRPqtvig.json?format=json", "1KRPqtvig"),
        ("https://m.example/api/v1/media/1KRPqtvig", "1KRPqtvig"),
        ("http://127.0.0.1:8101/view?m=009cRaBSg the first one", "009cRaBSg"),
        ("gremlins.[1984].MP4", "1KRPqtvig"),
        ("#Alive", "a-_b"),
    ],
)
def test_ids_addresses_and_titles_are_found(line: str, video_id: str) -> None:
    assert [(found.video_id, found.reason) for found in read(line)] == [(video_id, None)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nowhere", "The catalog has no item with this id or title"),
        ("No such film", "The catalog has no item with this title"),
        ("the blob", "2 items have this title: paste one of the ids one, two"),
        ("https://media.example/view?m=nowhere", "The catalog has no item nowhere"),
        ("https://youtu.be/dQw4w9WgXcQ", "This is no address of a MediaCMS item"),
        ("https://media.example/view?m=../../x", "This is no address of a MediaCMS item"),
        ("http://[::1/view?m=one", "This address cannot be read"),
        ("<script>alert(1)</script>", "The catalog has no item with this title"),
    ],
)
def test_what_is_not_found_says_why(line: str, reason: str) -> None:
    found = read(line)
    assert len(found) == 1
    assert found[0].video_id is None
    assert found[0].reason is not None
    assert found[0].reason.startswith(reason)


def test_lines_keep_their_numbers_and_blank_lines_and_comments_are_left_out() -> None:
    text = "\ufeff# my list\r\n\r\none\n   \n#EXTINF:60,The Blob\ntwo\rone"
    assert [(found.line, found.video_id) for found in read(text)] == [
        (3, "one"),
        (6, "two"),
        (7, "one"),
    ]


def test_a_line_is_not_broken_by_what_is_no_line_break() -> None:
    assert [found.input for found in read("a\u2028b\x0cc")] == ["a\u2028b\x0cc"]


def test_a_long_line_is_reported_shortened() -> None:
    found = read("x" * 5000)
    assert len(found[0].input) == 200


def test_the_manifest_address_may_be_formed_otherwise() -> None:
    template = "https://cdn.example/m/{video_id}/manifest.json?v=2"
    line = "https://cdn.example/m/one/manifest.json?v=2"
    assert read(line, manifest_url_template=template)[0].video_id == "one"
    assert read(line)[0].video_id is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('["one", "two"]', ["one", "two"]),
        (
            '{"name": "x", "items": [{"video_id": "one"}, "two", 3, null]}',
            ["one", "two", None, None],
        ),
        ('{"items": 3}', [None]),
        ("[not json", [None]),
        ("[" * 3000, [None]),
        ('position,video_id,title\r\n1,one,"a\r\nb"\r\n2,\'two,x\r\n', ["one", "two"]),
    ],
)
def test_exports_and_json_lists_are_read(text: str, found: list[str | None]) -> None:
    assert [line.video_id for line in read(text)] == found


def test_more_lines_than_a_playlist_holds_are_refused() -> None:
    with pytest.raises(TooManyItemsError):
        read("one\n" * 4001)
    assert len(read("one\n" * 4000)) == 4000


@BOUNDED
@given(st.text(max_size=200) | st.text(alphabet='htps:/?m=&[]{}",#\n\r\t1a', max_size=80))
def test_any_text_gives_one_item_or_one_reason_a_line(text: str) -> None:
    for found in read(text):
        assert (found.video_id is None) != (found.reason is None)
        assert found.line >= 1
