"""The header If-Match: which revisions of a playlist a change may be based on."""

from __future__ import annotations

import re

from falcon.asgi import Request, Response

from action_api.domain.errors import InvalidRequest
from action_api.domain.playlist_errors import RevisionRequired

HEADER = "If-Match"
# "7", a list of them, or what a script types: 7. Others' tags match nothing, as RFC 9110 has it
_TAG = re.compile(r'(?:W/)?"([^"]*)"|([0-9]+)')
_LIST = re.compile(rf"\s*(?:{_TAG.pattern})(?:\s*,\s*(?:{_TAG.pattern}))*\s*")
MAX_LENGTH = 1000


def revisions_of(req: Request) -> frozenset[int] | None:
    """The revisions named, None where the header is missing.

    `*` would overwrite what one has not seen, so it counts as missing. Raises InvalidRequest.
    """
    given = req.get_header(HEADER)
    if given is None or not given.strip():
        return None
    if given.strip() == "*":
        raise RevisionRequired
    if len(given) > MAX_LENGTH or not _LIST.fullmatch(given):
        raise InvalidRequest(
            f'If-Match has value {given[:80]!r}: send the playlist\'s ETag, as in "7".', HEADER
        )
    tags = [quoted or bare for quoted, bare in _TAG.findall(given)]
    return frozenset(int(tag) for tag in tags if tag.isascii() and tag.isdigit() and len(tag) < 20)


def set_etag(resp: Response, revision: int) -> None:
    """The revision as the reply's ETag."""
    resp.set_header("ETag", f'"{revision}"')
