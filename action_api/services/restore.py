"""Puts a backup back into NATS: never over newer data unasked, and read back at the end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import nats.js.errors
from nats.js import api
from nats.js.client import JetStreamContext

from action_api.nats_link import NatsLink
from action_api.services.backup import LONGEST_SECONDS, saved_record
from action_api.stores.backup_file import Backup, BackupUnusable, SavedRecord
from action_api.stores.kv import WRONG_SEQUENCE, KvBucket

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Restored:
    """How many records were written, were there already, and had lived their time."""

    written: int
    there: int
    expired: int


async def restore_backup(
    link: NatsLink, backup: Backup, *, replicas: int, overwrite: bool, now: float
) -> Restored:
    """Everything or, where NATS holds something newer and not `overwrite`, nothing.

    Cut off midway it is run again: what is there already is left alone. Raises NatsUnavailable,
    BackupUnusable.
    """
    wanted = [one for one in backup.records if one.expires_at is None or one.expires_at > now]
    for name, description in backup.buckets.items():
        await KvBucket(link, name, description, replicas=replicas).make()
    async with link.session(LONGEST_SECONDS) as client:
        jetstream = link.jetstream(client)
        found = {_name(one): await _found(jetstream, one) for one in wanted}
        missing = [one for one in wanted if not _same(one, found[_name(one)])]
        newer = [one for one in missing if _is_newer(found[_name(one)], one)]
        if newer and not overwrite:
            raise BackupUnusable(
                f"NATS holds newer data under {_some(newer)}. Nothing was restored. Give "
                "--overwrite to put the backup's in its place."
            )
        await _write_all(jetstream, missing, found, now)
        wrong = [one for one in wanted if not _same(one, await _found(jetstream, one))]
    if wrong:
        raise BackupUnusable(
            f"Not all of it is there: {_some(wrong)} differ. Something else writes to this NATS; "
            "stop it and run this again."
        )
    return Restored(len(missing), len(wanted) - len(missing), len(backup.records) - len(wanted))


async def _write_all(
    jetstream: JetStreamContext,
    records: Sequence[SavedRecord],
    found: Mapping[str, SavedRecord | None],
    now: float,
) -> None:
    """In the order they were written first, each only where it stands as it was found."""
    for one in records:
        stands = found[_name(one)]
        last = stands.revision if stands else 0
        alive = None if one.expires_at is None else max(1, math.ceil(one.expires_at - now))
        try:
            await jetstream.publish(
                f"$KV.{one.bucket}.{one.key}",
                one.value.encode("utf-8", "surrogateescape"),
                headers={api.Header.EXPECTED_LAST_SUBJECT_SEQUENCE: str(last)},
                msg_ttl=alive,
            )
        except nats.js.errors.APIError as error:
            if error.err_code in WRONG_SEQUENCE:
                raise BackupUnusable(
                    f"{_name(one)} was changed meanwhile. Stop API and worker, and run this again."
                ) from error
            raise BackupUnusable(f"{_name(one)} cannot be written: {error}") from error


async def _found(jetstream: JetStreamContext, wanted: SavedRecord) -> SavedRecord | None:
    """What stands under the key now, a deletion included; None where nothing ever did."""
    try:
        message = await jetstream.get_msg(
            f"KV_{wanted.bucket}", subject=f"$KV.{wanted.bucket}.{wanted.key}"
        )
    except nats.js.errors.NotFoundError:
        return None
    return saved_record(wanted.bucket, wanted.key, message)


def _same(wanted: SavedRecord, found: SavedRecord | None) -> bool:
    return found is not None and found.value == wanted.value


def _is_newer(found: SavedRecord | None, wanted: SavedRecord) -> bool:
    return found is not None and found.stored_at > wanted.stored_at


def _name(record: SavedRecord) -> str:
    return f"{record.bucket}/{record.key}"


def _some(records: Sequence[SavedRecord]) -> str:
    names = ", ".join(_name(one) for one in records[:SHOWN])
    more = len(records) - SHOWN
    return f"{names} and {more} more" if more > 0 else names
