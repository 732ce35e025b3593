"""Who asks: Token and Basic credentials as Django REST framework reads them."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

ADMIN_TOKEN = "a" * 40
EDITOR_TOKEN = "e" * 40
USER_TOKEN = "b" * 40


class RefusedError(Exception):
    """Bad credentials: 403 even on a public endpoint; the text is the answer's `detail`."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """The asking user; nameless when anonymous."""

    name: str = ""
    is_editor: bool = False
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """A user who can sign in."""

    viewer: Viewer
    password: str
    token: str

    @property
    def email(self) -> str:
        return f"{self.viewer.name}@example.org"


ANONYMOUS = Viewer()
ACCOUNTS = (
    Account(Viewer("admin", is_editor=True, is_admin=True), "admin-pass", ADMIN_TOKEN),
    Account(Viewer("editor", is_editor=True), "editor-pass", EDITOR_TOKEN),
    Account(Viewer("user5"), "user5-pass", USER_TOKEN),
)


def viewer_of(authorization: str | None) -> Viewer:
    """The viewer an Authorization header names; any other scheme is simply anonymous."""
    parts = (authorization or "").split()
    match [part.lower() for part in parts[:1]]:
        case ["token"]:
            return _by_token(parts[1:])
        case ["basic"]:
            return _by_password(parts[1:])
    return ANONYMOUS


def sign_in(username: str, password: str) -> Account | None:
    """The account with this name and password, if there is one."""
    for account in ACCOUNTS:
        if (account.viewer.name, account.password) == (username, password):
            return account
    return None


def _by_token(rest: list[str]) -> Viewer:
    if not rest:
        raise RefusedError("Invalid token header. No credentials provided.")
    if len(rest) > 1:
        raise RefusedError("Invalid token header. Token string should not contain spaces.")
    for account in ACCOUNTS:
        if account.token == rest[0]:
            return account.viewer
    raise RefusedError("Invalid token.")


def _by_password(rest: list[str]) -> Viewer:
    if len(rest) != 1:
        raise RefusedError("Invalid basic header. No credentials provided.")
    try:
        username, _, password = base64.b64decode(rest[0], validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise RefusedError(
            "Invalid basic header. Credentials not correctly base64 encoded."
        ) from error
    account = sign_in(username, password)
    if account is None:
        raise RefusedError("Invalid username/password.")
    return account.viewer
