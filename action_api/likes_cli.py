"""kryten-playlist stats top-liked: what people like most, from a shell."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import click

from action_api.domain.windows import Window
from action_api.stats_cli import Connected, Output, Run, limit_option, plain, window_option


async def _top_liked(connected: Connected, window: str, limit: int, output: Output) -> None:
    # imported late: what it brings along is not needed to show a help text
    from action_api.apply_parts import build_applies
    from action_api.likes_parts import build_likes
    from action_api.playlist_parts import build_playlists

    made: list[Any] = []

    def prepare(common: Any) -> None:
        playlists = build_playlists(common)
        made.append(build_likes(common, playlists, build_applies(common, playlists)))

    async with connected(prepare) as common:
        try:
            top = await made[0].likes.top(Window(window), limit)
        finally:
            common.database.close()
    if output == "json":
        click.echo(json.dumps(asdict(top)))
        return
    for row in top.items:
        click.echo(f"{row.likes:>6}  {row.last_liked_at}  {row.video_id}  {plain(row.title)}")
    if not top.items:
        click.echo("Nothing was liked in this window.", err=True)


def add_likes_command(
    stats: click.Group, run: Run, connected: Connected, format_option: Callable[..., Any]
) -> None:
    """Adds `top-liked` to the group `stats`."""

    @stats.command("top-liked")
    @window_option
    @limit_option
    @format_option
    def top_liked(window: str, limit: int, output: Output) -> None:
        """Show the most liked items: likes, last like, id, title."""
        run(_top_liked(connected, window, limit, output))
