"""The site needs no server of its own: a plain file server, and no API, will do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.standins.processes import Child, free_port, port_answers

# it answers 404 where an API would be; nothing else may go wrong
NOBODY = ("404", "/api/v1/")


@pytest.fixture(scope="module")
def plain(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The live release, served by Python's own file server."""
    port = free_port()
    release = (built / "site" / "current").resolve()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    log = tmp_path_factory.mktemp("plain") / "server.log"
    with Child("http.server", command, log=log, cwd=release) as child:
        child.wait_ready(lambda: port_answers(port))
        yield f"http://127.0.0.1:{port}"


def test_a_plain_file_server_serves_search_list_and_items(plain: str, open_page: OpenPage) -> None:
    """Search finds, the working playlist keeps, an item's page opens: all without an API."""
    page = open_page("/?q=blob", base=plain, expected=NOBODY)
    expect(page.locator(".results-count")).to_have_text("2 of 400")
    page.locator("#row-0").get_by_role("button").click()
    expect(page.locator(".ordered-item")).to_have_count(1)
    page.reload()
    expect(page.locator(".ordered-item")).to_have_count(1)
    page.goto("/video/film00002/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("The Shining")


@pytest.mark.parametrize("path", ["/categories/", "/queue/", "/playlists/", "/marathon/"])
def test_every_page_opens_from_a_plain_file_server(
    plain: str, open_page: OpenPage, path: str
) -> None:
    """Pages that show what the service knows say in words that it is away."""
    page = open_page(path, base=plain, expected=NOBODY)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
