"""How often each playlist was applied: one record a playlist, which a job changes once."""

from __future__ import annotations

from dataclasses import dataclass

from action_api.stores.kv import KvBucket, Record, encode_key
from action_api.stores.stats_values import LATEST_SECOND, whole

PREFIX = "playlist"
# a job's own record lives 30 days after its last change, so that none comes back after this
REMEMBER_SECONDS = 35 * 86400
MOST_REMEMBERED = 4000


@dataclass(frozen=True, slots=True)
class PlaylistApplies:
    """Applies that came to their end; `last_applied_at` in seconds since the epoch."""

    applies: int = 0
    last_applied_at: int | None = None


class PlaylistStatsStore:
    def __init__(self, bucket: KvBucket) -> None:
        self._bucket = bucket

    async def get(self, playlist_id: str) -> PlaylistApplies | None:
        """None where it was never applied."""
        entry = await self._bucket.get(_key(playlist_id))
        if entry is None or entry.record is None:
            return None
        return _applies(entry.record)

    async def add(self, playlist_id: str, job_id: str, at: float) -> None:
        """Counts the job's end at `at`; a job that was counted is not counted again."""
        await self._bucket.modify(_key(playlist_id), lambda found: _added(found, job_id, int(at)))


def _applies(record: Record) -> PlaylistApplies:
    return PlaylistApplies(
        whole(record["applies"]), whole(record["last_applied_at"], LATEST_SECOND)
    )


def _check(record: Record) -> object:
    return _applies(record), [whole(at, LATEST_SECOND) for at in record["jobs"].values()]


# what a record must be to be used at all, by the first word of its key
SHAPES = {PREFIX: _check}


def _added(found: Record | None, job_id: str, at: int) -> Record | None:
    record = found or {"applies": 0, "last_applied_at": 0, "jobs": {}}
    jobs: dict[str, int] = dict(record["jobs"])
    known = jobs.get(job_id)
    if known is not None and known >= at:
        return None
    jobs[job_id] = at
    newest = sorted(jobs.items(), key=lambda job: job[1])[-MOST_REMEMBERED:]
    return {
        "applies": record["applies"] + (1 if known is None else 0),
        "last_applied_at": max(record["last_applied_at"], at),
        "jobs": {one: ended for one, ended in newest if ended > at - REMEMBER_SECONDS},
    }


def _key(playlist_id: str) -> str:
    return f"{PREFIX}.{encode_key(playlist_id)}"
