"""What is not REST: item pages, thumbnails, the sign-in page, and the CyTube manifests."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from aiohttp import web

from tests.standins.mediacms.answers import HTML, JSON, html, json_response, not_found
from tests.standins.mediacms.catalog import Catalog
from tests.standins.mediacms.flavour import Flavour
from tests.standins.mediacms.manifests import (
    ManifestFault,
    ManifestFaults,
    fork_answer,
    fork_file_name,
    fork_manifest,
    manifest,
    spoilt,
)
from tests.standins.mediacms.pages import browsable, item_page, sign_in_page
from tests.standins.mediacms.posters import poster


@dataclass(slots=True)
class Site:
    """Pages, pictures and manifests over one catalog."""

    catalog: Catalog
    flavour: Flavour
    manifest_faults: ManifestFaults
    media_host: str
    private_manifests: bool = True

    def routes(self) -> list[web.RouteDef]:
        """Its part of the URL table."""
        routes = [
            web.get("/view", self.view),
            web.get("/accounts/login/", self.sign_in),
            web.get("/media/original/thumbnails/{path:.+}", self.thumbnail),
            web.get("/media/userlogos/{name}", self.logo),
        ]
        if self.private_manifests:
            routes.append(web.get(r"/api/v1/media/cytube/{token:[\w-]+}.json", self.manifest))
        if self.flavour.fork_manifests:
            folder = r"/api/v1/media/{token:[\w-]+}/cytube-manifest"
            routes += [
                web.get(folder, self.fork_without_slash),
                web.get(folder + "/", self.fork),
                web.get(folder + "/{file}", self.fork_file),
                web.get("/media/cytube_manifests/{file}", self.fork_file),
                web.get(r"/api/encoding-status/{token:[\w-]+}/", self.encoding_status),
            ]
        return routes

    async def view(self, request: web.Request) -> web.StreamResponse:
        item = self.catalog.get(request.query.get("m", ""))
        return not_found() if item is None else html(item_page(item))

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        return html(sign_in_page())

    async def thumbnail(self, request: web.Request) -> web.StreamResponse:
        for item in self.catalog.items:
            if item.thumbnail == request.path:
                return _picture(item.title)
        return not_found()

    async def logo(self, request: web.Request) -> web.StreamResponse:
        names = {"user.jpg": "MediaCMS", "poster_audio.jpg": "Audio"}
        name = request.match_info["name"]
        return _picture(names[name]) if name in names else not_found()

    async def manifest(self, request: web.Request) -> web.StreamResponse:
        item = self.catalog.get(request.match_info["token"])
        if item is None:
            return not_found()
        body = manifest(item, self.media_host)
        fault = self.manifest_faults.get(item.token)
        if fault is not None:
            return await _faulty(request, body, fault)
        return _shared(json_response(200, body))

    async def fork(self, request: web.Request) -> web.StreamResponse:
        item = self.catalog.get(request.match_info["token"])
        if item is None:
            response = json_response(404, {"error": "Media not found"})
        elif "text/html" in request.headers.get("Accept", ""):
            name = "Generate Cytube Manifest"
            # its manifest view prefers the browsable API, the JSON one comes with format=json
            response = html(browsable(name, request.path, 200, fork_answer(item, _secure(request))))
        else:
            response = json_response(200, fork_answer(item, _secure(request)))
        return _allowed(response)

    async def fork_without_slash(self, request: web.Request) -> web.StreamResponse:
        response = html("", 301)
        response.headers["Location"] = f"{request.path}/"
        return response

    async def fork_file(self, request: web.Request) -> web.StreamResponse:
        for item in self.catalog.items:
            if fork_file_name(item) == request.match_info["file"]:
                return _allowed(_shared(json_response(200, fork_manifest(item, _secure(request)))))
        return not_found()

    async def encoding_status(self, request: web.Request) -> web.StreamResponse:
        item = self.catalog.get(request.match_info["token"])
        if item is None:
            return json_response(404, {"error": "Media not found"})
        body = {
            "friendly_token": item.token,
            "title": item.title,
            "state": item.state,
            "encodings": [
                {"profile_name": name, "status": item.encoding_status, "chunk": False}
                for name in ("h264-480", "preview")
            ],
        }
        return _allowed(json_response(200, body))


async def _faulty(
    request: web.Request, body: dict[str, object], fault: ManifestFault
) -> web.StreamResponse:
    if fault.seconds:
        await asyncio.sleep(fault.seconds)
    match fault.kind:
        case "not_found":
            return not_found()
        case "server_error":
            return html("<h1>Server Error (500)</h1>", 500)
        case "bad_json":
            text = json.dumps(body)
            return web.Response(
                body=text[: len(text) // 2].encode(), headers={"Content-Type": JSON}
            )
        case "hang_up":
            _close(request)
            return web.Response()
        case "content_type":
            return json_response(200, body, content_type=HTML)
    return _shared(json_response(200, spoilt(body, fault.kind)))


def _close(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _picture(title: str) -> web.Response:
    # the address ends in .jpg as MediaCMS's do; the type says what it really is
    return web.Response(
        body=poster(title),
        headers={"Content-Type": "image/svg+xml", "Cache-Control": "public, max-age=3600"},
    )


def _shared(response: web.Response) -> web.Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _allowed(response: web.Response) -> web.Response:
    """The fork's own endpoints only read."""
    response.headers["Allow"] = "GET, OPTIONS"
    return response


def _secure(request: web.Request) -> str:
    """The fork writes https whatever it was asked with."""
    return f"https://{request.headers.get('Host', request.host)}"
