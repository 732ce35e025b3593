"""What every request passes through, in this order: log, address, origin, admission."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Callable
from typing import Any

import falcon
import falcon.asgi

from action_api.client_address import client_address, limit_key, peer_is_trusted
from action_api.domain.errors import CrossOrigin, NotPermitted, SignInRequired
from action_api.domain.roles import Role
from action_api.nats_link import limit_request
from action_api.resources.cookies import session_text
from action_api.resources.operation import MAX_BODY_BYTES, Operation, parse_body, parse_query
from action_api.services import metrics
from action_api.services.identity import ANONYMOUS, Identity
from action_api.settings import Settings

access_log = logging.getLogger("action_api.access")

Request = falcon.asgi.Request
Response = falcon.asgi.Response

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# longest wait for a whole body: one that trickles in must not hold its place for ever
BODY_SECONDS = 10
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-site",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class RequestLog:
    """Request id, security headers, one line and one observation per request.

    The line holds no query string, no header and no body: no secret can get into it.
    """

    def __init__(self, make_id: Callable[[], str]) -> None:
        self._make_id = make_id

    async def process_request(self, req: Request, resp: Response) -> None:
        given = req.get_header("X-Request-Id") or ""
        req.context.request_id = given if REQUEST_ID.fullmatch(given) else self._make_id()
        req.context.started = time.perf_counter()
        req.context.address = "-"
        req.context.user = ANONYMOUS

    async def process_response(
        self, req: Request, resp: Response, resource: Any, req_succeeded: bool
    ) -> None:
        seconds = time.perf_counter() - req.context.started
        status = falcon.code_to_http_status(resp.status).split()[0]
        resp.set_header("X-Request-Id", req.context.request_id)
        for name, value in SECURITY_HEADERS.items():
            resp.set_header(name, value)
        metrics.HTTP_SECONDS.labels(req.uri_template or "unknown", status).observe(seconds)
        access_log.info(
            "%s %s %s %.1fms address=%s user=%s id=%s",
            req.method,
            req.path[:200].encode("ascii", "backslashreplace").decode(),
            status,
            seconds * 1000,
            req.context.address,
            "-" if _is_anonymous(req, resource) else req.context.user.name or "-",
            req.context.request_id,
        )


def _is_anonymous(req: Request, resource: Any) -> bool:
    """Whether the log must not hold who made this call."""
    operation: Operation | None = getattr(resource, "operations", {}).get(req.method)
    return operation is not None and operation.is_anonymous_in_log


class ClientOrigin:
    """Who calls and from which page; other sites' pages may not change anything."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._allowed = set(settings.allowed_origins)
        if settings.public_url:
            self._allowed.add("/".join(settings.public_url.lower().split("/")[:3]))

    async def process_request(self, req: Request, resp: Response) -> None:
        limit_request()
        client = req.scope.get("client")
        peer = client[0] if client else None
        trusted = self._settings.trusted_proxies
        address = client_address(peer, req.get_header("X-Forwarded-For") or "", trusted)
        req.context.address = limit_key(address)
        behind = peer_is_trusted(peer, trusted)
        forwarded_scheme = (req.get_header("X-Forwarded-Proto") or "").lower() if behind else ""
        scheme = forwarded_scheme or req.scheme
        req.context.secure = self._settings.secure_cookies or scheme == "https"
        self._check_origin(req, resp, scheme)

    def _check_origin(self, req: Request, resp: Response, scheme: str) -> None:
        origin = (req.get_header("Origin") or "").lower()
        site = (req.get_header("Sec-Fetch-Site") or "").lower()
        own = f"{scheme}://{(req.get_header('Host') or '').lower()}"
        listed = origin in self._allowed
        if listed and origin != own:
            resp.set_header("Access-Control-Allow-Origin", origin)
            resp.set_header("Access-Control-Allow-Credentials", "true")
            resp.append_header("Vary", "Origin")
            if req.method == "OPTIONS" and req.get_header("Access-Control-Request-Method"):
                resp.set_header("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
                resp.set_header("Access-Control-Allow-Headers", "Content-Type, If-Match")
                resp.set_header("Access-Control-Max-Age", "600")
                resp.status = 204
                resp.complete = True
                return
        if req.method in SAFE_METHODS:
            return
        if origin and not listed and origin != own:
            raise CrossOrigin(origin)
        if not origin and site not in {"", "same-origin", "none"}:
            raise CrossOrigin(site)


class Admission:
    """Signs the request in and holds it to its operation: role, content type, body, query."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    async def process_resource(
        self, req: Request, resp: Response, resource: Any, params: dict[str, Any]
    ) -> None:
        operation: Operation | None = getattr(resource, "operations", {}).get(req.method)
        if operation is None:
            return
        cookie = session_text(req)
        if cookie:
            req.context.user = await self._identity.of(cookie)
        user = req.context.user
        if not user.role.includes(operation.role):
            if user.role is Role.ANONYMOUS:
                raise SignInRequired
            raise NotPermitted(operation.role.value)
        if operation.query is not None:
            req.context.query = parse_query(operation.query, req)
        if req.method not in SAFE_METHODS:
            raw = await _read_body(req)
            if operation.body is not None:
                req.context.body = parse_body(operation.body, raw)


async def _read_body(req: Request) -> bytes:
    """The body, at most MAX_BODY_BYTES, of JSON; raises falcon's 408, 413 and 415."""
    too_large = falcon.HTTPContentTooLarge(
        description=f"The body is larger than the {MAX_BODY_BYTES} bytes allowed."
    )
    if (req.content_length or 0) > MAX_BODY_BYTES:
        raise too_large
    raw = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in req.stream:
                raw += chunk
                if len(raw) > MAX_BODY_BYTES:
                    raise too_large
    except TimeoutError:
        raise falcon.HTTPError(
            falcon.HTTP_408,
            description=f"The body did not arrive within {BODY_SECONDS} seconds.",
        ) from None
    kind = (req.content_type or "").split(";")[0].strip().lower()
    if raw and kind != "application/json":
        raise falcon.HTTPUnsupportedMediaType(
            description=f"The body must be application/json, not {kind[:80]!r}."
        )
    return bytes(raw)
