"""Which faults strike when, and how: a pure function of the seed and the round's number."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# seconds of a round under load, before it is mended to the end and looked at
LOAD_SECONDS = 7.0
# of 20 rounds so many have one fault, two, three
FAULTS_A_ROUND = (8, 8, 4)
PLAIN_REFRESH = 0.15


@dataclass(frozen=True, slots=True)
class Strike:
    """One fault of a round: begins `at` seconds into it and `lasts` so long; `dice` seeds it."""

    fault: str
    at: float
    lasts: float
    dice: int

    def __str__(self) -> str:
        return f"{self.fault}@{self.at:.1f}+{self.lasts:.1f}"


@dataclass(frozen=True, slots=True)
class Round:
    """What happens in one round; `refresh_at` is when a refresh is asked for, None = not."""

    number: int
    seed: str
    strikes: tuple[Strike, ...]
    refresh_at: float | None


def plan_round(
    seed: str, number: int, parts: Mapping[str, str], refreshing: Sequence[str]
) -> Round:
    """The round `number` (from 1) of `seed`; `parts`: fault → the part it hits.

    Faults are dealt as from a deck, so that each comes once before any comes twice. One or two of
    other parts may overlap it. `refreshing` are those that need a refresh to hit.
    """
    names = sorted(parts)
    deal, place = divmod(number - 1, len(names))
    deck = list(names)
    random.Random(f"{seed} deck {deal}").shuffle(deck)
    dice = random.Random(f"{seed} round {number}")
    chosen = [deck[place]]
    count = dice.choices((1, 2, 3), FAULTS_A_ROUND)[0]
    while len(chosen) < count:
        taken = {parts[name] for name in chosen}
        others = [name for name in names if parts[name] not in taken]
        if not others:
            break
        chosen.append(dice.choice(others))
    strikes = tuple(_strike(name, dice) for name in chosen)
    plain = dice.random() < PLAIN_REFRESH
    at = dice.uniform(0.2, 1.0)
    wanted = plain or any(name in refreshing for name in chosen)
    return Round(number, f"{seed} round {number}", strikes, at if wanted else None)


def _strike(name: str, dice: random.Random) -> Strike:
    at = dice.uniform(1.0, 3.0)
    lasts = dice.uniform(0.3, LOAD_SECONDS - 0.5 - at)
    return Strike(name, at, lasts, dice.randrange(2**32))


def is_cluster(seed: str, number: int, leg: int) -> bool:
    """Whether NATS is a cluster in this round: every `leg` rounds it is the other way round."""
    begins_with = random.Random(f"{seed} nats").random() < 0.5
    return begins_with == bool((number - 1) // leg % 2)


def allows_duplicates(seed: str, number: int, leg: int) -> bool:
    """Whether the channel takes an item twice: if so, nothing but us keeps items from doubling."""
    return random.Random(f"{seed} duplicates {(number - 1) // leg}").random() < 0.7
