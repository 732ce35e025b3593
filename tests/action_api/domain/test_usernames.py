"""CyTube's names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from action_api.domain.errors import InvalidUsername
from action_api.domain.usernames import USERNAME, name_key


@pytest.mark.parametrize("name", ["a", "A_b-9", "x" * 20])
def test_a_sound_name_compares_without_case(name: str) -> None:
    assert name_key(name) == name_key(name.upper()) == name.lower()


@pytest.mark.parametrize("name", ["", "x" * 21, "a b", "a.b", "é", "a\n", "ſ"])
def test_another_is_refused(name: str) -> None:
    with pytest.raises(InvalidUsername):
        name_key(name)


@given(st.text())
def test_any_text_is_either_a_key_of_safe_characters_or_refused(text: str) -> None:
    if USERNAME.fullmatch(text):
        assert set(name_key(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")
    else:
        with pytest.raises(InvalidUsername):
            name_key(text)
