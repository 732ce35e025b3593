"""What all commands have in common: the connection, who acts, exit codes, what a terminal gets."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

import click

from action_api.domain.errors import NatsUnavailable, PlaylistError, Unavailable
from action_api.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    # what they bring along is not needed to show a help text: imported where it is used
    from action_api.bootstrap import Common
    from action_api.services.manage_lists import Actor

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_UNREACHABLE = 3
CONNECT_SECONDS = 5.0
# what this host has of NATS may be old: how long a command waits for the rest
SYNC_SECONDS = 30.0

T = TypeVar("T")
Output = Literal["table", "json"]
format_option = click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="json: exactly one line of JSON on standard output.",
)


def read_settings() -> Settings:
    """The settings; ends the program where one is wrong."""
    try:
        return load_settings()
    except SettingsError as error:
        _end(EXIT_USAGE, str(error))


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs `work`; what goes wrong becomes a sentence and an exit code."""
    try:
        return asyncio.run(work)
    except SettingsError as error:
        _end(EXIT_USAGE, str(error))
    except Unavailable as error:
        _end(EXIT_UNREACHABLE, plain(error.detail))
    except PlaylistError as error:
        _end(EXIT_FAILED, plain(error.detail))


@contextlib.asynccontextmanager
async def connected(build: Callable[[Common], T]) -> AsyncIterator[T]:
    """What `build` makes of what all programs share, connected to NATS.

    It is made before, for what must run on the connection. Raises NatsUnavailable and
    SettingsError.
    """
    from action_api.bootstrap import build_common

    common = build_common(load_settings())
    built = build(common)
    await common.link.start()
    try:
        if not await common.link.wait_up(CONNECT_SECONDS):
            raise NatsUnavailable(f"{common.link.state.detail}.")
        yield built
    finally:
        await common.link.stop()
        common.database.close()


def actor() -> Actor:
    """Whoever runs the command, for the audit trail."""
    from action_api.services.manage_lists import Actor

    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # in a container, a user need not have a name
        name = f"user {os.getuid()}"
    return Actor(name, "command line")


def clock_time(seconds: int) -> str:
    """Seconds as hours:minutes:seconds."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def plain(text: str) -> str:
    """Text of other people without what a terminal would obey."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _end(code: int, reason: str) -> NoReturn:
    click.echo(f"kryten-playlist: {reason}", err=True)
    sys.exit(code)
