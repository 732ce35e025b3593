"""How a record stands in a KV bucket: its key, its JSON, and what is none of ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from action_api.domain.errors import Unavailable

SCHEMA_VERSION = 1

Record = dict[str, Any]
Check = Callable[[Record], object]

# what reading a value raises that we never wrote: rows that are too short and endless numbers too
NOT_OURS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


class UnusableRecordError(Unavailable):
    """What stands in the bucket is none of our records: it is neither used nor overwritten."""

    code = "unusable_record"
    title = "Unusable record in NATS"
    retry_seconds = 600


class NewerSchemaError(UnusableRecordError):
    """The record was written by a newer version of this service."""

    code = "newer_record"
    title = "Record of a newer version"


@dataclass(frozen=True, slots=True)
class Entry:
    """A record and its revision; `record` is None where the key was deleted (in a watch)."""

    key: str
    record: Record | None
    revision: int


def encode_key(text: str) -> str:
    """`text` as one token of a key: lower-case letters, digits, '_' and '-' stay, the rest =XX."""
    return "".join(
        chr(byte) if chr(byte) in "abcdefghijklmnopqrstuvwxyz0123456789_-" else f"={byte:02X}"
        for byte in text.encode()
    )


def decode_key(token: str) -> str:
    """The text `encode_key` made `token` of."""
    plain, *escaped = token.split("=")
    parts = [plain.encode(), *(bytes.fromhex(one[:2]) + one[2:].encode() for one in escaped)]
    return b"".join(parts).decode()


def read_record(
    bucket: str, key: str, value: bytes | None, shapes: Mapping[str, Check]
) -> Record | None:
    """The record a value is; None for none. `shapes`: checks by the first word of a key.

    Raises UnusableRecordError for a value that is none of our records, and NewerSchemaError.
    """
    if not value:
        return None
    try:
        decode_key(key)
        record = json.loads(value)
        if not isinstance(record, dict):
            raise TypeError("no JSON object")
        newer = record["schema_version"] > SCHEMA_VERSION
        check = shapes.get(key.partition(".")[0])
        if check is not None and not newer:
            check(record)
    except NOT_OURS as error:
        raise UnusableRecordError(
            f"{bucket}/{key} in NATS is no record of this service "
            f"({type(error).__name__}): put it back from a backup, or delete the key."
        ) from error
    if newer:
        raise NewerSchemaError(f"{bucket}/{key} was written by a newer version: update this one.")
    return record


def dump_record(record: Record) -> bytes:
    return json.dumps({"schema_version": SCHEMA_VERSION} | record, separators=(",", ":")).encode()
