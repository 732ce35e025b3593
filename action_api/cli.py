"""kryten-playlist: the worker, and what an admin does from a shell."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Literal

import click

from action_api import __version__
from action_api.apply_cli import queue
from action_api.backup_cli import backup, restore
from action_api.domain.errors import NatsUnavailable, PlaylistError
from action_api.domain.jobs import RefreshJob
from action_api.likes_cli import top_liked
from action_api.metrics_files import share_metrics
from action_api.playlist_cli import playlists
from action_api.shell import (
    EXIT_FAILED,
    Output,
    actor,
    connected,
    format_option,
    read_settings,
    run,
)
from action_api.stats_cli import stats

if TYPE_CHECKING:
    from action_api.services.refresh_catalog import RefreshCatalog

POLL_SECONDS = 0.5
PICK_UP_SECONDS = 15.0


@click.group()
@click.version_option(__version__, prog_name="kryten-playlist")
def main() -> None:
    """Playlists and marathons for a CyTube channel: the worker and the admin's commands.

    Settings come from environment variables and .env. Exit codes: 0 done, 1 failed, 2 usage,
    3 NATS unreachable.
    """


@main.command()
def worker() -> None:
    """Run the event worker until SIGTERM."""
    settings = read_settings()
    share_metrics(settings.counters_dir)
    # imported late: the metrics must find the shared directory
    from action_api.bootstrap import configure_logging
    from action_api.worker import Worker

    configure_logging(settings.log_level)

    async def work() -> int:
        return await Worker(settings).run()

    sys.exit(run(work()))


@main.group()
def blessed() -> None:
    """Who may edit and apply playlists."""


@main.group()
def admins() -> None:
    """Who may do everything. Those of the setting ADMINS count as well."""


@main.group()
def catalog() -> None:
    """The catalog people search."""


def _list_commands(group: click.Group, which: Literal["blessed", "admins"]) -> None:
    @group.command("list")
    @format_option
    def list_(output: Output) -> None:
        """Show the names."""
        run(_show(which, output))

    @group.command()
    @click.argument("username")
    @format_option
    def add(username: str, output: Output) -> None:
        """Put USERNAME on the list."""
        run(_change(which, "add", username, output))

    @group.command()
    @click.argument("username")
    @format_option
    def remove(username: str, output: Output) -> None:
        """Take USERNAME off the list."""
        run(_change(which, "remove", username, output))


_list_commands(blessed, "blessed")
_list_commands(admins, "admins")


@catalog.command()
@click.option("--wait/--no-wait", default=True, help="Wait for its end (the default).")
@format_option
def refresh(wait: bool, output: Output) -> None:
    """Refresh the catalog: the worker fetches it and builds the site."""
    run(_refresh(wait, output))


async def _show(which: Literal["blessed", "admins"], output: Output) -> None:
    async with connected(lambda common: common.lists) as lists:
        users = await lists.listed(which)
    if output == "json":
        click.echo(json.dumps({which: [asdict(user) for user in users]}))
        return
    for user in users:
        click.echo(f"{user.username:<22}added by {user.added_by}")
    if not users:
        click.echo(f"Nobody is on the list {which}.", err=True)


async def _change(
    which: Literal["blessed", "admins"],
    verb: Literal["add", "remove"],
    username: str,
    output: Output,
) -> None:
    async with connected(lambda common: common.lists) as lists:
        act = {"add": lists.add, "remove": lists.remove}[verb]
        changed = await act(which, username, actor())
    if output == "json":
        click.echo(json.dumps({"username": username, "list": which, "changed": changed}))
        return
    done = {"add": "is on", "remove": "is off"}[verb]
    click.echo(f"{username} {done} the list {which}{'' if changed else ' already'}.")


async def _refresh(wait: bool, output: Output) -> None:
    async with connected(lambda common: common.refresh) as refreshes:
        job = await refreshes.ask(actor())
        if wait:
            job = await _follow(refreshes, job)
    if output == "json":
        click.echo(json.dumps(asdict(job)))
    else:
        click.echo(_sentence(job))
    if job.state == "failed":
        sys.exit(EXIT_FAILED)


async def _follow(refreshes: RefreshCatalog, job: RefreshJob) -> RefreshJob:
    """Shows the progress on standard error until the job has ended."""
    waited = 0.0
    said = ""
    while not job.finished:
        if job.state == "pending" and waited > PICK_UP_SECONDS:
            raise PlaylistError(
                f"No worker took refresh {job.job_id}: start one with 'kryten-playlist worker'. "
                "The refresh runs when it comes."
            )
        now = job.stage if not job.total else f"{job.stage}: {job.done} of {job.total}"
        if now != said:
            click.echo(now, err=True)
            said = now
        await asyncio.sleep(POLL_SECONDS)
        waited += POLL_SECONDS
        # the worker goes on, whatever keeps us from hearing of it for a moment
        with contextlib.suppress(NatsUnavailable):
            job = await refreshes.get(job.job_id) or job
    return job


def _sentence(job: RefreshJob) -> str:
    if job.state != "done":
        return f"Refresh {job.job_id} is {job.state}: {job.detail or job.stage}"
    counts = ", ".join(f"{number} {name}" for name, number in job.counts.items())
    return f"Refresh {job.job_id} is done: {counts or 'no counts'}; {job.detail}."


main.add_command(playlists)
main.add_command(queue)
main.add_command(backup)
main.add_command(restore)
main.add_command(stats)
stats.add_command(top_liked)
