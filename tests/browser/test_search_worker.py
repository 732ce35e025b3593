"""Searching a large catalog in a worker: built with the real programs, served with the policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from site_builder import builder, pages, settings
from tests.browser import served_site
from tests.browser.catalog_lines import lines
from tests.browser.conftest import OpenPage


@pytest.fixture(scope="module")
def large_site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The shared catalog, built as one that is too large for the page's own thread."""
    folder = tmp_path_factory.mktemp("large")
    served_site.copy(built, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "MOST_ITEMS_SEARCHED_ON_PAGE", len(lines()) - 1)
        environ = {"DATA_DIR": str(folder / "data"), "SITE_DIR": str(folder / "site")}
        builder.build(settings.load(environ))
    server = served_site.Server(folder)
    server.start()
    yield server.url
    server.stop()


def test_a_large_catalog_is_searched_in_a_worker(open_page: OpenPage, large_site: str) -> None:
    """The worker runs under the site's policy and finds, filters and pages to the last row."""
    page = open_page("/", base=large_site)
    page.wait_for_selector("#results")
    assert [worker.url.rpartition("/")[2][:14] for worker in page.workers] == ["search-worker-"]
    count = page.locator(".results-count")
    expect(count).to_have_text("400 of 400")
    page.locator("#query").fill("the blo")
    expect(count).to_have_text("2 of 400")
    titles = page.locator("#results .row-title").all_inner_texts()
    assert titles == ["The Blob (1958)", "Beware! The Blob (1972)"]
    page.locator("#query").fill("")
    expect(count).to_have_text("400 of 400")
    for _ in range(50):
        page.keyboard.press("PageDown")
    expect(page.locator("#row-399")).to_be_in_viewport(ratio=1)


def test_the_catalog_page_asks_for_nothing_before_the_search_file(
    open_page: OpenPage, site: str
) -> None:
    """It carries the pointer: the search file comes at once, once, and ids and pointer after it."""
    page = open_page("/offline/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(site)))
    with page.expect_response("**/search/ids-*"), page.expect_response("**/catalog.json"):
        page.goto("/")
    page.wait_for_selector("#results")
    bundle = [path for path in asked if path.startswith(("/search/", "/catalog.json"))]
    assert bundle[0] == page.locator("html").get_attribute("data-search-file")
    assert len(bundle) == len(set(bundle))
