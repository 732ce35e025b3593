"""kryten-playlist stats: what is played most, from a shell."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal

import click

from action_api.domain.windows import Window

Output = Literal["table", "json"]
Run = Callable[[Coroutine[Any, Any, None]], Any]
Connected = Callable[[Callable[[Any], Any]], AbstractAsyncContextManager[Any]]

SYNC_SECONDS = 30.0
MOST_ROWS = 100

window_option = click.option(
    "--window",
    type=click.Choice([window.value for window in Window]),
    default=Window.MONTH.value,
    show_default=True,
    help="Days up to and with today (UTC), or everything.",
)
limit_option = click.option(
    "--limit", type=click.IntRange(1, MOST_ROWS), default=10, show_default=True, help="Rows."
)


class StatsShell:
    """What the commands do, once connected."""

    def __init__(self, connected: Connected) -> None:
        self._connected = connected

    async def top_played(self, window: str, limit: int, output: Output) -> None:
        async with self._parts() as parts:
            shown = await parts.views.top(Window(window), limit)
        if output == "json":
            click.echo(json.dumps(shown))
            return
        for row in shown["items"]:
            length = clock_time(row["seconds_played"])
            last = row["last_played_at"] or "-"
            title = plain(row["title"])
            click.echo(f"{row['plays']:>6}  {length:>9}  {last:<20}  {row['video_id']}  {title}")
        if not shown["items"]:
            click.echo("Nothing was played in this window.", err=True)

    @contextlib.asynccontextmanager
    async def _parts(self) -> AsyncIterator[Any]:
        """What statistics are made of, connected to NATS."""
        # imported late: what it brings along is not needed to show a help text
        from action_api.playlist_parts import build_playlists
        from action_api.stats_parts import build_stats

        made: list[Any] = []

        def prepare(common: Any) -> None:
            made.append(build_stats(common, build_playlists(common)))

        async with self._connected(prepare) as common:
            (parts,) = made
            try:
                await parts.feed.book(SYNC_SECONDS)
                yield parts
            finally:
                common.database.close()


def add_stats_commands(
    main: click.Group, run: Run, connected: Connected, format_option: Callable[..., Any]
) -> click.Group:
    """Adds the group `stats` to the program, and returns it for others to add to."""
    act = StatsShell(connected)

    @main.group()
    def stats() -> None:
        """What is played most."""

    @stats.command("top-played")
    @window_option
    @limit_option
    @format_option
    def top_played(window: str, limit: int, output: Output) -> None:
        """Show the most played items: plays, time played, last play, id, title."""
        run(act.top_played(window, limit, output))

    return stats


def clock_time(seconds: int) -> str:
    """Seconds as hours:minutes:seconds."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def plain(text: str) -> str:
    """The text without what would steer a terminal."""
    return "".join(one if one.isprintable() else "?" for one in text)
