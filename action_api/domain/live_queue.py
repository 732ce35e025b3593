"""The channel's queue kept true by CyTube's own events, where the robot's copy of it is not."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from action_api.domain.apply_plan import QueueEntry

KEPT_NOTES = 400


@dataclass(frozen=True, slots=True)
class LiveEntry(QueueEntry):
    """An entry with its running time; 0 seconds: it never ends by itself."""

    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Playback:
    """Where the playing media stood at `at`; CyTube's clock begins 3 s before the picture."""

    media_id: str
    position: float
    is_paused: bool
    at: float

    def position_at(self, now: float) -> float:
        # a start is announced as paused at -3, and runs from then on all the same
        runs = not self.is_paused or self.position < 0
        return self.position + (max(0.0, now - self.at) if runs else 0.0)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A `queue` event: somebody's add that CyTube carried out."""

    serial: int
    uid: int
    media_id: str
    queued_by: str


@dataclass(frozen=True, slots=True)
class FailNote:
    """A `queueFail` event: an add of the robot's that CyTube refused, in its own words."""

    serial: int
    media_id: str
    words: str


@dataclass(frozen=True, slots=True)
class MoveNote:
    """A `moveVideo` event; `after` is a uid, "prepend" or "append"."""

    serial: int
    uid: int
    after: int | str


class LiveQueue:
    """Takes events one by one. `entries` is exact where the first list was.

    The robot's own list keeps an entry of uid 0 that was deleted, does not move one, and does not
    see setTemp, until CyTube sends a full list again: what was seen here is laid over it.
    """

    def __init__(self, video_id_of: Callable[[str], str | None] = lambda _media_id: None) -> None:
        self._video_id_of = video_id_of
        self._handlers: dict[str, Callable[[Any, float], None]] = {
            "queue": self._on_queue,
            "delete": self._on_delete,
            "movevideo": self._on_move,
            "settemp": self._on_set_temp,
            "playlist": self._on_list,
            "setplaylistmeta": self._on_meta,
            "setcurrent": self._on_current,
            "changemedia": self._on_media,
            "mediaupdate": self._on_media_update,
            "queuefail": self._on_fail,
            "channelopts": self._on_options,
            "setpermissions": self._on_permissions,
            "login": self._on_login,
        }
        self.entries: tuple[LiveEntry, ...] = ()
        self.playing_uid: int | None = None
        self.playback: Playback | None = None
        # None = not known: the robot says it only when it comes to the channel
        self.allows_duplicates: bool | None = None
        self.needed_ranks: Mapping[str, float] = {}
        # counts every event that changes the queue, and the full lists and robot's logins among it
        self.serial = 0
        self.lists = 0
        self.logins = 0
        # the robot came to the channel anew, and its full list did not get here
        self.is_list_missed = False
        self._lists_at_login = 0
        # CyTube's own count contradicts `entries`
        self.is_miscounted = False
        # uid 0 stands here on the robot's word alone
        self.is_zero_doubtful = False
        self.arrivals: deque[Arrival] = deque(maxlen=KEPT_NOTES)
        self.fails: deque[FailNote] = deque(maxlen=KEPT_NOTES)
        self.moves: deque[MoveNote] = deque(maxlen=KEPT_NOTES)
        self._flags: dict[int, bool] = {}
        self._is_zero_gone = False

    @property
    def playing(self) -> LiveEntry | None:
        """The playing entry; None where nothing plays or it is not known what."""
        return None if self.playing_uid is None else self.find(self.playing_uid)

    def find(self, uid: int) -> LiveEntry | None:
        return next((entry for entry in self.entries if entry.uid == uid), None)

    def take(self, event: str, payload: Any, now: float) -> None:
        """Takes one event by its name in lower case; what is no event of the queue is left out.

        Raises KeyError, TypeError or ValueError for one CyTube would not send.
        """
        handler = self._handlers.get(event)
        if handler is not None:
            handler(payload, now)

    def load(self, items: Iterable[Any], current: Any, now: float) -> None:
        """Starts from the robot's copy: its list, and what it says was started last."""
        entries = self._read(items)
        kept = [entry for entry in entries if entry.uid != 0 or not self._is_zero_gone]
        self.entries = tuple(
            replace(entry, temp=self._flags.get(entry.uid, entry.temp)) for entry in kept
        )
        self.is_zero_doubtful = any(entry.uid == 0 for entry in kept)
        self._notice_duplicates()
        self.serial += 1
        self.is_list_missed = False
        self.playing_uid = self.playback = None
        if isinstance(current, dict) and current.get("uid") is not None:
            entry = self.find(int(current["uid"]))
            # the robot never clears what it says is playing
            if entry is not None and entry.media_id == current.get("id"):
                self.playing_uid = entry.uid
                self._set_playback(entry.media_id, current, now)

    def forget(self, uid: int) -> None:
        """Takes an entry out that CyTube has lost without a word."""
        self.entries = tuple(entry for entry in self.entries if entry.uid != uid)
        self._is_zero_gone = self._is_zero_gone or uid == 0
        self.serial += 1

    def _on_queue(self, payload: Any, now: float) -> None:
        entry = self._entry(payload["item"])
        self.serial += 1
        if any(other.media_id == entry.media_id and other != entry for other in self.entries):
            self.allows_duplicates = True
        standing = [other for other in self.entries if other.uid != entry.uid]
        self.entries = _inserted(standing, entry, payload.get("after"))
        if entry.uid == 0:
            self._is_zero_gone = self.is_zero_doubtful = False
        self.arrivals.append(Arrival(self.serial, entry.uid, entry.media_id, entry.queued_by))

    def _on_delete(self, payload: Any, now: float) -> None:
        uid = int(payload["uid"])
        self.forget(uid)
        if self.playing_uid == uid:
            self.playing_uid = None

    def _on_move(self, payload: Any, now: float) -> None:
        uid, after = int(payload["from"]), payload["after"]
        self.serial += 1
        moved = self.find(uid)
        if moved is not None:
            standing = [entry for entry in self.entries if entry.uid != uid]
            self.entries = _inserted(standing, moved, after)
        place = after if after in {"prepend", "append"} else int(after)
        self.moves.append(MoveNote(self.serial, uid, place))

    def _on_set_temp(self, payload: Any, now: float) -> None:
        uid, temp = int(payload["uid"]), bool(payload["temp"])
        self.serial += 1
        self._flags[uid] = temp
        self.entries = tuple(
            replace(entry, temp=temp) if entry.uid == uid else entry for entry in self.entries
        )
        if uid == 0:
            self.is_zero_doubtful = False

    def _on_list(self, payload: Any, now: float) -> None:
        self.serial += 1
        self.lists += 1
        self._flags.clear()
        self._is_zero_gone = self.is_zero_doubtful = self.is_miscounted = False
        self.is_list_missed = False
        self.entries = self._read(payload)
        self._notice_duplicates()
        # setCurrent follows where anything plays
        self.playing_uid = None

    def _on_meta(self, payload: Any, now: float) -> None:
        count = int(payload["count"])
        if count == len(self.entries) - 1 and self.is_zero_doubtful:
            self.forget(0)
        self.is_miscounted = count != len(self.entries)

    def _on_current(self, payload: Any, now: float) -> None:
        self.serial += 1
        self.playing_uid = int(payload)

    def _on_media(self, payload: Any, now: float) -> None:
        self._set_playback(str(payload["id"]), payload, now)

    def _on_media_update(self, payload: Any, now: float) -> None:
        if self.playback is not None:
            self._set_playback(self.playback.media_id, payload, now)

    def _on_fail(self, payload: Any, now: float) -> None:
        self.serial += 1
        media_id = str(payload.get("id") or payload.get("link"))
        self.fails.append(FailNote(self.serial, media_id, str(payload["msg"])))

    def _on_options(self, payload: Any, now: float) -> None:
        self.allows_duplicates = bool(payload["allow_dupes"])

    def _on_permissions(self, payload: Any, now: float) -> None:
        self.needed_ranks = {str(name): float(rank) for name, rank in payload.items()}

    def _on_login(self, payload: Any, now: float) -> None:
        self.logins += 1
        # on its coming CyTube sends the list before it answers the login
        self.is_list_missed = self.lists == self._lists_at_login
        self._lists_at_login = self.lists

    def _set_playback(self, media_id: str, payload: Any, now: float) -> None:
        position = float(payload.get("currentTime") or 0)
        self.playback = Playback(media_id, position, bool(payload.get("paused")), now)

    def _read(self, items: Iterable[Any]) -> tuple[LiveEntry, ...]:
        return tuple(self._entry(item) for item in items)

    def _entry(self, item: Any) -> LiveEntry:
        media = item["media"]
        media_id = str(media["id"])
        return LiveEntry(
            uid=int(item["uid"]),
            media_id=media_id,
            temp=bool(item.get("temp")),
            queued_by=str(item.get("queueby") or ""),
            title=str(media.get("title") or ""),
            video_id=self._video_id_of(media_id),
            media_type=str(media.get("type") or ""),
            seconds=int(media.get("seconds") or 0),
        )

    def _notice_duplicates(self) -> None:
        if len({entry.media_id for entry in self.entries}) < len(self.entries):
            self.allows_duplicates = True


def _inserted(standing: list[LiveEntry], entry: LiveEntry, after: Any) -> tuple[LiveEntry, ...]:
    if after == "prepend":
        return (entry, *standing)
    for at, other in enumerate(standing, 1):
        if str(other.uid) == str(after):
            return (*standing[:at], entry, *standing[at:])
    return (*standing, entry)
