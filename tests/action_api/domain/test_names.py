"""Two names a person takes for the same are the same, and no name hides what it holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from action_api.domain.errors import InvalidRequest
from action_api.domain.names import (
    MAX_NAME_LENGTH,
    clean_name,
    playlist_name_key,
    suggest_name,
)

BOUNDED = settings(max_examples=300, deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Blob Nights", "blob nights"),
        ("Blob  Nights", " Blob Nights "),
        ("Blob\u00a0Nights", "Blob Nights"),
        ("Straße", "STRASSE"),
        ("Caf\u00e9", "Cafe\u0301"),
        ("\uff22\uff4c\uff4f\uff42", "Blob"),
        ("\ufb01lms", "films"),
        ("ΣΟΦΟΣ", "σοφος"),
        ("Blob\u200d", "Blob"),
        ("X ²", "x 2"),
    ],
)
def test_names_that_differ_in_case_spaces_or_spelling_alone_are_one(one: str, other: str) -> None:
    assert playlist_name_key(one) == playlist_name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Blob", "Blobs"), ("Cafe", "Café"), ("A B", "AB"), ("X (2)", "X (3)")]
)
def test_names_that_read_differently_are_two(one: str, other: str) -> None:
    assert playlist_name_key(one) != playlist_name_key(other)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "needs a name"),
        (" \u3000 ", "needs a name"),
        ("\u200d", "needs a name"),
        ("\u3164", "needs a name"),
        ("\u0301", "needs a name"),
        ("a\nb", "U+000A, which cannot be seen"),
        ("a\x00b", "U+0000, which cannot be seen"),
        ("a\u2028b", "U+2028, which cannot be seen"),
        ("a\u200bb", "U+200B, which cannot be seen"),
        ("a\u00adb", "U+00AD, which cannot be seen"),
        ("a\ud800b", "U+D800, which cannot be seen"),
        ("gpj.\u202etxt", "U+202E, which changes the direction of text"),
        ("a\u2066b", "U+2066, which changes the direction of text"),
        ("x" * (MAX_NAME_LENGTH + 1), "101 characters long; at most 100 fit"),
        ("a" + "\u0301" * 300, "at most 100 fit"),
    ],
)
def test_a_name_that_cannot_be_shown_is_refused_with_a_clear_message(name: str, words: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        clean_name(name)
    assert words in refused.value.detail
    assert refused.value.fields == {"field": "name"}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Blob   Nights ", "Blob Nights"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("Family 👨\u200d👩\u200d👧", "Family 👨\u200d👩\u200d👧"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("x" * MAX_NAME_LENGTH, "x" * MAX_NAME_LENGTH),
        ("שלום", "שלום"),
    ],
)
def test_a_name_is_kept_as_typed_but_for_spaces_and_composition(name: str, kept: str) -> None:
    assert clean_name(name) == kept


@BOUNDED
@given(st.text(max_size=40))
def test_a_name_cleaned_stays_as_it_is_and_keeps_its_key(name: str) -> None:
    try:
        cleaned = clean_name(name)
    except InvalidRequest:
        return
    assert clean_name(cleaned) == cleaned
    assert playlist_name_key(cleaned) == playlist_name_key(name)


@BOUNDED
@given(st.text(max_size=40))
def test_a_key_is_its_own_key_and_case_does_not_change_it(name: str) -> None:
    key = playlist_name_key(name)
    assert playlist_name_key(key) == key
    assert playlist_name_key(f"  {name} ") == key


@pytest.mark.parametrize(
    ("name", "taken", "suggestion"),
    [
        ("X", [], "X (2)"),
        ("X", ["x (2)"], "X (3)"),
        ("X (2)", [], "X (3)"),
        ("X (1)", [], "X (1) (2)"),
        ("X (1984)", [], "X (1985)"),
        ("(2)", [], "(2) (2)"),
        ("x" * 100, [], "x" * 96 + " (2)"),
    ],
)
def test_a_taken_name_gets_a_number(name: str, taken: list[str], suggestion: str) -> None:
    assert suggest_name(name, taken) == suggestion


@BOUNDED
@given(
    st.text(alphabet="ab é🧀()2", min_size=1, max_size=100).filter(lambda name: name.strip(" ")),
    st.integers(0, 12),
)
def test_a_suggestion_is_a_sound_free_name(name: str, rounds: int) -> None:
    taken = {playlist_name_key(name)}
    for _ in range(rounds):
        suggestion = suggest_name(name, taken)
        assert clean_name(suggestion) == suggestion
        assert playlist_name_key(suggestion) not in taken
        taken.add(playlist_name_key(suggestion))
    assert len(taken) == rounds + 1
