"""Choice without chance: the same key picks the same thing on every machine and version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from tests.standins.mediacms.item import pick_number

T = TypeVar("T")


def choose(options: Sequence[T], *key: object) -> T:
    """The option the key decides."""
    return options[pick_number(len(options), *key)]
