"""kryten-playlist queue: the live queue and applies from a shell, by the same steps as the API."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from action_api.domain.errors import NatsUnavailable, PlaylistError
from action_api.playlist_cli import find_playlist
from action_api.shell import (
    EXIT_FAILED,
    SYNC_SECONDS,
    Output,
    actor,
    connected,
    format_option,
    plain,
    run,
)

if TYPE_CHECKING:
    from action_api.apply_parts import ApplyParts
    from action_api.bootstrap import Common
    from action_api.cytube.queue import ChannelQueue
    from action_api.domain.apply_job import ApplyJob
    from action_api.playlist_parts import PlaylistParts

QUEUE_SECONDS = 5.0
POLL_SECONDS = 0.3
PICK_UP_SECONDS = 20.0


@click.group()
def queue() -> None:
    """The channel's live queue."""


@queue.command()
@format_option
def show(output: Output) -> None:
    """Show the entries; '>' marks the one that is playing."""
    run(_show(output))


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
    run(_apply(name, mode, wait, output))


async def _show(output: Output) -> None:
    from action_api.services.apply_view import shown_queue

    async with connected(_build) as (_, parts):
        await _until_live(parts.queue)
        shown = shown_queue(parts.queue.view(), time.time())
    if output == "json":
        click.echo(json.dumps(shown))
        return
    playing = shown["now_playing"]
    for entry in shown["entries"]:
        sign = ">" if playing and entry["uid"] == playing["uid"] else " "
        starts = entry["starts_at"] or "-"
        who = plain(entry["queued_by"])
        click.echo(f"{sign} {entry['uid']:>6}  {starts:<20}  {plain(entry['title'])}  ({who})")
    if not shown["entries"]:
        click.echo("The queue is empty.", err=True)
    if not shown["connected"]:
        click.echo(f"As of {shown['as_of']}: {shown['detail']}", err=True)


async def _apply(playlist: str, mode: str, wait: bool, output: Output) -> None:
    from action_api.domain.apply_plan import Mode
    from action_api.domain.roles import Role
    from action_api.services.apply_view import shown_job

    async with connected(_build) as (made, parts):
        await made.feed.is_live(SYNC_SECONDS)
        found = await find_playlist(made.playlists, playlist)
        await _until_live(parts.queue)
        job = await parts.applies.apply(found.playlist.playlist_id, Mode(mode), Role.ADMIN, actor())
        if wait:
            job = await _follow(parts, job)
        shown = shown_job(job, await parts.feed.wish(job.job_id))
    _report(shown, output)
    if job.finished and job.state != "done":
        sys.exit(EXIT_FAILED)


def _build(common: Common) -> tuple[PlaylistParts, ApplyParts]:
    # imported late: what it brings along is not needed to show a help text
    from action_api.apply_parts import build_applies
    from action_api.playlist_parts import build_playlists

    playlists = build_playlists(common)
    return playlists, build_applies(common, playlists)


async def _until_live(queue: ChannelQueue) -> None:
    """Waits for the queue as it is now; without it the last one known is used, and said so."""
    await queue.until(lambda: True if queue.is_live else None, QUEUE_SECONDS)


async def _follow(parts: ApplyParts, job: ApplyJob) -> ApplyJob:
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
            title = plain(item["title"])
            click.echo(f"{item['state']}: {item['video_id']} {title}: {plain(item['reason'])}")
    progress = shown["progress"]
    queued = sum(item["state"] == "queued" for item in shown["items"])
    detail = plain(shown["detail"] or "not checked")
    end = "the queue was found as planned" if shown["verified"] else detail
    click.echo(f"Apply {shown['id']} is {shown['state']}: {queued} of {progress['total']}; {end}.")
