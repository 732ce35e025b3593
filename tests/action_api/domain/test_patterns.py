"""Every string is read wholly as a pattern or refused with its position."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from action_api.domain.patterns import (
    LABELS,
    MAX_PATTERN_LENGTH,
    PatternInvalidError,
    Token,
    canonical,
    default_pattern,
    explain,
    parse_pattern,
)

BOUNDED = settings(max_examples=400, deadline=None, derandomize=True)
# the grammar a second time, as one expression
GRAMMAR = re.compile(r"[ ,|-]*(?:[A-Za-z](?:[1-9][0-9]*)?[ ,|-]*)+", re.ASCII)


@pytest.mark.parametrize(
    ("pattern", "labels", "tokens"),
    [
        ("A B", "AB", [("A", 1), ("B", 1)]),
        ("A2B2", "AB", [("A", 2), ("B", 2)]),
        ("A2B1C2", "ABC", [("A", 2), ("B", 1), ("C", 2)]),
        ("a2b1c2", "ABC", [("A", 2), ("B", 1), ("C", 2)]),
        ("ABA", "AB", [("A", 1), ("B", 1), ("A", 1)]),
        (" ,-|A - b10|,", "AB", [("A", 1), ("B", 10)]),
        ("A4000", "A", [("A", 4000)]),
        ("AA", "A", [("A", 1), ("A", 1)]),
    ],
)
def test_what_the_grammar_allows_is_read(
    pattern: str, labels: str, tokens: list[tuple[str, int]]
) -> None:
    assert parse_pattern(pattern, labels) == tuple(Token(*token) for token in tokens)


@pytest.mark.parametrize(
    ("pattern", "labels", "position", "words"),
    [
        ("", "AB", 0, "names no source"),
        (" ,- ", "AB", 0, "names no source"),
        ("A C", "AB", 2, "no source C; the sources are A and B"),
        ("A0B", "AB", 1, "count after A must be 1 or more"),
        ("A01B", "AB", 1, "not begin with 0"),
        ("A-1", "AB", 2, "number needs a label right before it"),
        ("A 2B", "AB", 2, "number needs a label right before it"),
        ("2AB", "AB", 0, "number needs a label right before it"),
        ("A+B", "AB", 1, '"+" cannot stand in a pattern'),
        ("A;B", "AB", 1, '";" cannot stand in a pattern'),
        ("A\tB", "AB", 1, "U+0009"),
        ("A\nB", "AB", 1, "U+000A"),
        ("A\u202eB", "AB", 1, "U+202E"),
        ("AB4001", "AB", 2, "at most 4000"),
        ("AB" + "9" * 2000, "AB", 2, "at most 4000"),
        ("A\u0662B", "AB", 1, "cannot stand in a pattern"),
        ("A\uff22", "AB", 1, "cannot stand in a pattern"),
        ("\u0131AB", "ABCDEFGHI", 0, "cannot stand in a pattern"),
        ("A2", "AB", 2, "never names source B, so it would never end"),
        ("A", "ABC", 1, "never names the sources B and C"),
        ("A" * (MAX_PATTERN_LENGTH + 1), "A", MAX_PATTERN_LENGTH, "at most 4096"),
    ],
)
def test_what_it_does_not_allow_is_refused_saying_what_and_where(
    pattern: str, labels: str, position: int, words: str
) -> None:
    with pytest.raises(PatternInvalidError) as refused:
        parse_pattern(pattern, labels)
    assert refused.value.position == position
    assert words in refused.value.detail
    assert refused.value.fields == {"position": position, "valid_labels": list(labels)}
    assert refused.value.code == "pattern_invalid"


@BOUNDED
@given(
    st.one_of(
        st.text(alphabet="ABCDabcd0123459 ,-|", max_size=20),
        st.permutations("ABcd2 -1").map("".join),
        st.text(max_size=20),
    )
)
def test_every_string_is_parsed_wholly_or_refused_with_a_position_inside(pattern: str) -> None:
    if is_in_grammar(pattern, "ABCD"):
        written_out = re.sub(r"(?<=[A-Z])1(?![0-9])|[ ,|-]", "", pattern.upper())
        assert canonical(parse_pattern(pattern, "ABCD")) == written_out
    else:
        with pytest.raises(PatternInvalidError) as refused:
            parse_pattern(pattern, "ABCD")
        assert 0 <= refused.value.position <= len(pattern)


def is_in_grammar(pattern: str, labels: str) -> bool:
    if not GRAMMAR.fullmatch(pattern):
        return False
    counts = re.findall("[0-9]+", pattern)
    letters = set(re.sub("[^A-Z]", "", pattern.upper()))
    return letters == set(labels) and all(int(count) <= 4000 for count in counts)


@BOUNDED
@given(
    st.lists(
        st.builds(Token, st.sampled_from("ABC"), st.integers(1, 4000)), min_size=1, max_size=9
    ),
    st.sampled_from(["", " ", ",", " - ", "|"]),
)
def test_written_out_with_any_separator_tokens_are_read_back(
    tokens: list[Token], separator: str
) -> None:
    labels = sorted({token.label for token in tokens})
    written = separator.join(f"{token.label.lower()}{token.count}" for token in tokens)
    assert parse_pattern(written, labels) == tuple(tokens)
    assert parse_pattern(canonical(tokens), labels) == tuple(tokens)


def test_the_default_pattern_takes_one_of_each_in_turn() -> None:
    assert parse_pattern(default_pattern(LABELS), LABELS) == tuple(Token(at, 1) for at in LABELS)


def test_a_pattern_is_explained_in_words() -> None:
    tokens = parse_pattern("A2B", "AB")
    assert explain(tokens, {"A": "Blob nights", "B": "X-Files"}) == (
        "2 from A (Blob nights), then 1 from B (X-Files), again and again until all are used up; "
        "a source that has run out is skipped."
    )


def test_neighbours_of_one_label_are_explained_together_and_one_source_alone_simply() -> None:
    assert explain(parse_pattern("AAB", "AB"), {}).startswith("2 from A, then 1 from B,")
    assert explain(parse_pattern("A3", "A"), {"A": "One"}) == (
        "3 from A (One) at a time, again and again until all are used up."
    )


def test_a_long_playlist_name_is_cut_in_the_explanation() -> None:
    words = explain(parse_pattern("A", "A"), {"A": "x" * 500})
    assert len(words) < 200
    assert "…" in words
