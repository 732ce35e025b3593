"""kryten-playlist stats: what is played most, from a shell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from action_api.domain.windows import Window
from action_api.shell import (
    SYNC_SECONDS,
    Output,
    clock_time,
    connected,
    format_option,
    plain,
    run,
)

if TYPE_CHECKING:
    from action_api.bootstrap import Common
    from action_api.stats_parts import StatsParts

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


@click.group()
def stats() -> None:
    """What is played most."""


@stats.command("top-played")
@window_option
@limit_option
@format_option
def top_played(window: str, limit: int, output: Output) -> None:
    """Show the most played items: plays, time played, last play, id, title."""
    run(_top_played(window, limit, output))


async def _top_played(window: str, limit: int, output: Output) -> None:
    async with connected(_build) as parts:
        await parts.feed.book(SYNC_SECONDS)
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


def _build(common: Common) -> StatsParts:
    # imported late: what it brings along is not needed to show a help text
    from action_api.playlist_parts import build_playlists
    from action_api.stats_parts import build_stats

    return build_stats(common, build_playlists(common))
