"""Runs rounds: load, faults, mending, and the look at what must hold."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.chaos.actors import Actor
from tests.chaos.appliers import Applier, JobCount
from tests.chaos.audience import Reader, Refresher, Skipper
from tests.chaos.counts import Starts, StreamRecount, difference, plays
from tests.chaos.editors import Editor
from tests.chaos.fans import Fans
from tests.chaos.faults import FAULTS
from tests.chaos.findings import Findings
from tests.chaos.invariants import Invariants
from tests.chaos.journal import SharedLog
from tests.chaos.schedule import LOAD_SECONDS, Round, Strike
from tests.chaos.stack import EDITORS, VIDEO_IDS, Stack
from tests.chaos.watch import Watch

# who must live for an event of CyTube to come to NATS
EVENTS_GO_BY = frozenset({"cytube", "robot", "nats"})
FIRST_QUEUE = VIDEO_IDS[40:45]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One round, done."""

    round: Round
    seconds: float
    load: str
    violations: tuple[str, ...]


class Leg:
    """Some rounds on one stack, which is started before and stopped after them."""

    def __init__(self, stack: Stack, findings: Findings) -> None:
        self.stack = stack
        self.findings = findings
        self.editors = [Editor(stack, findings, name) for name in EDITORS]
        self.applier = Applier(stack, findings)
        self.refresher = Refresher(stack, findings)
        self.fans = Fans(stack, findings)
        self.recount = StreamRecount(stack)
        self.starts = Starts(stack)
        self.jobs = JobCount()
        self.actors: list[Actor] = [
            *self.editors,
            self.applier,
            self.fans,
            Reader(stack, findings),
            Skipper(stack, findings),
        ]
        self.invariants = Invariants(stack, findings)
        self.shared = self._prepare()
        # the channel has something to play from here on
        self.watch = Watch(stack, findings)

    def _prepare(self) -> SharedLog:
        stack = self.stack
        urls = [stack.mediacms.manifest_url(one) for one in FIRST_QUEUE]
        stack.cytube.post("/seed", ids=urls, by="labadmin")
        stack.cytube.post("/save")
        stack.wait_queue(len(FIRST_QUEUE))
        self.applier.prepare()
        answer = self.editors[0].browser.post("/playlists", json={"name": "Shared", "items": []})
        answer.raise_for_status()
        shared = SharedLog(str(answer.json()["id"]))
        for editor in self.editors:
            editor.shared = shared
        return shared

    def run(self, planned: Round) -> Outcome:
        """One round; never raises for what the service does."""
        began = time.monotonic()
        before = {actor.name: actor.acknowledged for actor in self.actors}
        self.findings.note(
            "round", f"{planned.number} begins: {' '.join(map(str, planned.strikes))}"
        )
        self.watch.begin()
        self.recount.catch_up()
        self.starts.begin()
        played = Counter(self.recount.plays)
        for actor in self.actors:
            actor.begin(planned.seed)
        try:
            self._strike(planned)
        finally:
            for actor in self.actors:
                actor.tell_to_stop()
            for actor in self.actors:
                actor.wait_stopped()
        try:
            self._look_at_everything(planned)
        # what the service answers must fail the round, not end the run
        except Exception as error:  # noqa: BLE001
            self.findings.violated("service", f"could not be looked at: {error!r}")
        if not {FAULTS[one.fault].part for one in planned.strikes} & EVENTS_GO_BY:
            self._compare_with_cytube(played)
        self.watch.end()
        load = " ".join(
            f"{actor.name}={actor.acknowledged - before[actor.name]}" for actor in self.actors
        )
        violations = tuple(self.findings.take())
        return Outcome(planned, time.monotonic() - began, load, violations)

    def _strike(self, planned: Round) -> None:
        """Does what the plan says when it says so, then mends whatever is not."""
        began = time.monotonic()
        due: list[tuple[float, str, Strike | None]] = [(LOAD_SECONDS, "end", None)]
        for strike in planned.strikes:
            due += [(strike.at, "strike", strike), (strike.at + strike.lasts, "mend", strike)]
        if planned.refresh_at is not None:
            due.append((planned.refresh_at, "refresh", None))
        for at, what, struck in sorted(due, key=lambda one: one[0]):
            time.sleep(max(0.0, began + at - time.monotonic()))
            if what == "refresh":
                self.refresher.ask()
            elif struck is not None:
                self._act(what, struck)

    def _act(self, what: str, strike: Strike) -> None:
        fault = FAULTS[strike.fault]
        dice = random.Random(strike.dice)
        self.findings.note("fault", f"{what} {strike.fault}")
        act = fault.strike if what == "strike" else fault.mend
        act(self.stack, dice)
        self.findings.note("fault", f"{what} {strike.fault}: done")

    def _look_at_everything(self, planned: Round) -> None:
        try:
            self.stack.wait_healthy()
        except (TimeoutError, RuntimeError) as error:
            self.findings.violated("service", f"is not healthy again: {error}")
            return
        self.findings.note("round", "healthy again")
        self.invariants.check_settled()
        self.applier.finish()
        last = self.refresher.wait_ended()
        if planned.refresh_at is not None and (last is None or last["state"] != "done"):
            self.refresher.prove()
        self.invariants.check_playlists(self.editors, self.shared)
        self.invariants.check_counts(self.recount, self.fans, self.jobs, self.applier.ended)

    def _compare_with_cytube(self, played: Counter[str]) -> None:
        """Nothing kept the robot from telling: the plays are those that CyTube really began."""
        starts = self.starts.heard()
        wrong = difference(plays(starts), self.recount.plays - played)
        if wrong is not None:
            self.findings.note("statistics", f"CyTube began {starts}")
            self.findings.violated("statistics", f"plays against CyTube's own starts: {wrong}")


def summary(outcomes: Sequence[Outcome]) -> str:
    """The last lines of a run."""
    failed = [one for one in outcomes if one.violations]
    seconds = sum(one.seconds for one in outcomes)
    struck: dict[str, int] = {}
    for outcome in outcomes:
        for strike in outcome.round.strikes:
            struck[strike.fault] = struck.get(strike.fault, 0) + 1
    counted = ", ".join(f"{name} {count}" for name, count in sorted(struck.items()))
    return (
        f"{len(outcomes)} rounds in {seconds:.0f} s, {len(failed)} with violations\n"
        f"faults: {counted}"
    )
