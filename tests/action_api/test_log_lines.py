"""Log lines stay lines, and what keeps happening is told now and then."""

from __future__ import annotations

import logging

import pytest

from action_api.log_lines import OneLineFormatter, one_line
from action_api.sparing_log import SparingLog


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – ’ 😀 é", "plain – ’ 😀 é"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x1b[2J\x00\x7f\x9b", "\\x1b[2J\\x00\\x7f\\x9b"),
        ("\u2028\u202e\ud800", "\\u2028\\u202e\\ud800"),
    ],
)
def test_what_would_leave_its_line_is_written_out(text: str, shown: str) -> None:
    """Breaks, terminal codes, direction marks and lone surrogates; all other text stays."""
    assert one_line(text) == shown


def test_an_exceptions_words_cannot_forge_a_line_either() -> None:
    """The lines of a traceback are set in, those of an exception's own words as well."""
    formatter = OneLineFormatter("%(levelname)s %(message)s")
    try:
        raise ValueError("bad\x1b[2J\nINFO forged")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "name %s", ("a\nINFO b",), info)
    lines = formatter.format(record).splitlines()
    assert lines[0] == "ERROR name a\\nINFO b"
    assert lines[-2:] == ["  ValueError: bad\\x1b[2J", "  INFO forged"]
    assert all(line.startswith("  ") for line in lines[1:])


def test_what_keeps_happening_is_told_once_a_minute_with_its_count(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A thousand strange events are two lines, and the second says how many there were."""
    now = 0.0
    log = SparingLog(logging.getLogger("strange"), 60.0, lambda: now)
    for _ in range(1000):
        log.warning("strange: %s", "event")
    now = 60.0
    log.warning("strange: %s", "event")
    assert [record.getMessage() for record in caplog.records] == [
        "strange: event",
        "strange: event (999 more like this were left out)",
    ]


def test_a_fault_that_lasts_is_one_traceback_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    times = iter((0.0, 5.0, 10.0, 60.0))
    log = SparingLog(logging.getLogger("faulty"), 60.0, lambda: next(times))
    for _ in range(4):
        try:
            raise ValueError("a fault")
        except ValueError:
            log.exception("failed, trying again")
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("ERROR", "failed, trying again"),
        ("ERROR", "failed, trying again (2 more like this were left out)"),
    ]
    assert all(record.exc_info and record.exc_info[0] is ValueError for record in caplog.records)
