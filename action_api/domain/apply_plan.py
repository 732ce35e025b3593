"""The words of an apply plan: what stands, what is wanted, the steps between, the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

QUEUE_LIMIT = 4000
# CyTube's word for custom media, which every item of ours is; others may queue other types
MANIFEST_TYPE = "cm"


class Mode(StrEnum):
    """How a playlist is put on the queue."""

    PRESERVE_CURRENT = "preserve_current"
    APPEND = "append"
    HARD_REPLACE = "hard_replace"


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One place of the live queue; `media_id` is the manifest URL exactly as queued, uid from 0."""

    uid: int
    media_id: str
    temp: bool = False
    queued_by: str = ""
    title: str = ""
    video_id: str | None = None
    media_type: str = MANIFEST_TYPE


@dataclass(frozen=True, slots=True)
class WantedItem:
    """One item to be queued; its index in the wanted sequence is its name in steps and records.

    An item with an `unavailable_reason` keeps its index and is left out: that is also how an item
    whose add failed for good is taken out before planning again. `temp` None = as the options say.
    """

    media_id: str
    video_id: str | None = None
    title: str = ""
    unavailable_reason: str | None = None
    temp: bool | None = None
    media_type: str = MANIFEST_TYPE


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """What the channel allows and the caller wants.

    `play` (hard_replace) is the wanted index that plays in the end; None = whatever of it plays
    already may go on, for planning again after the jump. `allow_empty` lets a restore empty the
    queue.
    """

    allow_duplicates: bool = False
    temp: bool = False
    limit: int = QUEUE_LIMIT
    play: int | None = 0
    allow_empty: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry that stands on the queue already."""

    uid: int


@dataclass(frozen=True, slots=True)
class Added:
    """The entry that the add of this wanted index made: its uid is known once it is confirmed."""

    index: int


Ref = Standing | Added


@dataclass(frozen=True, slots=True)
class Add:
    """Queue the wanted item at the end."""

    index: int
    media_id: str
    temp: bool
    media_type: str = MANIFEST_TYPE


@dataclass(frozen=True, slots=True)
class Move:
    """Put an entry right after another one, which exists at that time; None = to the top."""

    entry: Ref
    after: Ref | None


@dataclass(frozen=True, slots=True)
class Delete:
    """See to it that the entry is gone (a temp one may have gone by itself)."""

    uid: int


@dataclass(frozen=True, slots=True)
class Jump:
    """Play the entry now."""

    entry: Ref


@dataclass(frozen=True, slots=True)
class SetTemp:
    """Make the entry temporary or permanent."""

    entry: Ref
    temp: bool


Step = Add | Move | Delete | Jump | SetTemp


class RefusalCode(StrEnum):
    """Why there is no plan."""

    NOW_PLAYING_UNKNOWN = "now_playing_unknown"
    NOTHING_AVAILABLE = "nothing_available"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is done, with a sentence for people."""

    code: RefusalCode
    detail: str


class SkipCode(StrEnum):
    """Why a wanted item gets no entry of its own."""

    UNAVAILABLE = "unavailable"
    ALREADY_QUEUED = "already_queued"
    DUPLICATE = "duplicate"
    QUEUE_FULL = "queue_full"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A wanted item left out; `uid` is the entry that stands for it already, where one does."""

    index: int
    item: WantedItem
    code: SkipCode
    reason: str
    uid: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an apply does, in `steps`, and what it leaves alone.

    `keep`: every entry that stays, in the queue's present order; `assigned`: (wanted index, uid)
    of those that are wanted, to be recorded at once, so that planning again knows them.
    `expected`: the whole queue in the end, as references and as media ids. `stops`: the playing
    entry a jump interrupts.
    """

    mode: Mode
    steps: tuple[Step, ...] = ()
    keep: tuple[QueueEntry, ...] = ()
    remove: tuple[QueueEntry, ...] = ()
    add: tuple[int, ...] = ()
    moves: tuple[Move, ...] = ()
    assigned: tuple[tuple[int, int], ...] = ()
    expected: tuple[Ref, ...] = ()
    expected_media: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    stops: QueueEntry | None = None
    refused: Refusal | None = None

    @property
    def is_reached(self) -> bool:
        """Whether the queue is as wanted already: nothing refused, nothing left to do."""
        return self.refused is None and not self.steps

    @property
    def already_queued(self) -> tuple[Skipped, ...]:
        """The wanted items left out because the same media stands where it may not be moved."""
        return self._skipped(SkipCode.ALREADY_QUEUED)

    @property
    def unavailable(self) -> tuple[Skipped, ...]:
        """The wanted items that cannot be queued, with the catalog's or CyTube's reason."""
        return self._skipped(SkipCode.UNAVAILABLE)

    def _skipped(self, code: SkipCode) -> tuple[Skipped, ...]:
        return tuple(skipped for skipped in self.skipped if skipped.code is code)
