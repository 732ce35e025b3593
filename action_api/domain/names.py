"""The rules for a playlist's name: what it may hold, when two are the same, what to call a copy."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from action_api.domain.errors import InvalidRequest

MAX_NAME_LENGTH = 100
# what a name key may take in a store, a letter can take four bytes
MAX_NAME_BYTES = 400
# joiners that emoji and some scripts are written with; everything else invisible is refused
_ALLOWED_INVISIBLE = "\u200c\u200d"
_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# letters by category that show nothing: Hangul fillers, Braille blank, Khmer inherent vowels
_BLANK = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"


def clean_name(name: str) -> str:
    """Return the name as it is kept: NFC, no space at the ends, single spaces inside.

    Raises InvalidRequest (field `name`) for an empty or too long name and for characters that
    cannot be seen or turn the text around them.
    """
    for character in name:
        _refuse_unseen(character)
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if not any(_is_seen(character) for character in cleaned):
        raise InvalidRequest("A playlist needs a name.", "name")
    if len(cleaned) > MAX_NAME_LENGTH or len(cleaned.encode()) > MAX_NAME_BYTES:
        raise InvalidRequest(
            f"The name is {len(cleaned)} characters long; at most {MAX_NAME_LENGTH} fit.", "name"
        )
    return cleaned


def playlist_name_key(name: str) -> str:
    """Return what two names share when they are the same: NFKC, case and spaces folded.

    The result of folding can compose or decompose again, so it is repeated until it stays.
    """
    key = name
    for _ in range(4):
        folded = unicodedata.normalize("NFKC", key).casefold()
        folded = "".join(character for character in folded if character not in _ALLOWED_INVISIBLE)
        folded = " ".join(folded.split())
        if folded == key:
            break
        key = folded
    return key


def suggest_name(name: str, taken_keys: Collection[str]) -> str:
    """Return `X (2)`, or the next number whose key is free; `X (2)` itself gives `X (3)`."""
    base, number = _numbered(clean_name(name))
    while True:
        number += 1
        ending = f" ({number})"
        suggestion = _cut(base, ending) + ending
        if playlist_name_key(suggestion) not in taken_keys:
            return suggestion


def _numbered(name: str) -> tuple[str, int]:
    base, _, rest = name.rpartition(" (")
    digits = rest.removesuffix(")")
    is_number = rest.endswith(")") and digits.isascii() and digits.isdigit()
    if base and is_number and len(digits) <= 4 and int(digits) > 1:
        return base, int(digits)
    return name, 1


def _cut(base: str, ending: str) -> str:
    short = base[: MAX_NAME_LENGTH - len(ending)]
    while len((short + ending).encode()) > MAX_NAME_BYTES:
        short = short[:-1]
    return short.rstrip()


def _refuse_unseen(character: str) -> None:
    category = unicodedata.category(character)
    is_allowed = character in _ALLOWED_INVISIBLE or category not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    if is_allowed:
        return
    kind = "changes the direction of text" if character in _BIDI_CONTROLS else "cannot be seen"
    raise InvalidRequest(
        f"The name holds the character U+{ord(character):04X}, which {kind}: "
        "type the name again by hand.",
        "name",
    )


def _is_seen(character: str) -> bool:
    if character in _BLANK or character in _ALLOWED_INVISIBLE:
        return False
    return unicodedata.category(character)[0] not in "ZCM"
