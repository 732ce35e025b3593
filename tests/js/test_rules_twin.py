"""The browser's rules for patterns and for conflicts are those of the service."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from action_api.domain.patterns import (
    PatternInvalidError,
    default_pattern,
    explain,
    parse_pattern,
)
from action_api.domain.playlists import Change, difference, merged

SEED = 20261122
PATTERNS = (
    "A B", "a2b1", "A2B2", "A2B1C2", " A - B | C ,", "", " ", "A", "B", "A-1B", "1A", "A0B", "A01B",
    "A4000B", "A4001B", "A99999999999999999999B", "D", "AZ", "A B é", "Aı B", "ſB", "A B\u00a0",
    "A B\n", "A\u200bB", "A B 🎬", "🎬A", "A²B", "A٣B", "\ud800", "A" * 4097, "A1B1A1", "AAB",
    'A"B', "A/B",
)  # fmt: skip
NAMES = ({"A": "Cartoons", "B": "Films", "C": "🧟" * 90}, {"A": "", "B": "x" * 80}, {})


def ask(tasks: list[dict[str, Any]]) -> list[Any]:
    script = Path(__file__).with_name("rules_twin.mjs")
    done = subprocess.run(
        ["node", str(script)], input=json.dumps(tasks), capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    answers: list[Any] = json.loads(done.stdout)
    return answers


def python_pattern(text: str, labels: list[str], names: dict[str, str]) -> dict[str, Any]:
    try:
        tokens = parse_pattern(text, labels)
    except PatternInvalidError as error:
        return {"position": error.position, "detail": error.detail}
    return {
        "tokens": [[token.label, token.count] for token in tokens],
        "explanation": explain(tokens, names),
        "proposed": default_pattern(labels),
    }


def pattern_tasks() -> list[dict[str, Any]]:
    dice = random.Random(SEED)
    alphabet = "ABCDabc0123 ,-|x\u0131\u00e9\u0660🎬\t"
    texts = [
        *PATTERNS,
        *("".join(dice.choices(alphabet, k=dice.randrange(9))) for _ in range(1500)),
    ]
    return [
        {"task": "pattern", "text": text, "labels": list("ABC"[:count]), "names": NAMES[at % 3]}
        for at, text in enumerate(texts)
        for count in (1, 2, 3)
    ]


def test_a_pattern_reads_the_same_in_browser_and_service() -> None:
    """Tokens, position and words of the error, and the explanation, for a table and random text."""
    tasks = pattern_tasks()
    for task, answer in zip(tasks, ask(tasks), strict=True):
        assert answer == python_pattern(task["text"], task["labels"], task["names"]), task


def places(changes: tuple[Change, ...]) -> list[list[Any]]:
    return [[change.video_id, change.before, change.after] for change in changes]


def edited(dice: random.Random, ids: list[str]) -> list[str]:
    result = list(ids)
    for _ in range(dice.randrange(4)):
        kind = dice.choice("amr")
        if kind == "a":
            result.insert(dice.randrange(len(result) + 1), dice.choice("abcdefghxyz"))
        elif result:
            taken = result.pop(dice.randrange(len(result)))
            if kind == "m":
                result.insert(dice.randrange(len(result) + 1), taken)
    return result


@pytest.mark.parametrize("copies", [False, True])
def test_a_conflict_reads_the_same_in_browser_and_service(copies: bool) -> None:
    """Added, removed, moved and the merged proposal, with and without repeated items."""
    dice = random.Random(SEED + copies)
    tasks: list[dict[str, Any]] = []
    for _ in range(800):
        base = dice.choices("abcd", k=6) if copies else dice.sample("abcdefgh", dice.randrange(8))
        tasks.append(
            {
                "task": "conflict",
                "base": base,
                "mine": edited(dice, base),
                "theirs": edited(dice, base),
            }
        )
    for task, answer in zip(tasks, ask(tasks), strict=True):
        base, mine, theirs = task["base"], task["mine"], task["theirs"]
        changes = difference(base, theirs)
        assert answer == {
            "added": places(changes.added),
            "removed": places(changes.removed),
            "moved": places(changes.moved),
            "merged": list(merged(base, mine, theirs)),
        }, task
