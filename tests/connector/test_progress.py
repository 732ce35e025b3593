"""Progress on a terminal and elsewhere."""

from __future__ import annotations

import io

from connector.progress import shown_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_plain_lines_where_there_is_no_terminal() -> None:
    """A line at the start, at each fifth and at the end; no carriage returns."""
    out = io.StringIO()
    with shown_progress(out) as progress:
        for done in range(1, 111):
            progress("list", done, 110)
    lines = out.getvalue().splitlines()
    assert lines[0] == "list: 1 of 110"
    assert lines[-1] == "list: 110 of 110"
    assert len(lines) == 6
    assert "\r" not in out.getvalue()


def test_a_bar_on_a_terminal() -> None:
    """A bar is drawn for each thing in turn, up to its end."""
    out = Terminal()
    with shown_progress(out) as progress:
        for what in ("list", "search"):
            for done in range(1, 11):
                progress(what, done, 10)
    drawn = out.getvalue()
    assert "\r" in drawn
    assert "list" in drawn
    assert "search" in drawn
    assert drawn.count("100%") >= 2


def test_nothing_to_do_is_no_error() -> None:
    """A total of nothing divides nothing."""
    for out in (io.StringIO(), Terminal()):
        with shown_progress(out) as progress:
            progress("list", 0, 0)
        assert "list" in out.getvalue()
