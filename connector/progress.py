"""Shows how far a fetch is: a bar on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TextIO

import click

from connector.source import Progress


@contextmanager
def shown_progress(stream: TextIO | None = None) -> Iterator[Progress]:
    """A progress listener writing to `stream` (standard error)."""
    out = stream if stream is not None else sys.stderr
    with ExitStack() as stack:
        yield _Bars(out, stack) if out.isatty() else _Lines(out)


class _Bars:
    def __init__(self, out: TextIO, stack: ExitStack) -> None:
        self._out = out
        self._stack = stack
        self._what = ""
        self._bar: click._termui_impl.ProgressBar[int] | None = None

    def __call__(self, what: str, done: int, total: int) -> None:
        if self._bar is None or what != self._what:
            self._stack.close()
            bar: click._termui_impl.ProgressBar[int] = click.progressbar(
                length=max(total, 1), label=f"{what:<28.28}", file=self._out
            )
            self._bar = self._stack.enter_context(bar)
            self._what = what
        self._bar.update(done - self._bar.pos)


class _Lines:
    """A line when a thing begins, at each fifth of it, and at its end."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._last: tuple[str, int] | None = None

    def __call__(self, what: str, done: int, total: int) -> None:
        fifth = (what, 5 * done // max(total, 1))
        if fifth != self._last:
            self._last = fifth
            click.echo(f"{what}: {done} of {total}", file=self._out)
