"""The session cookie: __Host- over HTTPS, a plain name on plain-HTTP localhost."""

from __future__ import annotations

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
    resp.set_cookie(
        cookie_name(req),
        text,
        max_age=seconds,
        path="/",
        secure=req.context.secure,
        http_only=True,
        same_site="Lax",
    )


def clear_session(req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
    set_session(req, resp, "", 0)
