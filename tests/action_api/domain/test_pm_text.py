"""A message is read as it was typed, whatever CyTube's filters made of it."""

from __future__ import annotations

import pytest

from action_api.domain.pm_text import typed_text


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
