"""When the entries of a queue start, and when it has been played to its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from action_api.domain.live_queue import LiveEntry, Playback

# measured: 3 s before the picture, 2 s after it
LEAD_IN_SECONDS = 3
TAIL_SECONDS = 2


def elapsed_seconds(playback: Playback | None, entry: LiveEntry, now: float) -> int:
    """Return the seconds of the playing entry that were shown, at most its running time."""
    if playback is None or playback.media_id != entry.media_id:
        return 0
    shown = max(0, int(playback.position_at(now)))
    return min(shown, entry.seconds) if entry.seconds else shown


def ending_at(playback: Playback | None, entry: LiveEntry, now: float) -> float | None:
    """Return when the playing entry gives way to the next; None where that is not known."""
    if playback is None or playback.media_id != entry.media_id or not entry.seconds:
        return None
    return max(now, now + entry.seconds + TAIL_SECONDS - playback.position_at(now))


def start_times(
    entries: Sequence[LiveEntry], playing_uid: int | None, playback: Playback | None, now: float
) -> dict[int, float]:
    """Return uid -> start, for the playing entry and those after it as far as it is known."""
    times: dict[int, float] = {}
    at: float | None = None
    for entry in entries:
        if entry.uid == playing_uid:
            position = playback.position_at(now) if playback else 0.0
            times[entry.uid] = now - max(0.0, position)
            at = ending_at(playback, entry, now)
        elif at is not None:
            times[entry.uid] = at
            at = at + running_seconds(entry.seconds) if entry.seconds else None
    return times


def running_seconds(seconds: int) -> int:
    """Return how long an entry of that length holds the channel."""
    return seconds + LEAD_IN_SECONDS + TAIL_SECONDS


def total_seconds(lengths: Iterable[int | None]) -> int | None:
    """Return how long entries hold the channel one after the other; None where one is not known."""
    total = 0
    for length in lengths:
        if not length:
            return None
        total += running_seconds(length)
    return total
