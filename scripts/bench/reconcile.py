"""Measures planning an apply: prints a Markdown section."""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Sequence

from action_api.domain.apply_plan import ApplyOptions, Mode, QueueEntry, WantedItem
from action_api.domain.reconcile import plan_apply

ROUNDS = 15
Case = tuple[str, Sequence[QueueEntry], Sequence[WantedItem], ApplyOptions]


def cases() -> list[Case]:
    """Full queues: everything reversed, shuffled, new, and one item four thousand times."""
    dice = random.Random(4000)
    full = [QueueEntry(uid, f"item{uid}") for uid in range(4000)]
    small = full[:500]
    wanted = [WantedItem(entry.media_id) for entry in full]
    shuffled = dice.sample(wanted, len(wanted))
    new = [WantedItem(f"new{n}") for n in range(3999)]
    same = [QueueEntry(uid, "same") for uid in range(2000)]
    again = [WantedItem("same")] * 4000
    strict, lax = ApplyOptions(), ApplyOptions(allow_duplicates=True)
    return [
        ("500 entries, 500 wanted, shuffled", small, dice.sample(wanted[:500], 500), strict),
        ("4,000 entries, the same reversed", full, wanted[::-1], strict),
        ("4,000 entries, the same shuffled", full, shuffled, strict),
        ("4,000 entries, 3,999 new", full, new, strict),
        ("2,000 and 4,000 times one item", same, again, lax),
    ]


def main() -> None:
    """Print the section."""
    lines = [
        "## Planning an apply",
        "",
        f"`plan_apply`, hard replace, entry 3 playing, {ROUNDS} runs each.",
        "",
        "| queue and playlist | median | worst | adds | moves | deletes |",
        "|---|---|---|---|---|---|",
    ]
    for name, queue, wanted, options in cases():
        took = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            plan = plan_apply(queue, 3, wanted, Mode.HARD_REPLACE, options)
            took.append((time.perf_counter() - started) * 1000)
        median, worst = statistics.median(took), max(took)
        lines.append(
            f"| {name} | {median:.1f} ms | {worst:.1f} ms "
            f"| {len(plan.add)} | {len(plan.moves)} | {len(plan.remove)} |"
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
