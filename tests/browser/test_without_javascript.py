"""Every page is readable and linked without JavaScript."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage


def test_the_catalog_reads_and_leads_on(open_page: OpenPage) -> None:
    """The first items, the categories and the way to the rest are plain links."""
    page = open_page("/", java_script_enabled=False)
    expect(page.locator("ol.rows > li")).to_have_count(100)
    # Playwright's switch leaves <noscript> unrendered, so its text is looked for in the source
    assert "Searching as you type needs JavaScript" in page.content()
    page.get_by_role("link", name="All 400, page by page").click()
    expect(page.locator("ol.rows > li")).to_have_count(400)


def test_from_a_category_to_an_item_and_its_episodes(open_page: OpenPage) -> None:
    """Category, item, neighbours and episodes are reached by links alone."""
    page = open_page("/categories/", java_script_enabled=False)
    page.locator(".category-card", has_text="Horror").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Horror")
    page.get_by_role("link", name="The Blob (1958)").click()
    _is_the_blob(page)
    page.goto("/video/nt1e002/")
    expect(page.locator(".episode-list li").first).to_contain_text("S01E01")
    page.locator("a[rel=next]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("S01E03")


def _is_the_blob(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("The Blob (1958)")
    expect(page.locator(".facts")).to_contain_text("The.Blob.[1958].mp4")
    expect(page.locator("#manifest-url")).to_contain_text("film00000.json")
    expect(page.locator("[data-add]")).to_be_hidden()


def test_an_unknown_address_leads_back(open_page: OpenPage) -> None:
    """The page for what does not exist offers the catalog."""
    page = open_page("/video/nothing/", java_script_enabled=False, expected=("404",))
    expect(page.get_by_role("link", name="Search the catalog")).to_be_visible()
