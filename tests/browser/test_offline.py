"""Without a network: the catalog, its search and the list go on. And a newer catalog, quietly."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser import served_site
from tests.browser.catalog_lines import lines
from tests.browser.conftest import OpenPage

NETWORK = ("ERR_", "Failed to load", "502", "404")


def installed(page: Page) -> None:
    page.wait_for_function(
        "async () => (await navigator.serviceWorker.ready).active?.state === 'activated'"
    )


def test_the_catalog_reloads_and_searches_without_a_server(
    own_site: served_site.Server, open_page: OpenPage
) -> None:
    """With the server gone: reload, search, build a list; what was seen opens, else it explains."""
    page = open_page("/", base=own_site.url, service_workers="allow", expected=NETWORK)
    installed(page)
    page.goto("/video/film00002/")
    page.reload()
    own_site.stop()
    page.goto("/?q=blob")
    expect(page.locator(".results-count")).to_have_text("2 of 400")
    page.locator("#row-0").get_by_role("button").click()
    expect(page.locator(".ordered-item")).to_have_count(1)
    page.reload()
    expect(page.locator(".ordered-item")).to_have_count(1)
    expect(page.locator("#row-0 .badge")).to_contain_text("in list")
    page.goto("/video/film00002/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("The Shining")
    page.goto("/video/film00001/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("not stored on this device")


class _OutOfOrder(BaseHTTPRequestHandler):
    """A web server that has nothing but its own error for anybody."""

    def do_GET(self) -> None:
        self.send_error(503)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def test_a_server_that_is_out_of_order_is_as_good_as_none(
    own_site: served_site.Server, open_page: OpenPage
) -> None:
    """Its error says less than the page, the catalog and the copies that are stored here."""
    page = open_page("/", base=own_site.url, service_workers="allow", expected=NETWORK)
    installed(page)
    own_site.stop()
    address = ("127.0.0.1", urlsplit(own_site.url).port or 0)
    with ThreadingHTTPServer(address, _OutOfOrder) as broken:
        threading.Thread(target=broken.serve_forever, args=(0.05,), daemon=True).start()
        page.goto("/?q=blob")
        expect(page.locator(".results-count")).to_have_text("2 of 400")
        assert page.evaluate("fetch('/catalog.json').then(reply => reply.status)") == 200
        page.goto("/video/film00001/")
        expect(page.locator("body")).to_contain_text("503")
        broken.shutdown()


def test_the_service_worker_never_answers_for_the_api(
    own_site: served_site.Server, open_page: OpenPage
) -> None:
    """An answer about live state comes from the service or not at all."""
    page = open_page("/", base=own_site.url, service_workers="allow", expected=NETWORK)
    installed(page)
    page.reload()
    assert page.evaluate("fetch('/api/v1/queue').then(reply => reply.status)") == 503
    stored = page.evaluate(
        """async () => {
          const names = await caches.keys();
          const caches_ = await Promise.all(names.map((name) => caches.open(name)));
          const keys = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
          return keys.map(({ url }) => new URL(url).pathname);
        }"""
    )
    assert "/" in stored
    assert not [path for path in stored if path.startswith("/api/")]


def test_a_newer_catalog_is_a_quiet_chip(
    own_site: served_site.Server, open_page: OpenPage, tmp_path: Path
) -> None:
    """The page goes on as it is; the chip reloads it to the new catalog, list and search kept."""
    page = open_page("/?q=blob", base=own_site.url, service_workers="allow")
    installed(page)
    page.wait_for_selector("#results")
    page.locator("#row-0").get_by_role("button").click()
    later = {"video_id": "newblob", "title": "Son of Blob (1972).mp4", "categories": ["Movies"]}
    served_site.build(tmp_path, [*lines(), later])
    page.evaluate("dispatchEvent(new Event('focus'))")
    chip = page.get_by_role("button", name="catalog updated — reload")
    expect(chip).to_be_visible()
    expect(page.locator(".results-count")).to_have_text("2 of 400")
    chip.click()
    expect(page.locator(".results-count")).to_have_text("3 of 401")
    expect(page.locator(".ordered-item")).to_have_count(1)
    expect(chip).to_be_hidden()


def test_a_page_kept_from_an_older_release_searches_what_is_there(
    own_site: served_site.Server, open_page: OpenPage, tmp_path: Path
) -> None:
    """While its files are there: what it was made of, and the chip; without them: what is now."""
    live = tmp_path / "site" / "current"
    kept = (live / "index.html").read_text(encoding="utf-8")
    files = [path.name for path in (live / "search").glob("search-*")]
    later = {"video_id": "newblob", "title": "Son of Blob (1972).mp4", "categories": ["Movies"]}
    served_site.build(tmp_path, [*lines(), later])

    def open_kept(results: str) -> Locator:
        page = open_page("/404.html", base=own_site.url, expected=NETWORK)
        page.route(
            lambda url: "?q=" in url,
            lambda route: route.fulfill(body=kept, content_type="text/html"),
        )
        page.goto("/?q=blob")
        expect(page.locator(".results-count")).to_have_text(results)
        return page.get_by_role("button", name="catalog updated — reload")

    expect(open_kept("2 of 400")).to_be_visible()
    for name in files:
        (live / "search" / name).unlink()
    expect(open_kept("3 of 401")).to_be_hidden()


def test_a_missing_bundle_leaves_a_readable_page(open_page: OpenPage) -> None:
    """When the search cannot start, it says so, offers to try again, and the links still work."""
    page = open_page("/404.html", expected=(*NETWORK, "the catalog could not"))
    page.route("**/search/search-*", lambda route: route.abort())
    page.goto("/")
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    expect(page.locator("ol.rows > li")).to_have_count(100)
    page.unroute("**/search/search-*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#results")).to_be_visible()
