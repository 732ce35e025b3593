"""The sign-in code and its challenge: making, matching, and what one attempt does to it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

# Crockford's base 32: no I, L, O, U; whoever reads 0 as O or 1 as I or L is understood
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
CODE_BITS = 5 * CODE_LENGTH
MAX_ATTEMPTS = 3
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def code_from(bits: int) -> str:
    """The code of `CODE_BITS` random bits, as it is hashed: 8 characters, no dash."""
    if not 0 <= bits < 1 << CODE_BITS:
        raise ValueError(f"bits must be {CODE_BITS} bits, not {bits.bit_length()}")
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(CODE_BITS - 5, -1, -5))


def shown(code: str) -> str:
    """The code for people: ABCD-EFGH."""
    return f"{code[:4]}-{code[4:]}"


def normalised(typed: str) -> str:
    """What a person typed, without case, spaces, dashes and the usual misreadings."""
    return "".join(char for char in typed.upper() if char.isalnum()).translate(_MISREAD)


def digest_of(key: bytes, challenge_id: str, code: str) -> str:
    """The keyed hash kept instead of the code; bound to its challenge."""
    return hmac.new(key, f"{challenge_id}:{code}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Challenge:
    """One code sent to one name; times are seconds since the epoch."""

    challenge_id: str
    name: str
    registered: bool
    address: str
    digest: str
    created_at: float
    expires_at: float
    attempts: int = 0
    state: Literal["open", "used", "blocked"] = "open"


class Verdict(Enum):
    """What an attempt came to."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"  # too old, used, blocked or out of attempts: this code opens nothing any more


def attempt(challenge: Challenge, digest: str, now: float) -> tuple[Verdict, Challenge]:
    """Judges one typed code, given as its digest; the challenge as it is afterwards.

    The verdict counts only once the returned challenge is stored by compare-and-set.
    """
    if (
        challenge.state != "open"
        or now >= challenge.expires_at
        or challenge.attempts >= MAX_ATTEMPTS
    ):
        return Verdict.OVER, challenge
    if hmac.compare_digest(challenge.digest, digest):
        return Verdict.RIGHT, replace(challenge, state="used")
    return Verdict.WRONG, replace(challenge, attempts=challenge.attempts + 1)


def attempts_left(challenge: Challenge) -> int:
    return max(0, MAX_ATTEMPTS - challenge.attempts)
