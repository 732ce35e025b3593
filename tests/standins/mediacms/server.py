"""The stand-in as a server: in the caller's event loop, or in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from types import TracebackType

from aiohttp import web

from tests.standins.mediacms.accounts import Accounts
from tests.standins.mediacms.api import Api
from tests.standins.mediacms.catalog import Catalog
from tests.standins.mediacms.changes import Changes
from tests.standins.mediacms.control import Control
from tests.standins.mediacms.faults import Faults
from tests.standins.mediacms.flavour import flavour_named
from tests.standins.mediacms.item import Category, Item
from tests.standins.mediacms.manifests import ManifestFaults
from tests.standins.mediacms.middleware import failing, framing, recording
from tests.standins.mediacms.ordering import check_tie_mode
from tests.standins.mediacms.request_log import RequestLog
from tests.standins.mediacms.site import Site

MEDIA_HOST = "media.grindhouse.example"
START_SECONDS = 20


class MediaCms:
    """A MediaCMS on loopback: `async with MediaCms(...) as server` in this loop, or
    `with MediaCms(...) as server` in a thread. `server.url` is its address; `catalog`, `faults`,
    `changes`, `manifest_faults` and `log` may be used from any thread while it runs.
    """

    def __init__(
        self,
        *,
        flavour: str = "legacy",
        items: Iterable[Item] = (),
        categories: Iterable[Category] | None = None,
        catalog: Catalog | None = None,
        ties: str = "measured",
        private_manifests: bool = True,
        media_host: str = MEDIA_HOST,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.catalog = catalog if catalog is not None else Catalog(items, categories)
        self.flavour = flavour_named(flavour)
        self.faults = Faults()
        self.changes = Changes(self.catalog)
        self.manifest_faults = ManifestFaults()
        self.log = RequestLog()
        self.api = Api(self.catalog, self.flavour, self.faults, check_tie_mode(ties))
        self._site = Site(
            self.catalog, self.flavour, self.manifest_faults, media_host, private_manifests
        )
        self._host = host
        self.port = port
        self._runner: web.AppRunner | None = None
        self._thread: _Thread | None = None

    @property
    def url(self) -> str:
        """http://127.0.0.1:PORT"""
        return f"http://{self._host}:{self.port}"

    def app(self) -> web.Application:
        """The aiohttp application: endpoints, control, middleware."""
        middlewares = [
            recording(self.log, self.changes),
            framing(self.flavour),
            failing(self.faults),
        ]
        app = web.Application(middlewares=middlewares)
        # first come, first matched: …/media/cytube/TOKEN.json before …/media/TOKEN
        app.add_routes(self._site.routes())
        app.add_routes(self.api.routes())
        app.add_routes(Accounts(self.catalog).routes())
        app.add_routes(Control(self).routes())
        return app

    async def start(self) -> None:
        """Listen; with port 0 the system chooses one, which `port` tells afterwards."""
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> MediaCms:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def __enter__(self) -> MediaCms:
        self._thread = _Thread(self)
        self._thread.start_serving()
        return self

    def __exit__(self, *raised: object) -> None:
        if self._thread is not None:
            self._thread.stop_serving()
            self._thread = None


class _Thread(threading.Thread):
    """Runs one server in an event loop of its own."""

    def __init__(self, server: MediaCms) -> None:
        super().__init__(name="mediacms-stand-in", daemon=True)
        self._server = server
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._failure: BaseException | None = None

    def run(self) -> None:
        try:
            self._loop.run_until_complete(self._server.start())
        except OSError as error:
            self._failure = error
        self._ready.set()
        if self._failure is None:
            self._loop.run_forever()
            self._loop.run_until_complete(self._server.stop())
        self._loop.close()

    def start_serving(self) -> None:
        self.start()
        if not self._ready.wait(START_SECONDS):
            raise TimeoutError(f"the stand-in did not listen within {START_SECONDS} s")
        if self._failure is not None:
            self.join()
            raise self._failure

    def stop_serving(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self.join(START_SECONDS)
