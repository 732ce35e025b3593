"""kryten-playlist backup and restore: what NATS holds of ours, to a file and back."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

import click

from action_api.domain.errors import NatsUnavailable
from action_api.nats_link import NatsLink
from action_api.settings import Settings
from action_api.shell import CONNECT_SECONDS, Output, format_option, read_settings, run

NOT_IN_IT = "Not in it: applies and refreshes, sign-in codes, counts of requests, SECRET_KEY."


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@format_option
def backup(target: Path, output: Output) -> None:
    """Save playlists, roles, likes, statistics and audit trail to TARGET.

    TARGET is a new file, or a directory that gets one named by the time. The service may run
    meanwhile. Applies, refreshes, sign-in codes and SECRET_KEY are not in it.
    """
    path = None if target.is_dir() else target
    run(_backup(read_settings(), target, path, output))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--overwrite", is_flag=True, help="Also over what is newer in NATS.")
@format_option
def restore(file: Path, overwrite: bool, output: Output) -> None:
    """Put the backup FILE back into NATS, and read it back.

    Stop API and worker first. Where NATS holds newer data nothing is changed. What is in NATS
    and not in FILE stays.
    """
    run(_restore(read_settings(), file, overwrite, output))


@asynccontextmanager
async def _linked(settings: Settings) -> AsyncIterator[NatsLink]:
    """A connection and nothing on it: what runs on others makes buckets that are missing."""
    link = NatsLink(settings)
    await link.start()
    try:
        if not await link.wait_up(CONNECT_SECONDS):
            raise NatsUnavailable(f"{link.state.detail}.")
        yield link
    finally:
        await link.stop()


async def _backup(settings: Settings, target: Path, path: Path | None, output: Output) -> None:
    from action_api.services.backup import take_backup
    from action_api.stores.backup_file import write_backup

    async with _linked(settings) as link:
        taken = await take_backup(link, time.time())
    named = f"kryten-playlist-{taken.taken_at.replace('-', '').replace(':', '')}.jsonl.gz"
    path = path or target / named
    write_backup(path, taken)
    said = {"file": str(path), "records": len(taken.records), "buckets": sorted(taken.buckets)}
    if output == "json":
        click.echo(json.dumps(said | {"left_out": list(taken.left_out)}))
        return
    click.echo(f"{path}: {len(taken.records)} records of {len(taken.buckets)} buckets. {NOT_IN_IT}")


async def _restore(settings: Settings, file: Path, overwrite: bool, output: Output) -> None:
    from action_api.services.restore import restore_backup
    from action_api.stores.backup_file import read_backup

    given = read_backup(file)
    async with _linked(settings) as link:
        done = await restore_backup(
            link, given, replicas=settings.kv_replicas, overwrite=overwrite, now=time.time()
        )
    if output == "json":
        click.echo(json.dumps(asdict(done)))
        return
    click.echo(
        f"The backup of {given.taken_at} is in NATS and was read back: {done.written} records "
        f"written, {done.there} there already, {done.expired} past their time left out."
    )
