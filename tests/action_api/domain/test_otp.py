"""The sign-in code: its bits, how it may be typed, and what attempts do to a challenge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from action_api.domain import otp
from action_api.domain.otp import Challenge, Verdict

BITS = st.integers(min_value=0, max_value=(1 << otp.CODE_BITS) - 1)
RIGHT, WRONG = "right-digest", "wrong-digest"


def challenge(**changes: object) -> Challenge:
    values: dict[str, object] = {
        "challenge_id": "c1",
        "name": "Alice",
        "registered": True,
        "address": "203.0.113.1",
        "digest": RIGHT,
        "created_at": 0.0,
        "expires_at": 300.0,
    }
    return Challenge(**(values | changes))  # type: ignore[arg-type]


def test_a_code_holds_at_least_forty_bits_of_an_unambiguous_alphabet() -> None:
    assert otp.CODE_BITS >= 40
    assert len(set(otp.ALPHABET)) == 32
    assert not set("ILOU") & set(otp.ALPHABET)


@given(BITS, BITS)
def test_different_bits_are_different_codes(first: int, second: int) -> None:
    assert (otp.code_from(first) == otp.code_from(second)) == (first == second)


@pytest.mark.parametrize("bits", [-1, 1 << otp.CODE_BITS])
def test_bits_that_do_not_fit_are_refused(bits: int) -> None:
    with pytest.raises(ValueError, match="bits"):
        otp.code_from(bits)


@given(BITS, st.randoms(use_true_random=False))
def test_a_code_is_understood_however_it_is_typed(bits: int, chance: object) -> None:
    code = otp.code_from(bits)
    shown = otp.shown(code)
    assert len(shown) == 9
    assert shown[4] == "-"
    misread = shown.replace("0", "O").replace("1", "l").lower()
    for typed in (shown, shown.lower(), code, f" {shown[:4]} \u2013 {shown[5:]}\n", misread):
        assert otp.normalised(typed) == code


@given(st.text(max_size=64))
def test_any_text_can_be_judged(typed: str) -> None:
    digest = otp.digest_of(b"key", "c1", otp.normalised(typed))
    assert len(digest) == 64


@given(BITS)
def test_a_digest_is_bound_to_its_challenge_and_key(bits: int) -> None:
    code = otp.code_from(bits)
    assert otp.digest_of(b"k", "c1", code) == otp.digest_of(b"k", "c1", code)
    assert otp.digest_of(b"k", "c1", code) != otp.digest_of(b"k", "c2", code)
    assert otp.digest_of(b"k", "c1", code) != otp.digest_of(b"other", "c1", code)


@given(st.lists(st.sampled_from([RIGHT, WRONG]), max_size=12))
def test_however_one_tries_three_are_wrong_at_most_and_one_is_right(digests: list[str]) -> None:
    current = challenge()
    verdicts = []
    for digest in digests:
        verdict, current = otp.attempt(current, digest, now=1.0)
        verdicts.append(verdict)
    assert verdicts.count(Verdict.WRONG) <= otp.MAX_ATTEMPTS
    assert verdicts.count(Verdict.RIGHT) <= 1
    if Verdict.RIGHT in verdicts:
        after = verdicts[verdicts.index(Verdict.RIGHT) + 1 :]
        assert set(after) <= {Verdict.OVER}
    assert otp.attempts_left(current) == otp.MAX_ATTEMPTS - verdicts.count(Verdict.WRONG)


@pytest.mark.parametrize(
    "dead",
    [
        challenge(expires_at=1.0),
        challenge(state="used"),
        challenge(state="blocked"),
        challenge(attempts=otp.MAX_ATTEMPTS),
    ],
)
def test_a_dead_challenge_opens_nothing_and_stays_as_it_is(dead: Challenge) -> None:
    assert otp.attempt(dead, RIGHT, now=1.0) == (Verdict.OVER, dead)
