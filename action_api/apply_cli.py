"""kryten-playlist queue: the live queue and applies from a shell, by the same steps as the API."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal

import click

from action_api.domain.errors import NatsUnavailable, NotFound, PlaylistError

Output = Literal["table", "json"]
Run = Callable[[Coroutine[Any, Any, None]], Any]
Connected = Callable[[Callable[[Any], Any]], AbstractAsyncContextManager[Any]]

EXIT_FAILED = 1
SYNC_SECONDS = 30.0
QUEUE_SECONDS = 5.0
POLL_SECONDS = 0.3
PICK_UP_SECONDS = 20.0


class QueueShell:
    """What the commands do, once connected."""

    def __init__(self, connected: Connected) -> None:
        self._connected = connected

    async def show(self, output: Output) -> None:
        from action_api.services.apply_view import shown_queue

        async with self._parts() as (common, _, parts):
            await parts.queue.until(lambda: True if parts.queue.is_live else None, QUEUE_SECONDS)
            shown = shown_queue(parts.queue.view(), common.clock())
        if output == "json":
            click.echo(json.dumps(shown))
            return
        playing = shown["now_playing"]
        for entry in shown["entries"]:
            sign = ">" if playing and entry["uid"] == playing["uid"] else " "
            starts = entry["starts_at"] or "-"
            who = _plain(entry["queued_by"])
            click.echo(f"{sign} {entry['uid']:>6}  {starts:<20}  {_plain(entry['title'])}  ({who})")
        if not shown["entries"]:
            click.echo("The queue is empty.", err=True)
        if not shown["connected"]:
            click.echo(f"As of {shown['as_of']}: {shown['detail']}", err=True)

    async def apply(self, playlist: str, mode: str, wait: bool, output: Output) -> None:
        from action_api.domain.apply_plan import Mode
        from action_api.domain.roles import Role
        from action_api.services.apply_view import shown_job
        from action_api.services.manage_lists import Actor

        async with self._parts() as (_, made, parts):
            await made.feed.is_live(SYNC_SECONDS)
            found = await find_playlist(made.playlists, playlist)
            await parts.queue.until(lambda: True if parts.queue.is_live else None, QUEUE_SECONDS)
            actor = Actor(getpass.getuser(), "command line")
            job = await parts.applies.apply(
                found.playlist.playlist_id, Mode(mode), Role.ADMIN, actor
            )
            if wait:
                job = await _follow(parts, job)
            shown = shown_job(job, await parts.feed.wish(job.job_id))
        _report(shown, output)
        if job.state in {"failed", "cancelled", "done_with_failures"}:
            sys.exit(EXIT_FAILED)

    @contextlib.asynccontextmanager
    async def _parts(self) -> AsyncIterator[Any]:
        """What all programs share, what playlists and what applies are made of, connected."""
        # imported late: what it brings along is not needed to show a help text
        from action_api.apply_parts import build_applies
        from action_api.playlist_parts import build_playlists

        made: list[Any] = []

        def prepare(common: Any) -> None:
            playlists = build_playlists(common)
            made.extend((playlists, build_applies(common, playlists)))

        async with self._connected(prepare) as common:
            try:
                yield common, *made
            finally:
                common.database.close()


async def find_playlist(playlists: Any, words: str) -> Any:
    """The playlist of this name, else of this id; raises NotFound."""
    try:
        return await playlists.by_name(words)
    except NotFound as unknown_name:
        try:
            return await playlists.found(words)
        except NotFound:
            raise unknown_name from None


async def _follow(parts: Any, job: Any) -> Any:
    """Shows the progress on standard error until the job has ended."""
    waited = 0.0
    shown = 0
    with click.progressbar(length=job.total, label="Applying", file=sys.stderr) as bar:
        while not job.finished:
            if job.state == "pending" and waited > PICK_UP_SECONDS:
                raise PlaylistError(
                    f"No worker took apply {job.job_id}: start one with 'kryten-playlist worker'."
                )
            await asyncio.sleep(POLL_SECONDS)
            waited += POLL_SECONDS
            with contextlib.suppress(NatsUnavailable):
                job = await parts.applies.get(job.job_id)
            bar.update(job.settled_count - shown)
            shown = job.settled_count
    return job


def _report(shown: dict[str, Any], output: Output) -> None:
    if output == "json":
        click.echo(json.dumps(shown))
        return
    for item in shown["items"]:
        if item["state"] in {"failed", "skipped"}:
            title = _plain(item["title"])
            click.echo(f"{item['state']}: {item['video_id']} {title}: {_plain(item['reason'])}")
    progress = shown["progress"]
    queued = sum(item["state"] == "queued" for item in shown["items"])
    end = (
        "the queue was found as planned" if shown["verified"] else shown["detail"] or "not checked"
    )
    click.echo(f"Apply {shown['id']} is {shown['state']}: {queued} of {progress['total']}; {end}.")


def _plain(text: str) -> str:
    """Text of other people without what a terminal would obey."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def add_queue_commands(
    main: click.Group, run: Run, connected: Connected, format_option: Callable[..., Any]
) -> None:
    """Adds the group `queue` to the program."""
    act = QueueShell(connected)

    @main.group()
    def queue() -> None:
        """The channel's live queue."""

    @queue.command()
    @format_option
    def show(output: Output) -> None:
        """Show the entries; '>' marks the one that is playing."""
        run(act.show(output))

    @queue.command()
    @click.argument("name")
    @click.option(
        "--mode",
        type=click.Choice(["preserve_current", "append", "hard_replace"]),
        required=True,
        help="preserve_current: after what plays; append: at the end; hard_replace: all anew.",
    )
    @click.option("--wait/--no-wait", default=True, help="Wait for its end (the default).")
    @format_option
    def apply(name: str, mode: str, wait: bool, output: Output) -> None:
        """Put the playlist NAME (or its id) on the queue; the worker does it."""
        run(act.apply(name, mode, wait, output))
