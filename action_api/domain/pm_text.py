"""Text in private messages: what a user typed, and what is safe to send."""

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


def sendable_text(text: str, longest: int) -> str:
    """Return one line of at most `longest` characters that CyTube's filters leave alone."""
    plain = "".join(char if char.isprintable() and char not in "*_~`" else " " for char in text)
    short = " ".join(plain.split())
    return short if len(short) <= longest else f"{short[: longest - 1].rstrip()}…"
