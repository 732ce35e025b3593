"""A backup as a file: gzip, one record a line, and a last line that says whether it is whole."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from action_api.domain.errors import PlaylistError

KIND = "kryten-playlist backup"
FORMAT = 1


class BackupUnusable(PlaylistError):  # noqa: N818 - named by what is wrong, as its code says too
    """A backup that cannot be written, or one that must not be restored."""

    code = "backup_unusable"
    title = "Backup unusable"


@dataclass(frozen=True, slots=True)
class SavedRecord:
    """One key's value: `value` is its text, times are epoch seconds, None = never expires."""

    bucket: str
    key: str
    revision: int
    stored_at: float
    expires_at: float | None
    value: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a file holds; `buckets` are descriptions by name, `left_out` says what is not in it."""

    taken_at: str
    version: str
    buckets: Mapping[str, str]
    left_out: tuple[str, ...]
    records: tuple[SavedRecord, ...]


def write_backup(path: Path, backup: Backup) -> None:
    """Writes a new file only its owner may read; raises BackupUnusable where there is one."""
    if path.exists():
        raise BackupUnusable(f"{path} exists already: a backup never overwrites another.")
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0) as packed:
                packed.writelines(_lines(backup))
            file.flush()
            os.fsync(file.fileno())
        half.rename(path)
    except OSError as error:
        raise BackupUnusable(f"{path} cannot be written: {error}.") from error
    finally:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)


def read_backup(path: Path) -> Backup:
    """The whole file; raises BackupUnusable for any that is not exactly what was written."""
    try:
        text = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise BackupUnusable(f"{path} is damaged or no backup: {error}.") from error
    body, _, last = text.removesuffix(b"\n").rpartition(b"\n")
    try:
        end = json.loads(last)
        if end["sha256"] != hashlib.sha256(body + b"\n").hexdigest():
            raise BackupUnusable(f"{path} is damaged: its checksum does not fit what is in it.")
        head, *rows = (json.loads(line) for line in body.split(b"\n"))
        return _backup(path, head, rows)
    except (ValueError, TypeError, KeyError) as error:
        raise BackupUnusable(f"{path} is damaged or no backup of this service.") from error


def _backup(path: Path, head: dict[str, Any], rows: list[dict[str, Any]]) -> Backup:
    if head["kind"] != KIND:
        raise BackupUnusable(f"{path} is no backup of this service.")
    if head["format"] != FORMAT:
        raise BackupUnusable(
            f"{path} has format {head['format']}, this version reads {FORMAT}: "
            f"restore it with version {head['version']}, which wrote it, or a newer one."
        )
    records = tuple(SavedRecord(**row) for row in rows)
    return Backup(
        head["taken_at"], head["version"], head["buckets"], tuple(head["left_out"]), records
    )


def _lines(backup: Backup) -> Iterable[bytes]:
    digest = hashlib.sha256()
    head = {
        "kind": KIND,
        "format": FORMAT,
        "version": backup.version,
        "taken_at": backup.taken_at,
        "buckets": dict(backup.buckets),
        "left_out": list(backup.left_out),
    }
    for one in (head, *(asdict(record) for record in backup.records)):
        line = json.dumps(one, separators=(",", ":")).encode() + b"\n"
        digest.update(line)
        yield line
    end = {"records": len(backup.records), "sha256": digest.hexdigest()}
    yield json.dumps(end).encode() + b"\n"
