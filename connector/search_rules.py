"""The search rules: folding, title order and what matches, in one place for Python and SQL.

site_templates/static/js/search/ holds the same rules for the browser; tests keep the two equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Literal

SQUASHED_MIN_LENGTH = 4
# dropped, for one word is one word however its apostrophe is typed: the ASCII one, curly, modifier
# letters, prime, grave and acute accent
APOSTROPHES = "'\u2018\u2019\u201b\u02bb\u02bc\u2032`\u00b4"
ACUTE_ACCENT = "\u00b4"
FINAL_SIGMA, SIGMA = "\u03c2", "\u03c3"
PHRASE_QUOTES = '"\u201c\u201d'

# spelt out, because what counts as white space differs between Python and JavaScript
_BLANK = re.compile("[\\t-\\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*")
_PHRASE_QUOTE = re.compile(f"[{PHRASE_QUOTES}]")
_DIGITS = re.compile("[0-9]+")
# the hyphen makes it part of a name (The-A-Team would lose its A), as does a lone letter: A.I.
_NO_ARTICLE = re.compile(r"\W*(?:a|an|the)-|\W*a\W+\w(?:\W|$)", re.IGNORECASE)
_ARTICLES = ("a ", "an ", "the ")


class Tier(IntEnum):
    """How well an item matches, best first; within a tier items stand in title order.

    Folding works character by character, so a title that holds the query literally also holds the
    folded query, unless that is empty (``)[``, an emoji): LITERAL never mixes with other tiers.
    """

    STARTS_TITLE = 0
    STARTS_WORD = 1
    INSIDE = 2
    ALL_TERMS = 3
    SQUASHED = 4
    LITERAL = 5


def lower(text: str) -> str:
    """Return text in lower case, in which the two small sigmas are one."""
    return text.lower().replace(FINAL_SIGMA, SIGMA)


def fold_case(text: str) -> str:
    """Return text without case, the same in every language that has Unicode's default mappings.

    ``str.casefold`` has no twin in JavaScript; lower, upper and lower again leads the
    sharp s and SS, or the two small sigmas, to one form through mappings that both have.
    """
    if text.isascii():
        return text.lower()
    return lower(text.lower().upper())


class _Folding(dict[int, str]):
    """What each code point of NFKD text becomes, filled as code points are met."""

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        category = unicodedata.category(character)
        if character in APOSTROPHES or category[0] == "M" or category == "Cf":
            folded = ""
        elif category[0] in "LN":
            folded = fold_case(character)
        else:
            # unassigned ones too: an emoji newer than this Python is still a symbol
            folded = " "
        self[code_point] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return what search compares: letters and numbers without case, marks and punctuation.

    NFKD without marks and invisible format characters, case folded, apostrophes dropped, every
    other run of characters that are no letter or number one space, none at the ends.
    """
    if not text.isascii():
        # NFKD would make a space of the acute accent that people type for an apostrophe
        text = unicodedata.normalize("NFKD", text.replace(ACUTE_ACCENT, ""))
    return " ".join(text.translate(_FOLDING).split())


def title_sort_key(title: str) -> str:
    """Return the key of title order: folded, a leading article ignored, numbers by their value.

    Different titles can share a key: sort by ``(title_sort_key(title), title, video_id)``.
    """
    key = fold(title)
    for article in _ARTICLES:
        if key.startswith(article) and not _NO_ARTICLE.match(title):
            key = key.removeprefix(article)
            break
    return _DIGITS.sub(_number_key, key)


def _number_key(digits: re.Match[str]) -> str:
    # length first makes text order number order; no int(), which refuses very long ones
    significant = digits[0].lstrip("0")
    return f"{len(significant):04d}{significant}"


@dataclass(frozen=True, slots=True)
class Query:
    """A query taken apart once, to be held against many titles."""

    literal: str
    folded: str
    terms: tuple[str, ...]
    squashed: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for, so that every item matches."""
        return not self.literal

    def rank(self, title: str) -> Tier | None:
        """Return how the title as given matches, or None where it does not."""
        return self.rank_folded(title, fold(title))

    def rank_folded(self, title: str, folded_title: str) -> Tier | None:
        """Return the same as rank() where ``fold(title)`` is at hand."""
        if not self.folded:
            if self.literal in lower(title):
                return Tier.STARTS_TITLE if self.is_empty else Tier.LITERAL
            return None
        if self.folded in folded_title:
            if folded_title.startswith(self.folded):
                return Tier.STARTS_TITLE
            return Tier.STARTS_WORD if f" {self.folded}" in folded_title else Tier.INSIDE
        if all(term in folded_title for term in self.terms):
            return Tier.ALL_TERMS
        if self.squashed and _starts_squashed(folded_title, self.squashed):
            return Tier.SQUASHED
        return None


@lru_cache(maxsize=64)
def parse_query(query: str) -> Query:
    """Take a query apart: its terms, a "quoted phrase" being one (an unclosed one to the end)."""
    folded = fold(query)
    terms: list[str] = []
    for index, part in enumerate(_PHRASE_QUOTE.split(query)):
        in_quotes = index % 2 == 1
        terms.extend([fold(part)] if in_quotes else fold(part).split())
    squashed = folded.replace(" ", "")
    return Query(
        literal="" if _BLANK.fullmatch(query) else lower(query),
        folded=folded,
        terms=tuple(dict.fromkeys(term for term in terms if term)),
        squashed=squashed if len(squashed) >= SQUASHED_MIN_LENGTH else "",
    )


def _starts_squashed(folded_title: str, squashed_query: str) -> bool:
    squashed_title = folded_title.replace(" ", "")
    if squashed_query not in squashed_title:
        return False
    start = 0
    for word in folded_title.split(" "):
        if squashed_title.startswith(squashed_query, start):
            return True
        start += len(word)
    return False


def rank(title: str, query: str) -> Tier | None:
    """Return how an item's title matches a query, or None where it does not."""
    return parse_query(query).rank(title)


def search(
    items: Iterable[tuple[str, Collection[str]]],
    query: str,
    categories: Sequence[str] = (),
    mode: Literal["any", "all"] = "any",
) -> tuple[list[int], int]:
    """Return the indices of the matching items, best first, and how many there are.

    ``items`` are (title, categories) in title order; no ``categories`` means no filter.
    """
    parsed = parse_query(query)
    wanted = set(categories)
    tiers: dict[Tier, list[int]] = {tier: [] for tier in Tier}
    for index, (title, own) in enumerate(items):
        if wanted and not _in_categories(wanted, own, mode):
            continue
        tier = parsed.rank(title)
        if tier is not None:
            tiers[tier].append(index)
    indices = [index for tier in Tier for index in tiers[tier]]
    return indices, len(indices)


def _in_categories(wanted: set[str], own: Collection[str], mode: Literal["any", "all"]) -> bool:
    if mode == "all":
        return wanted.issubset(own)
    return not wanted.isdisjoint(own)
