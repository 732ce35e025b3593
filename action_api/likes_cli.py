"""kryten-playlist stats top-liked: what people like most, from a shell."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from action_api.domain.windows import Window
from action_api.shell import Output, connected, format_option, plain, run
from action_api.stats_cli import limit_option, window_option

if TYPE_CHECKING:
    from action_api.bootstrap import Common
    from action_api.likes_parts import LikesParts


@click.command("top-liked")
@window_option
@limit_option
@format_option
def top_liked(window: str, limit: int, output: Output) -> None:
    """Show the most liked items: likes, last like, id, title."""
    run(_top_liked(window, limit, output))


async def _top_liked(window: str, limit: int, output: Output) -> None:
    async with connected(_build) as parts:
        top = await parts.likes.top(Window(window), limit)
    if output == "json":
        click.echo(json.dumps(asdict(top)))
        return
    for row in top.items:
        click.echo(f"{row.likes:>6}  {row.last_liked_at}  {row.video_id}  {plain(row.title)}")
    if not top.items:
        click.echo("Nothing was liked in this window.", err=True)


def _build(common: Common) -> LikesParts:
    # imported late: what it brings along is not needed to show a help text
    from action_api.apply_parts import build_applies
    from action_api.likes_parts import build_likes
    from action_api.playlist_parts import build_playlists

    playlists = build_playlists(common)
    return build_likes(common, playlists, build_applies(common, playlists))
