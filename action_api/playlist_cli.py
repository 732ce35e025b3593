"""kryten-playlist playlists: the saved playlists from a shell, by the same steps as the API."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from action_api.domain.errors import NotFound, PlaylistError
from action_api.domain.export_formats import ExportFormat
from action_api.shell import (
    SYNC_SECONDS,
    Output,
    actor,
    clock_time,
    connected,
    format_option,
    plain,
    run,
)

if TYPE_CHECKING:
    from action_api.playlist_parts import PlaylistParts
    from action_api.services.playlist_view import Found
    from action_api.services.playlists import Playlists


@click.group()
def playlists() -> None:
    """The saved playlists. PLAYLIST is an id or a name."""


@playlists.command("list")
@format_option
def list_(output: Output) -> None:
    """Show all playlists: id, items, length, name."""
    run(_list(output))


@playlists.command()
@click.argument("playlist")
@format_option
def show(playlist: str, output: Output) -> None:
    """Show the items of PLAYLIST."""
    run(_show(playlist, output))


@playlists.command()
@click.argument("playlist")
@click.option(
    "--as",
    "wanted",
    type=click.Choice([str(one) for one in ExportFormat]),
    default=str(ExportFormat.JSON),
    show_default=True,
    help="The format of the file; each can be imported again.",
)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; standard output when left out.",
)
def export(playlist: str, wanted: str, target: Path | None) -> None:
    """Write PLAYLIST to a file."""
    run(_export(playlist, wanted, target))


@playlists.command("import")
@click.argument("file", type=click.File(encoding="utf-8", errors="replace"))
@click.option("--name", required=True, help="The name of the new playlist.")
@click.option("--skip-unknown", is_flag=True, help="Leave out lines the catalog has not.")
@format_option
def import_(file: TextIO, name: str, skip_unknown: bool, output: Output) -> None:
    """Save the items of FILE (- for standard input) as a new playlist.

    A line is a video_id, an address or a title; exports are read as they are.
    """
    run(_import(file.read(), name, skip_unknown, output))


async def _list(output: Output) -> None:
    async with _parts() as parts:
        listed = await parts.playlists.listed()
    if output == "json":
        click.echo(json.dumps(listed))
        return
    for one in listed["playlists"]:
        length = clock_time(one["duration_seconds"])
        click.echo(
            f"{one['id']}  {one['item_count']:>5}  {length:>9}  {plain(one['name'])}  "
            f"({one['updated_by']}, {one['updated_at']})"
        )
    if not listed["playlists"]:
        click.echo("There are no playlists yet.", err=True)


async def _show(playlist: str, output: Output) -> None:
    async with _parts() as parts:
        shown = await parts.views.shown(await find_playlist(parts.playlists, playlist))
    if output == "json":
        click.echo(json.dumps(shown))
        return
    click.echo(
        f"{plain(shown['name'])}: {shown['item_count']} items, "
        f"{clock_time(shown['duration_seconds'])}, revision {shown['revision']}"
    )
    for position, item in enumerate(shown["items"], 1):
        reason = "" if item["available"] else f"  [unavailable: {item['reason']}]"
        title = plain(item["title"] or "")
        click.echo(f"{position:>5}  {item['video_id']:<14}  {title}{reason}")


async def _export(playlist: str, wanted: str, target: Path | None) -> None:
    async with _parts() as parts:
        found = await find_playlist(parts.playlists, playlist)
        file = await parts.exchange.export(found.playlist.playlist_id, ExportFormat(wanted))
    data = file.text.encode("utf-8", "replace")
    if target is None:
        click.echo(data, nl=False)
        return
    try:
        await asyncio.to_thread(target.write_bytes, data)
    except OSError as error:
        raise PlaylistError(f"{target} cannot be written: {error.strerror}.") from error
    click.echo(f"{len(found.playlist.items)} items written to {target}.", err=True)


async def _import(text: str, name: str, skip_unknown: bool, output: Output) -> None:
    async with _parts() as parts:
        lines = await parts.exchange.read(text)
        unknown = [line for line in lines if line["video_id"] is None]
        for line in unknown:
            shown = f"{plain(line['input'])!r}: {line['reason']}"
            click.echo(f"line {line['line']}: {shown}", err=True)
        if unknown and not skip_unknown:
            raise PlaylistError(
                f"{len(unknown)} lines are no items of the catalog, so nothing was saved: "
                "correct them, or leave them out with --skip-unknown."
            )
        items = [line["video_id"] for line in lines if line["video_id"] is not None]
        saved = await parts.save.create(name, items, actor())
    if output == "json":
        click.echo(json.dumps(saved))
        return
    click.echo(f"Saved as {plain(saved['name'])!r}: {len(items)} items, id {saved['id']}.")


async def find_playlist(playlists: Playlists, words: str) -> Found:
    """The playlist by its id, else by its name; raises NotFound."""
    try:
        return await playlists.found(words)
    except NotFound:
        return await playlists.by_name(words)


@contextlib.asynccontextmanager
async def _parts() -> AsyncIterator[PlaylistParts]:
    """What playlists are made of, connected to NATS."""
    # imported late: what it brings along is not needed to show a help text
    from action_api.playlist_parts import build_playlists

    async with connected(build_playlists) as parts:
        await parts.feed.is_live(SYNC_SECONDS)
        yield parts
