"""Reads an interleave pattern (`A2B1C2`) and says in words what it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from action_api.domain.errors import PlaylistError

LABELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SEPARATORS = " ,-|"
MAX_COUNT = 4000
MAX_PATTERN_LENGTH = 4096
_DIGITS = "0123456789"
_SHOWN_NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Token:
    """One label with how many items it takes from that source at a time."""

    label: str
    count: int


class PatternInvalidError(PlaylistError):
    """A pattern that cannot be read, with where (0-based position) and which labels there are."""

    code = "pattern_invalid"
    title = "Pattern not valid"

    def __init__(self, position: int, detail: str, valid_labels: Iterable[str]) -> None:
        self.position = position
        self.valid_labels = list(valid_labels)
        super().__init__(f"{detail}.", position=position, valid_labels=self.valid_labels)


def parse_pattern(pattern: str, labels: Sequence[str]) -> tuple[Token, ...]:
    """Return the pattern's tokens; every label of `labels` must be named at least once.

    Grammar, case-insensitive, the whole string consumed:
    `sep* token (sep* token)* sep*`, `token = label count?`, `count = [1-9][0-9]*` up to 4000 with
    no space between, `sep = space | "," | "-" | "|"`. Raises PatternInvalidError.
    """
    if len(pattern) > MAX_PATTERN_LENGTH:
        detail = f"The pattern is {len(pattern)} characters long; at most {MAX_PATTERN_LENGTH} fit"
        raise PatternInvalidError(MAX_PATTERN_LENGTH, detail, labels)
    tokens = _tokens(pattern, labels)
    if not tokens:
        detail = f"The pattern names no source; write for example {_example(labels)}"
        raise PatternInvalidError(0, detail, labels)
    missing = [label for label in labels if label not in {token.label for token in tokens}]
    if missing:
        raise PatternInvalidError(len(pattern), _never_named(missing), labels)
    return tuple(tokens)


def _tokens(pattern: str, labels: Sequence[str]) -> list[Token]:
    tokens = []
    at = 0
    while at < len(pattern):
        if pattern[at] in SEPARATORS:
            at += 1
            continue
        label = _label(pattern, at, labels)
        digits_end = at + 1
        while digits_end < len(pattern) and pattern[digits_end] in _DIGITS:
            digits_end += 1
        tokens.append(Token(label, _count(pattern, at + 1, digits_end, labels)))
        at = digits_end
    return tokens


def _label(pattern: str, at: int, labels: Sequence[str]) -> str:
    character = pattern[at]
    # no upper() on the rest of Unicode: dotless i or the long s would turn into a label
    label = character.upper() if character.isascii() else character
    if label in labels:
        return label
    if label in LABELS:
        detail = f"There is no source {label}; the sources are {_listed(labels)}"
    elif character in _DIGITS:
        detail = f"A number needs a label right before it, as in {_example(labels)}"
    else:
        detail = (
            f"{_shown(character)} cannot stand in a pattern: use labels, counts, and spaces, "
            'commas, "-" or "|" between them'
        )
    raise PatternInvalidError(at, detail, labels)


def _count(pattern: str, start: int, end: int, labels: Sequence[str]) -> int:
    digits = pattern[start:end]
    if not digits:
        return 1
    label = pattern[start - 1].upper()
    if digits[0] == "0":
        detail = f"The count after {label} must be 1 or more and not begin with 0"
        raise PatternInvalidError(start, detail, labels)
    # the length first: int() is slow on, and refuses, very long numbers
    if len(digits) > len(str(MAX_COUNT)) or int(digits) > MAX_COUNT:
        detail = f"The count after {label} is too large: at most {MAX_COUNT}"
        raise PatternInvalidError(start, detail, labels)
    return int(digits)


def _never_named(missing: Sequence[str]) -> str:
    if len(missing) == 1:
        return (
            f"The pattern never names source {missing[0]}, so it would never end: "
            f"add {missing[0]} to the pattern or drop the source"
        )
    return (
        f"The pattern never names the sources {_listed(missing)}, so they would never end: "
        "add them to the pattern or drop them"
    )


def default_pattern(labels: Sequence[str]) -> str:
    """Return the pattern that takes one item of each source in turn, `A B C`."""
    return " ".join(labels)


def canonical(tokens: Iterable[Token]) -> str:
    """Return the shortest spelling of a pattern: `a2 - B1` becomes `A2B`."""
    return "".join(f"{token.label}{token.count if token.count > 1 else ''}" for token in tokens)


def explain(tokens: Sequence[Token], names: Mapping[str, str]) -> str:
    """Return a sentence for people; `names` maps each label to its playlist's name."""
    parts = [
        f"{token.count} from {token.label}{_named(names.get(token.label))}"
        for token in _joined(tokens)
    ]
    sources = len({token.label for token in tokens})
    if sources == 1:
        return f"{parts[0]} at a time, again and again until all are used up."
    return (
        f"{', then '.join(parts)}, again and again until all are used up; "
        "a source that has run out is skipped."
    )


def _joined(tokens: Sequence[Token]) -> list[Token]:
    joined: list[Token] = []
    for token in tokens:
        if joined and joined[-1].label == token.label:
            joined[-1] = Token(token.label, joined[-1].count + token.count)
        else:
            joined.append(token)
    return joined


def _named(name: str | None) -> str:
    if not name:
        return ""
    short = name if len(name) <= _SHOWN_NAME_LENGTH else name[: _SHOWN_NAME_LENGTH - 1] + "…"
    return f" ({short})"


def _listed(labels: Sequence[str]) -> str:
    if len(labels) <= 1:
        return "".join(labels)
    return f"{', '.join(labels[:-1])} and {labels[-1]}"


def _example(labels: Sequence[str]) -> str:
    return f"{labels[0]}2{labels[1]}1" if len(labels) > 1 else f"{labels[0]}2"


def _shown(character: str) -> str:
    return f'"{character}"' if character.isprintable() else f"The character U+{ord(character):04X}"
