"""`kryten-site`: build, check and roll back the static site; exits 0 done, 1 failed, 2 usage."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from dotenv import dotenv_values, find_dotenv

from site_builder import __version__, builder, publish
from site_builder.errors import SettingError, SiteError
from site_builder.settings import Settings, load


def _options(command: Callable[..., None]) -> Callable[..., None]:
    folder = click.Path(path_type=Path, file_okay=False)
    for option in (
        click.option("--data-dir", type=folder, help="Where the snapshots are (DATA_DIR)."),
        click.option("--site-dir", type=folder, help="Where the releases are (SITE_DIR)."),
        click.option(
            "--format",
            "output",
            type=click.Choice(["table", "json"]),
            default="table",
            show_default=True,
            help="json: one summary line for scripts.",
        ),
    ):
        command = option(command)
    return command


@click.group()
@click.version_option(__version__, prog_name="kryten-site")
def main() -> None:
    """Build the catalog site from the live snapshot."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


@main.command()
@_options
def build(data_dir: Path | None, site_dir: Path | None, output: str) -> None:
    """Build a release, check it, and make it live."""
    _run(output, data_dir, site_dir, lambda settings: asdict(builder.build(settings)))


@main.command()
@_options
def check(data_dir: Path | None, site_dir: Path | None, output: str) -> None:
    """Check that the live release is sound and is of the live snapshot."""
    _run(output, data_dir, site_dir, builder.check)


@main.command()
@_options
def rollback(data_dir: Path | None, site_dir: Path | None, output: str) -> None:
    """Make the release before the live one live again."""
    _run(output, data_dir, site_dir, _roll_back)


def _roll_back(settings: Settings) -> Mapping[str, Any]:
    releases = publish.Releases(settings.site_dir, settings.keep_releases)
    with releases.lock():
        left = releases.live().name
        return {"release": releases.rollback().name, "left": left}


def _run(
    output: str,
    data_dir: Path | None,
    site_dir: Path | None,
    action: Callable[[Settings], Mapping[str, Any]],
) -> None:
    environ = {**dotenv_values(find_dotenv(usecwd=True)), **os.environ}
    try:
        summary = action(load(environ, data_dir=data_dir, site_dir=site_dir))
    except SettingError as error:
        raise click.UsageError(str(error)) from error
    except SiteError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error}. The live release is as it was.") from error
    if output == "json":
        click.echo(json.dumps(summary))
        return
    width = max(map(len, summary))
    for name, value in summary.items():
        click.echo(f"{name.replace('_', ' '):<{width}}  {value}")
