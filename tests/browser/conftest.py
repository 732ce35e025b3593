"""A built site, served with its headers, and a Chromium that complains about any error."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import compress, crc32

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests.browser import served_site, service_stack
from tests.browser.catalog_lines import PICTURES, lines
from tests.browser.queue_stack import _live, live  # noqa: F401 - pytest finds fixtures by name
from tests.browser.saved import People
from tests.browser.told_service import open_told  # noqa: F401 - as above

SCREENSHOTS = served_site.ROOT / "var" / "screenshots"
CHROMIUM = "/usr/bin/chromium"
# these sites have no service: the browser notes each look for one, the page takes it calmly
NO_SERVICE = "/api/v1/health"
# what must come comes; on a busy machine it may take its time
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


def _png(red: int, green: int, blue: int) -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = compress(bytes((0, red, green, blue)))
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


POSTER = _png(84, 44, 36)

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    served_site.build(folder, lines())
    return folder


@pytest.fixture(scope="session")
def site(built: Path) -> Iterator[str]:
    """The address of the site that all tests share; nobody changes it."""
    server = served_site.Server(built)
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def own_site(built: Path, tmp_path: Path) -> Iterator[served_site.Server]:
    """A site of the test's own, which it may stop or republish."""
    served_site.copy(built, tmp_path)
    server = served_site.Server(tmp_path)
    server.start()
    yield server
    server.stop()


# per module, not per session: while Playwright runs, asyncio tests of other folders could not
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


def _picture(route: Route) -> None:
    route.fulfill(body=POSTER, content_type="image/png")


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[OpenPage]:
    """`open_page("/path", …)` → a page of a fresh visitor; options are Playwright's for a context.

    At the end nothing may have gone wrong in any of them: no script error, nothing the content
    security policy had to stop, nothing missing. `expected` names texts of errors that a test
    provokes.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def watch(page: Page, expected: tuple[str, ...]) -> None:
        def note(text: str) -> None:
            if not any(part in text for part in (*expected, "blocked by Playwright", NO_SERVICE)):
                problems.append(f"{page.url}: {text}")

        page.on("pageerror", lambda error: note(str(error)))
        page.on(
            "console",
            lambda message: (
                note(f"{message.text} {message.location.get('url', '')}")
                if message.type in ("error", "warning")
                else None
            ),
        )

    def open_(
        path: str, *, base: str = site, expected: tuple[str, ...] = (), **options: Any
    ) -> Page:
        context = browser.new_context(
            base_url=base,
            **{
                "viewport": {"width": 1280, "height": 900},
                "service_workers": "block",
                "reduced_motion": "reduce",
                **options,
            },
        )
        context.set_default_timeout(PATIENCE_MS)
        context.route(f"{PICTURES}/**", _picture)
        context.on("page", lambda page: watch(page, expected))
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def catalog(open_page: OpenPage) -> Page:
    """The catalog page on a wide screen, ready to search."""
    page = open_page("/")
    page.wait_for_selector("#results")
    return page


@pytest.fixture(scope="session")
def screenshots() -> Path:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS


@pytest.fixture(scope="session")
def stack(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[service_stack.Stack]:
    """The service with everything around it; whoever stops a part starts it again."""
    folder = tmp_path_factory.mktemp("stack")
    served_site.copy(built, folder)
    with service_stack.running(folder) as running:
        yield running


@pytest.fixture
def in_channel(
    stack: service_stack.Stack, open_page: OpenPage
) -> Callable[[str], service_stack.Viewer]:
    """`in_channel("Alice")` → that person, in the channel on the stand-in's page."""

    def come_in(name: str) -> service_stack.Viewer:
        return service_stack.Viewer(open_page("/", base=stack.channel.cytube.http_url), name)

    return come_in


@pytest.fixture
def visit(stack: service_stack.Stack, open_page: OpenPage) -> OpenPage:
    """`visit("/path")` → the site with its service, in a browser of its own."""

    def open_(path: str = "/", **options: Any) -> Page:
        usual = {"base": stack.url, "expected": service_stack.ANSWERS}
        return open_page(path, **{**usual, **options})

    return open_


@pytest.fixture
def people(stack: service_stack.Stack, visit: OpenPage) -> People:
    """People with saved playlists, on the site with its service."""
    return People(stack, visit)
