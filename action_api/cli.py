"""kryten-playlist: the worker, and what an admin does from a shell."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from typing import Any, Literal

import click

from action_api import __version__
from action_api.apply_cli import add_queue_commands
from action_api.backup_cli import add_backup_commands
from action_api.domain.errors import PlaylistError, Unavailable
from action_api.domain.jobs import RefreshJob
from action_api.likes_cli import add_likes_command
from action_api.metrics_files import share_metrics
from action_api.playlist_cli import add_playlist_commands
from action_api.settings import Settings, SettingsError, load_settings
from action_api.stats_cli import add_stats_commands

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_UNREACHABLE = 3
CONNECT_SECONDS = 5.0
POLL_SECONDS = 0.5
PICK_UP_SECONDS = 15.0

Output = Literal["table", "json"]
format_option = click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="json: exactly one line of JSON on standard output.",
)


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
    settings = _settings()
    share_metrics(settings.state_dir)
    # imported late: the metrics must find the shared directory
    from action_api.bootstrap import configure_logging
    from action_api.worker import Worker

    configure_logging(settings.log_level)

    async def work() -> int:
        return await Worker(settings).run()

    sys.exit(_run(work()))


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
        _run(_show(which, output))

    @group.command()
    @click.argument("username")
    @format_option
    def add(username: str, output: Output) -> None:
        """Put USERNAME on the list."""
        _run(_change(which, "add", username, output))

    @group.command()
    @click.argument("username")
    @format_option
    def remove(username: str, output: Output) -> None:
        """Take USERNAME off the list."""
        _run(_change(which, "remove", username, output))


_list_commands(blessed, "blessed")
_list_commands(admins, "admins")


@catalog.command()
@click.option("--wait/--no-wait", default=True, help="Wait for its end (the default).")
@format_option
def refresh(wait: bool, output: Output) -> None:
    """Refresh the catalog: the worker fetches it and builds the site."""
    _run(_refresh(wait, output))


@contextlib.asynccontextmanager
async def _connected(prepare: Callable[[Any], Any] = lambda _: None) -> AsyncIterator[Any]:
    """What all programs share, connected; ends the program where NATS cannot be reached.

    `prepare` gets it before, for what must run on the connection.
    """
    from action_api.bootstrap import build_common

    common = build_common(_settings())
    prepare(common)
    await common.link.start()
    try:
        if not await common.link.wait_up(CONNECT_SECONDS):
            click.echo(f"kryten-playlist: {common.link.state.detail}.", err=True)
            sys.exit(EXIT_UNREACHABLE)
        yield common
    finally:
        await common.link.stop()


async def _show(which: Literal["blessed", "admins"], output: Output) -> None:
    async with _connected() as common:
        users = await common.lists.listed(which)
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
    from action_api.services.manage_lists import Actor

    async with _connected() as common:
        act: Callable[..., Awaitable[bool]] = getattr(common.lists, verb)
        changed = await act(which, username, Actor(getpass.getuser(), "command line"))
    if output == "json":
        click.echo(json.dumps({"username": username, "list": which, "changed": changed}))
        return
    done = {"add": "is on", "remove": "is off"}[verb]
    click.echo(f"{username} {done} the list {which}{'' if changed else ' already'}.")


async def _refresh(wait: bool, output: Output) -> None:
    from action_api.services.manage_lists import Actor

    async with _connected() as common:
        job = await common.refresh.ask(Actor(getpass.getuser(), "command line"))
        if wait:
            job = await _follow(common, job)
    if output == "json":
        click.echo(json.dumps(asdict(job)))
    else:
        click.echo(_sentence(job))
    if job.state == "failed":
        sys.exit(EXIT_FAILED)


async def _follow(common: Any, job: RefreshJob) -> RefreshJob:
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
        job = await common.refresh.get(job.job_id) or job
    return job


def _sentence(job: RefreshJob) -> str:
    if job.state != "done":
        return f"Refresh {job.job_id} is {job.state}: {job.detail or job.stage}"
    counts = ", ".join(f"{number} {name}" for name, number in job.counts.items())
    return f"Refresh {job.job_id} is done: {counts or 'no counts'}; {job.detail}."


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        click.echo(f"kryten-playlist: {error}", err=True)
        sys.exit(EXIT_USAGE)


def _run(work: Any) -> Any:
    """Runs `work`; what goes wrong becomes a sentence and an exit code."""
    try:
        return asyncio.run(work)
    except SettingsError as error:
        click.echo(f"kryten-playlist: {error}", err=True)
        sys.exit(EXIT_USAGE)
    except Unavailable as error:
        click.echo(f"kryten-playlist: {error.detail}", err=True)
        sys.exit(EXIT_UNREACHABLE)
    except PlaylistError as error:
        click.echo(f"kryten-playlist: {error.detail}", err=True)
        sys.exit(EXIT_FAILED)


add_playlist_commands(main, _run, _connected, format_option)
add_backup_commands(main, _run, _settings, format_option)
add_queue_commands(main, _run, _connected, format_option)
stats = add_stats_commands(main, _run, _connected, format_option)
add_likes_command(stats, _run, _connected, format_option)
