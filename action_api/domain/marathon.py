"""Makes one generated order, a marathon, out of 1 to 26 sources."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from action_api.domain.errors import InvalidRequest
from action_api.domain.marathon_warnings import MarathonWarning, marathon_warnings
from action_api.domain.patterns import (
    LABELS,
    Token,
    canonical,
    default_pattern,
    explain,
    parse_pattern,
)
from action_api.domain.run_order import Item, in_run_order, order_items

MAX_SOURCES = len(LABELS)
MAX_SEED_LENGTH = 200
# part of what is hashed: another way of shuffling needs another name, or old seeds would lie
SHUFFLE_ALGORITHM = "kryten-marathon-shuffle-1"


class Method(StrEnum):
    """How the sources become one list."""

    CONCATENATE = "concatenate"
    SHUFFLE = "shuffle"
    INTERLEAVE = "interleave"


@dataclass(frozen=True, slots=True)
class Source:
    """A playlist going in, joined with the snapshot."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class MarathonItem:
    """One place of the result: the item and the label of the source it comes from."""

    label: str
    item: Item

    @property
    def episode(self) -> tuple[int, int] | None:
        """Season and number, or None where the item is no episode."""
        if self.item.season is None or self.item.number is None:
            return None
        return (self.item.season, self.item.number)


@dataclass(frozen=True, slots=True)
class Marathon:
    """The generated order and how it came about; `seed` is None unless shuffled."""

    items: tuple[MarathonItem, ...]
    labels: tuple[str, ...]
    method: Method
    seed: str | None
    pattern: str | None
    explanation: str
    warnings: tuple[MarathonWarning, ...]
    duration_seconds: int


def generate(
    sources: Sequence[Source],
    method: Method,
    *,
    pattern: str | None = None,
    seed: str | None = None,
    preserve_run_order: bool = True,
) -> Marathon:
    """Return the marathon: exactly the items of its sources, in the method's order.

    `seed` is needed for a shuffle (the service makes one where the user gave none); `pattern`
    is for interleave, one of each in turn where it is None. Raises InvalidRequest and
    PatternInvalidError.
    """
    if not 1 <= len(sources) <= MAX_SOURCES:
        detail = f"{len(sources)} sources given; a marathon takes 1 to {MAX_SOURCES}."
        raise InvalidRequest(detail, "sources")
    labels = tuple(LABELS[: len(sources)])
    tokens = _tokens(method, pattern, labels)
    if method is Method.SHUFFLE:
        entries = _shuffle(labels, sources, _checked_seed(seed), preserve_run_order)
    else:
        lists = [
            _source_entries(label, source, preserve_run_order)
            for label, source in zip(labels, sources, strict=True)
        ]
        entries = _interleave(tokens, labels, lists) if tokens else list(chain(*lists))
    return Marathon(
        items=tuple(entries),
        labels=labels,
        method=method,
        seed=seed if method is Method.SHUFFLE else None,
        pattern=canonical(tokens) if tokens else None,
        explanation=_explanation(method, tokens, labels, sources, preserve_run_order),
        warnings=marathon_warnings(
            {label: len(source.items) for label, source in zip(labels, sources, strict=True)},
            [(entry.label, entry.item) for entry in entries],
            sum(token.count for token in tokens),
        ),
        duration_seconds=sum(entry.item.duration_seconds or 0 for entry in entries),
    )


def shuffled_indexes(count: int, seed: str) -> list[int]:
    """Return 0…count-1 sorted by SHA-256 of (algorithm version, seed, index).

    The hashed bytes are the algorithm's name, the length of the seed in bytes, the seed in UTF-8
    and the index, numbers in decimal, a zero byte between: the same on every machine and version.
    """
    # surrogatepass: a lone surrogate from JSON is an odd seed, not a crash
    raw = seed.encode("utf-8", "surrogatepass")
    prefix = b"%s\0%d\0%s\0" % (SHUFFLE_ALGORITHM.encode(), len(raw), raw)
    return sorted(range(count), key=lambda index: hashlib.sha256(prefix + b"%d" % index).digest())


def _tokens(method: Method, pattern: str | None, labels: Sequence[str]) -> tuple[Token, ...]:
    if method is Method.INTERLEAVE:
        return parse_pattern(default_pattern(labels) if pattern is None else pattern, labels)
    if pattern is not None:
        raise InvalidRequest(f"A pattern is for interleave, not for {method}.", "pattern")
    return ()


def _checked_seed(seed: str | None) -> str:
    if seed is None:
        raise InvalidRequest("A shuffle needs a seed.", "seed")
    if len(seed) > MAX_SEED_LENGTH:
        detail = f"The seed is {len(seed)} characters long; at most {MAX_SEED_LENGTH} fit."
        raise InvalidRequest(detail, "seed")
    return seed


def _source_entries(label: str, source: Source, keep_run_order: bool) -> list[MarathonItem]:
    items = order_items(source.items) if keep_run_order else source.items
    return [MarathonItem(label, item) for item in items]


def _shuffle(
    labels: Sequence[str], sources: Sequence[Source], seed: str, keep_run_order: bool
) -> list[MarathonItem]:
    pool = [
        MarathonItem(label, item)
        for label, source in zip(labels, sources, strict=True)
        for item in source.items
    ]
    entries = [pool[index] for index in shuffled_indexes(len(pool), seed)]
    return in_run_order(entries, lambda entry: entry.item) if keep_run_order else entries


def _interleave(
    tokens: Sequence[Token], labels: Sequence[str], lists: Sequence[list[MarathonItem]]
) -> list[MarathonItem]:
    """Repeat the pattern till all lists are used up; every label is named, so each round takes."""
    by_label = dict(zip(labels, lists, strict=True))
    taken = dict.fromkeys(labels, 0)
    total = sum(map(len, lists))
    entries: list[MarathonItem] = []
    while len(entries) < total:
        for token in tokens:
            start = taken[token.label]
            chunk = by_label[token.label][start : start + token.count]
            taken[token.label] += len(chunk)
            entries.extend(chunk)
        # a pattern can name what has run out thousands of times, in each of thousands of rounds
        tokens = [one for one in tokens if taken[one.label] < len(by_label[one.label])]
    return entries


def _explanation(
    method: Method,
    tokens: Sequence[Token],
    labels: Sequence[str],
    sources: Sequence[Source],
    keep_run_order: bool,
) -> str:
    names = {label: source.name for label, source in zip(labels, sources, strict=True)}
    if method is Method.INTERLEAVE:
        order = " Within each source, each show runs in ascending order."
        return explain(tokens, names) + (order if keep_run_order else "")
    if method is Method.SHUFFLE:
        order = " Each show still runs in ascending order." if keep_run_order else ""
        return "All items of all sources in one random order, the same for the same seed." + order
    listed = ", then ".join(f"all of {label} ({name})" for label, name in names.items())
    order = " Within each source, each show runs in ascending order." if keep_run_order else ""
    return f"{listed}.{order}"
