"""People who like what plays, and remember which likes were taken."""

from __future__ import annotations

from collections import Counter

from tests.chaos.actors import Actor
from tests.chaos.findings import Findings
from tests.chaos.stack import Stack

FANS = 6

Pair = tuple[str, str]


class Fans(Actor):
    """Each likes whatever plays, again and again: once a user and item it counts."""

    pause = 0.2

    def __init__(self, stack: Stack, findings: Findings) -> None:
        super().__init__(stack, findings, "fans")
        self.names = [f"fan{number}" for number in range(FANS)]
        self.browsers = {name: stack.person(name) for name in self.names}
        self.taken: set[Pair] = set()
        self.doubts: set[Pair] = set()

    def act(self) -> None:
        fan = self.dice.choice(self.names)
        playing = self.ask(self.browsers[fan], "GET", "/now-playing")
        if playing is None or playing.status_code != 200:
            return
        shown = playing.json()["now_playing"]
        if shown is None or shown["video_id"] is None:
            return
        self._like(fan, shown["video_id"])

    def _like(self, fan: str, video_id: str) -> None:
        pair = (fan, video_id)
        answer = self.ask(self.browsers[fan], "POST", "/likes", json={"video_id": video_id})
        status = None if answer is None else answer.status_code
        self.findings.note("fans", f"{fan} likes {video_id}: {status}")
        if status is None or status >= 500:
            if pair not in self.taken:
                self.doubts.add(pair)
        elif status == 201:
            if pair in self.taken:
                self.findings.violated("fans", f"{fan} could like {video_id} twice")
            self._take(pair)
        elif status == 200:
            if pair not in self.taken and pair not in self.doubts:
                self.findings.violated("fans", f"{video_id} is liked by {fan}, who never did")
            self._take(pair)

    def _take(self, pair: Pair) -> None:
        self.doubts.discard(pair)
        self.taken.add(pair)
        self.acknowledged += 1

    def wrong(self, counted: Counter[str]) -> str | None:
        """What of the likes by item, as the service counts them, cannot be; None: they can."""
        taken = Counter(video_id for _, video_id in self.taken)
        unsure = Counter(video_id for _, video_id in self.doubts)
        for video_id in sorted(taken.keys() | unsure.keys() | counted.keys()):
            least, found = taken[video_id], counted[video_id]
            if not least <= found <= least + unsure[video_id]:
                most = least + unsure[video_id]
                return f"{video_id} has {found} likes, {least} were taken, at most {most} asked for"
        return None

    def settle(self, counted: Counter[str]) -> None:
        """Nothing is on its way any more: what was in doubt was taken, or it was not."""
        taken = Counter(video_id for _, video_id in self.taken)
        for video_id in {one for _, one in self.doubts}:
            pairs = {pair for pair in self.doubts if pair[1] == video_id}
            landed = counted[video_id] - taken[video_id]
            if landed in {0, len(pairs)}:
                self.doubts -= pairs
                self.taken |= pairs if landed else set()
