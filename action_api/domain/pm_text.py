"""What a user typed into a private message, from what CyTube made of it."""

from __future__ import annotations

import html
import re

# CyTube's default filters run over PMs too: *x* becomes <strong>x</strong>, and so on
_MARKS = {"strong": "*", "em": "_", "s": "~~", "code": "`"}
_TAG = re.compile(r"</?(strong|em|s|code)>")
_LINK = re.compile(r"</?a\b[^>]*>")


def typed_text(message: str) -> str:
    """Return the text as it was typed: links, formatting and HTML escapes undone."""
    marked = _TAG.sub(lambda found: _MARKS[found.group(1)], _LINK.sub("", message))
    return html.unescape(marked)
