"""kryten-playlist playlists: the saved playlists from a shell, by the same steps as the API."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Literal

import click

from action_api.domain.errors import NotFound, PlaylistError
from action_api.domain.export_formats import ExportFormat

Output = Literal["table", "json"]
Run = Callable[[Coroutine[Any, Any, None]], Any]
# connects after what is given has prepared its subscriptions
Connected = Callable[[Callable[[Any], Any]], AbstractAsyncContextManager[Any]]

SYNC_SECONDS = 30.0


class PlaylistCommands:
    """What the commands do, once connected."""

    def __init__(self, connected: Connected) -> None:
        self._connected = connected

    async def list(self, output: Output) -> None:
        async with self._parts() as parts:
            listed = await parts.playlists.listed()
        if output == "json":
            click.echo(json.dumps(listed))
            return
        for one in listed["playlists"]:
            length = _clock_time(one["duration_seconds"])
            click.echo(
                f"{one['id']}  {one['item_count']:>5}  {length:>9}  {_plain(one['name'])}  "
                f"({one['updated_by']}, {one['updated_at']})"
            )
        if not listed["playlists"]:
            click.echo("There are no playlists yet.", err=True)

    async def show(self, playlist: str, output: Output) -> None:
        async with self._parts() as parts:
            shown = await parts.views.shown(await _found(parts, playlist))
        if output == "json":
            click.echo(json.dumps(shown))
            return
        click.echo(
            f"{_plain(shown['name'])}: {shown['item_count']} items, "
            f"{_clock_time(shown['duration_seconds'])}, revision {shown['revision']}"
        )
        for position, item in enumerate(shown["items"], 1):
            reason = "" if item["available"] else f"  [unavailable: {item['reason']}]"
            title = _plain(item["title"] or "")
            click.echo(f"{position:>5}  {item['video_id']:<14}  {title}{reason}")

    async def export(self, playlist: str, wanted: str, target: Path | None) -> None:
        async with self._parts() as parts:
            found = await _found(parts, playlist)
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

    async def import_(self, text: str, name: str, skip_unknown: bool, output: Output) -> None:
        from action_api.services.manage_lists import Actor

        async with self._parts() as parts:
            lines = await parts.exchange.read(text)
            unknown = [line for line in lines if line["video_id"] is None]
            for line in unknown:
                shown = f"{_plain(line['input'])!r}: {line['reason']}"
                click.echo(f"line {line['line']}: {shown}", err=True)
            if unknown and not skip_unknown:
                raise PlaylistError(
                    f"{len(unknown)} lines are no items of the catalog, so nothing was saved: "
                    "correct them, or leave them out with --skip-unknown."
                )
            items = [line["video_id"] for line in lines if line["video_id"] is not None]
            actor = Actor(getpass.getuser(), "command line")
            saved = await parts.save.create(name, items, actor)
        if output == "json":
            click.echo(json.dumps(saved))
            return
        click.echo(f"Saved as {_plain(saved['name'])!r}: {len(items)} items, id {saved['id']}.")

    @contextlib.asynccontextmanager
    async def _parts(self) -> AsyncIterator[Any]:
        """What playlists are made of, connected to NATS."""
        # imported late: what it brings along is not needed to show a help text
        from action_api.playlist_parts import build_playlists

        made: list[Any] = []
        async with self._connected(lambda common: made.append(build_playlists(common))) as common:
            (parts,) = made
            try:
                await parts.feed.is_live(SYNC_SECONDS)
                yield parts
            finally:
                common.database.close()


def add_playlist_commands(
    main: click.Group, run: Run, connected: Connected, format_option: Callable[..., Any]
) -> None:
    """Adds the group `playlists` to the program."""
    act = PlaylistCommands(connected)

    @main.group()
    def playlists() -> None:
        """The saved playlists. PLAYLIST is an id or a name."""

    @playlists.command("list")
    @format_option
    def list_(output: Output) -> None:
        """Show all playlists: id, items, length, name."""
        run(act.list(output))

    @playlists.command()
    @click.argument("playlist")
    @format_option
    def show(playlist: str, output: Output) -> None:
        """Show the items of PLAYLIST."""
        run(act.show(playlist, output))

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
        run(act.export(playlist, wanted, target))

    @playlists.command("import")
    @click.argument("file", type=click.File(encoding="utf-8", errors="replace"))
    @click.option("--name", required=True, help="The name of the new playlist.")
    @click.option("--skip-unknown", is_flag=True, help="Leave out lines the catalog has not.")
    @format_option
    def import_(file: Any, name: str, skip_unknown: bool, output: Output) -> None:
        """Save the items of FILE (- for standard input) as a new playlist.

        A line is a video_id, an address or a title; exports are read as they are.
        """
        run(act.import_(file.read(), name, skip_unknown, output))


async def _found(parts: Any, playlist: str) -> Any:
    """The playlist by its id, else by its name; raises NotFound."""
    try:
        return await parts.playlists.found(playlist)
    except NotFound:
        return await parts.playlists.by_name(playlist)


def _clock_time(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _plain(text: str) -> str:
    """The text without what would steer a terminal."""
    return "".join(one if one.isprintable() else "?" for one in text)
