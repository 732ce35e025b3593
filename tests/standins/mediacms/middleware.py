"""Around every request: the log, the faults, and the headers each version sends."""

from __future__ import annotations

import asyncio
import time

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from tests.standins.mediacms.answers import html, json_response, not_found
from tests.standins.mediacms.api import COUNT_DELTA, READ_WRITE
from tests.standins.mediacms.auth import RefusedError
from tests.standins.mediacms.changes import Changes
from tests.standins.mediacms.connections import Connection, Connections
from tests.standins.mediacms.faults import Fault, Faults
from tests.standins.mediacms.flavour import Flavour, ServerError
from tests.standins.mediacms.pages import error_page, proxy_page, sign_in_page
from tests.standins.mediacms.request_log import RequestLog, Seen

CONNECTION = web.RequestKey("connection", Connection)
CONTROL = "/__control__"
REASONS = {429: "Too Many Requests", 502: "Bad Gateway", 503: "Service Temporarily Unavailable"}


class ClosedError(Exception):
    """The connection was closed on purpose: there is no answer."""


def recording(log: RequestLog, changes: Changes) -> Middleware:
    """Logs each request and lets the changes that waited for it happen."""
    connections = Connections()

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(CONTROL):
            return await handler(request)
        began, status = time.monotonic(), 0
        request[CONNECTION] = connection = connections.of(request)
        log.begin(connection.number)
        try:
            response = await handler(request)
            status = response.status
            return response
        except ClosedError:
            # nobody reads it: the connection is gone
            return web.Response()
        finally:
            log.end(_seen(request, status, time.monotonic() - began))
            if status == 200:
                changes.served(request.path, request.query.get("page", "1"))

    return middleware


def failing(faults: Faults) -> Middleware:
    """Lets the faults in force happen."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(CONTROL):
            return await handler(request)
        if faults.close_after is not None and request[CONNECTION].requests > faults.close_after:
            raise _closed(request)
        if faults.latency:
            await asyncio.sleep(faults.latency)
        if faults.members_only and request.path.startswith("/api/"):
            return _redirect(request)
        for fault in faults.firing(request.path, request.query):
            answer = await _instead(request, handler, fault)
            if answer is not None:
                return answer
        return await handler(request)

    return middleware


def framing(flavour: Flavour) -> Middleware:
    """Turns failures into MediaCMS's answers and adds the headers every answer has."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPNotFound:
            one_segment = request.path.count("/") == 1 and flavour.modern
            response = html(error_page()) if one_segment else not_found()
        except web.HTTPMethodNotAllowed as refusal:
            detail = f'Method "{request.method}" not allowed.'
            response = json_response(405, {"detail": detail})
            response.headers["Allow"] = ", ".join(sorted(refusal.allowed_methods))
        except RefusedError as refusal:
            response = json_response(403, {"detail": str(refusal)})
            response.headers["Allow"] = READ_WRITE
        except ServerError:
            response = html(error_page(), 500)
        _add_headers(response, flavour)
        return response

    return middleware


async def _instead(
    request: web.Request, handler: Handler, fault: Fault
) -> web.StreamResponse | None:
    """What the fault answers instead; None when the request goes on as usual."""
    match fault.kind:
        case "drop_connection":
            raise _closed(request)
        case "cut":
            return await _cut(request, await handler(request))
        case "delay":
            await asyncio.sleep(fault.seconds)
        case "count":
            request[COUNT_DELTA] = fault.delta
        case "redirect":
            return _redirect(request)
        case "html":
            return html(sign_in_page())
        case "bad_json":
            response = await handler(request)
            body = response.body if isinstance(response, web.Response) else b""
            half = bytes(body)[: len(body) // 2] if isinstance(body, bytes) else b"{"
            return web.Response(body=half, headers={"Content-Type": "application/json"})
        case "status":
            return _failure(fault)
    return None


def _failure(fault: Fault) -> web.Response:
    if fault.status == 429:
        wait = fault.retry_after if fault.retry_after is not None else 60
        words = f"Request was throttled. Expected available in {wait} seconds."
        response = json_response(429, {"detail": words})
        response.headers["Retry-After"] = str(wait)
        response.headers["Allow"] = READ_WRITE
        return response
    if fault.status in REASONS:
        response = html(proxy_page(fault.status, REASONS[fault.status]), fault.status)
    else:
        response = html(error_page(), fault.status)
    if fault.retry_after is not None:
        response.headers["Retry-After"] = str(fault.retry_after)
    return response


async def _cut(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """Promise the whole body, send half of it, and break the connection."""
    body = response.body if isinstance(response, web.Response) else b""
    whole = body if isinstance(body, bytes) else b""
    half = web.StreamResponse(status=response.status)
    half.headers["Content-Type"] = response.headers["Content-Type"]
    half.content_length = max(len(whole), 2)
    await half.prepare(request)
    await half.write(whole[: len(whole) // 2] or b"{")
    raise _closed(request)


def _closed(request: web.Request) -> ClosedError:
    if request.transport is not None:
        request.transport.close()
    return ClosedError()


def _redirect(request: web.Request) -> web.Response:
    response = html("", 302)
    response.headers["Location"] = f"/accounts/login/?next={request.path}"
    return response


def _add_headers(response: web.StreamResponse, flavour: Flavour) -> None:
    if response.prepared:
        return
    headers = response.headers
    headers["Server"] = "gunicorn"
    headers["X-Frame-Options"] = "ALLOWALL"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    is_json = headers["Content-Type"] == "application/json"
    if not flavour.modern:
        headers["Vary"] = "Accept, Cookie" if is_json or "Allow" in headers else "Cookie"
        return
    headers["Content-Language"] = "en"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if is_json:
        headers["Vary"] = "Accept, Accept-Language, Cookie"
    else:
        # only the browsable API names the methods it allows
        is_browsable = "Allow" in headers
        headers["Vary"] = (
            "Accept, Cookie, Accept-Language" if is_browsable else "Accept-Language, Cookie"
        )


def _seen(request: web.Request, status: int, seconds: float) -> Seen:
    return Seen(
        request.method,
        request.path,
        request.rel_url.raw_query_string,
        status,
        request.headers.get("User-Agent", ""),
        "Authorization" in request.headers,
        seconds,
    )
