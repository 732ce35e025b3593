"""Log lines nobody can forge: what others wrote stays on its line and moves no cursor."""

from __future__ import annotations

import logging
import re

# control characters, and what terminals and viewers take for a new line or a change of direction
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def one_line(text: str) -> str:
    r"""`text` with each character that would not stay in its line as \x.. or \u....."""
    return _UNSAFE.sub(lambda found: found.group().encode("unicode_escape").decode(), text)


class OneLineFormatter(logging.Formatter):
    """Escapes the message; the lines of a traceback are set in, so none looks like a record."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        record.message = one_line(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        lines = super().formatException(ei).split("\n")  # type: ignore[arg-type]
        return "\n".join(f"  {one_line(line)}" for line in lines)
