"""A message is read as it was typed, whatever CyTube's filters made of it."""

from __future__ import annotations

import pytest

from action_api.domain.pm_text import sendable_text, typed_text


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("!playlist apply Friday", "!playlist apply Friday"),
        ("apply file<em>name</em>v2", "apply file_name_v2"),
        ("apply <strong>x</strong> <s>y</s> <code>z</code>", "apply *x* ~~y~~ `z`"),
        ("apply Tom &amp; Jerry &gt; &lt;em&gt;", "apply Tom & Jerry > <em>"),
        (
            'apply <a href="https://x.test" target="_blank">https://x.test</a>',
            "apply https://x.test",
        ),
    ],
)
def test_formatting_and_escapes_are_undone(sent: str, typed: str) -> None:
    assert typed_text(sent) == typed


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("The.Shining.[1997].pt1.mp4", "The.Shining.[1997].pt1.mp4"),
        ("file_name_v2 *x* ~~y~~ `z`", "file name v2 x y z"),
        ("two\nlines\tand \u202eturned", "two lines and turned"),
        ("abcdefghijk", "abcdefghi…"),
        ("abcdefgh ijk", "abcdefgh…"),
        ("", ""),
    ],
)
def test_what_is_sent_is_one_short_line_without_formatting(text: str, sent: str) -> None:
    assert sendable_text(text, 10 if text.startswith("abc") else 100) == sent
