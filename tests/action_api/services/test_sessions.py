"""Session texts: only ours are read, and only in their time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from action_api.services.sessions import Sessions, Signer

SECRET = b"k" * 32


def sessions(now: float = 1000.0, secret: bytes = SECRET) -> Sessions:
    return Sessions(secret, 1, lambda: now, lambda: "id-1")


def test_what_was_issued_is_read_until_its_time_is_over() -> None:
    session, text = sessions().issue("Alice", registered=True)
    assert sessions(now=4599.0).read(text) == session
    assert sessions(now=4600.0).read(text) is None


def test_another_key_or_purpose_reads_nothing() -> None:
    _, text = sessions().issue("Alice", registered=True)
    assert sessions(secret=b"x" * 32).read(text) is None
    assert Signer(SECRET, "block token").read(text) is None


@given(st.text(max_size=200))
def test_no_text_of_others_is_a_session(text: str) -> None:
    assert sessions().read(text) is None


@given(st.integers(0, 200), st.characters(codec="ascii"))
def test_no_single_change_survives(place: int, char: str) -> None:
    _, text = sessions().issue("Alice", registered=False)
    place %= len(text)
    altered = text[:place] + char + text[place + 1 :]
    assert altered == text or sessions().read(altered) is None
