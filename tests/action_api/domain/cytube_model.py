"""A small simulation of CyTube's queue, true to contract/CYTUBE.md, for testing plans against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from action_api.domain.apply_plan import (
    Add,
    Added,
    Delete,
    Jump,
    Move,
    QueueEntry,
    Ref,
    SetTemp,
    Step,
)

DUPLICATE = "This item is already on the playlist"


class QueueFailError(Exception):
    """CyTube's queueFail."""


@dataclass(slots=True)
class CytubeModel:
    """One channel's queue. `current` is a uid, None exactly while the queue is empty."""

    allow_duplicates: bool = False
    limit: int = 4000
    entries: list[QueueEntry] = field(default_factory=list)
    current: int | None = None
    next_uid: int = 0
    lost: list[QueueEntry] = field(default_factory=list)
    was_empty: bool = False

    @classmethod
    def standing(
        cls,
        media: Sequence[tuple[str, bool]],
        playing: int | None,
        *,
        allow_duplicates: bool,
        limit: int = 4000,
        first_uid: int = 0,
    ) -> CytubeModel:
        """A channel with these (media id, temp) entries, the one at index `playing` on."""
        model = cls(allow_duplicates=allow_duplicates, limit=limit, next_uid=first_uid)
        for media_id, temp in media:
            model.entries.append(QueueEntry(model.next_uid, media_id, temp, "someone"))
            model.next_uid += 1
        if model.entries:
            model.current = model.entries[playing or 0].uid
        return model

    def index(self, uid: int) -> int | None:
        return next((at for at, entry in enumerate(self.entries) if entry.uid == uid), None)

    def media(self) -> tuple[str, ...]:
        return tuple(entry.media_id for entry in self.entries)

    def add(self, media_id: str, *, temp: bool, pos: str = "end", by: str = "bot") -> int:
        """`queue`: at the end, or right after the current entry."""
        if len(self.entries) >= self.limit:
            raise QueueFailError(f"Playlist limit reached ({self.limit})")
        same = next((entry for entry in self.entries if entry.media_id == media_id), None)
        if same is not None and not self.allow_duplicates:
            if pos == "end" or same.uid == self.current:
                raise QueueFailError(DUPLICATE)
            self.delete(same.uid)
            temp = same.temp
        entry = QueueEntry(self.next_uid, media_id, temp, by)
        self.next_uid += 1
        current_at = None if self.current is None else self.index(self.current)
        at = len(self.entries) if pos == "end" or current_at is None else current_at + 1
        self.entries.insert(at, entry)
        if self.current is None:
            self.current = entry.uid
        return entry.uid

    def delete(self, uid: int) -> None:
        """`delete`: of the current entry plays the next one, of the last one the first."""
        at = self.index(uid)
        if at is None:
            return
        follower = self._follower(at)
        del self.entries[at]
        if self.current == uid:
            self.current = None if follower == uid else follower
        self.was_empty = self.was_empty or not self.entries

    def move(self, uid: int, after: int | None) -> None:
        """`moveMedia`: where `after` does not exist the entry is taken out and never put back."""
        at = self.index(uid)
        if at is None or after == uid:
            return
        entry = self.entries.pop(at)
        if after is None:
            self.entries.insert(0, entry)
            return
        after_at = self.index(after)
        if after_at is None:
            self.lost.append(entry)
            return
        self.entries.insert(after_at + 1, entry)

    def jump(self, uid: int) -> None:
        """`jumpTo`: the entry left is deleted where it is temp."""
        if self.index(uid) is None:
            return
        left, self.current = self.current, uid
        left_at = None if left is None else self.index(left)
        if left_at is not None and self.entries[left_at].temp:
            self.delete(self.entries[left_at].uid)

    def set_temp(self, uid: int, temp: bool) -> None:
        at = self.index(uid)
        if at is not None:
            old = self.entries[at]
            self.entries[at] = QueueEntry(old.uid, old.media_id, temp, old.queued_by)

    def finish(self) -> None:
        """The current entry ends: a temp one goes, a permanent one stays and the list loops."""
        at = None if self.current is None else self.index(self.current)
        if at is None:
            return
        entry = self.entries[at]
        if entry.temp:
            self.delete(entry.uid)
        else:
            self.current = self._follower(at)

    def _follower(self, at: int) -> int:
        return self.entries[(at + 1) % len(self.entries)].uid


@dataclass(slots=True)
class Executor:
    """Carries steps out on the model as the job does: one by one, knowing only confirmed uids."""

    model: CytubeModel
    placed: dict[int, int] = field(default_factory=dict)

    def run(self, step: Step) -> None:
        match step:
            case Add(index, media_id, temp):
                self.placed[index] = self.model.add(media_id, temp=temp)
            case Move(entry, after):
                self.model.move(self.uid(entry), None if after is None else self.uid(after))
            case Delete(uid):
                self.model.delete(uid)
            case Jump(entry):
                self.model.jump(self.uid(entry))
            case SetTemp(entry, temp):
                self.model.set_temp(self.uid(entry), temp)

    def uid(self, ref: Ref) -> int:
        return self.placed[ref.index] if isinstance(ref, Added) else ref.uid
