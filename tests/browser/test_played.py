"""When an item was played, in results and on its page: told late, and never in the search's way."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import told_service as told
from tests.browser.conftest import OpenPage
from tests.browser.served_site import Server
from tests.browser.test_accessibility import findings
from tests.browser.told_service import OpenTold


def test_results_and_item_pages_say_when_an_item_was_played(open_told: OpenTold) -> None:
    """After the search is ready, by the copy; nothing is said of what was never played."""
    page, service = open_told(told.full(), live=told.copy(), path="/?q=blob")
    played = page.locator(".row", has_text="The Blob (1958)").locator(".row-played")
    expect(played).to_have_text("played 3 days ago")
    expect(page.locator("#row-0 .row-played")).to_have_text("played 6 weeks ago")
    assert str(played.locator("time").get_attribute("datetime")).endswith("Z")
    assert service.asked.count("GET /live/stats.json") == 1
    page.locator("#query").fill("swat")
    expect(page.locator("#row-0")).to_contain_text("S.W.A.T.")
    expect(page.locator(".row-played")).to_have_count(0)
    assert findings(page) == []
    page.goto("/video/film00000/")
    expect(page.locator(".video-facts")).to_contain_text(
        "Played 41 times, most recently 3 days ago"
    )
    page.goto("/video/film00002/")
    expect(page.get_by_role("button", name="Status: Online")).to_be_visible()
    expect(page.locator(".video-facts")).not_to_contain_text("Played")


def test_the_first_search_waits_for_no_statistics(open_told: OpenTold) -> None:
    """They are asked for after the first result stands, and never hold up a later one."""
    page, _ = open_told(told.full(), live=told.copy(), path="/404.html")
    page.add_init_script(
        """new MutationObserver(() => {
          if (document.querySelector("#results") && !window.shownAt) shownAt = performance.now();
        }).observe(document, { childList: true, subtree: true });"""
    )
    page.goto("/?q=blob")
    expect(page.locator(".row-played").first).to_be_visible()
    asked_at, shown_at = page.evaluate(
        """() => [performance.getEntriesByType("resource")
          .find(({ name }) => name.endsWith("/live/stats.json")).startTime, window.shownAt]"""
    )
    assert asked_at > shown_at


def test_a_site_that_never_had_a_service_asks_for_no_statistics(
    own_site: Server, open_page: OpenPage
) -> None:
    """Catalog and item pages of static files alone look for nothing that is not there."""
    page = open_page("/404.html", base=own_site.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/?q=blob")
    expect(page.locator("#row-0")).to_contain_text("Blob")
    page.goto("/video/film00000/")
    expect(page.get_by_role("button", name="Status: Browsing only")).to_be_visible()
    assert not [url for url in asked if "/live/" in url]
