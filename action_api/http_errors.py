"""The one table from what is wrong to HTTP, answered as RFC 9457 problems."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

import falcon
import falcon.asgi

from action_api.domain import apply_errors, errors
from action_api.domain.like_errors import NothingPlaying
from action_api.domain.patterns import PatternInvalidError
from action_api.domain.playlist_errors import NameTaken, RevisionRequired, StaleRevision
from action_api.domain.playlists import TooManyItemsError

logger = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"
STATUS: dict[type[errors.PlaylistError], int] = {
    errors.InvalidRequest: 400,
    errors.SignInRequired: 401,
    errors.OtpInvalid: 401,
    errors.NotPermitted: 403,
    errors.CrossOrigin: 403,
    errors.RegisteredAccountRequired: 403,
    errors.IpBlocked: 403,
    errors.BlockTokenInvalid: 403,
    errors.NotFound: 404,
    errors.NotInChannel: 409,
    errors.OtpNotRequested: 409,
    errors.LastAdmin: 409,
    errors.AdminBySetting: 409,
    NameTaken: 409,
    apply_errors.ModeNotPermitted: 403,
    apply_errors.ApplyInProgress: 409,
    apply_errors.NowPlayingUnknown: 409,
    apply_errors.JobNotFinished: 409,
    apply_errors.JobFinished: 409,
    apply_errors.NothingToRetry: 409,
    apply_errors.NothingToRestore: 409,
    apply_errors.NothingAvailable: 422,
    NothingPlaying: 409,
    errors.OtpExpired: 410,
    StaleRevision: 412,
    PatternInvalidError: 422,
    TooManyItemsError: 422,
    errors.Locked: 423,
    RevisionRequired: 428,
    errors.RateLimited: 429,
    errors.Conflict: 503,
    errors.Unavailable: 503,
}
# what the framework itself refuses: status → code
FRAMEWORK_CODES = {
    400: "invalid_request",
    404: "not_found",
    405: "method_not_allowed",
    408: "body_too_slow",
    413: "too_large",
    415: "unsupported_media_type",
}


def status_of(kind: type[errors.PlaylistError]) -> int:
    """The status of an error class: its own row in the table, or its nearest ancestor's."""
    for ancestor in kind.__mro__:
        if ancestor in STATUS:
            return STATUS[ancestor]
    raise KeyError(kind)


def problem(resp: falcon.asgi.Response, status: int, body: dict[str, Any]) -> None:
    """Fills `resp` with one problem document."""
    resp.status = status
    resp.content_type = PROBLEM_TYPE
    document = {"type": "about:blank", "status": status} | body
    resp.data = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


async def _playlist_error(
    req: falcon.asgi.Request,
    resp: falcon.asgi.Response,
    error: errors.PlaylistError,
    params: dict[str, Any],
) -> None:
    seconds = error.retry_after_seconds
    if seconds is not None:
        resp.set_header("Retry-After", str(seconds))
    body = {"title": error.title, "detail": error.detail, "code": error.code}
    problem(resp, status_of(type(error)), body | error.fields)


async def _framework_error(
    req: falcon.asgi.Request,
    resp: falcon.asgi.Response,
    error: falcon.HTTPError,
    params: dict[str, Any],
) -> None:
    for name, value in error.headers.items() if isinstance(error.headers, dict) else ():
        resp.set_header(name, value)
    detail = error.description or "There is nothing here: see /api/v1/openapi.json."
    if error.status_code == 405:
        detail = f"{req.method} is not for this address; the header Allow says what is."
    problem(
        resp,
        error.status_code,
        {
            "title": HTTPStatus(error.status_code).phrase,
            "detail": detail,
            "code": FRAMEWORK_CODES.get(error.status_code, "invalid_request"),
        },
    )


async def _unforeseen(
    req: falcon.asgi.Request,
    resp: falcon.asgi.Response,
    error: Exception,
    params: dict[str, Any],
) -> None:
    logger.error("request %s failed", req.context.request_id, exc_info=error)
    detail = f"This is our fault; the log has it under {req.context.request_id}."
    problem(resp, 500, {"title": "Internal error", "detail": detail, "code": "internal_error"})


def add_error_handlers(app: falcon.asgi.App[Any, Any]) -> None:
    """Registers the handlers; the nearest class wins, so the order does not matter."""
    app.add_error_handler(Exception, _unforeseen)
    app.add_error_handler(falcon.HTTPError, _framework_error)
    app.add_error_handler(errors.PlaylistError, _playlist_error)
