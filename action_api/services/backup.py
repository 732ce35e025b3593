"""Reads everything of ours in NATS that is worth keeping, while the service goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import nats.js.errors
from nats.js.api import RawStreamMsg
from nats.js.client import JetStreamContext

from action_api import __version__
from action_api.nats_link import NatsLink
from action_api.services.times import rfc3339
from action_api.stores.backup_file import Backup, BackupUnusable, SavedRecord

PREFIX = "kryten_playlist_"
KEPT = tuple(f"{PREFIX}{one}" for one in ("acl", "audit", "auth", "likes", "playlists", "stats"))
# an apply or refresh that waits would be done when it is put back, weeks after it was asked for
LEFT_OUT_BUCKETS = (f"{PREFIX}applies", f"{PREFIX}jobs")
# they are over before anybody could put them back, and a code's hash belongs in no file
LEFT_OUT_KEYS = (f"{PREFIX}auth/challenge", f"{PREFIX}auth/limit")
LONGEST_SECONDS = 600.0


async def take_backup(link: NatsLink, now: float) -> Backup:
    """All records, bucket by bucket, in the order they were written.

    What is changed meanwhile is in it as it was before or as it is after, and every save is in it
    that had ended before this began. Raises NatsUnavailable, BackupUnusable.
    """
    buckets: dict[str, str] = {}
    records: list[SavedRecord] = []
    async with link.session(LONGEST_SECONDS) as client:
        jetstream = link.jetstream(client)
        for name in KEPT:
            try:
                info = await jetstream.stream_info(f"KV_{name}")
            except nats.js.errors.NotFoundError:
                continue
            buckets[name] = info.config.description or ""
            latest = {record.key: record async for record in _records(jetstream, name, now)}
            records += sorted(latest.values(), key=lambda record: record.revision)
    if not buckets:
        raise BackupUnusable(
            "This NATS holds none of our buckets: is NATS_URL the one the service runs with?"
        )
    left_out = (*LEFT_OUT_BUCKETS, *LEFT_OUT_KEYS)
    kept = tuple(record for record in records if record.value)
    return Backup(rfc3339(now), __version__, buckets, left_out, kept)


async def _records(
    jetstream: JetStreamContext, bucket: str, now: float
) -> AsyncIterator[SavedRecord]:
    """Each key in the order of its last change, and again where it is changed meanwhile."""
    sequence, prefix = 0, f"$KV.{bucket}."
    while True:
        try:
            message = await jetstream.get_msg(
                f"KV_{bucket}", seq=sequence + 1, subject=f"{prefix}>", next=True
            )
        except nats.js.errors.NotFoundError:
            return
        sequence = message.seq or 0
        key = str(message.subject).removeprefix(prefix)
        if f"{bucket}/{key.partition('.')[0]}" not in LEFT_OUT_KEYS:
            record = saved_record(bucket, key, message)
            if record.expires_at is None or record.expires_at > now:
                yield record


def saved_record(bucket: str, key: str, message: RawStreamMsg) -> SavedRecord:
    """A message of a bucket's stream; its value is empty where it says that the key is gone."""
    headers = message.headers or {}
    gone = "KV-Operation" in headers or "Nats-Marker-Reason" in headers
    stored_at = message.time.timestamp() if isinstance(message.time, datetime) else 0.0
    alive = headers.get("Nats-TTL")
    return SavedRecord(
        bucket=bucket,
        key=key,
        revision=message.seq or 0,
        stored_at=stored_at,
        expires_at=None if gone or alive is None else stored_at + _seconds(alive),
        value="" if gone else (message.data or b"").decode("utf-8", "surrogateescape"),
    )


def _seconds(alive: str) -> float:
    """A Nats-TTL: whole seconds, or a duration such as 1h2m3s."""
    if alive.isdigit():
        return float(alive)
    units = {"h": 3600.0, "m": 60.0, "s": 1.0}
    total, number = 0.0, ""
    for char in alive:
        if char in units:
            total, number = total + float(number) * units[char], ""
        else:
            number += char
    return total
