"""`python -m tests.chaos`: random faults under load, round after round; see scripts/chaos.sh."""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.faults import FAULTS, NEEDS_FAKETIME
from tests.chaos.findings import Findings
from tests.chaos.rounds import Leg, Outcome, summary
from tests.chaos.schedule import Round, allows_duplicates, is_cluster, plan_round
from tests.chaos.stack import Stack
from tests.chaos.surroundings import Clock

LEG = 25


def main() -> int:
    """0 where every invariant held in every round, 1 where one did not."""
    options = _parse()
    directory = Path(tempfile.mkdtemp(prefix="chaos-", dir=options.directory))
    left_out = frozenset() if Clock.library() else NEEDS_FAKETIME
    _say(f"chaos: seed {options.seed}, {options.rounds} rounds, logs in {directory}")
    if left_out:
        _say(f"chaos: LEFT OUT {', '.join(sorted(left_out))}: install libfaketime (Debian)")
    outcomes = _run(options, directory, left_out)
    _say(summary(outcomes))
    failed = [one.round.number for one in outcomes if one.violations]
    if not failed:
        if not options.keep:
            shutil.rmtree(directory, ignore_errors=True)
        return 0
    _say(f"logs: {directory}\nagain: {_command(options, failed[0])}")
    return 1


def _run(options: argparse.Namespace, directory: Path, left_out: frozenset[str]) -> list[Outcome]:
    wanted = options.faults.split(",") if options.faults else list(FAULTS)
    faults = {name: FAULTS[name] for name in wanted if name not in left_out}
    parts = {name: fault.part for name, fault in faults.items()}
    refreshing = [name for name, fault in faults.items() if fault.hits_refresh]
    last = options.first + options.rounds - 1
    planned = [
        plan_round(options.seed, number, parts, refreshing)
        for number in range(options.first, last + 1)
    ]
    deadline = time.monotonic() + options.minutes * 60
    outcomes: list[Outcome] = []
    while planned and time.monotonic() < deadline:
        leg = (planned[0].number - 1) // options.leg
        here = [one for one in planned if (one.number - 1) // options.leg == leg]
        planned = planned[len(here) :]
        outcomes += _run_leg(options, here, directory / f"leg-{leg + 1}", deadline)
        if options.stop and any(one.violations for one in outcomes):
            return outcomes
    if planned:
        _say(f"chaos: {options.minutes:g} minutes are over before round {planned[0].number}")
    return outcomes


def _run_leg(
    options: argparse.Namespace, planned: list[Round], directory: Path, deadline: float
) -> list[Outcome]:
    first = planned[0].number
    cluster = is_cluster(options.seed, first, options.leg)
    duplicates = allows_duplicates(options.seed, first, options.leg)
    findings = Findings(directory / "diary.log")
    stack = Stack(directory, is_cluster=cluster, allows_duplicates=duplicates)
    began = time.monotonic()
    outcomes: list[Outcome] = []
    with stack:
        leg = Leg(stack, findings)
        _say(
            f"chaos: from round {first} NATS is {'three servers' if cluster else 'one server'}, "
            f"duplicates are {'allowed' if duplicates else 'refused'}, "
            f"the disk is {'a real one' if stack.disk.is_real else 'a limit on file sizes'} "
            f"(started in {time.monotonic() - began:.0f} s)"
        )
        for one in planned:
            if time.monotonic() > deadline:
                break
            outcomes.append(leg.run(one))
            _say(_line(outcomes[-1]))
            if options.stop and outcomes[-1].violations:
                break
    findings.close()
    return outcomes


def _line(outcome: Outcome) -> str:
    faults = " ".join(map(str, outcome.round.strikes))
    refresh = "" if outcome.round.refresh_at is None else " refresh"
    verdict = "ok" if not outcome.violations else "FAILED"
    line = (
        f"round {outcome.round.number}: {verdict} {outcome.seconds:.1f} s "
        f"[{faults}{refresh}] {outcome.load}"
    )
    return "\n    ".join([line, *outcome.violations])


def _command(options: argparse.Namespace, first: int) -> str:
    some = f" --faults {options.faults}" if options.faults else ""
    return (
        f"scripts/chaos.sh --seed {options.seed} --leg {options.leg}{some} "
        f"--first {first} --rounds 1"
    )


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/chaos.sh", description=__doc__)
    add = parser.add_argument
    add("--rounds", type=int, default=100, help="how many")
    add("--seed", default=secrets.token_hex(4), help="the same seed, the same faults and load")
    add("--minutes", type=float, default=60.0, help="no round begins after so many")
    add("--first", type=int, default=1, help="the number of the first round")
    add("--leg", type=int, default=LEG, help="after so many rounds everything is started anew")
    add("--faults", default="", help="only these, comma-separated: tests/chaos/README.md has all")
    add("--stop", action="store_true", help="end at the first violation")
    add("--keep", action="store_true", help="keep the logs of a run without violations too")
    add("--directory", type=Path, help="where the logs' directory is made")
    return parser.parse_args()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
