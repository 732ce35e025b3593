"""What all files of the search bundle are made of: header, digest, sections, numbers, lines."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

FORMAT_VERSION = 2
DIGEST_LENGTH = 8

_ESCAPED = re.compile(rb"[\x01-\x03\n]")


def file(magic: bytes, numbers: Sequence[int], sections: Sequence[bytes]) -> bytes:
    """Return a whole file: header, `numbers`, the sections' lengths, and then the sections."""
    body = varints(numbers) + varints(len(part) for part in sections) + b"".join(sections)
    digest = hashlib.sha256(body).digest()[:DIGEST_LENGTH]
    return magic + bytes([FORMAT_VERSION, 0, 0, 0]) + digest + body


def line(text: bytes) -> bytes:
    """Return text with what could be taken for a mark escaped, and a newline."""
    return _ESCAPED.sub(lambda match: bytes((1, match[0][0] + 0x40)), text) + b"\n"


def varints(numbers: Iterable[int]) -> bytes:
    """Return LEB128 numbers."""
    return b"".join(map(_varint, numbers))


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)
