"""kryten-connector: fetch the catalog, check the source, roll back, list snapshots."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
import httpx

from connector import __version__, mediacms
from connector.errors import ConnectorError, Incomplete, SettingError
from connector.export import ExportSource
from connector.fetch import Limits, Summary, fetch
from connector.gather import MediaCMSSource, look
from connector.http import JsonClient
from connector.progress import shown_progress
from connector.settings import Settings, http_url, load
from connector.snapshot_check import check as check_snapshot
from connector.snapshot_read import live_path, read_info
from connector.snapshot_store import live_snapshot, lock, rollback, snapshot_files

P = ParamSpec("P")
R = TypeVar("R")
Say = Callable[[str], None]
logger = logging.getLogger("connector")

_data_dir = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where snapshots are (DATA_DIR, var/data).",
)
_format = click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="json: exactly one line of JSON on standard output.",
)


def _reported(command: Callable[P, R]) -> Callable[P, R]:
    """Turn this program's errors into one line on standard error and their exit code."""

    @wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ConnectorError as error:
            click.echo(f"kryten-connector: {_one_line(str(error))}", err=True)
            sys.exit(error.exit_code)

    return wrapper


def _one_line(text: str) -> str:
    """Words from outside (titles, answers) without the characters that steer a terminal."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


@click.group()
@click.version_option(__version__, prog_name="kryten-connector")
def main() -> None:
    """MediaCMS to a SQLite snapshot of the catalog.

    Exit codes: 0 done, 1 failed, 2 wrong usage or setting, 3 MediaCMS unreachable.
    """


@main.command("fetch")
@click.option("--source", metavar="URL|FILE.jsonl", help="MediaCMS or an export (MEDIACMS_URL).")
@_data_dir
@click.option("--allow-incomplete", is_flag=True, help="Publish even when items are missing.")
@click.option("--allow-shrink", is_flag=True, help="Publish even when the catalog shrinks a lot.")
@_format
@_reported
def fetch_command(
    source: str | None,
    data_dir: Path | None,
    allow_incomplete: bool,
    allow_shrink: bool,
    output: str,
) -> None:
    """Fetch the catalog and make it the live snapshot.

    Nothing is published when the source is incomplete, shrank a lot, or anything fails.
    """
    settings = _start()
    limits = Limits(
        keep_snapshots=settings.keep_snapshots,
        max_shrink_percent=settings.max_shrink_percent,
        allow_incomplete=allow_incomplete,
        allow_shrink=allow_shrink,
    )
    summary = asyncio.run(_fetch(source, data_dir or settings.data_dir, settings, limits))
    click.echo(_json(summary) if output == "json" else _table(summary))


async def _fetch(source: str | None, data_dir: Path, settings: Settings, limits: Limits) -> Summary:
    where = source or settings.mediacms_url
    if where is None:
        raise SettingError("No source. Set MEDIACMS_URL or say --source URL or --source FILE.jsonl")
    template = settings.manifest_url_template
    with shown_progress() as progress:
        if not where.startswith(("http://", "https://")):
            export = ExportSource(Path(where))
            return await fetch(export, data_dir, template, limits, progress)
        async with _client(
            http_url("--source" if source else "MEDIACMS_URL", where), settings
        ) as c:
            mediacms_source = MediaCMSSource(c, allow_incomplete=limits.allow_incomplete)
            return await fetch(mediacms_source, data_dir, template, limits, progress)


@main.command("check")
@click.option("--source", metavar="URL", help="MediaCMS's address (MEDIACMS_URL).")
@_data_dir
@_format
@_reported
def check_command(source: str | None, data_dir: Path | None, output: str) -> None:
    """Ask MediaCMS what a fetch would get, and check the live snapshot."""
    settings = _start()
    say: Say = click.echo if output == "table" else _say_nothing
    found = _check_live(data_dir or settings.data_dir, say)
    where = source or settings.mediacms_url
    if where is None:
        raise SettingError("No MediaCMS to check. Set MEDIACMS_URL or say --source URL")
    url = http_url("--source" if source else "MEDIACMS_URL", where)
    found |= asyncio.run(_check(url, settings, say))
    if output == "json":
        click.echo(json.dumps(found))


def _check_live(folder: Path, say: Say) -> dict[str, object]:
    if not live_path(folder).exists():
        say(f"No snapshot in {folder} yet")
        return {"snapshot_id": None, "snapshot_items": None}
    check_snapshot(live_path(folder))
    info = read_info(live_path(folder))
    say(f"Snapshot {info.snapshot_id}: sound, {info.item_count} items")
    return {"snapshot_id": info.snapshot_id, "snapshot_items": info.item_count}


async def _check(url: str, settings: Settings, say: Say) -> dict[str, object]:
    async with _client(url, settings) as client:
        start = await look(client)
        say(f"MediaCMS at {url}: {start.version}")
        listed, searched = start.listed[1].count, start.searched[1].count
        say(f"List: {listed} items; search: {searched} items")
        found: dict[str, object] = {
            "source": url,
            "version": str(start.version),
            "listed": listed,
            "searched": searched,
        }
        if not start.list_capped:
            say(f"A fetch would get {listed} items, all with their categories.")
            return found | {"would_fetch": listed}
        if not client.has_token:
            raise Incomplete(
                f"A fetch would get no more than {listed} items: this MediaCMS cuts its lists. "
                "Set MEDIACMS_TOKEN to an editor's token."
            )
        managed = await mediacms.page(client, mediacms.MANAGE, mediacms.MANAGE_PUBLIC, 1)
        say(f"The token is an editor's. A fetch would get {managed.count} items.")
        return found | {"would_fetch": managed.count}


def _say_nothing(line: str) -> None:
    """Takes the place of click.echo where one line of JSON is all that is wanted."""


@main.command("rollback")
@click.option(
    "--to", metavar="ID", help="The snapshot to go back to (the one before the live one)."
)
@_data_dir
@_reported
def rollback_command(to: str | None, data_dir: Path | None) -> None:
    """Make an earlier snapshot live again."""
    folder = data_dir or _start().data_dir
    with lock(folder):
        info = rollback(folder, to)
    click.echo(f"Live: {info.snapshot_id}, {info.item_count} items, taken {info.taken_at}")


@main.command("list")
@_data_dir
@_format
@_reported
def list_command(data_dir: Path | None, output: str) -> None:
    """List the snapshots, oldest first; the live one has a star."""
    folder = data_dir or _start().data_dir
    live = live_snapshot(folder)
    rows: list[dict[str, object]] = []
    for path in snapshot_files(folder):
        row: dict[str, object] = {"snapshot_id": path.stem, "live": path.stem == live}
        try:
            info = read_info(path)
            row |= {"items": info.item_count, "source": info.source, "complete": info.complete}
        except ConnectorError as error:
            row |= {"error": _one_line(str(error))}
        rows.append(row)
    if output == "json":
        click.echo(json.dumps({"snapshots": rows}))
        return
    for row in rows:
        what = row.get("error") or f"{row['items']} items  {row['source']}"
        whole = "  incomplete" if row.get("complete") is False else ""
        click.echo(f"{'*' if row['live'] else ' '} {row['snapshot_id']}  {what}{whole}")


def _start() -> Settings:
    settings = load()
    logging.basicConfig(
        stream=sys.stderr, level=settings.log_level, format="%(levelname)s %(name)s: %(message)s"
    )
    # one line a request would drown ours; DEBUG shows them
    if settings.log_level != "DEBUG":
        logging.getLogger("httpx").setLevel(logging.WARNING)
    return settings


def _client(url: str, settings: Settings) -> JsonClient:
    contact = f" (+{settings.public_url})" if settings.public_url else ""
    agent = f"kryten-connector/{__version__}{contact} python-httpx/{httpx.__version__}"
    return JsonClient(url, user_agent=agent, token=settings.mediacms_token)


def _json(summary: Summary) -> str:
    return json.dumps(dataclasses.asdict(summary), ensure_ascii=True)


def _table(summary: Summary) -> str:
    lines = [
        ("Live snapshot", summary.snapshot_id),
        ("Source", summary.source),
        ("Items", f"{summary.items} in {summary.categories} categories"),
        ("Changes", f"{summary.added} added, {summary.removed} removed, {summary.changed} changed"),
        ("Rejected", str(summary.rejected)),
        *(("", f"{row.row}: {row.reason}") for row in summary.rejected_rows),
        ("Unavailable", str(summary.unavailable)),
        ("May not queue", f"{summary.queue_warnings} without duration or thumbnail"),
        ("Requests", f"{summary.requests} in {summary.seconds} s"),
        ("Complete", "yes" if summary.complete else f"no: {summary.missing}"),
        *(("Note", note) for note in summary.notes),
    ]
    return "\n".join(f"{name:<14} {_one_line(value)}" for name, value in lines)


if __name__ == "__main__":
    main()
