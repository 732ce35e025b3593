"""Answers as Django REST framework gives them: negotiation, headers, absolute addresses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.standins.mediacms.pages import browsable, error_page

HTML = "text/html; charset=utf-8"
JSON = "application/json"


@dataclass(slots=True)
class Answer:
    """A status and a JSON body; `allow` is the endpoint's Allow header."""

    status: int
    body: Any
    allow: str


def base_of(request: web.Request) -> str:
    """Scheme and host as the client (or its proxy) says: what every address is built from."""
    scheme = request.headers.get("X-Forwarded-Proto", "http")
    return f"{scheme}://{request.headers.get('Host', request.host)}"


def flat_query(request: web.Request) -> dict[str, str]:
    """The query with the last value of a repeated parameter, as Django's `GET[name]`."""
    return {name: request.query.getall(name)[-1] for name in request.query}


def respond(request: web.Request, answer: Answer) -> web.Response:
    """The answer as JSON, or as the browsable API for whoever prefers HTML."""
    if wants_html(request):
        text = browsable(view_name(request.path), request.path_qs, answer.status, answer.body)
        response = html(text, answer.status)
    else:
        response = json_response(answer.status, answer.body)
    response.headers["Allow"] = answer.allow
    return response


def json_response(status: int, body: Any, content_type: str = JSON) -> web.Response:
    """A body in Django REST framework's compact, unescaped UTF-8 JSON."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    # a title may hold half a surrogate pair, which has no UTF-8
    return web.Response(
        status=status,
        body=text.encode("utf-8", "backslashreplace"),
        headers={"Content-Type": content_type},
    )


def html(text: str, status: int = 200) -> web.Response:
    """An HTML answer."""
    return web.Response(status=status, body=text.encode(), headers={"Content-Type": HTML})


def not_found() -> web.Response:
    """MediaCMS's HTML 404."""
    return html(error_page(), 404)


def view_name(path: str) -> str:
    """The browsable API's name of an endpoint: "Media List", "Search List"."""
    name = path.removeprefix("/api/v1/").partition("/")[0]
    return f"{name.replace('_', ' ').title()} List"


def wants_html(request: web.Request) -> bool:
    """Django REST framework's choice: `format`, else the more specific of the Accept types."""
    if "format" in request.query:
        return request.query["format"] == "api"
    accepted = [
        part.partition(";")[0].strip() for part in request.headers.get("Accept", "*/*").split(",")
    ]
    return "text/html" in accepted and JSON not in accepted
