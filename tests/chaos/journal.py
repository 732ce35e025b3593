"""What the service acknowledged of each playlist, and whether it is all still there: pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

DELETE_REFUSED = "offline_delete_refused"


@dataclass(frozen=True, slots=True)
class State:
    """A playlist's content at one moment; a deleted one has no other content."""

    name: str = ""
    items: tuple[str, ...] = ()
    deleted: bool = False

    def __str__(self) -> str:
        return "deleted" if self.deleted else f"{self.name!r} {','.join(self.items)}"


DELETED = State(deleted=True)


@dataclass(frozen=True, slots=True)
class Found:
    """What is there in the end: the playlist, conflict copies of it, kinds of notices about it."""

    main: State
    copies: tuple[State, ...] = ()
    notices: frozenset[str] = frozenset()


@dataclass(slots=True)
class PlaylistLog:
    """One playlist that one person alone edits.

    `acknowledged` is the state of the last answer that said yes; `doubts` are the states asked for
    since then whose answers never came: each may have been stored, or not.
    """

    wanted: State
    playlist_id: str | None = None
    revision: int | None = None
    acknowledged: State | None = None
    doubts: list[State] = field(default_factory=list)

    @property
    def candidates(self) -> list[State]:
        """The states it may be in without a loss, the likeliest first."""
        known = [] if self.acknowledged is None else [self.acknowledged]
        return known + self.doubts[::-1]

    @property
    def is_gone(self) -> bool:
        return self.acknowledged is not None and self.acknowledged.deleted

    def said_yes(self, state: State, revision: int | None) -> None:
        self.acknowledged, self.revision = state, revision
        self.doubts.clear()

    def said_nothing(self, state: State) -> None:
        if state not in self.doubts:
            self.doubts.append(state)

    def seen(self, state: State, revision: int | None) -> str | None:
        """Heeds a state the service showed; a sentence where that means a loss."""
        self.revision = revision
        if self.acknowledged is None and not self.doubts:
            return None
        if state in self.candidates:
            return None
        return f"{self.playlist_id} is shown as {state}, of {self._may_be()}"

    def loss(self, found: Found) -> str | None:
        """What of the acknowledged is missing in the end; None where nothing is."""
        if self.acknowledged is None or found.main in self.candidates:
            return None
        if self.acknowledged.deleted:
            return (
                None
                if DELETE_REFUSED in found.notices
                else f"{self.playlist_id} was deleted and is there: {found.main}"
            )
        if any(copy.items == self.acknowledged.items for copy in found.copies):
            return None
        copies = "; ".join(map(str, found.copies)) or "none"
        return f"{self.playlist_id} is {found.main}, copies: {copies}; of {self._may_be()}"

    def _may_be(self) -> str:
        doubts = "; ".join(map(str, self.doubts)) or "none"
        return f"acknowledged {self.acknowledged}, in doubt: {doubts}"


@dataclass(slots=True)
class SharedLog:
    """One playlist that several people append to: every acknowledged item must be somewhere."""

    playlist_id: str
    acknowledged: list[str] = field(default_factory=list)

    def loss(self, found: Found) -> str | None:
        there = set(found.main.items).union(*(copy.items for copy in found.copies))
        missing = [item for item in self.acknowledged if item not in there]
        if found.main.deleted:
            return f"the shared playlist {self.playlist_id} is gone"
        return f"{self.playlist_id} lacks {', '.join(missing)}" if missing else None


def doubled(queue: Iterable[str], allowed: Collection[str] = ()) -> list[str]:
    """Items that stand more than once in `queue`, those of `allowed` left out."""
    seen: set[str] = set()
    twice: list[str] = []
    for item in queue:
        if item in seen and item not in allowed and item not in twice:
            twice.append(item)
        seen.add(item)
    return twice


def renamed(state: State, name: str) -> State:
    return replace(state, name=name)
