"""Signed-in browsers: a session is a signed text in a cookie, verified without asking NATS."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass

VERSION = 1


def derived_key(secret: bytes, purpose: str) -> bytes:
    """A key of its own for each purpose, so that no signature of one serves for another."""
    return hmac.new(secret, f"kryten-playlist {purpose}".encode(), hashlib.sha256).digest()


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser; times are milliseconds and seconds since the epoch."""

    session_id: str
    name: str
    registered: bool
    issued_at_ms: int
    expires_at: int


class Signer:
    """Signs small JSON values and reads back what it signed and nobody altered."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        self._key = derived_key(secret, purpose)

    def sign(self, value: dict[str, object]) -> str:
        body = base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode())
        return f"{body.decode().rstrip('=')}.{self._mac(body.rstrip(b'='))}"

    def read(self, text: str) -> dict[str, object] | None:
        """The value, or None where the text is not ours."""
        body, separator, mac = text.partition(".")
        if not separator or not text.isascii():
            return None
        if not hmac.compare_digest(mac, self._mac(body.encode())):
            return None
        try:
            value = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        except (binascii.Error, ValueError):
            return None
        return value if isinstance(value, dict) else None

    def _mac(self, body: bytes) -> str:
        mac = hmac.new(self._key, body, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(mac).decode().rstrip("=")


class Sessions:
    """Issues and reads session texts."""

    def __init__(
        self, secret: bytes, hours: int, clock: Callable[[], float], make_id: Callable[[], str]
    ) -> None:
        self._signer = Signer(secret, "session")
        self._seconds = hours * 3600
        self._clock = clock
        self._make_id = make_id

    def issue(self, name: str, registered: bool) -> tuple[Session, str]:
        """A new session and its text for the cookie."""
        now = self._clock()
        session = Session(
            self._make_id(), name, registered, int(now * 1000), int(now) + self._seconds
        )
        text = self._signer.sign(
            {
                "v": VERSION,
                "sid": session.session_id,
                "name": name,
                "reg": registered,
                "iat": session.issued_at_ms,
                "exp": session.expires_at,
            }
        )
        return session, text

    def read(self, text: str) -> Session | None:
        """The session, or None where the text is not ours or its time is over."""
        value = self._signer.read(text)
        if value is None or value.get("v") != VERSION:
            return None
        session = Session(
            str(value["sid"]),
            str(value["name"]),
            value["reg"] is True,
            int(str(value["iat"])),
            int(str(value["exp"])),
        )
        return session if self._clock() < session.expires_at else None
