"""Titles are text everywhere, whatever they contain."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.catalog_lines import HOSTILE
from tests.browser.conftest import OpenPage


@pytest.mark.parametrize("title", HOSTILE, ids=["img", "script", "emoji", "rtl"])
def test_a_hostile_title_is_shown_and_never_runs(open_page: OpenPage, title: str) -> None:
    """Found by its own text, highlighted, listed, dragged through toast and page: nothing runs."""
    page = open_page("/?c=hostile-co")
    page.wait_for_selector("#results")
    page.locator("#query").fill(title)
    expect(page.locator(".results-count")).to_have_text("1 of 400")
    row = page.locator("#row-0")
    expect(row.locator(".row-title")).to_have_attribute("title", title)
    row.get_by_role("button").click()
    expect(page.locator(".toast")).to_be_visible()
    expect(page.locator(".ordered-item .entry-title")).to_have_count(1)
    page.get_by_role("button", name="Actions for").click()
    expect(page.get_by_role("menu")).to_be_visible()
    page.keyboard.press("Escape")
    row.get_by_role("link").click()
    page.wait_for_url("**/video/**")
    expect(page.locator(".facts dd").first).to_have_text(title, use_inner_text=False)
    assert page.evaluate("window.broken") is None
    assert page.locator("main img[src='x'], main script").count() == 0


def test_a_hostile_category_is_text_too(open_page: OpenPage) -> None:
    """A category's markup is shown as it is written, on chips and on its own page."""
    page = open_page("/")
    page.wait_for_selector("#results")
    expect(page.locator(".filters .chip", has_text="Hostile & <Co>")).to_be_visible()
    page.goto("/category/hostile-co/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hostile & <Co>")
