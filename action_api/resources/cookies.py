"""The session cookie: __Host- over HTTPS, a plain name on plain-HTTP localhost."""

from __future__ import annotations

from datetime import UTC, datetime

import falcon.asgi

SECURE_NAME = "__Host-kryten_playlist"
PLAIN_NAME = "kryten_playlist"


def cookie_name(req: falcon.asgi.Request) -> str:
    return SECURE_NAME if req.context.secure else PLAIN_NAME


def session_text(req: falcon.asgi.Request) -> str | None:
    """What the browser holds under our name, if anything."""
    values = req.get_cookie_values(cookie_name(req))
    return values[0] if values else None


def set_session(
    req: falcon.asgi.Request, resp: falcon.asgi.Response, text: str, seconds: int
) -> None:
    _set(req, resp, text, max_age=seconds)


def clear_session(req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
    """Takes the cookie away; with its flags, or a browser keeps a __Host- cookie as it was."""
    # Falcon leaves a max_age of 0 out, and its unset_cookie knows no Secure
    _set(req, resp, "", expires=datetime.fromtimestamp(0, UTC))


def _set(
    req: falcon.asgi.Request,
    resp: falcon.asgi.Response,
    text: str,
    *,
    max_age: int | None = None,
    expires: datetime | None = None,
) -> None:
    resp.set_cookie(
        cookie_name(req),
        text,
        max_age=max_age,
        expires=expires,
        path="/",
        secure=req.context.secure,
        http_only=True,
        same_site="Lax",
    )
