"""The control endpoint: faults, changes and the log over HTTP, for other processes."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.standins.mediacms.answers import json_response
from tests.standins.mediacms.changes import Change
from tests.standins.mediacms.faults import Fault
from tests.standins.mediacms.middleware import CONTROL
from tests.standins.mediacms.ordering import check_tie_mode

if TYPE_CHECKING:
    from tests.standins.mediacms.server import MediaCms

SETTINGS = ("latency", "close_after", "members_only")


class Control:
    """POST /__control__/{faults,settings,changes,manifests,reset}, GET /__control__/{state,log}."""

    def __init__(self, server: MediaCms) -> None:
        self._server = server

    def routes(self) -> list[web.RouteDef]:
        """Its part of the URL table."""
        return [
            web.get(f"{CONTROL}/state", self.state),
            web.get(f"{CONTROL}/log", self.log),
            web.post(f"{CONTROL}/faults", self.faults),
            web.post(f"{CONTROL}/settings", self.settings),
            web.post(f"{CONTROL}/changes", self.changes),
            web.post(f"{CONTROL}/manifests", self.manifests),
            web.post(f"{CONTROL}/reset", self.reset),
        ]

    async def state(self, request: web.Request) -> web.StreamResponse:
        """Flavour, tie mode, and the catalog's sizes."""
        catalog = self._server.catalog
        body = {
            "flavour": self._server.flavour.name,
            "ties": self._server.api.ties,
            "items": len(catalog.items),
            "listable": sum(item.listable for item in catalog.items),
            "categories": len(catalog.categories),
        }
        return json_response(200, body)

    async def log(self, request: web.Request) -> web.StreamResponse:
        """Counts, and with ?requests=1 every request."""
        log = self._server.log
        body: dict[str, Any] = {
            "count": log.count(),
            "max_open": log.max_open,
            "connections": log.connections,
            "by_path": log.by_path(),
        }
        if "requests" in request.query:
            body["requests"] = [asdict(seen) for seen in log.requests]
        return json_response(200, body)

    async def faults(self, request: web.Request) -> web.StreamResponse:
        """Put a `Fault` in force: its fields as JSON."""
        return await _answer(request, lambda body: self._server.faults.add(Fault(**body)))

    async def settings(self, request: web.Request) -> web.StreamResponse:
        """Set latency, close_after, members_only, ties."""

        def apply(body: dict[str, Any]) -> None:
            for name, value in body.items():
                if name == "ties":
                    self._server.api.ties = check_tie_mode(value)
                elif name in SETTINGS:
                    setattr(self._server.faults, name, value)
                else:
                    known = ", ".join((*SETTINGS, "ties"))
                    raise ValueError(f"setting {name!r}: must be one of {known}")

        return await _answer(request, apply)

    async def changes(self, request: web.Request) -> web.StreamResponse:
        """Make a `Change` at once, or after a page: {"kind", …, "after_page": 5, "path": …}."""

        def apply(body: dict[str, Any]) -> Any:
            page = body.pop("after_page", None)
            path = body.pop("path", "/api/v1/media")
            change = Change(**{**body, "tokens": tuple(body.get("tokens", ()))})
            if page is None:
                return {"tokens": change.apply(self._server.catalog)}
            self._server.changes.after_page(page, change, path)
            return {"waiting": True}

        return await _answer(request, apply)

    async def manifests(self, request: web.Request) -> web.StreamResponse:
        """Break a manifest: {"token", "kind", "seconds"}; kind null mends it."""

        def apply(body: dict[str, Any]) -> None:
            if body.get("kind") is None:
                self._server.manifest_faults.pop(body["token"], None)
            else:
                self._server.manifest_faults.fail(**body)

        return await _answer(request, apply)

    async def reset(self, request: web.Request) -> web.StreamResponse:
        """No faults, no waiting changes, an empty log. The catalog stays as it is."""
        self._server.faults.clear()
        self._server.changes.clear()
        self._server.manifest_faults.clear()
        self._server.log.reset()
        return json_response(200, {"ok": True})


async def _answer(request: web.Request, apply: Any) -> web.Response:
    try:
        result = apply(await request.json())
    except (TypeError, ValueError, KeyError) as error:
        return json_response(400, {"error": str(error)})
    return json_response(200, result if isinstance(result, dict) else {"ok": True})
